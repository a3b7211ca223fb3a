/**
 * Parameters in the query of a URL.
 *
 * `/api` names the members of a structure as they are (`names=a&names=b`); `/rest` puts the parameter's
 * name before them (`filter.names=a`, or `filter.names.1=a&filter.names.2=b`).
 */
import type { VapiModel, VapiOperation, VapiRoute } from '../../vapi/model.ts';
import type { VapiType } from '../../vapi/type.ts';
import { bare, isOptional, leftOver, type Style, travelsInQuery } from './style.ts';

/** One name in the query, and where its value belongs. */
export interface QueryName {
  readonly name: string;
  readonly type: VapiType;
  readonly required: boolean;
  readonly parameter: string;
  /** Member of the parameter, where that is a structure. */
  readonly member?: string | undefined;
}

/** What may stand in the query of an operation's URL. Structures within structures have no place there. */
export function queryNames(
  model: VapiModel,
  operation: VapiOperation,
  route: VapiRoute,
  style: Style,
): readonly QueryName[] {
  if (!travelsInQuery(route)) return [];
  return leftOver(operation, route).flatMap(([parameter, type]) => {
    const plain = bare(type);
    const required = !isOptional(type);
    if (plain.kind !== 'structure') return [{ name: parameter, type: plain, required, parameter }];
    const { fields } = model.demandStructure(plain.id);
    return [...fields]
      .filter(([, field]) => fitsQuery(bare(field)))
      .map(([member, field]) => ({
        name: style === 'api' ? member : `${parameter}.${member}`,
        type: bare(field),
        required: required && !isOptional(field),
        ...{ parameter, member },
      }));
  });
}

function fitsQuery(type: VapiType): boolean {
  if (type.kind === 'list' || type.kind === 'set') return fitsQuery(bare(type.element));
  return type.kind === 'plain' || type.kind === 'enumeration';
}

const NUMBERED = /^(.+)\.(\d{1,6})$/;
/** They say how a call is meant, and are no parameters of an operation. */
const RESERVED: ReadonlySet<string> = new Set(['action', '~action', 'vmw-task', '~method']);

/** The query without what is reserved; numbered names of `/rest` as repeated ones, in their order. */
export function plainQuery(query: URLSearchParams, style: Style): readonly [string, string][] {
  const pairs = [...query].filter(([name]) => !RESERVED.has(name));
  if (style === 'api') return pairs;
  return pairs
    .map(([name, value]) => {
      const [, stem = name, place = '0'] = NUMBERED.exec(name) ?? [];
      return { stem, value, place: Number(place) };
    })
    .toSorted((left, right) => left.place - right.place)
    .map(({ stem, value }) => [stem, value]);
}
