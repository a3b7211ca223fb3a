/**
 * Type names as they stand in XML and VI JSON: the built-in ones, and those of arrays.
 *
 * An array standing alone has the type `ArrayOf` + element type, built-in types with an upper case
 * first letter; its items are elements named like the element type: `ArrayOfInt` holds `<int>`.
 */

/** Types without members, named as in XML Schema. */
export const PRIMITIVE_TYPES: ReadonlySet<string> = new Set([
  'string',
  'boolean',
  'byte',
  'short',
  'int',
  'long',
  'float',
  'double',
  'dateTime',
  'base64Binary',
  'anyURI',
  'anyType',
]);

/** Names some clients use for built-in types, and vmodl's own string types. */
export const PRIMITIVE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['TypeName', 'string'],
  ['PropertyPath', 'string'],
  ['MethodName', 'string'],
  ['Link', 'string'],
  ['binary', 'base64Binary'],
  ['uri', 'anyURI'],
]);

const ARRAY_PREFIX = 'ArrayOf';

/** `ArrayOfVirtualDevice` for `VirtualDevice`, `ArrayOfInt` for `int`, `ArrayOfvslmInfrastructureObjectPolicy`. */
export function arrayTypeName(elementType: string): string {
  const builtIn = PRIMITIVE_TYPES.has(elementType) || PRIMITIVE_ALIASES.has(elementType);
  return ARRAY_PREFIX + (builtIn ? upperFirst(elementType) : elementType);
}

/** What follows `ArrayOf`, undefined when the name is not that of an array. */
export function arrayElementName(name: string): string | undefined {
  return name.startsWith(ARRAY_PREFIX) ? name.slice(ARRAY_PREFIX.length) : undefined;
}

/** `Int` → `int`: built-in types stand in array names with their first letter upper case. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
