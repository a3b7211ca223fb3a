/**
 * How long work takes that rests now and then, and the longest time between two rests.
 */
import type { Row } from './table.ts';

export interface TimedSteps<T> {
  readonly ms: number;
  readonly longestMs: number;
  readonly value: T;
}

export function timed<T>(steps: Iterator<void, T>): TimedSteps<T> {
  const began = performance.now();
  let before = began;
  let longestMs = 0;
  for (;;) {
    const { done, value } = steps.next();
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
    if (done) return { ms: now - began, longestMs, value };
  }
}

/** Both as rows; the whole has `budget`. */
export function stepRows(
  runs: readonly TimedSteps<unknown>[],
  {
    what,
    budget = '< 1 s',
    note,
  }: { readonly what: string; readonly budget?: string; readonly note?: string },
): readonly Row[] {
  const row = { unit: 'ms' as const, peer: [], ...(note === undefined ? {} : { note }) };
  return [
    { ...row, what, vcmock: runs.map(({ ms }) => ms), budget },
    {
      ...row,
      what: `${what}: longest step`,
      vcmock: runs.map(({ longestMs }) => longestMs),
      budget: '< 50 ms',
    },
  ];
}
