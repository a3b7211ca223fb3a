/**
 * How long work takes that rests now and then, and the longest time between two rests.
 */
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
