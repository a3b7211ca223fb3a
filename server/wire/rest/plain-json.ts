/** Bodies of requests as plain objects. */
import { isUtf8 } from 'node:buffer';
import { type Json, JsonError, parseJson } from '../json/parse.ts';
import { invalidRequest } from './errors.ts';

/** Reads a body. Throws invalid_argument for what is no JSON, is too deep, or repeats a name. */
export function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw invalidRequest(['The body is no UTF-8.']);
  const text = body.toString('utf8');
  try {
    return plain(parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text));
  } catch (error) {
    if (error instanceof JsonError) throw invalidRequest([`${error.message} at ${error.index}.`]);
    throw error;
  }
}

/** Members which are null are unset, as if they were not there. */
function plain(json: Json): unknown {
  if (typeof json === 'bigint') {
    throw invalidRequest([`The number ${json} is out of range.`]);
  }
  if (json === null || typeof json !== 'object') return json;
  if (isArray(json)) return json.map(plain);
  const members: Record<string, unknown> = {};
  for (const [name, value] of json) {
    if (value === null) continue;
    // A member may be called __proto__ without becoming one.
    Object.defineProperty(members, name, {
      ...{ value: plain(value), enumerable: true, writable: true, configurable: true },
    });
  }
  return members;
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
