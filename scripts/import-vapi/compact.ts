/** Turns the dump into the table of `schemas/vapi.json`: what we serve, and what that refers to. */
import type { Dump, DumpedOperation } from './dump.ts';
import { isServed } from './selection.ts';
import { type Route, routesOf } from './urls.ts';

export interface Table {
  readonly format: 1;
  readonly source: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly enumerations: Readonly<Record<string, string>>;
  readonly structures: Readonly<Record<string, Row>>;
  readonly errors: Readonly<Record<string, Row>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, Row>>>>;
  /** Operations of services the table does not describe. */
  readonly others: Readonly<Record<string, string>>;
}

type Row = object;

const ID = /com\.vmware[\w.]+/g;
const TASK = /\$task$/;
/** Errors refer to these, and any answer may hold an error. */
const ALWAYS = ['com.vmware.vapi.std.localizable_message', 'com.vmware.vapi.std.errors.error.type'];

export function compact(dump: Dump, source: string): Table {
  const names = Object.keys(dump.services).toSorted();
  const served = names.filter(isServed).filter((name) => operationsOf(dump, name).length > 0);
  const services = Object.fromEntries(served.map((name) => [name, serviceRow(dump, name)]));
  const errors = Object.fromEntries(
    sorted(dump.errors)
      .filter(([id]) => id.startsWith('com.vmware.vapi.std.errors.'))
      .map(([id, { fields }]) => [id, { fields }]),
  );
  const wanted = reachable(dump, [...ALWAYS, ...idsIn(services), ...idsIn(errors)]);
  const structures = Object.fromEntries(sorted(dump.structures).filter(([id]) => wanted.has(id)));
  const enumerations = Object.fromEntries(
    sorted(dump.enumerations)
      .filter(([id]) => wanted.has(id))
      .map(([id, values]) => [id, values.join(' ')]),
  );
  const others = Object.fromEntries(
    names
      .filter((name) => !served.includes(name))
      .map((name) => [name, Object.keys(dump.services[name] ?? {}).join(' ')]),
  );
  const counts = {
    services: served.length,
    operations: Object.values(services).flatMap(Object.keys).length,
    structures: Object.keys(structures).length,
    enumerations: Object.keys(enumerations).length,
  };
  return { format: 1, source, counts, enumerations, structures, errors, services, others };
}

function operationsOf(dump: Dump, service: string): readonly [string, DumpedOperation][] {
  return Object.entries(dump.services[service] ?? {});
}

function serviceRow(dump: Dump, service: string): Record<string, Row> {
  const all = dump.services[service] ?? {};
  const names = new Set(Object.keys(all).map((name) => name.replace(TASK, '')));
  return Object.fromEntries([...names].map((name) => [name, operationRow(dump, service, name)]));
}

/** The waiting form and the task form of an operation are one row. */
function operationRow(dump: Dump, service: string, name: string): Row {
  const all = dump.services[service] ?? {};
  const operation = all[name] ?? all[`${name}$task`];
  if (!operation) throw new Error(`${service} has no ${name}`);
  const { rest } = operation;
  const routes = rest ? routesOf(service, name, operation) : undefined;
  const body = rest && bodyOf(dump, operation);
  return {
    in: operation.in,
    // Of an operation which is a task only, the client tells the id of the task.
    out: all[name] ? operation.out : 'opaque',
    errors: operation.errors.join(' '),
    ...(operation.task === 'NONE' ? {} : { task: all[name] ? 'both' : 'only' }),
    ...(routes ? { api: routeText(routes.api), rest: routeText(routes.rest) } : {}),
    ...(body ? { body } : {}),
  };
}

/** `POST /vcenter/vm/{vm} relocate` */
function routeText({ method, path, action }: Route): string {
  return [method, path, ...(action ? [action] : [])].join(' ');
}

/** The parameter that is the body at `/api`: the one named, else the only one left, if a structure. */
function bodyOf(dump: Dump, { in: parameters, rest }: DumpedOperation): string | undefined {
  if (!rest || rest.method === 'GET' || rest.method === 'DELETE') return undefined;
  if (rest.dispatch !== null) return rest.body ?? undefined;
  const left = Object.entries(parameters).filter(([name]) => !(name in rest.path));
  const [name, type] = left[0] ?? [];
  const isStructure = type !== undefined && type.replace('?', '') in dump.structures;
  return left.length === 1 && isStructure ? name : undefined;
}

function reachable(dump: Dump, roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const structure = dump.structures[id];
    if (structure) waiting.push(...idsIn(structure.fields));
  }
  return seen;
}

/** Ids of types named anywhere in a value. */
function idsIn(value: unknown): string[] {
  return JSON.stringify(value).match(ID) ?? [];
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
