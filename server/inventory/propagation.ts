/**
 * What a commit means for everything derived: relations are re-linked, derived values grow stale,
 * and every property that changed or may have changed is noted.
 *
 * A derived value which nobody has read since it last grew stale is not noted again: whoever watches
 * a property has read it, so nothing watched is missed.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';
import { type Dependent, refsOf } from './compiled-schema.ts';
import type { Entry } from './entry.ts';
import type { Relation } from './schema.ts';
import type { Values } from './values.ts';

export class Propagation {
  readonly changed = new Map<Ref, Set<string>>();
  readonly #values: Values;
  readonly #told: boolean;
  readonly #queue: { entry: Entry; property: string }[] = [];

  /** `told`: somebody will hear of the commit, so new objects are worth noting property by property. */
  constructor(values: Values, told: boolean) {
    this.#values = values;
    this.#told = told;
  }

  /** Notes that a stored property of an object is new; `old` and `now` are its values. */
  stored(entry: Entry, property: string, old: Value | undefined, now: Value | undefined): void {
    for (const relation of entry.schema.outgoing.get(property) ?? []) {
      this.#relink(entry, relation, old, now);
    }
    this.#note(entry, property);
  }

  /**
   * Links a new object's stored relations. Nothing can be derived from it yet except through these,
   * and they are noted on the objects it points at.
   */
  created(entry: Entry): void {
    if (this.#told) this.changed.set(entry.ref, new Set(Object.keys(entry.stored)));
    for (const [property, relations] of entry.schema.outgoing) {
      const value = entry.stored[property];
      for (const relation of relations) this.#relink(entry, relation, undefined, value);
    }
  }

  /** Links a new object's derived relations; call once everything stored is settled. */
  linked(entry: Entry): void {
    for (const property of entry.schema.linking) {
      const value = this.#values.read(entry, property);
      for (const relation of entry.schema.outgoing.get(property) ?? []) {
        this.#relink(entry, relation, undefined, value);
      }
    }
  }

  /** Unlinks an object which is gone; those that still point at it see their relation change. */
  destroyed(entry: Entry): void {
    for (const [property, relations] of entry.schema.outgoing) {
      const value = entry.schema.derivations.has(property)
        ? entry.derived.get(property)?.value
        : entry.stored[property];
      for (const relation of relations) this.#relink(entry, relation, value, undefined);
    }
    for (const [relation, sources] of entry.sources) {
      for (const source of sources) this.#note(source, relation.property);
    }
    this.changed.delete(entry.ref);
  }

  mark(entry: Entry, property: string): void {
    this.#note(entry, property);
  }

  /** Follows every note to what is derived from it. */
  settle(isAlive: (entry: Entry) => boolean): void {
    for (let next = this.#queue.pop(); next; next = this.#queue.pop()) {
      const { entry, property } = next;
      if (isAlive(entry)) this.#concern(entry, property);
    }
  }

  #concern(entry: Entry, property: string): void {
    for (const dependent of entry.schema.dependents.get(property) ?? []) {
      for (const other of this.#concerned(entry, dependent)) this.#stale(other, dependent.property);
    }
  }

  /** The objects whose derived property a dependent means. */
  #concerned(entry: Entry, dependent: Dependent): Iterable<Entry> {
    if (dependent.on === 'self') return [entry];
    const { relation } = dependent;
    if (dependent.on === 'sources') return entry.sources.get(relation) ?? [];
    // A derived relation that was never read is not linked either: its link will be news by itself.
    const value = entry.schema.derivations.has(relation.property)
      ? entry.derived.get(relation.property)?.value
      : entry.stored[relation.property];
    return refsOf(relation, value).flatMap((ref) => this.#values.entry(ref) ?? []);
  }

  #stale(entry: Entry, property: string): void {
    const known = entry.derived.get(property);
    if (!known?.fresh) return;
    if (!entry.schema.derivations.has(property)) return;
    known.fresh = false;
    if (entry.schema.linking.includes(property)) this.#evaluate(entry, property);
    else this.#note(entry, property);
  }

  #evaluate(entry: Entry, property: string): void {
    const old = entry.derived.get(property)?.value;
    const now = this.#values.read(entry, property);
    if (old === now) return;
    for (const relation of entry.schema.outgoing.get(property) ?? []) {
      this.#relink(entry, relation, old, now);
    }
    this.#note(entry, property);
  }

  #relink(entry: Entry, relation: Relation, old: Value | undefined, now: Value | undefined): void {
    const before = refsOf(relation, old);
    const after = refsOf(relation, now);
    for (const ref of before) {
      if (!after.some((other) => other.value === ref.value))
        this.#link(entry, relation, ref, false);
    }
    for (const ref of after) {
      if (!before.some((other) => other.value === ref.value))
        this.#link(entry, relation, ref, true);
    }
  }

  #link(entry: Entry, relation: Relation, ref: Ref, present: boolean): void {
    const target = this.#values.entry(ref);
    if (!target?.schema.inverses.get(relation.inverse[1])?.includes(relation)) return;
    if (present) target.addSource(relation, entry);
    else target.removeSource(relation, entry);
    const known = target.derived.get(relation.inverse[1]);
    if (known) known.fresh = false;
    this.#note(target, relation.inverse[1]);
  }

  #note(entry: Entry, property: string): void {
    const noted = this.changed.get(entry.ref);
    if (noted) noted.add(property);
    else this.changed.set(entry.ref, new Set([property]));
    // Also when it was noted before: what is derived from it may have been read again since.
    if (entry.schema.dependents.has(property)) this.#queue.push({ entry, property });
  }
}
