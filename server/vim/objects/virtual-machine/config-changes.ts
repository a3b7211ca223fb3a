/**
 * What a reconfiguration changed, in the words of `VmReconfiguredEvent.configChanges`:
 * `config.hardware.memoryMB: 2048 -> 4096;`.
 */
import { build } from '../../../vmodl/build.ts';
import type { ChangesInfoEventArgument } from '../../../vmodl/generated/data.ts';
import { isReference } from '../../../vmodl/reference.ts';
import { deepEqual, isBoxed, member } from '../../../vmodl/value.ts';

const DEPTH_MAX = 12;

interface Told {
  readonly modified: string[];
  readonly added: string[];
  readonly deleted: string[];
}

/** Compares two values of a property, leaf by leaf; list items are known by their keys. */
export function changesInWords(
  property: string,
  before: unknown,
  after: unknown,
): ChangesInfoEventArgument {
  const told: Told = { modified: [], added: [], deleted: [] };
  compare(property, before, after, told, 0);
  const text = (lines: readonly string[]) =>
    lines.length === 0 ? '' : `${lines.join(' \n\n')} \n`;
  return build('ChangesInfoEventArgument', {
    modified: text(told.modified),
    added: text(told.added),
    deleted: text(told.deleted),
  });
}

function compare(path: string, before: unknown, after: unknown, told: Told, depth: number): void {
  // Internal members are nobody's business.
  if (deepEqual(before, after) || /\._\w+$/.test(path)) return;
  if (isPlain(before) || isPlain(after) || depth > DEPTH_MAX) {
    told.modified.push(`${path}: ${inWords(before)} -> ${inWords(after)};`);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(path, before, after, told, depth);
    return;
  }
  const names = new Set([...Object.keys(before as object), ...Object.keys(after as object)]);
  for (const name of names) {
    compare(`${path}.${name}`, member(before, name), member(after, name), told, depth + 1);
  }
}

function compareLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  told: Told,
  depth: number,
): void {
  const old = new Map(before.map((item, index) => [keyOf(item, index), item]));
  const now = new Map(after.map((item, index) => [keyOf(item, index), item]));
  for (const [key, item] of now) {
    const at = `${path}(${key})`;
    if (old.has(key)) compare(at, old.get(key), item, told, depth + 1);
    else told.added.push(`${at}: ${inWords(item)};`);
  }
  for (const [key, item] of old) {
    if (!now.has(key)) told.deleted.push(`${path}(${key}): ${inWords(item)};`);
  }
}

function keyOf(item: unknown, index: number): string {
  const key = member(item, 'key');
  if (typeof key === 'string') return `"${key}"`;
  return key === undefined ? String(index) : inWords(key);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isReference(value) || isBoxed(value);
}

function inWords(value: unknown): string {
  if (value === undefined) return '<unset>';
  if (typeof value === 'string') return `"${value}"`;
  if (isReference(value)) return `'${value.type}:${value.value}'`;
  if (isBoxed(value)) return inWords(value._value);
  if (Array.isArray(value)) return `(${value.map(inWords).join(', ')})`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value)
    .filter(([name]) => !name.startsWith('_'))
    .map(([name, inner]) => `${name} = ${inWords(inner)}`);
  return `(${members.join(', ')})`;
}
