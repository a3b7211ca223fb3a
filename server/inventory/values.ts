/**
 * Reading: stored values, inverses of relations, derived values and their caching.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';
import { reuse } from '../vmodl/value.ts';
import type { Entry } from './entry.ts';
import type { Reader, Relation } from './schema.ts';

const DEPTH_MAX = 64; // derivations reading derivations; the deepest chain in use is the folder tree

export class Values {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #reader: Reader;
  #depth = 0;

  constructor(entries: ReadonlyMap<string, Entry>) {
    this.#entries = entries;
    this.#reader = (ref, property) => {
      const entry = entries.get(ref.value);
      return entry && this.read(entry, property);
    };
  }

  get reader(): Reader {
    return this.#reader;
  }

  read(entry: Entry, property: string): Value | undefined {
    if (Object.hasOwn(entry.stored, property)) return entry.stored[property];
    const known = entry.derived.get(property);
    if (known?.fresh) return known.value;
    const relations = entry.schema.inverses.get(property);
    if (relations) return this.#keep(entry, property, this.#inverse(entry, relations));
    const derivation = entry.schema.derivations.get(property);
    if (!derivation) return undefined;
    if (this.#depth > DEPTH_MAX) {
      throw new Error(`${entry.schema.type}.${property} is derived from itself`);
    }
    this.#depth += 1;
    try {
      return this.#keep(entry, property, derivation.derive(entry.ref, this.#reader));
    } finally {
      this.#depth -= 1;
    }
  }

  #keep(entry: Entry, property: string, value: Value | undefined): Value | undefined {
    const known = entry.derived.get(property);
    if (!known) {
      entry.derived.set(property, { value, fresh: true });
      return value;
    }
    known.value = value === undefined ? undefined : reuse(known.value, value);
    known.fresh = true;
    return known.value;
  }

  /** The inverse side of relations: one reference, or an array which is empty when nobody points here. */
  #inverse(entry: Entry, relations: readonly Relation[]): Value | undefined {
    const refs: Ref[] = [];
    for (const relation of relations) {
      for (const source of entry.sources.get(relation) ?? []) refs.push(source.ref);
    }
    return relations[0]?.single ? refs[0] : Object.freeze(refs);
  }

  entry(ref: Ref): Entry | undefined {
    return this.#entries.get(ref.value);
  }
}
