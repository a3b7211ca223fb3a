/**
 * Every managed object type the server knows how to play, one line each.
 */
import type { ObjectSchema } from '../inventory/schema.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import type { ObjectType } from './method.ts';
import { inventoryView } from './objects/inventory-view.ts';
import { listView } from './objects/list-view.ts';
import { propertyCollector } from './objects/property-collector.ts';
import { propertyFilter } from './objects/property-filter.ts';
import { searchIndex } from './objects/search-index.ts';
import { view } from './objects/view.ts';
import { viewManager } from './objects/view-manager.ts';

/** Any declared type; its methods are typed where they are written. */
type AnyObjectType = Omit<ObjectType, 'methods'> & { readonly methods: object };

export const OBJECT_TYPES: readonly AnyObjectType[] = [
  inventoryView,
  listView,
  propertyCollector,
  propertyFilter,
  searchIndex,
  view,
  viewManager,
];

/** What the inventory must know of the types. */
export function objectSchema(types: readonly AnyObjectType[] = OBJECT_TYPES): ObjectSchema {
  return {
    relations: types.flatMap((type) => type.relations ?? []),
    derivations: types.flatMap((type) => type.derivations ?? []),
    lives: types.flatMap((type) => type.lives ?? []),
    transient: types.filter((type) => type.transient).map((type) => type.type),
  };
}

/** A handler as dispatch calls it: which object, which arguments, on whose behalf. */
export type Handler = (self: unknown, args: unknown, context: unknown) => unknown;

/** Finds handlers by concrete type and wire name; a subtype's own wins over an inherited one. */
export class MethodTables {
  readonly #catalog: Catalog;
  readonly #types: readonly AnyObjectType[];
  readonly #found = new Map<string, Map<string, Handler>>();

  constructor(catalog: Catalog, types: readonly AnyObjectType[] = OBJECT_TYPES) {
    this.#catalog = catalog;
    this.#types = types;
  }

  handler(type: string, method: string): Handler | undefined {
    return this.#tableOf(type).get(method);
  }

  /** Wire names of the methods that are written, for any type. */
  implemented(): ReadonlySet<string> {
    return new Set(this.#types.flatMap((type) => Object.keys(type.methods)));
  }

  #tableOf(type: string): Map<string, Handler> {
    let table = this.#found.get(type);
    if (!table) {
      table = new Map();
      const lineage = this.#types
        .filter((declared) => this.#catalog.isA(type, declared.type))
        .sort((a, b) => (this.#catalog.isA(a.type, b.type) ? 1 : -1));
      for (const declared of lineage) {
        for (const [name, handler] of Object.entries(declared.methods)) {
          table.set(name, handler as Handler);
        }
      }
      this.#found.set(type, table);
    }
    return table;
  }
}
