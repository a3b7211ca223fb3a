/**
 * Turns the dumped tables into the rows of `schemas/vim25.json` (format in `schemas/README.md`).
 */
import {
  ADDED_DATA,
  ADDED_MANAGED,
  type DataRow,
  DROPPED_PROPERTIES,
  type Dump,
  FLAG,
  type ManagedRow,
  type MethodRow,
  type PropertyRow,
} from './dump.ts';
import { buildLadder, type Ladder } from './ladder.ts';

export interface Table {
  format: 1;
  source: string;
  counts: Record<string, number>;
  versions: string[];
  versionNames: string[];
  privileges: string[];
  enums: Record<string, string>;
  data: Record<string, string>;
  managed: Record<string, [head: string, methods: Record<string, string>]>;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 's',
  boolean: 'b',
  byte: 'y',
  short: 'h',
  int: 'i',
  long: 'l',
  float: 'f',
  double: 'd',
  anyType: 'a',
  void: 'v',
  'vmodl.DateTime': 't',
  'vmodl.Binary': 'x',
  'vmodl.URI': 'u',
  'vmodl.PropertyPath': 'P',
  'vmodl.TypeName': 'T',
  'vmodl.MethodName': 'M',
};

export function compact(dump: Dump, source: string): Table {
  return new Compactor(dump).table(source);
}

class Compactor {
  private readonly ladder: Ladder;
  private readonly enums: Dump['enums'];
  private readonly data: readonly DataRow[];
  private readonly managed: readonly ManagedRow[];
  private readonly wireNames = new Map<string, string>();
  private readonly managedNames: ReadonlySet<string>;
  private readonly privileges: readonly string[];

  constructor(dump: Dump) {
    this.ladder = buildLadder(dump);
    this.enums = byWireName(dump.enums);
    this.data = byWireName([...ADDED_DATA, ...dump.data]);
    this.managed = byWireName([...ADDED_MANAGED, ...dump.managed]);
    for (const [vmodlName, wireName] of [...this.enums, ...this.data, ...this.managed]) {
      this.wireNames.set(vmodlName, wireName);
    }
    assertUnique('type', [...this.wireNames.values()]);
    const methods = this.managed.flatMap((row) => row[5]);
    assertUnique(
      'method',
      methods.map(([, wireName]) => wireName),
    );
    this.managedNames = new Set(this.managed.map(([vmodlName]) => vmodlName));
    this.privileges = usedPrivileges(this.managed);
  }

  table(source: string): Table {
    const { ids, names } = this.ladder;
    const methods = this.managed.flatMap((row) => row[5]);
    return {
      format: 1,
      source,
      counts: {
        versions: ids.length,
        privileges: this.privileges.length,
        enums: this.enums.length,
        data: this.data.length,
        managed: this.managed.length,
        methods: methods.length,
      },
      versions: ids,
      versionNames: names,
      privileges: [...this.privileges],
      enums: Object.fromEntries(
        this.enums.map(([vmodlName, wireName, version, values]) => [
          wireName,
          [this.namespace(vmodlName, wireName), this.rank(version), ...values].join(' '),
        ]),
      ),
      data: Object.fromEntries(this.data.map((row) => [row[1], this.head(row)])),
      managed: Object.fromEntries(
        this.managed.map((row) => [
          row[1],
          [this.head(row), Object.fromEntries(row[5].map((each) => this.method(each, row[3])))],
        ]),
      ),
    };
  }

  /** `vim. DynamicData 0 name!s …`: full vmodl name (or its namespace), base, rank, own properties. */
  private head(row: DataRow | ManagedRow): string {
    const [vmodlName, wireName, base, version, properties] = row;
    const kept = properties.filter(([name]) => !DROPPED_PROPERTIES.has(name));
    return [
      this.namespace(vmodlName, wireName),
      base === null ? '-' : this.wireName(base),
      this.rank(version),
      ...kept.map((property) => this.property(property, version)),
    ].join(' ');
  }

  private method(row: MethodRow, ownerVersion: string): [string, string] {
    const [vmodlName, wireName, version, parameters, result, privilege, faults] = row;
    const usualName = wireName.replace(/_Task$/, '').toLowerCase() === vmodlName.toLowerCase();
    const firstUpper = wireName.charAt(0).toLowerCase() + wireName.slice(1).replace(/_Task$/, '');
    const cells = [
      usualName && firstUpper === vmodlName ? '=' : vmodlName,
      this.ladder.rankOf(version) === this.ladder.rankOf(ownerVersion) ? '=' : this.rank(version),
      privilege === null ? '-' : this.privilege(privilege),
      this.result(result),
      faults?.length ? faults.map((fault) => this.wireName(fault)).join(',') : '-',
      ...parameters.map((parameter) => this.property(parameter, version)),
    ];
    return [wireName, cells.join(' ')];
  }

  private result([flags, type, taskResultType]: MethodRow[4]): string {
    const mark = flags & FLAG.optional ? '?' : '!';
    const task = taskResultType === type ? '' : `>${this.type(taskResultType, flags)}`;
    return `${mark}${this.type(type, flags)}${task}`;
  }

  /** `name?*type@rank#privilege` */
  private property([name, type, version, flags, privilege]: PropertyRow, owner: string): string {
    const sameRank = this.ladder.rankOf(version) === this.ladder.rankOf(owner);
    return [
      name,
      flags & FLAG.optional ? '?' : '!',
      flags & FLAG.secret ? '~' : '',
      flags & FLAG.linkable ? '^' : '',
      this.type(type, flags),
      sameRank ? '' : `@${this.rank(version)}`,
      privilege ? `#${this.privilege(privilege)}` : '',
    ].join('');
  }

  private type(type: string, flags: number): string {
    if (type.endsWith('[]')) return `*${this.type(type.slice(0, -2), flags)}`;
    if (flags & FLAG.link) return 'L';
    const primitive = PRIMITIVES[type];
    if (primitive !== undefined) return primitive;
    return this.managedNames.has(type) ? `&${this.wireName(type)}` : this.wireName(type);
  }

  private wireName(vmodlName: string): string {
    const name = this.wireNames.get(vmodlName);
    if (name === undefined) throw new Error(`The tables use a type they do not hold: ${vmodlName}`);
    return name;
  }

  private namespace(vmodlName: string, wireName: string): string {
    return vmodlName.endsWith(`.${wireName}`) ? vmodlName.slice(0, -wireName.length) : vmodlName;
  }

  private rank(version: string): string {
    return this.ladder.rankOf(version).toString(36);
  }

  private privilege(id: string): string {
    return this.privileges.indexOf(id).toString(36);
  }
}

function byWireName<Row extends [string, string, ...unknown[]]>(rows: readonly Row[]): Row[] {
  return [...rows].sort(([, left], [, right]) => (left < right ? -1 : 1));
}

function usedPrivileges(managed: readonly ManagedRow[]): string[] {
  const used = new Set<string>();
  for (const [, , , , properties, methods] of managed) {
    const rows = [...properties, ...methods.flatMap((method) => method[3])];
    for (const row of rows) if (row[4]) used.add(row[4]);
    for (const method of methods) if (method[5]) used.add(method[5]);
  }
  return [...used].sort();
}

/** A name on the wire must say what it means by itself. */
function assertUnique(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new Error(`Two ${what}s have the wire name ${name}`);
    seen.add(name);
  }
}
