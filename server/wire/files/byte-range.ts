/**
 * The header `Range` of a request for a part of a file (RFC 9110, 14): one range of bytes.
 */

/** From start to before end. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part that is asked for. `whole` when none is, or several are: several would come in pieces which
 * no client of this door reads. `unsatisfiable` for a range that lies outside, or is junk.
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const spec = /^\s*bytes\s*=(.*)$/i.exec(header ?? '')?.[1];
  if (spec === undefined || spec.includes(',')) return 'whole';
  const [, first, last] = /^\s*(\d{0,16})\s*-\s*(\d{0,16})\s*$/.exec(spec) ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'unsatisfiable';
  if (first === '') {
    const start = Math.max(0, size - Number(last));
    return start < size ? { start, end: size } : 'unsatisfiable';
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(size, Number(last) + 1);
  const backwards = last !== '' && Number(last) < start;
  return start < size && !backwards ? { start, end } : 'unsatisfiable';
}
