/**
 * All property collectors of the server: which filters exist, and which of them a commit concerns.
 *
 * A commit is matched by (type, top-level property), so what nobody watches costs nobody anything.
 * Collectors and filters are objects of the inventory like any other; what is kept here goes when
 * they do.
 */
import type { WallClock } from '../../clock/wall-clock.ts';
import { type Change, type Commit, create, destroy } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { PropertyFilterSpec } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Authorization } from '../authorization.ts';
import type { Session, Sessions } from '../sessions.ts';
import { Caller } from './caller.ts';
import { Collector } from './collector.ts';
import { Filter } from './filter.ts';
import { planFilter } from './filter-plan.ts';
import { Retrievals } from './retrievals.ts';

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
  readonly filter: Filter;
  readonly collector: Collector;
}

/** Properties whose change means that rights changed. */
const RIGHTS: readonly string[] = ['permission', 'roleList'];

export class Collectors {
  readonly retrievals: Retrievals;
  readonly #services: CollectorServices;
  /** By session and id: the default collector is one object, with filters for each session. */
  readonly #collectors = new Map<string, Collector>();
  readonly #watches = new Map<string, Watch>();
  /** Filters by concrete type and property; a type is entered when it is first met. */
  readonly #interests = new Map<string, Map<string, Set<Watch>>>();

  constructor(services: CollectorServices) {
    this.#services = services;
    this.retrievals = new Retrievals(services);
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
  destroy(self: Ref): void {
    this.#services.inventory.apply([destroy(self)]);
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
    const watch = { filter, collector };
    this.#watches.set(ref.value, watch);
    collector.filters.add(filter);
    for (const [type, interest] of this.#interests) enter(interest, watch, type);
    collector.ring();
    return ref;
  }

  #hear(commit: Commit): void {
    if (this.#watches.size > 0) this.#notify(commit);
    for (const ref of commit.destroyed) {
      if (ref.type === 'PropertyFilter') this.#dropFilter(ref);
      else if (ref.type === 'PropertyCollector') this.#dropCollector(ref);
    }
  }

  #notify(commit: Commit): void {
    const concerned = new Set<Collector>();
    for (const [ref, properties] of commit.changed) {
      const interest = this.#interestIn(ref.type);
      for (const property of properties) {
        for (const { filter, collector } of interest.get(property) ?? []) {
          if (filter.noteChange(ref, property)) concerned.add(collector);
        }
      }
    }
    const noteAll = (note: (filter: Filter) => boolean) => {
      for (const { filter, collector } of this.#watches.values()) {
        if (note(filter)) concerned.add(collector);
      }
    };
    for (const ref of commit.destroyed) noteAll((filter) => filter.noteExistence(ref));
    for (const ref of commit.created) noteAll((filter) => filter.noteExistence(ref));
    if (changesRights(commit)) {
      noteAll((filter) => {
        filter.noteRights();
        return true;
      });
    }
    for (const collector of concerned) collector.ring();
  }

  #interestIn(type: string): Map<string, Set<Watch>> {
    let interest = this.#interests.get(type);
    if (!interest) {
      interest = new Map();
      for (const watch of this.#watches.values()) enter(interest, watch, type);
      this.#interests.set(type, interest);
    }
    return interest;
  }

  #dropFilter(ref: Ref): void {
    const watch = this.#watches.get(ref.value);
    if (!watch) return;
    this.#watches.delete(ref.value);
    watch.collector.filters.delete(watch.filter);
    for (const [type, interest] of this.#interests) {
      for (const property of watch.filter.plan.concerns(type))
        interest.get(property)?.delete(watch);
    }
  }

  #dropCollector(ref: Ref): void {
    for (const [key, collector] of this.#collectors) {
      if (!key.endsWith(`/${ref.value}`)) continue;
      collector.cancel();
      this.#collectors.delete(key);
    }
  }

  #endSession(session: Session): void {
    const { inventory, sessions } = this.#services;
    for (const [key, collector] of this.#collectors) {
      if (!key.startsWith(`${session.key}/`)) continue;
      collector.cancel();
      this.#collectors.delete(key);
    }
    this.retrievals.forget(session);
    const isOwn = (ref: Ref) => sessions.ownerKey(ref) === session.key;
    const collectors = inventory.ofType('PropertyCollector').filter(isOwn);
    const filters = inventory.ofType('PropertyFilter').filter(isOwn);
    const changes: Change[] = [...filters, ...collectors].map((ref) => destroy(ref));
    if (changes.length > 0) inventory.apply(changes);
  }
}

function collectorKey(self: Ref, session: Session): string {
  return `${session.key}/${self.value}`;
}

function enter(interest: Map<string, Set<Watch>>, watch: Watch, type: string): void {
  for (const property of watch.filter.plan.concerns(type)) {
    const watches = interest.get(property);
    if (watches) watches.add(watch);
    else interest.set(property, new Set([watch]));
  }
}

function changesRights(commit: Commit): boolean {
  for (const properties of commit.changed.values()) {
    if (RIGHTS.some((name) => properties.has(name))) return true;
  }
  return false;
}
