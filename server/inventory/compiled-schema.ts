/**
 * The declarations of `schema.ts`, compiled per concrete managed object type: what an object of that
 * type shows, which facts of it point elsewhere, and whom a change of each property concerns.
 */
import type { Catalog } from '../vmodl/catalog.ts';
import type { Ref } from '../vmodl/reference.ts';
import { isReference } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';
import type { Derivation, Live, ObjectSchema, Relation } from './schema.ts';

/** Whom a changed property concerns: a derived property here, or on the objects across a relation. */
export type Dependent =
  | { readonly on: 'self'; readonly property: string }
  /** On the objects which this one points at by the relation. */
  | { readonly on: 'targets'; readonly relation: Relation; readonly property: string }
  /** On the objects that point at this one by the relation. */
  | { readonly on: 'sources'; readonly relation: Relation; readonly property: string };

/** A property of objects of a type (or its subtypes), and whom its change concerns. */
interface Concern {
  readonly type: string;
  readonly property: string;
  readonly dependent: Dependent;
}

export interface TypeSchema {
  readonly type: string;
  readonly derivations: ReadonlyMap<string, Derivation>;
  readonly lives: ReadonlyMap<string, Live>;
  /** Relations whose fact stands on objects of this type, by top-level property. */
  readonly outgoing: ReadonlyMap<string, readonly Relation[]>;
  /** Relations whose inverse shows on objects of this type, by inverse property. */
  readonly inverses: ReadonlyMap<string, readonly Relation[]>;
  readonly dependents: ReadonlyMap<string, readonly Dependent[]>;
  /** Derived properties that hold a relation: evaluated at every commit that concerns them. */
  readonly linking: readonly string[];
  readonly transient: boolean;
}

/** The references which a relation finds in the value of its property. */
export function refsOf(relation: Relation, value: unknown): readonly Ref[] {
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const name = relation.member;
  const found = name === undefined ? items : items.map((item) => member(item, name));
  return found.filter(isReference);
}

interface NamedRelation {
  readonly relation: Relation;
  readonly inverse: boolean;
}

export class CompiledSchema {
  readonly #catalog: Catalog;
  readonly #schema: ObjectSchema;
  /** All declared reads, whatever the type of the object that is read. */
  readonly #concerns: readonly Concern[];
  readonly #types = new Map<string, TypeSchema>();
  /** What was meant by a name, per type and name: each type compiled asks for all of them again. */
  readonly #named = new Map<string, readonly NamedRelation[]>();

  constructor(catalog: Catalog, schema: ObjectSchema) {
    this.#catalog = catalog;
    this.#schema = schema;
    for (const derivation of schema.derivations) this.#demandKnownReads(derivation);
    this.#concerns = schema.derivations.flatMap((derivation) => this.#concernsOf(derivation));
  }

  of(type: string): TypeSchema {
    let compiled = this.#types.get(type);
    if (!compiled) {
      compiled = this.#compile(type);
      this.#types.set(type, compiled);
    }
    return compiled;
  }

  #compile(type: string): TypeSchema {
    const isA = (ancestor: string) => this.#catalog.isA(type, ancestor);
    const relations = this.#schema.relations;
    const outgoing = groupBy(
      relations.filter((relation) => isA(relation.from)),
      (relation) => relation.property,
    );
    const derivations = this.#mostSpecific(this.#schema.derivations.filter((d) => isA(d.type)));
    return {
      type,
      derivations,
      lives: this.#mostSpecific(this.#schema.lives.filter((live) => isA(live.type))),
      outgoing,
      inverses: groupBy(
        relations.filter((relation) => isA(relation.inverse[0])),
        (relation) => relation.inverse[1],
      ),
      dependents: this.#dependents(type),
      linking: [...outgoing.keys()].filter((property) => derivations.has(property)),
      transient: this.#schema.transient.some(isA),
    };
  }

  /** One declaration per property: that of the nearest type wins over those of its ancestors. */
  #mostSpecific<T extends { type: string; property: string }>(
    declared: readonly T[],
  ): Map<string, T> {
    const chosen = new Map<string, T>();
    for (const one of declared) {
      const other = chosen.get(one.property);
      if (!other || this.#catalog.isA(one.type, other.type)) chosen.set(one.property, one);
    }
    return chosen;
  }

  #dependents(type: string): Map<string, Dependent[]> {
    const found = new Map<string, Dependent[]>();
    for (const { type: owner, property, dependent } of this.#concerns) {
      if (!this.#catalog.isA(type, owner)) continue;
      const list = found.get(property);
      if (list) list.push(dependent);
      else found.set(property, [dependent]);
    }
    return found;
  }

  /** What one declared read makes of properties: whom the change of each concerns, by type. */
  #concernsOf({ type, property, reads }: Derivation): Concern[] {
    return reads.flatMap((read): Concern[] => {
      if (typeof read === 'string') {
        return [{ type, property: read, dependent: { on: 'self', property } }];
      }
      return this.#relationsNamed(type, read.over).flatMap(({ relation, inverse }) => {
        const near = inverse ? relation.inverse[1] : relation.property;
        const far = inverse ? relation.from : relation.inverse[0];
        const on = inverse ? ('targets' as const) : ('sources' as const);
        return [
          { type, property: near, dependent: { on: 'self', property } },
          ...read.reads.map((name) => ({
            type: far,
            property: name,
            dependent: { on, relation, property },
          })),
        ];
      });
    });
  }

  /** The relations a derivation of `type` means by a name: an inverse property or a forward path. */
  #relationsNamed(type: string, name: string): readonly NamedRelation[] {
    const key = `${type} ${name}`;
    let named = this.#named.get(key);
    if (!named) {
      named = this.#findRelationsNamed(type, name);
      this.#named.set(key, named);
    }
    return named;
  }

  #findRelationsNamed(type: string, name: string): readonly NamedRelation[] {
    const related = (other: string) =>
      this.#catalog.isA(type, other) || this.#catalog.isA(other, type);
    return this.#schema.relations.flatMap((relation): NamedRelation[] => {
      if (relation.inverse[1] === name && related(relation.inverse[0])) {
        return [{ relation, inverse: true }];
      }
      const forward = relation.member
        ? `${relation.property}.${relation.member}`
        : relation.property;
      return forward === name && related(relation.from) ? [{ relation, inverse: false }] : [];
    });
  }

  #demandKnownReads(derivation: Derivation): void {
    for (const read of derivation.reads) {
      if (typeof read === 'string') continue;
      if (this.#relationsNamed(derivation.type, read.over).length > 0) continue;
      throw new Error(
        `${derivation.type}.${derivation.property} reads over ${read.over}, which is no relation`,
      );
    }
  }
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
