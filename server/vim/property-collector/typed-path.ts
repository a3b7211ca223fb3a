/**
 * Property paths against the vocabulary: does a path exist on a type at an API version, what type has
 * its value, and what must a reader hold.
 */
import { follow, type PathStep, parsePath } from '../../inventory/property-path.ts';
import { type Catalog, DEFAULT_PRIVILEGE, type TypeUse } from '../../vmodl/catalog.ts';
import type { PropertyChange } from '../../vmodl/generated/data.ts';
import { arrayTypeName } from '../../vmodl/type-names.ts';
import type { Value } from '../../vmodl/value.ts';
import { isBoxed, isDataObject } from '../../vmodl/value.ts';

export interface TypedPath {
  /** As the client wrote it. */
  readonly text: string;
  /** Top-level property. */
  readonly property: string;
  /** Steps below the top-level property. */
  readonly steps: readonly PathStep[];
  /** Type of the value at the end. */
  readonly use: TypeUse;
  /** What a reader must hold on the object. */
  readonly privilege: string;
}

const NO_ITEMS: readonly Value[] = Object.freeze([]);

/**
 * The path on objects of that managed type, as a client of that version knows it. Undefined when it
 * is not well formed, names something unknown or newer, leads through a reference, or into an array
 * without a key.
 */
export function typePath(
  catalog: Catalog,
  type: string,
  text: string,
  rank: number,
): TypedPath | undefined {
  const path = parsePath(text);
  const property = path && catalog.managed(type)?.property(path.property);
  if (!path || !property || property.rank > rank) return undefined;
  let use: TypeUse | undefined = property;
  for (const step of path.steps) {
    use = use && stepInto(catalog, use, step, rank);
    if (!use) return undefined;
  }
  const privilege = property.privilege ?? DEFAULT_PRIVILEGE;
  return { text, property: path.property, steps: path.steps, use, privilege };
}

/** Every property of a managed type at that version, by name, as real servers list `all`. */
export function allPaths(catalog: Catalog, type: string, rank: number): readonly TypedPath[] {
  const known = catalog.managed(type)?.properties.filter((property) => property.rank <= rank) ?? [];
  return known
    .map((property) => ({
      text: property.name,
      property: property.name,
      steps: [],
      use: property,
      privilege: property.privilege ?? DEFAULT_PRIVILEGE,
    }))
    .sort((left, right) => (left.text < right.text ? -1 : 1));
}

function stepInto(
  catalog: Catalog,
  use: TypeUse,
  step: PathStep,
  rank: number,
): TypeUse | undefined {
  if (step.kind === 'key') {
    const keyed = use.array && (use.kind === 'data' || use.kind === 'reference');
    return keyed ? itemOf(use) : undefined;
  }
  if (use.array || use.kind !== 'data') return undefined;
  const own = catalog.data(use.type)?.property(step.name);
  if (own) return own.rank <= rank ? own : undefined;
  return memberOfSubtype(catalog, use.type, step.name, rank);
}

/** A device's `backing.fileName` is no member of the declared type but of types derived from it. */
function memberOfSubtype(
  catalog: Catalog,
  type: string,
  name: string,
  rank: number,
): TypeUse | undefined {
  for (const other of catalog.dataNames()) {
    if (other === type || !catalog.isA(other, type)) continue;
    const found = catalog.data(other)?.property(name);
    if (found && found.rank <= rank) return found;
  }
  return undefined;
}

/** Type of one item of an array. */
export function itemOf(use: TypeUse): TypeUse {
  return { type: use.type, kind: use.kind, array: false, target: use.target };
}

/**
 * The value a path shows: an array which is unset shows as an empty one, unless what should hold it
 * is unset.
 */
export function valueAt(path: TypedPath, top: unknown): unknown {
  const { steps, use } = path;
  const value = steps.length === 0 ? top : follow(top, steps);
  if (value !== undefined || !use.array) return value;
  return steps.length === 0 || hasHolder(path, top) ? NO_ITEMS : undefined;
}

/** Is there a value which the last step of the path could be a part of? */
export function hasHolder(path: TypedPath, top: unknown): boolean {
  return follow(top, path.steps.slice(0, -1)) !== undefined;
}

/** xsd types which a bare value stands for in an `anyType` slot. */
const BARE: ReadonlySet<string> = new Set(['string', 'boolean', 'int']);

/** A value of a declared type as it stands in an `anyType` slot: `DynamicProperty.val` and its kin. */
export function toAny(use: TypeUse, value: unknown): unknown {
  if (Array.isArray(value)) return { _typeName: arrayTypeName(use.type), _value: value };
  if (use.kind === 'data' || use.kind === 'reference') return value;
  if (use.kind === 'primitive' && (BARE.has(use.type) || use.type === 'anyType')) return value;
  if (isBoxed(value) || isDataObject(value)) return value;
  return { _typeName: use.type, _value: value };
}

/** The change that tells a value; without one, that there is none. */
export function assignment(name: string, use: TypeUse, value: unknown): PropertyChange {
  const change = { _typeName: 'PropertyChange', name, op: 'assign' } as const;
  return value === undefined ? change : { ...change, val: toAny(use, value) };
}
