/**
 * The input of an operation, gathered from the path, the query and the body of a request that was checked
 * against the OpenAPI document.
 */
import type { VapiModel, VapiType } from '../../vapi/model.ts';
import { queryNames } from './query.ts';
import type { Match } from './router.ts';
import { bare, isOptional, leftOver, type Style, travelsInQuery } from './style.ts';
import { fromEntries } from './values.ts';

export interface Received {
  readonly query: Readonly<Record<string, unknown>>;
  /** Undefined where none was sent. */
  readonly body: unknown;
}

type Input = Record<string, unknown>;

export function gatherInput(
  model: VapiModel,
  match: Match,
  style: Style,
  received: Received,
): Readonly<Input> {
  const { operation, route, path } = match;
  const input: Input = { ...path };
  if (travelsInQuery(route)) {
    takeQuery(model, match, style, received.query, input);
    return input;
  }
  const { body } = received;
  if (body === undefined) return input;
  const left = leftOver(operation, route);
  const whole = style === 'api' ? left.find(([name]) => name === operation.body) : undefined;
  if (whole) {
    input[whole[0]] = body;
    return input;
  }
  for (const [name, type] of left) takeMember(model, body, name, type, style, input);
  return input;
}

function takeMember(
  model: VapiModel,
  body: unknown,
  name: string,
  type: VapiType,
  style: Style,
  input: Input,
): void {
  const value = (body as Readonly<Record<string, unknown>>)[name];
  if (value === undefined) return;
  input[name] = style === 'api' ? value : fromEntries(model, value, type);
}

/** Structures are there when a member of theirs is, or when they must be. */
function takeQuery(
  model: VapiModel,
  { operation, route }: Match,
  style: Style,
  query: Readonly<Record<string, unknown>>,
  input: Input,
): void {
  for (const [name, type] of leftOver(operation, route)) {
    if (bare(type).kind === 'structure' && !isOptional(type)) input[name] = {};
  }
  for (const { name, parameter, member } of queryNames(model, operation, route, style)) {
    const value = query[name];
    if (value === undefined) continue;
    if (member === undefined) input[parameter] = value;
    else input[parameter] = { ...(input[parameter] as object | undefined), [member]: value };
  }
}
