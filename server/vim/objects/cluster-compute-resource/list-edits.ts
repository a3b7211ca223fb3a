/**
 * Lists of a cluster's configuration, edited item by item: `ArrayUpdateSpec` adds, edits and removes by key.
 */
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { ArrayUpdateSpec } from '../../../vmodl/generated/data.ts';
import { isReference } from '../../../vmodl/reference.ts';
import { isBoxed } from '../../../vmodl/value.ts';

export interface ItemUpdate<T> extends ArrayUpdateSpec {
  readonly info?: T | undefined;
}

export interface ListRules<T> {
  /** What the list is called in the specification: `spec.drsVmConfigSpec`. */
  readonly place: string;
  readonly keyOf: (item: T) => string;
  /** The item as it is kept. Throws InvalidArgument below the place for one that cannot be. */
  readonly kept: (wish: T, before: T | undefined, place: string) => T;
}

/**
 * The list after the edits, in the order of the list, new items last. Throws InvalidArgument for an
 * item added twice, for one edited or removed that is not there.
 */
export function editedList<T>(
  list: readonly T[],
  updates: readonly ItemUpdate<T>[] | undefined,
  { place, keyOf, kept }: ListRules<T>,
): readonly T[] {
  const items = new Map(list.map((item) => [keyOf(item), item]));
  for (const [index, { operation, info, removeKey }] of (updates ?? []).entries()) {
    const at = `${place}[${index}]`;
    if (operation === 'remove') {
      const key = keyText(removeKey) ?? (info && keyOf(info));
      if (key === undefined || !items.delete(key)) throw invalidArgument(`${at}.removeKey`);
      continue;
    }
    if (!info) throw invalidArgument(`${at}.info`);
    const before = items.get(keyOf(info));
    if ((operation === 'add') === (before !== undefined)) throw invalidArgument(`${at}.info`);
    const item = kept(info, before, `${at}.info`);
    items.set(keyOf(item), item);
  }
  return updates?.length ? [...items.values()] : list;
}

/** A key as text: the id of a reference, a number, a name; as it comes in an `anyType`. */
export function keyText(key: unknown): string | undefined {
  const value = isBoxed(key) ? key._value : key;
  if (isReference(value)) return value.value;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
