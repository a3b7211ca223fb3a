/**
 * Latency of datastores as Storage DRS judges it: the 90th percentile of a day, once there is enough of
 * that day, and how even the datastores are.
 */

const PERCENTILE = 0.9;
/** Of the day that has begun so many hours must have been seen, else yesterday counts. */
const HOURS_MIN = 16;
const TOLERANCE = 1e-9;

export interface LatencyHistory {
  /** Hours of the current day with samples. */
  readonly hoursOfToday: number;
  readonly todayMs: readonly number[];
  /** What yesterday came to. */
  readonly yesterdayMs?: number | undefined;
}

/** Undefined before enough has been seen. */
export function settledLatency(history: LatencyHistory): number | undefined {
  const { hoursOfToday, todayMs, yesterdayMs } = history;
  if (hoursOfToday < HOURS_MIN - TOLERANCE) return yesterdayMs;
  return percentile(todayMs, PERCENTILE) ?? yesterdayMs;
}

/** Nearest rank; undefined of nothing. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((left, right) => left - right);
  const rank = Math.ceil(share * sorted.length - TOLERANCE);
  return sorted[Math.max(0, rank - 1)];
}

/** Jain's index: 1 when all are equal, 1/n when one has it all. Nothing, or nothing but zeros, is fair. */
export function jainFairness(numbers: readonly number[]): number {
  const sum = numbers.reduce((total, one) => total + one, 0);
  const squares = numbers.reduce((total, one) => total + one * one, 0);
  return jainOf(sum, squares, numbers.length);
}

/** The same, of sums that are kept. */
export function jainOf(sum: number, sumOfSquares: number, count: number): number {
  return sumOfSquares > TOLERANCE && count > 0 ? (sum * sum) / (count * sumOfSquares) : 1;
}
