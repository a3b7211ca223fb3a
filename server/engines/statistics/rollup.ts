/**
 * Rolling samples up: a longer interval tells of the samples in it what the counter's kind demands.
 */
export type RollupKind = 'average' | 'latest' | 'maximum' | 'minimum' | 'none' | 'summation';

/** A value that held for so many samples on end. */
export interface Run {
  readonly value: number;
  readonly count: number;
}

/** Of at least one run; a whole number, as counters are. */
export function rollUp(kind: RollupKind, runs: readonly Run[]): number {
  switch (kind) {
    case 'average':
      return Math.round(total(runs) / runs.reduce((sum, { count }) => sum + count, 0));
    case 'summation':
      return Math.round(total(runs));
    case 'maximum':
      return Math.round(Math.max(...runs.map(({ value }) => value)));
    case 'minimum':
      return Math.round(Math.min(...runs.map(({ value }) => value)));
    // Counters that are not rolled up show what was last.
    case 'latest':
    case 'none':
      return Math.round(runs.at(-1)?.value ?? 0);
  }
}

function total(runs: readonly Run[]): number {
  return runs.reduce((sum, { value, count }) => sum + value * count, 0);
}
