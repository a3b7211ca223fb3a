/**
 * Small checks of a YAML tree, put together into the shape of a seed. A check turns a node into a value
 * or notes what is wrong with it, where; the places of objects and their keys are remembered, so that
 * later checks (does that host exist?) can tell them too.
 */
import type { SeedIssue } from './seed-error.ts';
import type { Place, YamlNode } from './yaml-reader.ts';

export type Check<T> = (node: YamlNode, report: Report) => T | undefined;

/** Collects what is wrong, and where objects came from. */
export class Report {
  readonly issues: SeedIssue[] = [];
  readonly #places = new WeakMap<object, ReadonlyMap<string, Place>>();

  add(place: Place, message: string): undefined {
    this.issues.push({ ...place, message });
    return undefined;
  }

  remember(made: object, places: ReadonlyMap<string, Place>): void {
    this.#places.set(made, places);
  }

  /** Where a value of an object stands; the object's own place for ''. */
  placeOf(made: object, key = ''): Place | undefined {
    const places = this.#places.get(made);
    return places?.get(key) ?? places?.get('');
  }
}

function kindOf(node: YamlNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  return node.value === null ? 'nothing' : `${typeof node.value} ${JSON.stringify(node.value)}`;
}

function mismatch(node: YamlNode, report: Report, wanted: string): undefined {
  return report.add(node.place, `must be ${wanted}, is ${kindOf(node)}`);
}

/** Text; numbers are taken as they are written (a name may be 172). */
export function text(
  options: { readonly allowEmpty?: boolean; readonly max?: number } = {},
): Check<string> {
  const max = options.max ?? 4096;
  return (node, report) => {
    if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'boolean') {
      return mismatch(node, report, 'text');
    }
    const value = String(node.value);
    if (value === '' && !options.allowEmpty) return report.add(node.place, 'must not be empty');
    if (value.length > max) return report.add(node.place, `is longer than ${max} characters`);
    return value;
  };
}

/** Name of an inventory object: at most 80 characters, as vCenter has it; no control characters. */
export const name: Check<string> = (node, report) => {
  const value = text({ max: 80 })(node, report);
  if (value === undefined) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(value)
    ? report.add(node.place, 'must not hold control characters')
    : value;
};

export function number(
  range: { readonly min?: number; readonly max?: number; readonly whole?: boolean } = {},
): Check<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, whole = false } = range;
  const wanted = `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  return (node, report) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'number' || !Number.isFinite(node.value)) {
      return mismatch(node, report, wanted);
    }
    const { value } = node;
    const fits = value >= min && value <= max && (!whole || Number.isInteger(value));
    return fits ? value : report.add(node.place, `must be ${wanted}, is ${value}`);
  };
}

export const flag: Check<boolean> = (node, report) =>
  node.kind === 'scalar' && typeof node.value === 'boolean'
    ? node.value
    : mismatch(node, report, 'true or false');

/** One of some words. `on` and `off` may come in as text only: YAML 1.2 has no such booleans. */
export function oneOf<T extends string>(...words: readonly T[]): Check<T> {
  return (node, report) => {
    const value = node.kind === 'scalar' ? String(node.value) : undefined;
    const found = words.find((word) => word === value);
    return found ?? mismatch(node, report, `one of ${words.join(', ')}`);
  };
}

/** An ISO 8601 moment in UTC. */
export const moment: Check<string> = (node, report) => {
  const value = node.kind === 'scalar' ? String(node.value) : '';
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(value);
  return iso && !Number.isNaN(Date.parse(value))
    ? value
    : mismatch(node, report, 'a moment such as 2026-01-01T00:00:00Z');
};

export function listOf<T>(item: Check<T>, max = 100_000): Check<readonly T[]> {
  return (node, report) => {
    if (node.kind !== 'list') return mismatch(node, report, 'a list');
    if (node.items.length > max) return report.add(node.place, `holds more than ${max} items`);
    return node.items.flatMap((each) => item(each, report) ?? []);
  };
}

/** One value where one suffices, or a list of them. */
export function oneOrMore<T>(item: Check<T>): Check<T | readonly T[]> {
  return (node, report) => (node.kind === 'list' ? listOf(item)(node, report) : item(node, report));
}

/** A mapping with keys of the author's own. */
export function mapOf<T>(value: Check<T>): Check<Readonly<Record<string, T>>> {
  return (node, report) => {
    if (node.kind !== 'map') return mismatch(node, report, 'a mapping');
    const entries = node.entries.flatMap(({ key, value: inner }): [string, T][] => {
      const checked = value(inner, report);
      return checked === undefined ? [] : [[key, checked]];
    });
    return Object.fromEntries(entries);
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Check<NonNullable<T[K]>> };

/** A mapping with known keys; `required` ones must be there, no others may. */
export function shape<T extends object>(
  fields: Fields<T>,
  required: readonly (keyof T & string)[] = [],
): Check<T> {
  const checks = new Map<string, Check<unknown>>(Object.entries(fields));
  return (node, report) => {
    if (node.kind !== 'map') return mismatch(node, report, 'a mapping');
    const made: Record<string, unknown> = {};
    const places = new Map<string, Place>([['', node.place]]);
    for (const { key, keyPlace, value } of node.entries) {
      const check = checks.get(key);
      places.set(key, value.place);
      if (!check) {
        report.add(keyPlace, `unknown key "${key}"${suggestion(key, [...checks.keys()])}`);
        continue;
      }
      const checked = check(value, report);
      if (checked !== undefined) made[key] = checked;
    }
    for (const key of required) {
      if (!places.has(key)) report.add(node.place, `lacks "${key}"`);
    }
    report.remember(made, places);
    return made as T;
  };
}

/** Defers a check which refers to itself. */
export function lazily<T>(make: () => Check<T>): Check<T> {
  let made: Check<T> | undefined;
  return (node, report) => {
    made ??= make();
    return made(node, report);
  };
}

/** `, did you mean "cpus"?` where a known key differs by little. */
function suggestion(key: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, distance: editDistance(key.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, key.length / 3)
    ? `, did you mean "${near.word}"?`
    : `; known: ${known.join(', ')}`;
}

const WORD_MAX = 40; // longer keys are no typing mistakes

function editDistance(left: string, right: string): number {
  if (left.length > WORD_MAX || right.length > WORD_MAX) return WORD_MAX;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[right.length] ?? WORD_MAX;
}
