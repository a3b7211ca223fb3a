/**
 * The vAPI services we describe, as `schemas/vapi.json` holds them: operations with the types of what they
 * take and give, their URLs and errors. Doors encode by it, the OpenAPI document and the TypeScript
 * declarations are made from it.
 */
import { readFileSync } from 'node:fs';
import { packageFile } from '../vmodl/package-file.ts';
import { parseType, type VapiType } from './type.ts';

export type { VapiType } from './type.ts';

export interface VapiService {
  readonly id: string;
  readonly operations: ReadonlyMap<string, VapiOperation>;
}

export interface VapiOperation {
  readonly service: string;
  readonly name: string;
  readonly input: ReadonlyMap<string, VapiType>;
  readonly output: VapiType;
  /** Short names: `not_found`. */
  readonly errors: ReadonlySet<string>;
  /** Clients can call it as a task: besides, or in that form only. */
  readonly task: 'no' | 'both' | 'only';
  /** Its place below `/api`; unset for the few that REST does not offer. */
  readonly api: VapiRoute | undefined;
  /** Its place below `/rest`. */
  readonly rest: VapiRoute | undefined;
  /** The parameter which is the whole body at `/api`; each is a member of the body unless set. */
  readonly body: string | undefined;
}

export interface VapiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/vcenter/vm/{vm}`; placeholders are parameters. */
  readonly path: string;
  readonly action: string | undefined;
}

export interface VapiStructure {
  readonly id: string;
  readonly fields: ReadonlyMap<string, VapiType>;
  /** Tag member → its value → members of that case, true for those it demands. */
  readonly unions: Readonly<Record<string, Readonly<Record<string, readonly UnionMember[]>>>>;
}

export type UnionMember = readonly [name: string, required: boolean];

interface Table {
  readonly source: string;
  readonly enumerations: Readonly<Record<string, string>>;
  readonly structures: Readonly<Record<string, StructureRow>>;
  readonly errors: Readonly<Record<string, StructureRow>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, OperationRow>>>>;
  readonly others: Readonly<Record<string, string>>;
}

interface StructureRow {
  readonly fields: Readonly<Record<string, string>>;
  readonly unions?: VapiStructure['unions'];
}

interface OperationRow {
  readonly in: Readonly<Record<string, string>>;
  readonly out: string;
  readonly errors: string;
  readonly task?: 'both' | 'only';
  readonly api?: string;
  readonly rest?: string;
  readonly body?: string;
}

/** Reads and parses the table: 200 KB, a few ms; rows are made out when they are asked for. */
export function loadVapiModel(): VapiModel {
  return new VapiModel(JSON.parse(readFileSync(packageFile('schemas/vapi.json'), 'utf8')) as Table);
}

export class VapiModel {
  readonly #table: Table;
  readonly #types = new Map<string, VapiType>();
  readonly #structures = new Map<string, VapiStructure>();
  readonly #services = new Map<string, VapiService>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Which releases of the clients the table was made from. */
  get source(): string {
    return this.#table.source;
  }

  serviceIds(): readonly string[] {
    return Object.keys(this.#table.services);
  }

  structureIds(): readonly string[] {
    return Object.keys(this.#table.structures);
  }

  errorIds(): readonly string[] {
    return Object.keys(this.#table.errors);
  }

  enumerationIds(): readonly string[] {
    return Object.keys(this.#table.enumerations);
  }

  service(id: string): VapiService | undefined {
    const row = own(this.#table.services, id);
    return row && madeOnce(this.#services, id, () => this.#serviceOf(id, row));
  }

  demandService(id: string): VapiService {
    return found(this.service(id), id);
  }

  operation(service: string, name: string): VapiOperation | undefined {
    return this.service(service)?.operations.get(name);
  }

  /** Does the product have that operation, though the table does not describe it? */
  isKnownElsewhere(service: string, operation: string): boolean {
    return own(this.#table.others, service)?.split(' ').includes(operation) ?? false;
  }

  /** A structure or an error. */
  structure(id: string): VapiStructure | undefined {
    const row = own(this.#table.structures, id) ?? own(this.#table.errors, id);
    return row && madeOnce(this.#structures, id, () => this.#structureOf(id, row));
  }

  demandStructure(id: string): VapiStructure {
    return found(this.structure(id), id);
  }

  /** Its values. */
  enumeration(id: string): readonly string[] | undefined {
    return own(this.#table.enumerations, id)?.split(' ');
  }

  #serviceOf(id: string, row: Readonly<Record<string, OperationRow>>): VapiService {
    const operations = Object.entries(row).map(
      ([name, operation]) => [name, this.#operationOf(id, name, operation)] as const,
    );
    return { id, operations: new Map(operations) };
  }

  #operationOf(service: string, name: string, row: OperationRow): VapiOperation {
    return {
      service,
      name,
      input: this.#fieldsOf(row.in),
      output: this.#typeOf(row.out),
      errors: new Set(row.errors.split(' ').filter((each) => each !== '')),
      task: row.task ?? 'no',
      api: row.api === undefined ? undefined : routeOf(row.api),
      rest: row.rest === undefined ? undefined : routeOf(row.rest),
      body: row.body,
    };
  }

  #structureOf(id: string, { fields, unions }: StructureRow): VapiStructure {
    return { id, fields: this.#fieldsOf(fields), unions: unions ?? {} };
  }

  #fieldsOf(row: Readonly<Record<string, string>>): ReadonlyMap<string, VapiType> {
    return new Map(Object.entries(row).map(([name, type]) => [name, this.#typeOf(type)]));
  }

  #typeOf(text: string): VapiType {
    return madeOnce(this.#types, text, () =>
      parseType(text, (id) => own(this.#table.enumerations, id) !== undefined),
    );
  }
}

function routeOf(text: string): VapiRoute {
  const [method = '', path = '', action] = text.split(' ');
  return { method: method as VapiRoute['method'], path, action };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function found<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`schemas/vapi.json has no ${id}`);
  return value;
}

function madeOnce<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}
