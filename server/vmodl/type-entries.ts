/**
 * Types as the vocabulary gives them out: name, base and version at once, properties when asked for.
 */
import type { DataType, ManagedType, MethodDef, PropertyDef } from './definitions.ts';
import type { Head } from './table-reader.ts';

export class TypeEntry implements DataType {
  readonly name: string;
  readonly vmodlName: string;
  readonly base: string | undefined;
  readonly rank: number;
  readonly #readOwn: () => readonly PropertyDef[];
  readonly #inherited: () => readonly PropertyDef[];
  #own: readonly PropertyDef[] | undefined;
  #properties: readonly PropertyDef[] | undefined;
  #byName: ReadonlyMap<string, PropertyDef> | undefined;

  constructor(name: string, head: Head, inherited: () => readonly PropertyDef[]) {
    this.name = name;
    this.vmodlName = head.vmodlName;
    this.base = head.base;
    this.rank = head.rank;
    this.#readOwn = head.readOwn;
    this.#inherited = inherited;
  }

  get own(): readonly PropertyDef[] {
    this.#own ??= Object.freeze(this.#readOwn());
    return this.#own;
  }

  get properties(): readonly PropertyDef[] {
    this.#properties ??= Object.freeze([...this.#inherited(), ...this.own]);
    return this.#properties;
  }

  property(name: string): PropertyDef | undefined {
    this.#byName ??= new Map(this.properties.map((each) => [each.name, each]));
    return this.#byName.get(name);
  }
}

export class ManagedEntry extends TypeEntry implements ManagedType {
  readonly #readMethods: () => readonly MethodDef[];
  #ownMethods: readonly MethodDef[] | undefined;

  constructor(
    name: string,
    head: Head,
    inherited: () => readonly PropertyDef[],
    readMethods: () => readonly MethodDef[],
  ) {
    super(name, head, inherited);
    this.#readMethods = readMethods;
  }

  get ownMethods(): readonly MethodDef[] {
    this.#ownMethods ??= Object.freeze(this.#readMethods());
    return this.#ownMethods;
  }
}
