/**
 * Settings laid over settings: what the upper ones leave unset stays as it was.
 */
import { isReference } from '../../../vmodl/reference.ts';
import {
  type DataObject,
  freezeDeep,
  isBoxed,
  isDataObject,
  member,
} from '../../../vmodl/value.ts';

/**
 * Objects of one type are merged member by member, advanced options key by key (one that is given an
 * empty value goes). Lists, references and objects of another type replace what was there.
 */
export function merged<T>(base: T | undefined, wish: T | undefined): T | undefined {
  if (wish === undefined) return base;
  if (Array.isArray(wish)) return (isOptions(wish) ? withOptions(base, wish) : wish) as T;
  if (!isPlainObject(wish) || !isPlainObject(base)) return wish;
  if (wish._typeName !== base._typeName) return wish;
  const over = Object.entries(wish).map(([name, value]): [string, unknown] => [
    name,
    merged<unknown>(member(base, name), value),
  ]);
  return freezeDeep({ ...base, ...Object.fromEntries(over) }) as T;
}

function isPlainObject(value: unknown): value is DataObject {
  return isDataObject(value) && !isReference(value) && !isBoxed(value);
}

function isOptions(list: readonly unknown[]): boolean {
  return (
    list.length > 0 &&
    list.every(
      (item) =>
        typeof member(item, 'value') !== 'undefined' && typeof member(item, 'key') === 'string',
    )
  );
}

function withOptions(base: unknown, wish: readonly unknown[]): readonly unknown[] {
  const found = new Map<unknown, unknown>();
  for (const option of [...(Array.isArray(base) ? base : []), ...wish]) {
    found.set(member(option, 'key'), option);
  }
  return freezeDeep([...found.values()].filter((option) => !isEmpty(member(option, 'value'))));
}

function isEmpty(value: unknown): boolean {
  return (isBoxed(value) ? value._value : value) === '';
}
