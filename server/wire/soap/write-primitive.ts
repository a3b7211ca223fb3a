/**
 * Values of built-in types as they stand in XML.
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
import { escapeText } from './text.ts';

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

function writeFloat(value: unknown): string {
  if (typeof value !== 'number') return mismatch('number', value);
  if (Number.isFinite(value)) return `${value}`;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'INF' : '-INF';
}
