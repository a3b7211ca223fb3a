/**
 * Which samples a query means: the ends of intervals on the grid, after its start, up to its end, as far
 * back as they are kept. A start is left out, an end is not.
 */
export interface WindowWish {
  readonly nowMs: number;
  /** Length of an interval. */
  readonly stepMs: number;
  /** How long intervals are kept. */
  readonly keptMs: number;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** At most so many, the latest. */
  readonly samplesMax?: number | undefined;
}

/** Ends of the intervals, ascending, ms since the epoch. */
export function windowOf(wish: WindowWish): readonly number[] {
  const { nowMs, stepMs, keptMs, startMs, endMs, samplesMax } = wish;
  const afterMs = Math.max(startMs ?? Number.NEGATIVE_INFINITY, nowMs - keptMs);
  const last = Math.floor(Math.min(endMs ?? nowMs, nowMs) / stepMs);
  const first = Math.floor(afterMs / stepMs) + 1;
  const from = samplesMax === undefined ? first : Math.max(first, last - samplesMax + 1);
  return Array.from(
    { length: Math.max(0, last - from + 1) },
    (_, index) => (from + index) * stepMs,
  );
}
