/**
 * Values of built-in types as they stand in JSON → as held in memory. Numbers are numbers, never texts
 * which look like one.
 */
import { readPrimitive } from '../codec/read-primitive.ts';
import type { Json } from './parse.ts';

/** Characters no XML document can hold: what is told at one door must be tellable at the other. */
const UNSPEAKABLE = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32 };
const LONG_BITS = 64;

/** A value of a built-in type other than anyType; undefined when it is none. */
export function readScalar(
  type: string,
  value: Json,
): string | number | bigint | boolean | undefined {
  switch (typeof value) {
    case 'string':
      return readText(type, value);
    case 'boolean':
      return type === 'boolean' ? value : undefined;
    case 'number':
    case 'bigint':
      return readNumber(type, value);
    default:
      return undefined;
  }
}

function readText(type: string, text: string): string | undefined {
  if (UNSPEAKABLE.test(text)) return undefined;
  if (type === 'string') return text;
  if (type !== 'anyURI' && type !== 'dateTime' && type !== 'base64Binary') return undefined;
  const read = readPrimitive(type, text);
  return typeof read === 'string' ? read : undefined;
}

function readNumber(type: string, value: number | bigint): number | bigint | undefined {
  if (type === 'double' || type === 'float') return Number(value);
  if (type === 'long') return readLong(value);
  const bits = BITS[type];
  if (bits === undefined || typeof value === 'bigint' || !Number.isInteger(value)) return undefined;
  const limit = 2 ** (bits - 1);
  return value >= -limit && value < limit ? value : undefined;
}

/** A number where it is exact, else a bigint. */
function readLong(value: number | bigint): number | bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return BigInt.asIntN(LONG_BITS, value) === value ? value : undefined;
}

/** govmomi writes arrays of bytes as base64. */
export function bytesOf(text: string): readonly number[] | undefined {
  if (typeof readPrimitive('base64Binary', text) !== 'string') return undefined;
  return Object.freeze([...new Int8Array(Buffer.from(text, 'base64'))]);
}
