/**
 * What the inventory must know of each managed object type beyond the vocabulary: which facts point
 * at other objects, which properties are derived from which, which are functions of time.
 *
 * Declared beside the types in `vim/objects/`, handed to the inventory when it is made. Property
 * names that begin with `_` are internal: never sent to a client, otherwise treated alike.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { Value } from '../vmodl/value.ts';

/**
 * One side of a relation is a fact, the inverse is an index kept by the inventory.
 * `{ from: 'VirtualMachine', property: 'runtime', member: 'host', inverse: ['HostSystem', 'vm'] }`
 */
export interface Relation {
  /** Type (or supertype) of the objects that hold the fact. */
  readonly from: string;
  /** Top-level property with the reference, stored or derived. */
  readonly property: string;
  /** Member of the property's value (or of each item, if it is an array) that is the reference. */
  readonly member?: string;
  /** Type and property that show the inverse; only targets of that type (or subtypes) count. */
  readonly inverse: readonly [type: string, property: string];
  /** The inverse is one reference, not an array. */
  readonly single?: boolean;
  /** What destroying the target does while somebody points at it; `ignore` leaves the pointer. */
  readonly onDestroy: 'refuse' | 'cascade' | 'ignore';
}

/** A property read on every object that `relation` (a path such as `host` or `runtime.host`) names. */
export interface Over {
  readonly over: string;
  readonly reads: readonly string[];
}

export function over(relation: string, reads: readonly string[]): Over {
  return { over: relation, reads };
}

/** Reads top-level properties: stored, derived or inverse. */
export type Reader = (ref: Ref, property: string) => Value | undefined;

/** A pure function of other properties, cached until one of them changes. */
export interface Derivation {
  readonly type: string;
  readonly property: string;
  /** Own properties by name, properties across a relation by `over`. Reading others is a defect. */
  readonly reads: readonly (string | Over)[];
  readonly derive: (self: Ref, read: Reader) => Value | undefined;
}

/** Who reads: what a live property may depend on besides time. */
export interface Viewer {
  /** Key of the reader's session; absent before login and for the server itself. */
  readonly sessionKey?: string | undefined;
  readonly userName?: string | undefined;
}

/** A property whose value depends on time or on the reader: computed at the read, never notifies. */
export interface Live {
  readonly type: string;
  readonly property: string;
  /** `base` is the stored or derived value of the same property, if it has one. */
  readonly show: (
    base: Value | undefined,
    at: {
      readonly self: Ref;
      readonly read: Reader;
      readonly nowMs: number;
      /** What live properties worked out since the last commit, for the next of them; by a name of theirs. */
      readonly memo: Map<string, unknown>;
      readonly viewer: Viewer;
    },
  ) => Value | undefined;
}

export interface ObjectSchema {
  readonly relations: readonly Relation[];
  readonly derivations: readonly Derivation[];
  readonly lives: readonly Live[];
  /** Types whose objects belong to sessions or to the running process: never journaled. */
  readonly transient: readonly string[];
}
