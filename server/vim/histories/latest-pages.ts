/**
 * Keeps `latestPage` of history collectors: the newest matching items, newest first, which clients watch
 * through the property collector (`govc events -f`).
 */
import { assign, type Change, type Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type {
  Event,
  EventFilterSpec,
  TaskFilterSpec,
  TaskInfo,
  TaskInfoFilterSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reuse } from '../../vmodl/value.ts';
import { asFiltered, eventMatcher } from '../events/event-filter.ts';
import type { Events } from '../events/events.ts';
import { asInfoFiltered, taskMatcher, taskNumber } from '../tasks/task-filter.ts';
import type { Tasks } from '../tasks/tasks.ts';
import { type HistoryView, NEWEST, PAGE_DEFAULT, previousPage } from './history-page.ts';

export interface Histories {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly events: Events;
  readonly tasks: Tasks;
}

/** From now on collectors show what happens. Call once per server. */
export function keepLatestPages(histories: Histories): void {
  histories.inventory.subscribe((commit) => {
    const changes = [...newEventPages(histories, commit), ...newTaskPages(histories, commit)];
    if (changes.length > 0) histories.inventory.apply(changes);
  });
}

/** The events a collector chooses from, and which. */
export function eventView(histories: Histories, filter: EventFilterSpec): HistoryView<Event> {
  return {
    items: histories.events.all() as readonly Event[],
    numberOf: (event) => event.key,
    matches: eventMatcher(histories, filter),
  };
}

export function taskView(histories: Histories, filter: TaskFilterSpec): HistoryView<TaskInfo> {
  return {
    items: histories.tasks.history(),
    numberOf: taskNumber,
    matches: taskMatcher(histories, filter),
  };
}

export function latestEvents(
  histories: Histories,
  filter: EventFilterSpec,
  pageSize: number,
): readonly Event[] {
  const page = previousPage(eventView(histories, filter), NEWEST, pageSize);
  return page.items.map((event) => asFiltered(filter, event));
}

export function latestTasks(
  histories: Histories,
  filter: TaskFilterSpec,
  pageSize: number,
  infoFilter?: TaskInfoFilterSpec,
): readonly TaskInfo[] {
  const page = previousPage(taskView(histories, filter), NEWEST, pageSize);
  return page.items.map((info) => asInfoFiltered(infoFilter, info));
}

function newEventPages(histories: Histories, commit: Commit): readonly Change[] {
  const { inventory } = histories;
  if (commit.events.length === 0) return [];
  return inventory.ofType('EventHistoryCollector').flatMap((collector) => {
    const filter = eventFilterOf(inventory, collector);
    const matches = eventMatcher(histories, filter);
    const fresh = (commit.events as readonly Event[]).filter(matches).toReversed();
    if (fresh.length === 0) return [];
    const older = inventory.read(collector, 'latestPage') ?? [];
    const page = [...fresh.map((event) => asFiltered(filter, event)), ...older];
    return [assign(collector, 'latestPage', page.slice(0, pageSizeOf(inventory, collector)))];
  });
}

function newTaskPages(histories: Histories, commit: Commit): readonly Change[] {
  const { inventory } = histories;
  const collectors = inventory.ofType('TaskHistoryCollector');
  if (collectors.length === 0 || !concernsTasks(commit)) return [];
  return collectors.flatMap((collector) => {
    const filter = taskFilterOf(inventory, collector);
    const before = inventory.read(collector, 'latestPage') ?? [];
    const size = pageSizeOf(inventory, collector);
    const page = reuse(
      before,
      latestTasks(histories, filter, size, infoFilterOf(inventory, collector)),
    );
    return page === before ? [] : [assign(collector, 'latestPage', page)];
  });
}

/** The filter a collector was made with. */
export function eventFilterOf(
  inventory: Inventory,
  collector: Ref<'EventHistoryCollector'>,
): EventFilterSpec {
  return inventory.read(collector, 'filter') as EventFilterSpec;
}

export function taskFilterOf(
  inventory: Inventory,
  collector: Ref<'TaskHistoryCollector'>,
): TaskFilterSpec {
  return inventory.read(collector, 'filter') as TaskFilterSpec;
}

export function infoFilterOf(inventory: Inventory, collector: Ref): TaskInfoFilterSpec | undefined {
  return inventory.read(collector, '_infoFilter') as TaskInfoFilterSpec | undefined;
}

function pageSizeOf(inventory: Inventory, collector: Ref): number {
  const size: unknown = inventory.read(collector, '_pageSize');
  return typeof size === 'number' ? size : PAGE_DEFAULT;
}

function concernsTasks(commit: Commit): boolean {
  for (const [ref, properties] of commit.changed) {
    if (ref.type === 'Task' && properties.has('info')) return true;
  }
  return false;
}
