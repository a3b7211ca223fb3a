/**
 * One managed object as the inventory holds it.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';
import type { TypeSchema } from './compiled-schema.ts';
import type { Relation } from './schema.ts';

export type Stored = Readonly<Record<string, Value>>;

/** A derived value; kept when stale so that the next one can reuse what is equal. */
export interface Derived {
  value: Value | undefined;
  fresh: boolean;
}

export class Entry {
  readonly ref: Ref;
  readonly schema: TypeSchema;
  /** Replaced at commits, never mutated. */
  stored: Stored;
  readonly derived = new Map<string, Derived>();
  /** Who points here, by relation, in order of arrival. */
  readonly sources = new Map<Relation, Set<Entry>>();

  constructor(ref: Ref, schema: TypeSchema, stored: Stored) {
    this.ref = ref;
    this.schema = schema;
    this.stored = stored;
  }

  addSource(relation: Relation, source: Entry): void {
    const set = this.sources.get(relation);
    if (set) set.add(source);
    else this.sources.set(relation, new Set([source]));
  }

  removeSource(relation: Relation, source: Entry): void {
    const set = this.sources.get(relation);
    set?.delete(source);
    if (set?.size === 0) this.sources.delete(relation);
  }
}
