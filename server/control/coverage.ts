/**
 * Which methods of the vSphere API are written, and which callers would miss.
 *
 * Computed from the vocabulary and the table of object types, so that nobody keeps it by hand. A
 * method belongs to the type that declares it; wire names are unique over all types.
 */
import type { Catalog, MethodDef } from '../vmodl/catalog.ts';

export interface MissingMethod {
  readonly type: string;
  readonly method: string;
  /** How often clients asked for it since the server started. */
  readonly calls: number;
}

export interface Coverage {
  /** `VirtualMachine.PowerOnVM_Task`, sorted. */
  readonly implemented: readonly string[];
  /** Known to the API, not written; most wanted first. */
  readonly missing: readonly MissingMethod[];
}

export interface CoverageSources {
  readonly catalog: Pick<Catalog, 'method' | 'methodNames'>;
  /** Wire names of the methods that are written. */
  readonly implemented: ReadonlySet<string>;
  /** Newest release that counts; methods which came later are left out. */
  readonly rank: number;
  /** Calls of methods that are not written, by wire name. */
  readonly calls?: ReadonlyMap<string, number> | undefined;
}

export function computeCoverage({ catalog, implemented, rank, calls }: CoverageSources): Coverage {
  const methods = catalog
    .methodNames()
    .flatMap((name) => catalog.method(name) ?? [])
    .filter((method) => method.rank <= rank);
  const written = methods.filter(({ name }) => implemented.has(name)).map(fullName);
  const missing = methods
    .filter(({ name }) => !implemented.has(name))
    .map(({ owner, name }) => ({ type: owner, method: name, calls: calls?.get(name) ?? 0 }));
  return {
    implemented: written.sort(),
    missing: [...missing, ...missingOperations(calls)].sort(
      (left, right) =>
        right.calls - left.calls ||
        compare(left.type, right.type) ||
        compare(left.method, right.method),
    ),
  };
}

/** Operations of the vAPI that were called and are not written: `com.vmware.content.library.list`. */
function missingOperations(calls: CoverageSources['calls']): readonly MissingMethod[] {
  return [...(calls ?? [])]
    .filter(([name]) => name.startsWith('com.vmware.'))
    .map(([name, count]) => {
      const dot = name.lastIndexOf('.');
      return { type: name.slice(0, dot), method: name.slice(dot + 1), calls: count };
    });
}

/** Counts calls of methods that are not written: hand `note` to dispatch. */
export class MissingCalls {
  readonly counts = new Map<string, number>();

  readonly note = ({ name }: Pick<MethodDef, 'name'>): void => {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  };
}

/** The page `docs/coverage.md`. */
export function coveragePage({ implemented, missing }: Coverage, apiVersion: string): string {
  const byType = new Map<string, { written: string[]; open: string[] }>();
  const row = (type: string) => {
    const known = byType.get(type) ?? { written: [], open: [] };
    byType.set(type, known);
    return known;
  };
  for (const name of implemented) {
    const [type = '', method = ''] = name.split('.');
    row(type).written.push(method);
  }
  for (const { type, method } of missing) row(type).open.push(method);
  const total = implemented.length + missing.length;
  const types = [...byType].sort(([left], [right]) => compare(left, right));
  return [
    '# Coverage of the vSphere API',
    '',
    '<!-- Written by scripts/generate-coverage.ts. Do not edit. -->',
    '',
    `Of the ${total} methods of the vSphere Web Services API ${apiVersion}, ${implemented.length} are written.`,
    'A method which is not written answers the fault `NotSupported`; `GET /_mock/coverage` counts who asked for it.',
    '',
    '| type | written | not written |',
    '|---|---|---|',
    ...types.map(([type, { written, open }]) => `| ${type} | ${names(written)} | ${names(open)} |`),
    '',
  ].join('\n');
}

function names(methods: readonly string[]): string {
  return methods.map((method) => `\`${method}\``).join(' ');
}

function fullName({ owner, name }: MethodDef): string {
  return `${owner}.${name}`;
}

/** By code unit, so that the order is the same on every machine. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
