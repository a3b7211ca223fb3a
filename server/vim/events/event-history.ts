/**
 * The event history: finishes drafts of events and finds out whom each event concerns.
 *
 * The events themselves are held by the inventory, which bounds their number; what filters need
 * beyond an event's own members is remembered beside it for as long as it lives.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Cause, Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import { type DataObject, data, member } from '../../vmodl/value.ts';
import { ROOT_FOLDER } from '../service/service-content.ts';
import { argumentsAbout, namedIn, scopeOf, subjectsOf } from './event-arguments.ts';
import { formatEvent } from './event-messages.ts';
import type { EventDraft, Events } from './events.ts';

export interface EventHistoryOptions {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly clock: Pick<Clock, 'iso'>;
}

const KEYS = 'event';
/** Sets of ids shared between events; beyond it sharing begins afresh. */
const SHARED_SCOPES_MAX = 20_000;

export class EventHistory implements Events {
  readonly #catalog: Catalog;
  readonly #inventory: Inventory;
  readonly #clock: Pick<Clock, 'iso'>;
  /** Ids of the objects an event concerns and of all above them, as they were at its time. */
  readonly #scopes = new WeakMap<DataObject, ReadonlySet<string>>();
  readonly #sharedScopes = new Map<string, ReadonlySet<string>>();
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
    this.#scopes.set(event, this.#shared([...scopeOf(place, draft.about), ...namedIn(event)]));
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
    const ids = subjectsOf(event).flatMap((ref) => [...scopeOf(place, ref)]);
    const scope = this.#shared([...ids, ROOT_FOLDER.value]);
    this.#scopes.set(event, scope);
    return scope;
  }

  #keyFor(chainId: number | undefined): number {
    const reserved = this.#reserved;
    this.#reserved = undefined;
    if (reserved !== undefined && reserved === chainId) return reserved;
    return this.#inventory.counter(KEYS);
  }

  /** Events of one object share one set of ids: a long history costs little more than its events. */
  #shared(ids: readonly string[]): ReadonlySet<string> {
    const scope = new Set(ids);
    const key = [...scope].join();
    const known = this.#sharedScopes.get(key);
    if (known) return known;
    if (this.#sharedScopes.size >= SHARED_SCOPES_MAX) this.#sharedScopes.clear();
    this.#sharedScopes.set(key, scope);
    return scope;
  }

  /** Members which every event of a family must have and its place in the inventory tells. */
  #implied(draft: EventDraft): Record<string, unknown> {
    if (!this.#catalog.isA(draft.type, 'VmEvent') || !this.#inventory.has(draft.about)) return {};
    const config = this.#inventory.read(draft.about, 'config');
    return { template: member(config, 'template') === true };
  }
}
