/**
 * Is a decoded call what the vocabulary says? Written apart from the decoder, to judge it.
 */
import type { MethodCall } from '../../../server/vim/method.ts';
import type { Catalog, PropertyDef, TypeUse } from '../../../server/vmodl/catalog.ts';
import { isReference } from '../../../server/vmodl/reference.ts';
import { isBoxed, isDataObject } from '../../../server/vmodl/value.ts';

const LIMITS: Readonly<Record<string, number>> = { byte: 2 ** 7, short: 2 ** 15, int: 2 ** 31 };

/** What is wrong with a call; undefined when nothing is. */
export function offenceOf(catalog: Catalog, call: MethodCall): string | undefined {
  const method = catalog.method(call.method);
  const parameters = call.method === 'Fetch' ? [] : method?.parameters;
  if (!parameters) return `${call.method} is no method`;
  if (!isReference(call.ref) || !catalog.managed(call.ref.type))
    return 'the receiver is no reference';
  if (call.method === 'Fetch') return typeof call.args['prop'] === 'string' ? undefined : 'prop';
  if ((method?.rank ?? 0) > call.rank) return `${call.method} came later`;
  return membersOffence(catalog, call.rank, parameters, call.args, []);
}

function membersOffence(
  catalog: Catalog,
  rank: number,
  properties: readonly PropertyDef[],
  members: object,
  ours: readonly string[],
): string | undefined {
  if (!Object.isFrozen(members)) return 'something is not frozen';
  const known = new Map(
    properties.filter((each) => each.rank <= rank).map((each) => [each.name, each]),
  );
  for (const name of Object.keys(members)) {
    if (!known.has(name) && !ours.includes(name)) return `${name} is unknown`;
  }
  for (const [name, property] of known) {
    const value = (members as Record<string, unknown>)[name];
    if (value === undefined && property.required) return `${name} is missing`;
    const offence =
      value === undefined ? undefined : offenceOfValue(catalog, rank, property, value);
    if (offence !== undefined) return `${name}: ${offence}`;
  }
  return undefined;
}

function offenceOfValue(
  catalog: Catalog,
  rank: number,
  use: TypeUse,
  value: unknown,
): string | undefined {
  if (use.array) {
    if (!Array.isArray(value) || !Object.isFrozen(value)) return 'no frozen list';
    const item: TypeUse = { ...use, array: false };
    return value
      .map((each) => offenceOfValue(catalog, rank, item, each))
      .find((each) => each !== undefined);
  }
  switch (use.kind) {
    case 'enum':
      return catalog.enum(use.type)?.values.includes(String(value)) ? undefined : 'no such value';
    case 'reference':
      return isReference(value) && catalog.managed(value.type) ? undefined : 'no reference';
    case 'data':
      return dataOffence(catalog, rank, use.type, value);
    case 'primitive':
      return use.type === 'anyType'
        ? anyOffence(catalog, rank, value)
        : primitiveOffence(use.type, value);
  }
}

function dataOffence(
  catalog: Catalog,
  rank: number,
  declared: string,
  value: unknown,
): string | undefined {
  if (!isDataObject(value)) return 'no data object';
  const type = catalog.data(value._typeName);
  if (!type || type.rank > rank || !catalog.isA(type.name, declared)) return `a ${value._typeName}`;
  return membersOffence(catalog, rank, type.properties, value, ['_typeName']);
}

function anyOffence(catalog: Catalog, rank: number, value: unknown): string | undefined {
  if (isReference(value)) return catalog.managed(value.type) ? undefined : 'no reference';
  if (!isBoxed(value)) return dataOffence(catalog, rank, 'DataObject', value);
  const use = catalog.typeUse(value._typeName);
  return use ? offenceOfValue(catalog, rank, use, value._value) : `a box of ${value._typeName}`;
}

function primitiveOffence(type: string, value: unknown): string | undefined {
  const fits = fitsPrimitive(type, value);
  return fits ? undefined : `${String(value)} is no ${type}`;
}

function fitsPrimitive(type: string, value: unknown): boolean {
  const limit = LIMITS[type];
  if (limit !== undefined)
    return Number.isInteger(value) && Number(value) >= -limit && Number(value) < limit;
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'long':
      return (
        Number.isSafeInteger(value) ||
        (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
      );
    case 'float':
    case 'double':
      return Number.isFinite(value);
    case 'dateTime':
      return (
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(String(value)) &&
        !Number.isNaN(Date.parse(String(value)))
      );
    default:
      return typeof value === 'string';
  }
}
