/**
 * Reading a history page by page, as all history collectors do.
 *
 * A history is a list, oldest first, whose items bear growing numbers. The scrollable view of a
 * collector stands between two items; its position is the number of the first item that is newer.
 */
import { invalidArgument } from '../../vmodl/fault.ts';

export interface HistoryView<T> {
  /** Oldest first. */
  readonly items: readonly T[];
  readonly numberOf: (item: T) => number;
  readonly matches: (item: T) => boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly position: number;
}

/** Position before the oldest item: where a new collector stands. */
export const OLDEST = 0;
/** Position after the newest item, also of those to come before it is read. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

/** What vCenter allows a page to hold. */
export const PAGE_MAX = 1000;
export const PAGE_DEFAULT = 10;

/** Throws InvalidArgument unless a client may ask for a page of that size. */
export function demandPageSize(maxCount: number): number {
  if (maxCount <= 0 || maxCount > PAGE_MAX) throw invalidArgument('maxCount');
  return maxCount;
}

/** The next newer page, oldest first. */
export function nextPage<T>(view: HistoryView<T>, position: number, maxCount: number): Page<T> {
  const found: T[] = [];
  let at = position;
  for (let index = firstFrom(view, position); index < view.items.length; index += 1) {
    const item = view.items[index];
    if (item === undefined || found.length === maxCount) break;
    if (!view.matches(item)) continue;
    found.push(item);
    at = view.numberOf(item) + 1;
  }
  return { items: found, position: at };
}

/** The next older page, newest first. */
export function previousPage<T>(view: HistoryView<T>, position: number, maxCount: number): Page<T> {
  const found: T[] = [];
  let at = position;
  for (let index = firstFrom(view, position) - 1; index >= 0; index -= 1) {
    const item = view.items[index];
    if (item === undefined || found.length === maxCount) break;
    if (!view.matches(item)) continue;
    found.push(item);
    at = view.numberOf(item);
  }
  return { items: found, position: at };
}

/** Index of the first item at or after a position. */
function firstFrom<T>({ items, numberOf }: HistoryView<T>, position: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
