/**
 * Values of built-in types as they stand in JSON.
 */
import {
  mismatch,
  type Write,
  writeBoolean,
  writeByte,
  writeDateTime,
  writeInt,
  writeLong,
  writeShort,
} from '../codec/scalars.ts';

/** Anything but characters which stand for themselves. */
const NEEDS_CARE = /[^ !#-[\]-\uD7FF\uE000-\uFFFF]/;

const WRITERS: Readonly<Record<string, Write>> = {
  string: writeString,
  anyURI: writeString,
  base64Binary: writeString,
  boolean: writeBoolean,
  byte: writeByte,
  short: writeShort,
  int: writeInt,
  long: writeLong,
  float: writeFloat,
  double: writeFloat,
  dateTime: (value) => `"${writeDateTime(value)}"`,
};

/** The writer of a built-in type other than anyType. */
export function scalarWriter(type: string): Write {
  const writer = WRITERS[type];
  if (!writer) throw new Error(`${type} is no built-in type.`);
  return writer;
}

export function quote(text: string): string {
  return NEEDS_CARE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function writeString(value: unknown): string {
  return typeof value === 'string' ? quote(value) : mismatch('string', value);
}

/** JSON has no word for what is no number; clients written in languages of the web read these. */
function writeFloat(value: unknown): string {
  if (typeof value !== 'number') return mismatch('number', value);
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}
