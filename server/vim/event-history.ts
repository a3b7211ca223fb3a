/**
 * The event history: finishes drafts of events and finds out whom each event concerns.
 *
 * The events themselves are held by the inventory, which bounds their number; what filters need
 * beyond an event's own members is remembered beside it for as long as it lives.
 */
import type { Clock } from '../clock/clock.ts';
import type { Cause, Change } from '../inventory/change.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import { isReference } from '../vmodl/reference.ts';
import { type DataObject, data, isDataObject, member } from '../vmodl/value.ts';
import { argumentsAbout, namedIn, scopeOf } from './event-arguments.ts';
import { formatEvent } from './event-messages.ts';
import type { EventDraft, Events } from './events.ts';
import { ROOT_FOLDER } from './service-content.ts';

export interface EventHistoryOptions {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly clock: Pick<Clock, 'iso'>;
}

const KEYS = 'event';

export class EventHistory implements Events {
  readonly #catalog: Catalog;
  readonly #inventory: Inventory;
  readonly #clock: Pick<Clock, 'iso'>;
  /** Ids of the objects an event concerns and of all above them, as they were at its time. */
  readonly #scopes = new WeakMap<DataObject, ReadonlySet<string>>();
  /** A chain id handed out last of all keys: the first event of that chain bears it as its key. */
  #reserved: number | undefined;

  constructor(options: EventHistoryOptions) {
    this.#catalog = options.catalog;
    this.#inventory = options.inventory;
    this.#clock = options.clock;
  }

  change(draft: EventDraft): Change & { readonly op: 'post' } {
    if (!this.#catalog.isA(draft.type, 'Event')) throw new Error(`${draft.type} is no event`);

    const place = { catalog: this.#catalog, inventory: this.#inventory };
    const key = this.#keyFor(draft.chainId);
    const members: Record<string, unknown> = {
      key,
      chainId: draft.chainId ?? key,
      createdTime: this.#clock.iso(),
      userName: draft.userName ?? '',
      ...argumentsAbout(place, draft.about),
      ...this.#implied(draft),
      ...draft.members,
    };
    members['fullFormattedMessage'] ??= formatEvent(this.#catalog, draft.type, members);
    const event = data(draft.type, members) as DataObject;
    const scope = scopeOf(place, draft.about);
    for (const id of namedIn(event)) scope.add(id);
    this.#scopes.set(event, scope);
    return { op: 'post', event };
  }

  post(drafts: readonly EventDraft[], cause?: Cause): void {
    if (drafts.length === 0) return;
    this.#inventory.apply(
      drafts.map((draft) => this.change(draft)),
      cause,
    );
  }

  nextChainId(): number {
    this.#reserved = this.#inventory.counter(KEYS);
    return this.#reserved;
  }

  all(): readonly DataObject[] {
    return this.#inventory.events;
  }

  scopeOf(event: DataObject): ReadonlySet<string> {
    const known = this.#scopes.get(event);
    if (known) return known;
    const place = { catalog: this.#catalog, inventory: this.#inventory };
    const scope = new Set<string>();
    for (const argument of Object.values(event)) {
      if (!isDataObject(argument) || !argument._typeName.endsWith('EventArgument')) continue;
      for (const ref of Object.values(argument)) {
        if (isReference(ref)) for (const id of scopeOf(place, ref)) scope.add(id);
      }
    }
    scope.add(ROOT_FOLDER.value);
    this.#scopes.set(event, scope);
    return scope;
  }

  #keyFor(chainId: number | undefined): number {
    const reserved = this.#reserved;
    this.#reserved = undefined;
    if (reserved !== undefined && reserved === chainId) return reserved;
    return this.#inventory.counter(KEYS);
  }

  /** Members which every event of a family must have and its place in the inventory tells. */
  #implied(draft: EventDraft): Record<string, unknown> {
    if (!this.#catalog.isA(draft.type, 'VmEvent') || !this.#inventory.has(draft.about)) return {};
    const config = this.#inventory.read(draft.about, 'config');
    return { template: member(config, 'template') === true };
  }
}
