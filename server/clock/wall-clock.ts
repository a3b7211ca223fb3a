/**
 * Real time, for what must elapse for a client whatever virtual time does: the patience of a
 * waiting WaitForUpdatesEx (`maxWaitSeconds`), and the pace of a virtual clock that follows it.
 *
 * The one real implementation is `RealWallClock` in real-time-driver.ts. `ManualWallClock` stands
 * in for it in tests: nothing moves until the test says so.
 */
import { MANUAL_START_MS } from './moment.ts';
import { type QueueEntry, type Timer, TimerQueue } from './timer-queue.ts';

export interface WallClock {
  /** Runs act after ms of real time. Does not keep the process alive on its own. */
  after(ms: number, act: () => void): Timer;
  /** Real time, ms since the epoch with fractions; never goes back. */
  nowMs(): number;
  /** Runs act as soon as what is running has returned and pending I/O was served. */
  tick(act: () => void): void;
}

/** A wall clock moved by hand. Starts at 2026-01-01T00:00:00Z unless told. */
export class ManualWallClock implements WallClock {
  #nowMs: number;
  #orders = 0;
  #ticks: (() => void)[] = [];
  readonly #pending = new TimerQueue();

  constructor(startMs: number = MANUAL_START_MS) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, act: () => void): Timer {
    const dueMs = this.#nowMs + Math.max(0, ms);
    const entry: QueueEntry = { dueMs, order: this.#orders++, act, place: -1 };
    this.#pending.add(entry);
    return { cancel: () => void this.#pending.remove(entry) };
  }

  tick(act: () => void): void {
    this.#ticks.push(act);
  }

  /** How many calls wait for time to pass. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Runs what was handed to `tick` so far, not what it asks for in turn. Returns how many ran. */
  runTicks(): number {
    const ticks = this.#ticks;
    this.#ticks = [];
    for (const act of ticks) act();
    return ticks.length;
  }

  /** Runs ticks until none is left; throws after `roundsMax` rounds, as work without end would. */
  settle(roundsMax = 100_000): void {
    for (let round = 0; round < roundsMax; round++) {
      if (this.runTicks() === 0) return;
    }
    throw new Error(`Ticks still ask for ticks after ${roundsMax} rounds.`);
  }

  /** Lets real time pass, running what comes due in order; ticks are left to `runTicks`. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let entry = this.#pending.first(); entry; entry = this.#pending.first()) {
      if (entry.dueMs > untilMs) break;
      this.#pending.remove(entry);
      this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
      entry.act();
    }
    this.#nowMs = untilMs;
  }
}
