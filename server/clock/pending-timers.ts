/**
 * The pending calls of a clock, foreground and background apart, in one order over both.
 *
 * Apart, because instant time leaps to the first foreground call however many background ones lie
 * on the way; in one order, because calls of one moment run as they were asked.
 */
import { isEarlier, type QueueEntry, TimerQueue } from './timer-queue.ts';

export class PendingTimers {
  readonly foreground = new TimerQueue();
  readonly background = new TimerQueue();
  #orders = 0;

  add(dueMs: number, act: () => void, background: boolean): QueueEntry {
    const entry: QueueEntry = { dueMs, order: this.#orders++, act, place: -1 };
    (background ? this.background : this.foreground).add(entry);
    return entry;
  }

  /** Takes a call out; nothing happens when it has left already. */
  remove(entry: QueueEntry): void {
    if (!this.foreground.remove(entry)) this.background.remove(entry);
  }

  first(): QueueEntry | undefined {
    const foreground = this.foreground.first();
    const background = this.background.first();
    if (!foreground || !background) return foreground ?? background;
    return isEarlier(foreground, background) ? foreground : background;
  }

  shift(spanMs: number): void {
    this.foreground.shift(spanMs);
    this.background.shift(spanMs);
  }

  clear(): void {
    this.foreground.clear();
    this.background.clear();
  }
}
