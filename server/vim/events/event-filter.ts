/** Which events an EventFilterSpec wants. */
import type { Catalog } from '../../vmodl/catalog.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Event, EventFilterSpec } from '../../vmodl/generated/data.ts';
import { isReference } from '../../vmodl/reference.ts';
import { type DataObject, data, member } from '../../vmodl/value.ts';
import {
  allOf,
  type Belonging,
  byEntity,
  byUser,
  type Matcher,
  oneOf,
  within,
} from '../histories/history-filter.ts';
import { namedIn } from './event-arguments.ts';
import { eventCategory } from './event-messages.ts';
import type { Events } from './events.ts';

/** Where filters look things up. */
export interface EventFiltering {
  readonly catalog: Catalog;
  readonly events: Pick<Events, 'scopeOf'>;
}

/** Throws InvalidArgument when the filter makes no sense. */
export function eventMatcher(context: EventFiltering, filter: EventFilterSpec): Matcher<Event> {
  const { catalog, events } = context;
  return allOf<Event>([
    byEntity(filter.entity, (event) => belonging(events, event)),
    within(filter.time, (event) => event.createdTime),
    byUser(filter.userName, (event) => event.userName),
    filter.eventChainId === undefined
      ? undefined
      : (event) => event.chainId === filter.eventChainId,
    byArgument('alarm', filter.alarm),
    byArgument('scheduledTask', filter.scheduledTask),
    oneOf(filter.category, (event) => eventCategory(catalog, event) as string),
    byType(catalog, filter.type),
    oneOf(filter.tag, (event) => event.changeTag),
    byTypeId(filter.eventTypeId),
  ]);
}

/** The event as a filter with `disableFullMessage` wants it. */
export function asFiltered(filter: EventFilterSpec, event: Event): Event {
  if (!filter.disableFullMessage || event.fullFormattedMessage === undefined) return event;
  const { _typeName, fullFormattedMessage: _, ...rest } = event;
  const bare: DataObject = data(_typeName, rest);
  return bare as Event;
}

/** `vim.event.VmPoweredOnEvent`, or the id of an extended event. */
function eventTypeId(event: DataObject): string {
  const own = member(event, 'eventTypeId');
  return typeof own === 'string' ? own : `vim.event.${event._typeName}`;
}

/** Clients name types with and without `vim.event.` before them. */
function byTypeId(wanted: readonly string[] | undefined): Matcher<Event> | undefined {
  return oneOf(
    wanted?.map((id) => id.replace(/^vim\.event\./, '')),
    (event) => eventTypeId(event).replace(/^vim\.event\./, ''),
  );
}

function belonging(events: Pick<Events, 'scopeOf'>, event: Event): Belonging {
  const scope = events.scopeOf(event);
  const [subject] = scope;
  return {
    isAbout: (id) => id === subject || namedIn(event).has(id),
    scope,
    subject,
  };
}

/** Events about an alarm or scheduled task name it in the argument of that name. */
function byArgument(name: string, wanted: unknown): Matcher<Event> | undefined {
  if (!isReference(wanted)) return undefined;
  return (event) => {
    const ref = member(member(event, name), name);
    return isReference(ref) && ref.value === wanted.value;
  };
}

/** A type stands for its subtypes too. */
function byType(
  catalog: Catalog,
  types: readonly string[] | undefined,
): Matcher<Event> | undefined {
  if (types === undefined || types.length === 0) return undefined;
  const wanted = types.map((type) => type.replace(/^vim\.event\./, ''));
  for (const type of wanted) if (!catalog.isA(type, 'Event')) throw invalidArgument('filter.type');
  return (event) => wanted.some((type) => catalog.isA(event._typeName, type));
}
