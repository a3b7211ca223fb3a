/**
 * The objects a filter selects, kept up to date from what changed.
 *
 * A walk remembers for each traversal what it found at each object it came to, and how often each
 * object was reached. A changed reference is walked again only below the object that holds it. Only
 * when a step that others go on from loses an object is the whole walked anew: what else it led to
 * may be reachable on a circle of its own.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import type { Caller } from './caller.ts';
import type { FilterPlan, Traversal } from './filter-plan.ts';
import { valueAt } from './typed-path.ts';

interface Visit {
  readonly ref: Ref;
  /** The value found, by identity. */
  readonly value: unknown;
  /** What was followed: references to objects that exist and may be seen. */
  readonly targets: readonly Ref[];
}

/** Told of objects as they come to be selected and cease to be. */
export interface SelectionWatcher {
  joined(ref: Ref): void;
  parted(ref: Ref): void;
}

const NO_TARGETS: readonly Ref[] = Object.freeze([]);

export class Selection {
  /** Start objects that do not exist (to this caller). */
  missing: readonly Ref[] = [];
  readonly #inventory: Inventory;
  readonly #plan: FilterPlan;
  readonly #caller: Caller;
  readonly #watcher: SelectionWatcher | undefined;
  #members = new Map<string, Ref>();
  /** How many further ways lead to a member, where there are any. */
  #furtherWays = new Map<string, number>();
  #visits: Map<string, Visit>[] = [];
  #unrestricted = false;
  readonly #dirty = new Set<Visit>();
  readonly #destroyed = new Set<string>();
  #stale = false;

  constructor(inventory: Inventory, plan: FilterPlan, caller: Caller, watcher?: SelectionWatcher) {
    this.#inventory = inventory;
    this.#plan = plan;
    this.#caller = caller;
    this.#watcher = watcher;
    this.#walkAll();
    if (watcher) for (const ref of this.#members.values()) watcher.joined(ref);
  }

  /** The selected objects, in order of the walk. */
  members(): Ref[] {
    return [...this.#members.values()];
  }

  /** Notes that a property of an object changed. Does a step of the walk read it there? */
  noteChange(ref: Ref, property: string): boolean {
    let walked = false;
    for (const { index, path } of this.#plan.traversals) {
      if (path.property !== property) continue;
      const visit = this.#visits[index]?.get(ref.value);
      if (!visit) continue;
      this.#dirty.add(visit);
      walked = true;
    }
    return walked;
  }

  /** Notes that an object is gone, or has come. Does it matter? */
  noteExistence(ref: Ref): boolean {
    const walked =
      this.#plan.startIds.has(ref.value) || this.#visits.some((visits) => visits.has(ref.value));
    if (walked) this.#stale = true;
    const reported = this.#members.has(ref.value);
    // As a rule whatever led to a destroyed object lost its reference in the same commit.
    if (reported) this.#destroyed.add(ref.value);
    return walked || reported;
  }

  /** Notes that rights changed: what was hidden may show. */
  noteRights(): void {
    this.#stale = true;
  }

  /** Brings the selection up to date; the watcher hears of every difference. */
  refresh(): void {
    if (this.#stale || !this.#rewalkChanged()) this.#walkAnew();
    this.#dirty.clear();
    this.#destroyed.clear();
    this.#stale = false;
  }

  /** Walks again from what changed. False when that does not do. */
  #rewalkChanged(): boolean {
    for (const visit of this.#dirty) if (!this.#rewalk(visit)) return false;
    for (const id of this.#destroyed) {
      if (this.#members.has(id) && !this.#inventory.find(id)) return false;
    }
    return true;
  }

  #walkAll(): void {
    this.#members = new Map();
    this.#furtherWays = new Map();
    this.#visits = this.#plan.traversals.map(() => new Map());
    this.#unrestricted = this.#caller.unrestricted;
    const missing: Ref[] = [];
    const work: [Traversal, Ref][] = [];
    for (const start of this.#plan.starts) {
      const ref = this.#existing(start.ref);
      if (!ref) {
        missing.push(start.ref);
        continue;
      }
      if (!start.skip) this.#reach(ref);
      for (const traversal of start.next) work.push([traversal, ref]);
    }
    this.missing = missing;
    this.#walk(work);
  }

  #walkAnew(): void {
    const before = this.#members;
    this.#walkAll();
    for (const [id, ref] of before) {
      if (!this.#members.has(id)) this.#watcher?.parted(ref);
    }
    for (const [id, ref] of this.#members) {
      if (!before.has(id)) this.#watcher?.joined(ref);
    }
  }

  #walk(work: [Traversal, Ref][], joined?: (ref: Ref) => void): void {
    for (const [traversal, ref] of work) {
      const visits = this.#visits[traversal.index];
      if (!visits || visits.has(ref.value) || !traversal.startsFrom(ref.type)) continue;
      const visit = this.#look(traversal, ref);
      visits.set(ref.value, visit);
      for (const target of visit.targets) this.#arrive(traversal, target, work, joined);
    }
  }

  #arrive(
    traversal: Traversal,
    target: Ref,
    work: [Traversal, Ref][],
    joined?: (ref: Ref) => void,
  ): void {
    if (!traversal.skip && this.#reach(target)) joined?.(target);
    // The list being walked grows at its end while it is walked.
    for (const next of traversal.next) {
      if (next.startsFrom(target.type)) work.push([next, target]);
    }
  }

  /** Follows a changed reference. False when the whole must be walked anew. */
  #rewalk(visit: Visit): boolean {
    for (const traversal of this.#plan.traversals) {
      const visits = this.#visits[traversal.index];
      if (visits?.get(visit.ref.value) !== visit) continue;
      const now = this.#look(traversal, visit.ref);
      visits.set(visit.ref.value, now);
      return now.value === visit.value || this.#follow(traversal, visit.targets, now.targets);
    }
    return true;
  }

  #follow(traversal: Traversal, before: readonly Ref[], after: readonly Ref[]): boolean {
    const { lost, gained } = compareLists(before, after);
    if (lost.length > 0 && traversal.next.length > 0) return false;
    if (!traversal.skip) for (const ref of lost) this.#unreach(ref);
    const work: [Traversal, Ref][] = [];
    const joined = (ref: Ref) => this.#watcher?.joined(ref);
    for (const ref of gained) this.#arrive(traversal, ref, work, joined);
    this.#walk(work, joined);
    return true;
  }

  #look(traversal: Traversal, ref: Ref): Visit {
    const { path } = traversal;
    if (!this.#unrestricted && !this.#caller.mayRead(path.privilege, ref)) {
      return { ref, value: undefined, targets: NO_TARGETS };
    }
    // What only this reader sees (his views, his filters) is walked as he sees it.
    const top = this.#inventory.isLive(ref.type, path.property)
      ? this.#inventory.show(ref, path.property, this.#caller.viewer)
      : this.#inventory.read(ref, path.property);
    const value = valueAt(path, top);
    return { ref, value, targets: this.#targets(value) };
  }

  /** The objects that the references in a value lead to, each once. */
  #targets(value: unknown): readonly Ref[] {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const targets: Ref[] = [];
    // Only what is kept up to date has to know how often an object is reached.
    const seen = this.#watcher && items.length > 1 ? new Set<string>() : undefined;
    for (const item of items) {
      const ref = isReference(item) ? this.#inventory.find(item.value) : undefined;
      if (!ref || seen?.has(ref.value)) continue;
      if (!this.#unrestricted && !this.#caller.sees(ref)) continue;
      seen?.add(ref.value);
      targets.push(ref);
    }
    return targets;
  }

  #existing(ref: Ref): Ref | undefined {
    if (!this.#inventory.has(ref) || this.#caller.isForeign(ref)) return undefined;
    return this.#inventory.find(ref.value);
  }

  /** Counts one way to an object. Is it the first? Objects nothing is reported of are not counted. */
  #reach(ref: Ref): boolean {
    const { value: id, type } = ref;
    if (this.#members.has(id)) {
      this.#furtherWays.set(id, (this.#furtherWays.get(id) ?? 0) + 1);
      return false;
    }
    if (!this.#plan.pathsOf(type)) return false;
    this.#members.set(id, ref);
    return true;
  }

  #unreach(ref: Ref): void {
    const further = this.#furtherWays.get(ref.value);
    if (further === undefined) {
      if (this.#members.delete(ref.value)) this.#watcher?.parted(ref);
    } else if (further > 1) {
      this.#furtherWays.set(ref.value, further - 1);
    } else {
      this.#furtherWays.delete(ref.value);
    }
  }
}

/** What a list lost and gained; what both begin and end with alike costs next to nothing. */
function compareLists(
  before: readonly Ref[],
  after: readonly Ref[],
): { readonly lost: readonly Ref[]; readonly gained: readonly Ref[] } {
  let start = 0;
  while (start < before.length && before[start]?.value === after[start]?.value) start += 1;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (
    oldEnd > start &&
    newEnd > start &&
    before[oldEnd - 1]?.value === after[newEnd - 1]?.value
  ) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const [gone, come] = [before.slice(start, oldEnd), after.slice(start, newEnd)];
  const old = new Set(gone.map((ref) => ref.value));
  const now = new Set(come.map((ref) => ref.value));
  return {
    lost: gone.filter((ref) => !now.has(ref.value)),
    gained: come.filter((ref) => !old.has(ref.value)),
  };
}
