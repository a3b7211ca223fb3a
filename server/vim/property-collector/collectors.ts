/**
 * All property collectors of the server: which filters exist, and which of them a commit concerns.
 *
 * A commit is matched by (type, top-level property), so what nobody watches costs nobody anything.
 * Collectors and filters are objects of the inventory like any other; what is kept here goes when
 * they do.
 */
import type { WallClock } from '../../clock/wall-clock.ts';
import { type Commit, create, destroy } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { PropertyFilterSpec } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Authorization } from '../authorization/authorization.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';
import { Caller } from './caller.ts';
import { Collector } from './collector.ts';
import { Filter } from './filter.ts';
import { type FilterPlan, planFilter } from './filter-plan.ts';
import { Retrievals } from './retrievals.ts';
import { WatchIndex } from './watch-index.ts';

export interface CollectorServices {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly wall: WallClock;
  readonly sessions: Sessions;
  readonly authorization: Authorization;
}

export interface NewFilter {
  readonly spec: PropertyFilterSpec;
  readonly partialUpdates: boolean;
  readonly session: Session;
  readonly rank: number;
}

interface Watch {
  readonly plan: FilterPlan;
  readonly filter: Filter;
  readonly collector: Collector;
}

/** The one which ServiceContent names. */
const DEFAULT_COLLECTOR = reference('PropertyCollector', 'propertyCollector');
/** Properties whose change means that rights changed. */
const RIGHTS: readonly string[] = ['permission', 'roleList'];
/** Properties by which objects inherit rights. */
const INHERITANCE: readonly string[] = ['parent', 'resourcePool'];

export class Collectors {
  readonly retrievals: Retrievals;
  readonly #services: CollectorServices;
  /** By session and id: the default collector is one object, with filters for each session. */
  readonly #collectors = new Map<string, Collector>();
  readonly #watches = new Map<string, Watch>();
  readonly #index = new WatchIndex<Watch>();

  constructor(services: CollectorServices) {
    this.#services = services;
    this.retrievals = new Retrievals(services);
    // Collectors do not outlive the process; the one that is everybody's is there again at once.
    if (!services.inventory.has(DEFAULT_COLLECTOR)) {
      services.inventory.apply([create(DEFAULT_COLLECTOR, {})]);
    }
    services.inventory.subscribe((commit) => this.#hear(commit));
    services.sessions.onEnd((session) => this.#endSession(session));
  }

  /** The session's side of a collector object. */
  of(self: Ref, session: Session): Collector {
    const key = collectorKey(self, session);
    let collector = this.#collectors.get(key);
    if (!collector) {
      collector = new Collector(this.#services.wall);
      this.#collectors.set(key, collector);
    }
    return collector;
  }

  /** A new collector of the session. */
  create(session: Session): Ref<'PropertyCollector'> {
    const ref = reference('PropertyCollector', this.#services.sessions.ownedId(session));
    this.#services.inventory.apply([create(ref, {})]);
    return ref;
  }

  /** Ends a collector with its filters; calls that wait on it end with RequestCanceled. */
  destroy(self: Ref<'PropertyCollector'>): void {
    const { inventory } = this.#services;
    const filters = inventory.read(self, 'filter') ?? [];
    inventory.apply([...filters, self].map((ref) => destroy(ref)));
  }

  /** Throws what a spec that makes no sense deserves; then nothing was made. */
  createFilter(self: Ref, wanted: NewFilter): Ref<'PropertyFilter'> {
    const { catalog, inventory, sessions } = this.#services;
    const { spec, partialUpdates, session, rank } = wanted;
    const plan = planFilter(catalog, spec, rank);
    const ref = reference('PropertyFilter', sessions.ownedId(session));
    const caller = new Caller(this.#services, session, rank);
    const filter = new Filter({ catalog, inventory, ref, plan, caller, partialUpdates });
    inventory.apply([create(ref, { spec, partialUpdates, _collector: self })]);
    const collector = this.of(self, session);
    const watch = { plan, filter, collector };
    this.#watches.set(ref.value, watch);
    collector.filters.add(filter);
    this.#index.add(watch);
    collector.ring();
    return ref;
  }

  #hear(commit: Commit): void {
    if (this.#index.size > 0) this.#notify(commit);
    for (const ref of commit.destroyed) {
      if (ref.type === 'PropertyFilter') this.#dropFilter(ref);
      else if (ref.type === 'PropertyCollector') this.#dropCollector(ref);
    }
  }

  #notify(commit: Commit): void {
    const concerned = new Set<Collector>();
    for (const [ref, properties] of commit.changed) {
      for (const property of properties) {
        const note = (filter: Filter) => filter.noteChange(ref, property);
        noteEach(this.#index.concernedBy(ref, property), note, concerned);
      }
    }
    for (const ref of commit.destroyed) {
      noteEach(this.#index.concernedByEnd(ref), (filter) => filter.noteExistence(ref), concerned);
    }
    for (const ref of commit.created) {
      const starting = this.#index.concernedByArrival(ref);
      noteEach(starting, (filter) => filter.noteExistence(ref), concerned);
    }
    if (touches(commit, RIGHTS)) {
      noteEach(this.#index.all(), (filter) => filter.noteRights(), concerned);
    } else if (touches(commit, INHERITANCE)) {
      noteEach(this.#index.all(), (filter) => filter.noteInheritance(), concerned);
    }
    for (const collector of concerned) collector.ring();
  }

  #dropFilter(ref: Ref): void {
    const watch = this.#watches.get(ref.value);
    if (!watch) return;
    this.#watches.delete(ref.value);
    watch.collector.filters.delete(watch.filter);
    this.#index.remove(watch);
  }

  #dropCollector(ref: Ref): void {
    for (const [key, collector] of this.#collectors) {
      if (!key.endsWith(`/${ref.value}`)) continue;
      collector.cancel();
      this.#collectors.delete(key);
    }
  }

  /** Waits end here; the objects of the session go with it. */
  #endSession(session: Session): void {
    for (const [key, collector] of this.#collectors) {
      if (!key.startsWith(`${session.key}/`)) continue;
      collector.cancel();
      this.#collectors.delete(key);
    }
    this.retrievals.forget(session);
  }
}

function collectorKey(self: Ref, session: Session): string {
  return `${session.key}/${self.value}`;
}

/** Tells filters of something; gathers the collectors of those it concerns. */
function noteEach(
  watches: Iterable<Watch>,
  note: (filter: Filter) => boolean,
  concerned: Set<Collector>,
): void {
  for (const { filter, collector } of watches) if (note(filter)) concerned.add(collector);
}

/** Did one of these properties change of an object which was there before? */
function touches(commit: Commit, names: readonly string[]): boolean {
  const created = new Set(commit.created);
  for (const [ref, properties] of commit.changed) {
    if (names.some((name) => properties.has(name)) && !created.has(ref)) return true;
  }
  return false;
}
