/**
 * Names of types where VI JSON differs from SOAP: binary data and addresses have the names they have
 * in the vendor's own type system, and localized faults are plain faults.
 *
 * Both spellings are read; see `docs/vi-json.md`.
 */
import { arrayElementName, arrayTypeName } from '../../vmodl/type-names.ts';

const LOCALIZED_FAULT = 'LocalizedMethodFault';

/** As read → as held in memory. */
const READ: ReadonlyMap<string, string> = new Map([
  ['binary', 'base64Binary'],
  ['URI', 'anyURI'],
  ['uri', 'anyURI'],
  ['PropPath', 'PropertyPath'],
  ['MethodFault', LOCALIZED_FAULT],
]);
/** As held in memory → as written. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['base64Binary', 'binary'],
  [LOCALIZED_FAULT, 'MethodFault'],
]);

/** The type that a boxed value of that name is of: `ArrayOfBinary` → `ArrayOfBase64Binary`. */
export function readTypeName(name: string): string {
  const element = arrayElementName(name);
  if (element === undefined) return READ.get(name) ?? name;
  const lower = element.charAt(0).toLowerCase() + element.slice(1);
  const known = READ.get(element) ?? READ.get(lower);
  return known === undefined ? name : arrayTypeName(known);
}

/** How a boxed value of a type calls it. */
export function writtenTypeName(name: string): string {
  return WRITTEN.get(name) ?? name;
}

/** How a boxed array calls itself, by the type of its elements: `ArrayOfInt`. */
export function writtenArrayName(element: string): string {
  const written = WRITTEN.get(element);
  if (written === undefined) return arrayTypeName(element);
  return `ArrayOf${written.charAt(0).toUpperCase()}${written.slice(1)}`;
}
