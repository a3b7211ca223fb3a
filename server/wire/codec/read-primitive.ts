/**
 * Built-in types as clients write them: text → value as held in memory, undefined when the text is
 * no such value. Strings are taken to the letter, everything else is trimmed.
 */

type Read = (text: string) => string | number | boolean | bigint | undefined;

const INTEGER = /^[+-]?[0-9]{1,20}$/;
const DECIMAL = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))?$/;

const INT_BITS = 32;
const SHORT_BITS = 16;
const BYTE_BITS = 8;
const LONG_BITS = 64;

const READERS: Readonly<Record<string, Read>> = {
  string: (text) => text,
  anyURI: (text) => text.trim(),
  boolean: readBoolean,
  byte: (text) => readInteger(text, BYTE_BITS),
  short: (text) => readInteger(text, SHORT_BITS),
  int: (text) => readInteger(text, INT_BITS),
  long: readLong,
  float: readFloat,
  double: readFloat,
  dateTime: (text) => readDateTime(text.trim()),
  base64Binary: readBase64,
};

/** Reads a value of that built-in type (never anyType); undefined when it is none. */
export function readPrimitive(
  type: string,
  text: string,
): string | number | boolean | bigint | undefined {
  return READERS[type]?.(text);
}

function readBoolean(text: string): boolean | undefined {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === '1') return true;
  return trimmed === 'false' || trimmed === '0' ? false : undefined;
}

function readInteger(text: string, bits: number): number | undefined {
  const trimmed = text.trim();
  if (!INTEGER.test(trimmed)) return undefined;
  const value = Number(trimmed);
  const limit = 2 ** (bits - 1);
  // -0 is 0.
  return value >= -limit && value < limit ? value + 0 : undefined;
}

/** A number where it is exact, else a bigint: WWNs go beyond 2^53. */
function readLong(text: string): number | bigint | undefined {
  const trimmed = text.trim();
  if (!INTEGER.test(trimmed)) return undefined;
  const near = Number(trimmed);
  if (Number.isSafeInteger(near)) return near + 0;
  const exact = BigInt(trimmed.replace(/^\+/, ''));
  return BigInt.asIntN(LONG_BITS, exact) === exact ? exact : undefined;
}

/** Finite numbers only: INF and NaN are legal XML but no state of ours could keep them. */
function readFloat(text: string): number | undefined {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

function readBase64(text: string): string | undefined {
  const packed = text.replace(/[ \t\r\n]+/g, '');
  return packed.length % 4 === 0 && BASE64.test(packed) ? packed : undefined;
}

const FRACTION_DIGITS = 6;
const MINUTE_MS = 60_000;

/** ISO 8601 in UTC with at most six fraction digits; a moment without zone is taken as UTC. */
function readDateTime(text: string): string | undefined {
  const cells = DATE_TIME.exec(text);
  if (!cells) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute] =
    cells;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const moment = new Date(`${written}Z`);
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(written)) return undefined;
  const zoneMinutes = Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0);
  if (zoneMinutes > 14 * 60 || Number(zoneMinute ?? 0) > 59) return undefined;
  const offsetMs = (sign === '-' ? -1 : 1) * zoneMinutes * MINUTE_MS;
  const utc = new Date(moment.getTime() - offsetMs).toISOString();
  if (utc.length !== '2026-01-01T00:00:00.000Z'.length) return undefined;
  const digits = fraction.slice(0, FRACTION_DIGITS).replace(/0+$/, '');
  return `${utc.slice(0, written.length)}${digits && `.${digits}`}Z`;
}
