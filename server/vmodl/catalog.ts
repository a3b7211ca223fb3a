/**
 * The vim25 vocabulary: every data type, enum, managed object type and method of the API, each with
 * the API version it appeared in, read from `schemas/vim25.json`.
 *
 * A version is known by its rank, its place in the ladder `versions` (0 is 2.0, the last is the
 * newest). Rows of the table are expanded when first asked for.
 */
import type {
  Catalog,
  DataType,
  EnumType,
  ManagedType,
  MethodDef,
  TypeUse,
} from './definitions.ts';
import {
  type Overlay,
  RowReader,
  type Rows,
  readOverlay,
  readTable,
  type Table,
  withUnpublished,
} from './table-reader.ts';
import { ManagedEntry, TypeEntry } from './type-entries.ts';
import { arrayElementName, lowerFirst, PRIMITIVE_ALIASES, PRIMITIVE_TYPES } from './type-names.ts';

export type {
  Catalog,
  DataType,
  ManagedType,
  MethodDef,
  PropertyDef,
  TypeUse,
} from './definitions.ts';

/** Reads the vocabulary from disk: some milliseconds, so do it once and hand it down. */
export function loadCatalog(): Catalog {
  const overlay = readOverlay();
  return new TableCatalog(withUnpublished(readTable(), overlay), overlay);
}

/** Properties of managed objects which declare nothing else need this. */
export const DEFAULT_PRIVILEGE = 'System.Read';

class TableCatalog implements Catalog {
  readonly versions: readonly string[];
  readonly newestRank: number;
  private readonly table: Table;
  private readonly overlay: Overlay;
  private readonly rows: RowReader;
  private readonly ranks: ReadonlyMap<string, number>;
  private readonly dataTypes = new Map<string, DataType>();
  private readonly enumTypes = new Map<string, EnumType>();
  private readonly managedTypes = new Map<string, ManagedType>();
  private readonly lineages = new Map<string, ReadonlySet<string>>();
  private readonly typeUses = new Map<string, TypeUse>();
  private readonly unpublished: ReadonlySet<string>;
  private methodOwners: ReadonlyMap<string, string> | undefined;
  private readonly methods = new Map<string, MethodDef>();

  constructor(table: Table, overlay: Overlay) {
    this.table = table;
    this.overlay = overlay;
    this.rows = new RowReader(table, overlay);
    this.versions = Object.freeze(table.versions);
    this.newestRank = table.versions.length - 1;
    this.ranks = new Map(table.versions.map((id, rank) => [id, rank]));
    const { data, methods } = overlay.unpublished;
    this.unpublished = new Set([data, ...Object.values(methods)].flatMap(Object.keys));
  }

  rankOf(version: string): number | undefined {
    return this.ranks.get(version);
  }

  versionName(rank: number): string {
    return this.table.versionNames[rank] ?? '';
  }

  data(name: string): DataType | undefined {
    return remember(this.dataTypes, this.table.data, name, (row) => this.expandData(name, row));
  }

  enum(name: string): EnumType | undefined {
    return remember(this.enumTypes, this.table.enums, name, (row) => this.expandEnum(name, row));
  }

  managed(name: string): ManagedType | undefined {
    return remember(this.managedTypes, this.table.managed, name, (row) =>
      this.expandManaged(name, row),
    );
  }

  method(name: string): MethodDef | undefined {
    const known = this.methods.get(name);
    if (known) return known;
    this.methodOwners ??= this.listMethodOwners();
    const owner = this.methodOwners.get(name);
    if (owner === undefined) return undefined;
    const row = this.table.managed[owner]?.[1][name] ?? '';
    const made = this.rows.method(name, row, owner, this.managed(owner)?.rank ?? 0);
    this.methods.set(name, made);
    return made;
  }

  dataNames(): readonly string[] {
    return Object.keys(this.table.data);
  }

  enumNames(): readonly string[] {
    return Object.keys(this.table.enums);
  }

  managedNames(): readonly string[] {
    return Object.keys(this.table.managed);
  }

  methodNames(): readonly string[] {
    this.methodOwners ??= this.listMethodOwners();
    return [...this.methodOwners.keys()];
  }

  isPublished(name: string): boolean {
    return !this.unpublished.has(name);
  }

  privileges(): readonly string[] {
    return this.table.privileges;
  }

  isA(name: string, ancestor: string): boolean {
    return name === ancestor || this.lineage(name).has(ancestor);
  }

  typeAt(name: string, rank: number): string | undefined {
    const known = (each: string) => (this.entry(each)?.rank ?? rank + 1) <= rank;
    return known(name) ? name : [...this.lineage(name)].find(known);
  }

  typeUse(wireName: string): TypeUse | undefined {
    const known = this.typeUses.get(wireName);
    if (known) return known;
    const made = this.elementUse(wireName) ?? this.arrayUse(wireName);
    if (made) this.typeUses.set(wireName, Object.freeze(made));
    return made;
  }

  private arrayUse(wireName: string): TypeUse | undefined {
    const element = arrayElementName(wireName);
    if (element === undefined) return undefined;
    const use = this.elementUse(element) ?? this.elementUse(lowerFirst(element));
    return use && { ...use, array: true };
  }

  private elementUse(name: string): TypeUse | undefined {
    const primitive = PRIMITIVE_TYPES.has(name) ? name : PRIMITIVE_ALIASES.get(name);
    if (primitive !== undefined) return { type: primitive, kind: 'primitive', array: false };
    if (Object.hasOwn(this.table.data, name)) return { type: name, kind: 'data', array: false };
    if (Object.hasOwn(this.table.enums, name)) return { type: name, kind: 'enum', array: false };
    const target = name === 'ManagedObjectReference' ? 'ManagedObject' : name;
    if (!Object.hasOwn(this.table.managed, target)) return undefined;
    return { type: 'ManagedObjectReference', kind: 'reference', array: false, target };
  }

  private entry(name: string): DataType | ManagedType | EnumType | undefined {
    return this.data(name) ?? this.managed(name) ?? this.enum(name);
  }

  /** A type and its bases, nearest first; kept for types which exist. */
  private lineage(name: string): ReadonlySet<string> {
    const known = this.lineages.get(name);
    if (known) return known;
    const type = this.data(name) ?? this.managed(name);
    const made = new Set<string>();
    if (!type) return made;
    made.add(name);
    for (const each of type.base === undefined ? [] : this.lineage(type.base)) made.add(each);
    this.lineages.set(name, made);
    return made;
  }

  private expandData(name: string, row: string): DataType {
    const head = this.rows.head(name, row);
    return new TypeEntry(name, head, () => this.data(head.base ?? '')?.properties ?? []);
  }

  private expandManaged(name: string, row: Table['managed'][string]): ManagedType {
    const [cells, methods] = row;
    const head = this.rows.head(name, cells, DEFAULT_PRIVILEGE);
    return new ManagedEntry(
      name,
      head,
      () => this.managed(head.base ?? '')?.properties ?? [],
      () => Object.keys(methods).flatMap((each) => this.method(each) ?? []),
    );
  }

  private expandEnum(name: string, row: string): EnumType {
    const { vmodlName, rank, values } = this.rows.enumeration(name, row);
    const later = this.overlay.enumValues[name] ?? {};
    const neverSent = this.overlay.neverSent[name] ?? [];
    const sent = values.filter((value) => !neverSent.includes(value));
    const ranks = sent.map((value) => this.rankOf(later[value] ?? '') ?? rank);
    return Object.freeze({
      name,
      vmodlName,
      rank,
      values: Object.freeze(values),
      valuesAt: (atRank: number) => sent.filter((_value, index) => (ranks[index] ?? 0) <= atRank),
    });
  }

  private listMethodOwners(): ReadonlyMap<string, string> {
    const owners = new Map<string, string>();
    for (const [owner, [, methods]] of Object.entries(this.table.managed)) {
      for (const name of Object.keys(methods)) owners.set(name, owner);
    }
    return owners;
  }
}

/** Looks a row up by a name that may come from a client, expands it once. */
function remember<Row, Made>(
  made: Map<string, Made>,
  rows: Rows<Row>,
  name: string,
  expand: (row: Row) => Made,
): Made | undefined {
  const known = made.get(name);
  if (known !== undefined) return known;
  if (!Object.hasOwn(rows, name)) return undefined;
  const fresh = expand(rows[name] as Row);
  made.set(name, fresh);
  return fresh;
}
