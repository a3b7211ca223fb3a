/**
 * The grid of samples: every 20 seconds of virtual time, counted from the epoch. A figure is defined at
 * the samples; what happens between two of them is seen at the next.
 */
export const SAMPLE_SECONDS = 20;
export const SAMPLE_MS = SAMPLE_SECONDS * 1000;

/** Number of the last sample at or before a moment. */
export function sampleAt(ms: number): number {
  return Math.floor(ms / SAMPLE_MS);
}

/** Number of the first sample at or after a moment. */
export function sampleFrom(ms: number): number {
  return Math.ceil(ms / SAMPLE_MS);
}

/** Number of the first sample after a moment. */
export function sampleAfter(ms: number): number {
  return Math.floor(ms / SAMPLE_MS) + 1;
}

export function momentOf(sample: number): number {
  return sample * SAMPLE_MS;
}
