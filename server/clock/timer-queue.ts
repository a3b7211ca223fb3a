/**
 * Pending calls ordered by the moment they are due, ties in the order they were asked.
 *
 * A binary heap in which every entry knows its place, so that adding, taking and cancelling among
 * 10,000 pending calls costs a handful of comparisons and a cancelled call leaves nothing behind.
 */

/** A pending call; cancel is idempotent. */
export interface Timer {
  cancel(): void;
}

/** One pending call. `place` is its index in the heap, -1 once it has left it. */
export interface QueueEntry {
  dueMs: number;
  readonly order: number;
  readonly act: () => void;
  place: number;
}

/** Does `left` run before `right`? */
export function isEarlier(left: QueueEntry, right: QueueEntry): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
}

export class TimerQueue {
  readonly #heap: QueueEntry[] = [];

  get size(): number {
    return this.#heap.length;
  }

  first(): QueueEntry | undefined {
    return this.#heap[0];
  }

  add(entry: QueueEntry): void {
    this.#put(entry, this.#heap.length);
    this.#rise(entry);
  }

  /** Takes an entry out; false when it has left already. */
  remove(entry: QueueEntry): boolean {
    if (this.#heap[entry.place] !== entry) return false;

    const place = entry.place;
    const last = this.#heap.pop();
    entry.place = -1;
    if (last && last !== entry) {
      this.#put(last, place);
      this.#sink(last);
      this.#rise(last);
    }
    return true;
  }

  /** Moves every pending call by the same span; their order stays. */
  shift(spanMs: number): void {
    for (const entry of this.#heap) entry.dueMs += spanMs;
  }

  clear(): void {
    for (const entry of this.#heap) entry.place = -1;
    this.#heap.length = 0;
  }

  #put(entry: QueueEntry, place: number): void {
    this.#heap[place] = entry;
    entry.place = place;
  }

  #rise(entry: QueueEntry): void {
    for (let place = entry.place; place > 0; place = entry.place) {
      const above = this.#heap[(place - 1) >> 1];
      if (!above || isEarlier(above, entry)) return;
      this.#swap(entry, above);
    }
  }

  #sink(entry: QueueEntry): void {
    for (;;) {
      const left = this.#heap[entry.place * 2 + 1];
      const right = this.#heap[entry.place * 2 + 2];
      const child = left && right && isEarlier(right, left) ? right : left;
      if (!child || isEarlier(entry, child)) return;
      this.#swap(entry, child);
    }
  }

  #swap(entry: QueueEntry, other: QueueEntry): void {
    const place = entry.place;
    this.#put(entry, other.place);
    this.#put(other, place);
  }
}
