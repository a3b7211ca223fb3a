/**
 * Is a value what the vocabulary says it must be? Names every member that is missing, unknown or of
 * the wrong type, with its path.
 *
 * Members and types whose names begin with `_` are internal and pass. A member that came to the API
 * later than its owner may be absent.
 */
import type { Catalog, PropertyDef, TypeUse } from '../vmodl/definitions.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import { isBoxed, isDataObject, type Value } from '../vmodl/value.ts';

const DEPTH_MAX = 128; // values are trees, those of 32 snapshots the deepest; anything deeper is a circle
const INT_LIMITS: Readonly<Record<string, number>> = {
  byte: 2 ** 7,
  short: 2 ** 15,
  int: 2 ** 31,
};
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Everything that is wrong with the value; empty when it is right. */
export function checkValue(catalog: Catalog, use: TypeUse, value: unknown): string[] {
  const problems: string[] = [];
  new ValueChecker(catalog, problems).check(use, value, '', 0);
  return problems;
}

/** A check for `Inventory`'s option: throws a plain Error on a stored value which is not right. */
export function propertyCheck(catalog: Catalog) {
  return (ref: Ref, property: string, value: Value): void => {
    if (property.startsWith('_')) return;
    const definition = catalog.managed(ref.type)?.property(property);
    if (!definition) throw new Error(`${ref.type} has no property ${property}`);
    const problems = checkValue(catalog, definition, value);
    if (problems.length === 0) return;
    throw new Error(`${ref.value}.${property}: ${problems.slice(0, 5).join('; ')}`);
  };
}

class ValueChecker {
  readonly #catalog: Catalog;
  readonly #problems: string[];

  constructor(catalog: Catalog, problems: string[]) {
    this.#catalog = catalog;
    this.#problems = problems;
  }

  check(use: TypeUse, value: unknown, path: string, depth: number): void {
    if (depth > DEPTH_MAX) {
      this.#add(path, 'is nested without end');
      return;
    }
    if (!use.array) {
      this.#checkOne(use, value, path, depth);
      return;
    }
    if (!Array.isArray(value)) {
      this.#add(path, `must be an array, is ${kindOf(value)}`);
      return;
    }
    value.forEach((item, index) => {
      this.#checkOne({ ...use, array: false }, item, `${path}[${index}]`, depth + 1);
    });
  }

  #add(path: string, problem: string): void {
    this.#problems.push(path === '' ? problem : `${path} ${problem}`);
  }

  #checkOne(use: TypeUse, value: unknown, path: string, depth: number): void {
    if (value === undefined || value === null) {
      this.#add(path, `is ${kindOf(value)}`);
      return;
    }
    if (Array.isArray(value)) {
      this.#add(path, 'must not be an array');
      return;
    }
    switch (use.kind) {
      case 'reference':
        this.#checkReference(use, value, path);
        break;
      case 'enum':
        this.#checkEnum(use, value, path);
        break;
      case 'data':
        this.#checkData(use, value, path, depth);
        break;
      case 'primitive':
        this.#checkPrimitive(use, value, path, depth);
        break;
    }
  }

  #checkReference(use: TypeUse, value: unknown, path: string): void {
    if (!isReference(value)) {
      this.#add(path, `must be a reference, is ${kindOf(value)}`);
      return;
    }
    const target = use.target ?? 'ManagedObject';
    if (target !== 'ManagedObject' && !this.#catalog.isA(value.type, target)) {
      this.#add(path, `must point at a ${target}, points at a ${value.type}`);
    }
  }

  #checkEnum(use: TypeUse, value: unknown, path: string): void {
    const values = this.#catalog.enum(use.type)?.values ?? [];
    if (typeof value === 'string' && values.includes(value)) return;
    this.#add(path, `must be a ${use.type}, is ${JSON.stringify(value) ?? kindOf(value)}`);
  }

  #checkData(use: TypeUse, value: unknown, path: string, depth: number): void {
    if (!isDataObject(value) || isReference(value)) {
      this.#add(path, `must be a ${use.type}, is ${kindOf(value)}`);
      return;
    }
    const name = value._typeName;
    if (name.startsWith('_')) return;
    const type = this.#catalog.data(name);
    if (!type) {
      this.#add(path, `is of the unknown type ${name}`);
      return;
    }
    if (!this.#catalog.isA(name, use.type)) {
      this.#add(path, `must be a ${use.type}, is a ${name}`);
    }
    for (const property of type.properties) this.#checkMember(property, value, path, depth);
    for (const member of Object.keys(value)) {
      if (!member.startsWith('_') && !type.property(member)) {
        this.#add(path, `has the unknown member ${name}.${member}`);
      }
    }
  }

  #checkMember(property: PropertyDef, owner: object, path: string, depth: number): void {
    const { name } = property;
    if (Object.hasOwn(owner, name)) {
      const value = (owner as Readonly<Record<string, unknown>>)[name];
      this.check(property, value, path === '' ? name : `${path}.${name}`, depth + 1);
    } else if (property.required) {
      this.#add(path, `lacks ${property.owner}.${name}`);
    }
  }

  #checkPrimitive(use: TypeUse, value: unknown, path: string, depth: number): void {
    if (use.type === 'anyType') {
      this.#checkAny(value, path, depth);
      return;
    }
    if (fits(use.type, value)) return;
    this.#add(path, `must be ${use.type}, is ${kindOf(value)}`);
  }

  /** A value that brings its own type. */
  #checkAny(value: unknown, path: string, depth: number): void {
    if (!isDataObject(value) || isReference(value)) return;
    if (!isBoxed(value)) {
      this.#checkData({ type: 'DynamicData', kind: 'data', array: false }, value, path, depth);
      return;
    }
    const use = this.#catalog.typeUse(value._typeName);
    if (!use) {
      this.#add(path, `is of the unknown type ${value._typeName}`);
      return;
    }
    this.check(use, value._value, path, depth + 1);
  }
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'byte':
    case 'short':
    case 'int': {
      const limit = INT_LIMITS[type] ?? 0;
      // Tables say byte and short where servers send unsigned values too.
      return Number.isInteger(value) && Math.abs(Number(value)) <= limit * (type === 'int' ? 1 : 2);
    }
    case 'long':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    case 'float':
    case 'double':
      return typeof value === 'number';
    case 'dateTime':
      return typeof value === 'string' && DATE.test(value);
    default:
      return typeof value === 'string';
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (isDataObject(value)) return value._typeName;
  return typeof value === 'object' ? 'an object without type' : `${typeof value} ${String(value)}`;
}
