/**
 * Rolling samples up: a longer interval tells of the samples in it what the counter's kind demands.
 */
export type RollupKind = 'average' | 'latest' | 'maximum' | 'minimum' | 'none' | 'summation';

/** Takes the samples of one interval after the other. */
export class Rollup {
  readonly #kind: RollupKind;
  #sum = 0;
  #count = 0;
  #last = 0;
  #most = Number.NEGATIVE_INFINITY;
  #least = Number.POSITIVE_INFINITY;

  constructor(kind: RollupKind) {
    this.#kind = kind;
  }

  /** A value that held for so many samples. */
  add(value: number, count: number): void {
    this.#sum += value * count;
    this.#count += count;
    this.#last = value;
    this.#most = Math.max(this.#most, value);
    this.#least = Math.min(this.#least, value);
  }

  /** What the interval shows, a whole number as counters are; the next interval begins. */
  take(): number {
    const value = this.#value();
    this.#sum = 0;
    this.#count = 0;
    this.#most = Number.NEGATIVE_INFINITY;
    this.#least = Number.POSITIVE_INFINITY;
    return Math.round(value);
  }

  #value(): number {
    switch (this.#kind) {
      case 'average':
        return this.#count === 0 ? 0 : this.#sum / this.#count;
      case 'summation':
        return this.#sum;
      case 'maximum':
        return this.#most;
      case 'minimum':
        return this.#least;
      // Counters that are not rolled up show what was last.
      case 'latest':
      case 'none':
        return this.#last;
    }
  }
}
