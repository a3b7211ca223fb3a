/**
 * The values of the vim25 world as they are held in memory: what VI JSON would show.
 *
 * Data objects are plain frozen objects with `_typeName`; arrays are frozen arrays; enums and dates
 * are strings (dates ISO 8601 in UTC, `2026-01-01T00:00:00Z`); a long beyond 2^53 is a bigint. Unset
 * is absent, never null. Where the declared type is `anyType` a value carries its own type: data
 * objects and references by `_typeName`, everything else boxed (`{ _typeName: 'int', _value: 5 }`,
 * `{ _typeName: 'ArrayOfString', _value: [...] }`, enums by their name). In such a slot a bare
 * string, boolean or number is read as xsd:string, xsd:boolean, xsd:int (xsd:long beyond 2^31).
 */
import type { Ref } from './reference.ts';

export interface DataObject {
  readonly _typeName: string;
}

export interface Boxed<T = unknown> extends DataObject {
  readonly _value: T;
}

export type Primitive = string | number | boolean | bigint;
export type Value = Primitive | DataObject | Ref | readonly Value[];

/**
 * Makes a frozen data object: `_typeName` first, unset members dropped, members frozen in depth.
 * Members keep the order given; encoders use the order of the schema.
 */
export function data<T extends DataObject>(
  typeName: T['_typeName'],
  members: Omit<T, '_typeName'>,
): T;
export function data(typeName: string, members: object): DataObject {
  const made: Record<string, unknown> = { _typeName: typeName };
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) made[name] = freezeDeep(value);
  }
  return Object.freeze(made) as unknown as DataObject;
}

export function box<T>(typeName: string, value: T): Boxed<T> {
  return Object.freeze({ _typeName: typeName, _value: freezeDeep(value) });
}

export function isBoxed(value: unknown): value is Boxed {
  return typeof value === 'object' && value !== null && '_value' in value;
}

export function isDataObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && '_typeName' in value;
}

/** A member of a data object by name; undefined when unset or when the value is no object. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** Freezes a value in depth; stops at what is frozen already, so shared templates cost nothing. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freezeDeep(inner);
  return Object.freeze(value);
}

/** Are two values equal in content? Identity answers first. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) {
    return Number.isNaN(left) && Number.isNaN(right);
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => deepEqual(item, right[index]))
    );
  }
  if (Array.isArray(right)) return false;
  const leftEntries = Object.entries(left);
  return (
    leftEntries.length === Object.keys(right).length &&
    leftEntries.every(
      ([name, item]) =>
        Object.hasOwn(right, name) && deepEqual(item, (right as Record<string, unknown>)[name]),
    )
  );
}

/**
 * Returns `previous` for every sub-tree of `next` that is equal to it, so that identity keeps
 * meaning "unchanged". Array items are matched by position.
 */
export function reuse<T>(previous: unknown, next: T): T {
  if (previous === next || !isContainer(previous) || !isContainer(next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) return reuseItems(previous, next) as T;
  if (Array.isArray(previous) || Array.isArray(next)) return next;
  const before = previous as Record<string, unknown>;
  const names = Object.keys(next);
  let same = names.length === Object.keys(before).length;
  let copy: Record<string, unknown> | undefined;
  for (const name of names) {
    const item = (next as Record<string, unknown>)[name];
    const kept = Object.hasOwn(before, name) ? reuse(before[name], item) : item;
    if (kept !== before[name]) same = false;
    if (kept !== item) {
      copy ??= { ...next } as Record<string, unknown>;
      copy[name] = kept;
    }
  }
  if (same) return previous as T;
  return copy ? (Object.freeze(copy) as T) : next;
}

function reuseItems(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let same = before.length === next.length;
  let copy: unknown[] | undefined;
  for (let index = 0; index < next.length; index++) {
    const kept = reuse(before[index], next[index]);
    if (kept !== before[index]) same = false;
    if (kept !== next[index]) {
      copy ??= [...next];
      copy[index] = kept;
    }
  }
  if (same) return before;
  return copy ? Object.freeze(copy) : next;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
