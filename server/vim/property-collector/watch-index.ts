/**
 * Which filters does a changed property concern? Answered without asking the others.
 *
 * A filter that follows references may select anything of its types, so it is found by type and
 * property. One that names its objects, as clients do who wait for a task, is found by these.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { FilterPlan } from './filter-plan.ts';

export interface Watching {
  readonly plan: FilterPlan;
}

/** Stands beside the properties of a type for the existence of its objects. */
const EXISTENCE = '';

export class WatchIndex<W extends Watching> {
  readonly #all = new Set<W>();
  readonly #byStart = new Map<string, Set<W>>();
  /** Of those that follow references. A type is entered when it is first met. */
  readonly #byType = new Map<string, Map<string, Set<W>>>();

  get size(): number {
    return this.#all.size;
  }

  all(): Iterable<W> {
    return this.#all;
  }

  add(watch: W): void {
    this.#all.add(watch);
    for (const id of watch.plan.startIds) join(this.#byStart, id, watch);
    for (const [type, interest] of this.#byType) enter(interest, type, watch);
  }

  remove(watch: W): void {
    this.#all.delete(watch);
    for (const id of watch.plan.startIds) part(this.#byStart, id, watch);
    for (const interest of this.#byType.values()) {
      for (const key of interest.keys()) part(interest, key, watch);
    }
  }

  /** Those whom a changed property of an object may concern. */
  *concernedBy(ref: Ref, property: string): Iterable<W> {
    yield* this.#interestIn(ref.type).get(property) ?? [];
    for (const watch of this.#byStart.get(ref.value) ?? []) {
      const direct = watch.plan.traversals.length === 0;
      if (direct && watch.plan.concerns(ref.type).has(property)) yield watch;
    }
  }

  /** Those who may have selected an object which is gone. */
  *concernedByEnd(ref: Ref): Iterable<W> {
    yield* this.#interestIn(ref.type).get(EXISTENCE) ?? [];
    yield* this.#byStart.get(ref.value) ?? [];
  }

  /** Those who would start from an object which has come. */
  concernedByArrival(ref: Ref): Iterable<W> {
    return this.#byStart.get(ref.value) ?? [];
  }

  #interestIn(type: string): Map<string, Set<W>> {
    let interest = this.#byType.get(type);
    if (!interest) {
      interest = new Map();
      for (const watch of this.#all) enter(interest, type, watch);
      this.#byType.set(type, interest);
    }
    return interest;
  }
}

function enter<W extends Watching>(interest: Map<string, Set<W>>, type: string, watch: W): void {
  const { plan } = watch;
  if (plan.traversals.length === 0) return;
  for (const property of plan.concerns(type)) join(interest, property, watch);
  const selects = plan.pathsOf(type) || plan.traversals.some((each) => each.startsFrom(type));
  if (selects) join(interest, EXISTENCE, watch);
}

function join<W>(sets: Map<string, Set<W>>, key: string, watch: W): void {
  const set = sets.get(key);
  if (set) set.add(watch);
  else sets.set(key, new Set([watch]));
}

function part<W>(sets: Map<string, Set<W>>, key: string, watch: W): void {
  const set = sets.get(key);
  set?.delete(watch);
  if (set?.size === 0) sets.delete(key);
}
