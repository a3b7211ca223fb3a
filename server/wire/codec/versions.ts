/**
 * Version ids of the API compared by their numbers: `8.0.3.0`, `6.7`.
 */

/** Numbers at the beginning of a version id; none when it begins with none. */
export function numbersOf(version: string): readonly number[] {
  return /^\d{1,4}(?:\.\d{1,4}){0,7}/.exec(version)?.[0].split('.').map(Number) ?? [];
}

/** Below, at or above 0: the left is older, as old, newer. */
export function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
