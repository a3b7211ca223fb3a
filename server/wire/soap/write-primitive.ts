/**
 * Values of built-in types as they stand in XML. A value of the wrong kind is a defect of ours and
 * throws a plain Error: an ill-typed answer breaks clients in worse ways than a fault.
 */
import { escapeText } from './text.ts';

export type Write = (value: unknown) => string;

const WRITERS: Readonly<Record<string, Write>> = {
  string: writeString,
  anyURI: writeString,
  base64Binary: writeString,
  boolean: writeBoolean,
  byte: (value) => writeInteger(value, 2 ** 7),
  short: (value) => writeInteger(value, 2 ** 15),
  int: writeInt,
  long: writeLong,
  float: writeFloat,
  double: writeFloat,
  dateTime: writeDateTime,
};

/** The writer of a built-in type other than anyType. */
export function primitiveWriter(type: string): Write {
  const writer = WRITERS[type];
  if (!writer) throw new Error(`${type} is no built-in type.`);
  return writer;
}

function writeString(value: unknown): string {
  return typeof value === 'string' ? escapeText(value) : mismatch('string', value);
}

function writeBoolean(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : mismatch('boolean', value);
}

function writeInt(value: unknown): string {
  return typeof value === 'number' && (value | 0) === value ? `${value}` : mismatch('int', value);
}

function writeInteger(value: unknown, limit: number): string {
  if (typeof value !== 'number' || !Number.isInteger(value)) return mismatch('integer', value);
  return value >= -limit && value < limit ? `${value}` : mismatch('integer', value);
}

function writeLong(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  return Number.isSafeInteger(value) ? `${value}` : mismatch('long', value);
}

function writeFloat(value: unknown): string {
  if (typeof value !== 'number') return mismatch('number', value);
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'INF' : '-INF';
}

const WHOLE_SECONDS_LENGTH = '2026-01-01T00:00:00Z'.length;
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z$/;

/** UTC with up to six fraction digits, trailing zeros dropped, as vCenter writes them. */
function writeDateTime(value: unknown): string {
  if (typeof value !== 'string') return mismatch('dateTime', value);
  if (value.length === WHOLE_SECONDS_LENGTH && value.endsWith('Z')) return value;
  const [, seconds, fraction = ''] = DATE_TIME.exec(value) ?? [];
  if (seconds === undefined) return mismatch('dateTime', value);
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}

export function mismatch(expected: string, value: unknown): never {
  const shown = typeof value === 'object' && value !== null ? describeObject(value) : String(value);
  throw new Error(`An answer holds ${typeof value} ${shown} where ${expected} belongs.`);
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `array of ${value.length}`;
  return '_typeName' in value ? String(value._typeName) : Object.keys(value).join(', ');
}

/** A reference, also one of another service. */
export function isReferenceLike(
  value: unknown,
): value is { readonly type: string; readonly value: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { type, value: id } = value as { type?: unknown; value?: unknown };
  return typeof type === 'string' && typeof id === 'string';
}
