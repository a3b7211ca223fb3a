/**
 * The two families of URLs. `/api` answers bare values and takes a specification as the body itself;
 * `/rest`, the older, wraps both, and writes maps as lists of entries.
 */
import type { VapiOperation, VapiRoute } from '../../vapi/model.ts';
import type { VapiType } from '../../vapi/type.ts';

export type Style = 'api' | 'rest';

export const STYLES: readonly Style[] = ['api', 'rest'];

export function routeOf(operation: VapiOperation, style: Style): VapiRoute | undefined {
  return operation[style];
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** Parameters in a URL's path, in order. */
export function placeholders({ path }: VapiRoute): readonly string[] {
  return [...path.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Do parameters that are not in the path travel in the query? */
export function travelsInQuery({ method }: VapiRoute): boolean {
  return method === 'GET' || method === 'DELETE';
}

/** Parameters that are not in the path, with their types. */
export function leftOver(
  operation: VapiOperation,
  route: VapiRoute,
): readonly (readonly [string, VapiType])[] {
  const inPath = new Set(placeholders(route));
  return [...operation.input].filter(([name]) => !inPath.has(name));
}

export function isOptional(type: VapiType): boolean {
  return type.kind === 'optional';
}

/** The type without its being optional. */
export function bare(type: VapiType): VapiType {
  return type.kind === 'optional' ? bare(type.element) : type;
}

/** The status of success. */
export function successStatus(operation: VapiOperation, style: Style): 200 | 201 | 204 {
  if (style === 'rest') return 200;
  const { api, output } = operation;
  if (output.kind === 'plain' && output.name === 'void') return 204;
  return api?.method === 'POST' && api.action === undefined ? 201 : 200;
}

export function isVoid({ output }: VapiOperation): boolean {
  return output.kind === 'plain' && output.name === 'void';
}
