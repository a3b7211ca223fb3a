/**
 * Values of built-in types as text, where XML and JSON agree. A value of the wrong kind is a defect
 * of ours and throws a plain Error: an ill-typed answer breaks clients in worse ways than a fault.
 */

export type Write = (value: unknown) => string;

export function writeBoolean(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : mismatch('boolean', value);
}

export function writeByte(value: unknown): string {
  return writeInteger(value, 2 ** 7);
}

export function writeShort(value: unknown): string {
  return writeInteger(value, 2 ** 15);
}

export function writeInt(value: unknown): string {
  return typeof value === 'number' && (value | 0) === value ? `${value}` : mismatch('int', value);
}

function writeInteger(value: unknown, limit: number): string {
  if (typeof value !== 'number' || !Number.isInteger(value)) return mismatch('integer', value);
  return value >= -limit && value < limit ? `${value}` : mismatch('integer', value);
}

export function writeLong(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  return Number.isSafeInteger(value) ? `${value}` : mismatch('long', value);
}

const WHOLE_SECONDS_LENGTH = '2026-01-01T00:00:00Z'.length;
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z$/;

/** UTC with up to six fraction digits, trailing zeros dropped, as vCenter writes them. */
export function writeDateTime(value: unknown): string {
  if (typeof value !== 'string') return mismatch('dateTime', value);
  if (value.length === WHOLE_SECONDS_LENGTH && value.endsWith('Z')) return value;
  const [, seconds, fraction = ''] = DATE_TIME.exec(value) ?? [];
  if (seconds === undefined) return mismatch('dateTime', value);
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}

/** Numbers beyond this are longs where nothing says what they are. */
const INT_MAX = 2 ** 31;

/** The built-in type of a bare number in a slot of any type; throws for what is none. */
export function typeOfNumber(value: unknown): 'int' | 'long' | 'double' {
  if (typeof value === 'bigint') return 'long';
  if (typeof value !== 'number') return mismatch('a value', value);
  if (!Number.isInteger(value)) return 'double';
  return value >= -INT_MAX && value < INT_MAX ? 'int' : 'long';
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

/** The type a data object says it is of. */
export function typeOfObject(value: unknown, declared: string): string {
  if (typeof value !== 'object' || value === null) return mismatch(declared, value);
  const type = (value as { readonly _typeName?: unknown })._typeName;
  return typeof type === 'string' ? type : mismatch(declared, value);
}
