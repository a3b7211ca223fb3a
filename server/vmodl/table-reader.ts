/**
 * Reads `schemas/vim25.json` and `schemas/vim25-overlay.json`, and turns single rows of the table
 * into definitions. The row format is described in `schemas/README.md`.
 */
import { readFileSync } from 'node:fs';
import type { MethodDef, PropertyDef, TypeUse } from './definitions.ts';
import { packageFile } from './package-file.ts';
import { lowerFirst } from './type-names.ts';

export interface Table {
  readonly source: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly versions: readonly string[];
  readonly versionNames: readonly string[];
  readonly privileges: readonly string[];
  readonly enums: Rows<string>;
  readonly data: Rows<string>;
  readonly managed: Rows<readonly [head: string, methods: Rows<string>]>;
}

export type Rows<Row> = Readonly<Record<string, Row>>;

/** What no table tells, kept by hand. */
export interface Overlay {
  /** Version ids of types which the tables date too early. */
  readonly typesSince: Rows<string>;
  /** The same for methods, by wire name. */
  readonly methodsSince: Rows<string>;
  /** Version ids in which values of an enum came later than the enum. */
  readonly enumValues: Rows<Rows<string>>;
  /** Enum values which are in the tables of clients but never come from a server. */
  readonly neverSent: Rows<readonly string[]>;
  /** Rows of what servers understand though no published description has it; methods by their owner. */
  readonly unpublished: { readonly data: Rows<string>; readonly methods: Rows<Rows<string>> };
}

export function readTable(): Table {
  return JSON.parse(readFileSync(packageFile('schemas/vim25.json'), 'utf8')) as Table;
}

export function readOverlay(): Overlay {
  return JSON.parse(readFileSync(packageFile('schemas/vim25-overlay.json'), 'utf8')) as Overlay;
}

/** The table with what no published description has. */
export function withUnpublished(table: Table, { unpublished }: Overlay): Table {
  const managed = Object.entries(unpublished.methods).map(([owner, methods]) => {
    const [head = '', known] = table.managed[owner] ?? [];
    return [owner, [head, { ...known, ...methods }]] as const;
  });
  return {
    ...table,
    data: { ...table.data, ...unpublished.data },
    managed: { ...table.managed, ...Object.fromEntries(managed) },
  };
}

const LETTERS: Readonly<Record<string, string>> = {
  s: 'string',
  b: 'boolean',
  y: 'byte',
  h: 'short',
  i: 'int',
  l: 'long',
  f: 'float',
  d: 'double',
  t: 'dateTime',
  a: 'anyType',
  x: 'base64Binary',
  u: 'anyURI',
  P: 'string',
  T: 'string',
  M: 'string',
  L: 'string',
};

const VOID = 'v';
const NONE = '-';
const SAME = '=';

/** Ranks below 2.5 count as 2.5 when the WSDL decides whether a member came later than its owner. */
const FIRST_WSDL_RANK = 1;

/** Words of a type's row before its properties: vmodl name, base, rank. */
const HEAD_WORDS = 3;

const PROPERTY = /^([^?!]+)([?!])(~?)(\^?)([^@#]+)(?:@([^#]+))?(?:#(.+))?$/;

export interface Head {
  readonly vmodlName: string;
  readonly base: string | undefined;
  readonly rank: number;
  /** Reads the properties of the row: the costly part, wanted by few. */
  readonly readOwn: () => readonly PropertyDef[];
}

export class RowReader {
  private readonly table: Table;
  private readonly overlay: Overlay;

  constructor(table: Table, overlay: Overlay) {
    this.table = table;
    this.overlay = overlay;
  }

  /** The row of a data type, or the first cell of a managed type's. */
  head(name: string, row: string, defaultPrivilege?: string): Head {
    const [namespace = '', base = NONE, rankText = '0'] = row.split(' ', HEAD_WORDS);
    const rank = this.later(this.overlay.typesSince, name, parseRank(rankText));
    return {
      vmodlName: fullName(namespace, name),
      base: base === NONE ? undefined : base,
      rank,
      readOwn: () =>
        row
          .split(' ')
          .slice(HEAD_WORDS)
          .map((token) => this.property(token, name, rank, defaultPrivilege)),
    };
  }

  enumeration(name: string, row: string): { rank: number; values: string[]; vmodlName: string } {
    const [namespace = '', rankText = '0', ...values] = row.split(' ');
    const rank = this.later(this.overlay.typesSince, name, parseRank(rankText));
    return { vmodlName: fullName(namespace, name), rank, values };
  }

  method(name: string, row: string, owner: string, ownerRank: number): MethodDef {
    const [
      vmodl = SAME,
      rankText = SAME,
      privilege = NONE,
      result = '!v',
      faults = NONE,
      ...tokens
    ] = row.split(' ');
    const tableRank = rankText === SAME ? ownerRank : parseRank(rankText);
    const rank = this.later(this.overlay.methodsSince, name, tableRank);
    const [resultType = VOID, taskType] = result.slice(1).split('>');
    const resultUse = this.typeUse(resultType);
    // Of a task it is the result that may be unset; the call always returns the task.
    const optional = taskType === undefined && result.startsWith('?');
    return Object.freeze({
      name,
      vmodlName: vmodl === SAME ? lowerFirst(name).replace(/_Task$/, '') : vmodl,
      owner,
      rank,
      privilege: privilege === NONE ? '' : this.privilege(privilege),
      parameters: Object.freeze(tokens.map((token) => this.property(token, owner, rank))),
      result: resultUse && Object.freeze({ ...resultUse, optional }),
      taskResult: taskType === undefined ? undefined : this.typeUse(taskType),
      faults: faults === NONE ? [] : faults.split(','),
    });
  }

  private property(
    token: string,
    owner: string,
    ownerRank: number,
    defaultPrivilege?: string,
  ): PropertyDef {
    const cells = PROPERTY.exec(token);
    if (!cells) throw new Error(`schemas/vim25.json: ${owner} has an unreadable cell ${token}`);
    const [, name = '', mark, secret, , type = '', rankText, privilege] = cells;
    const rank = rankText === undefined ? ownerRank : Math.max(ownerRank, parseRank(rankText));
    const use = this.typeUse(type, owner);
    if (!use) throw new Error(`schemas/vim25.json: ${owner}.${name} has no type`);
    const optional = mark === '?';
    const later = Math.max(rank, FIRST_WSDL_RANK) > Math.max(ownerRank, FIRST_WSDL_RANK);
    return Object.freeze({
      name,
      type: use.type,
      kind: use.kind,
      array: use.array,
      target: use.target,
      optional,
      secret: secret === '~',
      link: type.endsWith('L') && type.length <= '*L'.length,
      namesType: type.endsWith('T') && type.length <= '*T'.length,
      rank,
      required: !optional && !later,
      privilege: privilege === undefined ? defaultPrivilege : this.privilege(privilege),
      owner,
    });
  }

  /** Reads `*&Datastore`; undefined for void. */
  private typeUse(text: string, owner?: string): TypeUse | undefined {
    if (text === VOID) return undefined;
    const array = text.startsWith('*');
    const element = array ? text.slice(1) : text;
    if (element.startsWith('&')) {
      const target = element.slice(1);
      return { type: 'ManagedObjectReference', kind: 'reference', array, target };
    }
    const primitive = LETTERS[element];
    if (primitive !== undefined) return { type: primitive, kind: 'primitive', array };
    if (Object.hasOwn(this.table.enums, element)) return { type: element, kind: 'enum', array };
    return { type: localized(element, owner), kind: 'data', array };
  }

  private later(since: Rows<string>, name: string, rank: number): number {
    const version = since[name];
    return version === undefined ? rank : Math.max(rank, this.table.versions.indexOf(version));
  }

  private privilege(index: string): string {
    return this.table.privileges[parseRank(index)] ?? '';
  }
}

/** A fault inside data is wrapped with its text, everywhere but in the wrapper. */
function localized(type: string, owner: string | undefined): string {
  return type === 'MethodFault' && owner !== 'LocalizedMethodFault' ? 'LocalizedMethodFault' : type;
}

/** A namespace ends in a dot and is completed by the wire name; anything else is the full name. */
function fullName(namespace: string, name: string): string {
  return namespace.endsWith('.') ? namespace + name : namespace;
}

function parseRank(text: string): number {
  return Number.parseInt(text, 36);
}
