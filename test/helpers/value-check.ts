/**
 * Compares values in memory with the vocabulary: members known and of the right kind, none missing
 * that must be there. For tests of what the server shows.
 */
import type { Catalog, TypeUse } from '../../server/vmodl/catalog.ts';
import { isReference } from '../../server/vmodl/reference.ts';
import { isBoxed, isDataObject } from '../../server/vmodl/value.ts';

/** What is wrong with a value of that type, each as `path: complaint`; empty when nothing is. */
export function complaints(
  catalog: Catalog,
  use: TypeUse,
  value: unknown,
  path: string = use.type,
): string[] {
  if (use.array) {
    if (!Array.isArray(value)) return [`${path}: no array`];
    const item = { ...use, array: false };
    return value.flatMap((each, index) => complaints(catalog, item, each, `${path}[${index}]`));
  }
  if (use.type === 'anyType') return ofAnyType(catalog, value, path);
  switch (use.kind) {
    case 'reference':
      if (!isReference(value)) return [`${path}: no reference`];
      return catalog.isA(value.type, use.target ?? 'ManagedObject')
        ? []
        : [`${path}: a ${value.type} where ${use.target} is asked`];
    case 'enum':
      return catalog.enum(use.type)?.values.includes(String(value))
        ? []
        : [`${path}: ${String(value)} is no ${use.type}`];
    case 'data':
      return ofDataType(catalog, use.type, value, path);
    case 'primitive':
      return ofPrimitive(use.type, value) ? [] : [`${path}: ${String(value)} is no ${use.type}`];
  }
}

function ofAnyType(catalog: Catalog, value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [`${path}: a bare array in anyType`];
  if (isReference(value) || isBoxed(value) || !isDataObject(value)) return [];
  return ofDataType(catalog, value._typeName, value, path);
}

function ofDataType(catalog: Catalog, type: string, value: unknown, path: string): string[] {
  if (!isDataObject(value)) return [`${path}: no ${type}`];
  const own = catalog.data(value._typeName);
  if (!own || !catalog.isA(value._typeName, type)) return [`${path}: a ${value._typeName}`];
  const strange = Object.keys(value)
    .filter((name) => name !== '_typeName' && !own.property(name))
    .map((name) => `${path}.${name}: unknown to ${value._typeName}`);
  const members = own.properties.flatMap((property) => {
    const inner = (value as unknown as Record<string, unknown>)[property.name];
    const at = `${path}.${property.name}`;
    if (inner !== undefined) return complaints(catalog, property, inner, at);
    return property.optional || property.array ? [] : [`${at}: missing`];
  });
  return [...strange, ...members];
}

function ofPrimitive(type: string, value: unknown): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'byte':
    case 'short':
    case 'int':
      return Number.isInteger(value);
    case 'long':
      return Number.isSafeInteger(value) || typeof value === 'bigint';
    case 'float':
    case 'double':
      return typeof value === 'number';
    case 'dateTime':
      return (
        typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(value)
      );
    default:
      return typeof value === 'string';
  }
}
