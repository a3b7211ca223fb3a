/**
 * A trace as text: a line per point, `seconds,value`. Blank lines and lines after `#` count for nothing,
 * and so does a first line of headings, as spreadsheets write it.
 */
export interface Trace {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export const POINTS_MAX = 100_000; // a year of samples every five minutes

/** The trace, or what is wrong with the text. */
export function parseTraceCsv(text: string): Trace | string {
  const times: number[] = [];
  const values: number[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*$/, '').trim();
    if (line === '') continue;
    const numbers = line
      .split(/[,;\t]/)
      .map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    const [time, value] = numbers;
    const readable = numbers.length === 2 && numbers.every(Number.isFinite);
    if (!readable || time === undefined || value === undefined) {
      if (index === 0 && /[a-z]/i.test(line)) continue;
      return `line ${index + 1} is not "seconds,value": ${line.slice(0, 40)}`;
    }
    times.push(time);
    values.push(value);
  }
  return { times, values };
}
