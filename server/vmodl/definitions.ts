/**
 * What the vim25 vocabulary says of a type, a property, a method. `catalog.ts` gives them out.
 */

/** What a property, parameter or result may hold. */
export interface TypeUse {
  /** Wire name of the type: `string`, `int`, `anyType`, `ManagedObjectReference` for references, or a data or enum type. */
  readonly type: string;
  readonly kind: 'primitive' | 'enum' | 'data' | 'reference';
  readonly array: boolean;
  /** For references: the managed object type pointed at. */
  readonly target?: string | undefined;
  /** Of strings: the value is the name of a type. */
  readonly namesType?: boolean | undefined;
}

export interface PropertyDef extends TypeUse {
  readonly name: string;
  readonly optional: boolean;
  readonly secret: boolean;
  readonly link: boolean;
  /** First version that has it. */
  readonly rank: number;
  /** minOccurs of the WSDL: optional, or introduced later than its owner. */
  readonly required: boolean;
  /** Managed object properties: what a reader must hold; System.Read unless declared. */
  readonly privilege?: string | undefined;
  /** The type that declares it. */
  readonly owner: string;
}

export interface DataType {
  readonly name: string;
  readonly vmodlName: string;
  readonly base: string | undefined;
  readonly rank: number;
  /** Declared here only. */
  readonly own: readonly PropertyDef[];
  /** Base first, as on the wire. */
  readonly properties: readonly PropertyDef[];
  property(name: string): PropertyDef | undefined;
}

export interface EnumType {
  readonly name: string;
  readonly vmodlName: string;
  readonly rank: number;
  readonly values: readonly string[];
  /** Values of that version; values never sent are left out. */
  valuesAt(rank: number): readonly string[];
}

export interface MethodDef {
  /** Wire name, unique over all types: `PowerOnVM_Task`. */
  readonly name: string;
  /** `powerOn`, as in task description ids. */
  readonly vmodlName: string;
  readonly owner: string;
  readonly rank: number;
  /** Empty when none is needed. */
  readonly privilege: string;
  readonly parameters: readonly PropertyDef[];
  readonly result: (TypeUse & { readonly optional: boolean }) | undefined;
  readonly taskResult: TypeUse | undefined;
  readonly faults: readonly string[];
}

export interface ManagedType {
  readonly name: string;
  /** `vim.VirtualMachine` */
  readonly vmodlName: string;
  readonly base: string | undefined;
  readonly rank: number;
  readonly own: readonly PropertyDef[];
  readonly properties: readonly PropertyDef[];
  readonly ownMethods: readonly MethodDef[];
  property(name: string): PropertyDef | undefined;
}

export interface Catalog {
  /** Version ids, oldest first: `2.0` … `9.1.0.0`. */
  readonly versions: readonly string[];
  readonly newestRank: number;
  /** Rank of a version id, undefined when unknown. */
  rankOf(version: string): number | undefined;
  /** vmodl name of a version: `vim.version.version12` for the fault texts. */
  versionName(rank: number): string;

  data(name: string): DataType | undefined;
  enum(name: string): EnumType | undefined;
  managed(name: string): ManagedType | undefined;
  /** By wire name of the method. */
  method(name: string): MethodDef | undefined;

  dataNames(): readonly string[];
  enumNames(): readonly string[];
  managedNames(): readonly string[];
  methodNames(): readonly string[];
  /** False for types and methods that servers understand and no published description has. */
  isPublished(name: string): boolean;
  privileges(): readonly string[];

  /** Is `name` the same as `ancestor` or derived from it (data or managed types)? */
  isA(name: string, ancestor: string): boolean;
  /** Nearest ancestor (or itself) which exists at that rank. */
  typeAt(name: string, rank: number): string | undefined;
  /** Reads a type as named on the wire: `xsd:int` without prefix, `ArrayOfString`, `HostSystem` … */
  typeUse(wireName: string): TypeUse | undefined;
}
