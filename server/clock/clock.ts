/**
 * Virtual time. Everything that waits, repeats or stamps a moment asks this clock, so a test can
 * watch eight hours of Storage DRS in a millisecond and repeat it exactly.
 *
 * - `manual`: time moves only when told. Starts at 2026-01-01T00:00:00Z, so runs are equal.
 * - `realtime`: time follows the wall clock times a rate.
 * - `instant`: time follows the wall clock, and leaps ahead to the next foreground timer as soon as
 *   the caller has returned: nobody waits for a task, and periodic work passed on the way still runs.
 */
import { isoTime, MANUAL_START_MS, toMicrosecond } from './moment.ts';
import { PendingTimers } from './pending-timers.ts';
import { RealWallClock } from './real-time-driver.ts';
import { Rests } from './rests.ts';
import type { TimeMode } from './time-mode.ts';
import type { QueueEntry, Timer } from './timer-queue.ts';
import type { WallClock } from './wall-clock.ts';

export { isoTime } from './moment.ts';
export { formatTimeMode, parseTimeMode, type TimeMode } from './time-mode.ts';
export type { Timer } from './timer-queue.ts';

export interface Clock {
  /** Virtual time, ms since the epoch, to the microsecond. */
  now(): number;
  /** Virtual time as vCenter writes it: ISO 8601 UTC, up to six fraction digits, trailing zeros dropped. */
  iso(ms?: number): string;
  /**
   * Runs act once virtual time reaches now + delayMs; ties run in the order asked. Never runs act
   * inside this call. Background timers never pull instant time forward.
   */
  after(delayMs: number, act: () => void, options?: { readonly background?: boolean }): Timer;
  /** Runs act every periodMs (> 0) of virtual time, first after one period; background. */
  every(periodMs: number, act: () => void): Timer;
}

export interface VirtualClockOptions {
  readonly mode: TimeMode;
  /** Default: wall time; in manual mode 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /** Default: real time. Tests hand in a `ManualWallClock`. */
  readonly wall?: WallClock;
  /** Told of errors thrown by timers. Default: the error is thrown anew outside of the clock. */
  readonly onError?: (error: unknown) => void;
}

export interface ClockState {
  readonly mode: TimeMode;
  readonly nowMs: number;
  readonly iso: string;
  readonly pendingForeground: number;
  readonly pendingBackground: number;
  /** When the next timer is due, virtual ms. */
  readonly nextMs: number | undefined;
}

/** Timers run in one go before other work of the process gets its turn. */
const SLICE_MAX = 500;
/** Timers run without time moving; beyond it they feed each other for ever. */
const RUNS_AT_ONE_MOMENT_MAX = 200_000;

export class VirtualClock implements Clock {
  readonly #wall: WallClock;
  readonly #onError: (error: unknown) => void;
  readonly #pending = new PendingTimers();
  readonly #rests: Rests;
  #mode: TimeMode;
  /** Virtual and wall time of the moment from which time is reckoned. */
  #anchorMs: number;
  #anchorWallMs: number;
  /** Latest time shown to anybody: time never goes back behind it. */
  #shownMs: number;
  #running = false;
  #advancing = false;
  #stopped = false;
  #tickAsked = false;
  #armed: { readonly dueMs: number; readonly timer: Timer } | undefined;

  constructor(options: VirtualClockOptions) {
    this.#wall = options.wall ?? new RealWallClock();
    this.#rests = new Rests(this.#wall);
    this.#onError = options.onError ?? ((error) => this.#wall.tick(() => raise(error)));
    this.#mode = options.mode;
    this.#anchorWallMs = this.#wall.nowMs();
    const defaultMs = options.mode.kind === 'manual' ? MANUAL_START_MS : this.#anchorWallMs;
    this.#anchorMs = toMicrosecond(options.startMs ?? defaultMs);
    this.#shownMs = this.#anchorMs;
  }

  get mode(): TimeMode {
    return this.#mode;
  }

  /**
   * Does time pass by itself? Not in manual mode, nor while it is told to advance: what would rest for
   * others to be served must be over before time goes on.
   */
  get flows(): boolean {
    return this.#mode.kind !== 'manual' && !this.#advancing;
  }

  /**
   * Goes on with act after others were served, and in any case before time is told to advance: then
   * `flows` is false, and it must come to its end.
   */
  rest(act: () => void): void {
    this.#rests.add(act);
  }

  now(): number {
    if (!this.#running) this.#shownMs = Math.max(this.#shownMs, this.#reckonedMs());
    return this.#shownMs;
  }

  iso(ms: number = this.now()): string {
    return isoTime(ms);
  }

  after(delayMs: number, act: () => void, options?: { readonly background?: boolean }): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('A timer needs a delay in ms.');

    const dueMs = toMicrosecond(this.now() + Math.max(0, delayMs));
    const entry = this.#pending.add(dueMs, act, options?.background ?? false);
    this.#arm();
    return { cancel: () => this.#pending.remove(entry) };
  }

  every(periodMs: number, act: () => void): Timer {
    if (!(periodMs > 0)) throw new RangeError('A repeated timer needs a period above 0 ms.');

    let cancelled = false;
    let pending: Timer;
    let dueMs = this.now();
    const ask = () => {
      dueMs += periodMs;
      pending = this.after(dueMs - this.now(), run, { background: true });
    };
    const run = () => {
      // Asked before act, so that an act that throws or cancels finds the timer in place.
      ask();
      if (!cancelled) act();
    };
    ask();
    return {
      cancel: () => {
        cancelled = true;
        pending.cancel();
      },
    };
  }

  /** Switches how time passes; now stays what it is. */
  setMode(mode: TimeMode): void {
    this.#refuseInsideTimer('switch its mode');
    this.#anchorAt(this.now());
    this.#mode = mode;
    this.#rearm();
  }

  /** Moves time ahead by ms, running what comes due on the way, in order, before it returns. Any mode. */
  advance(ms: number): void {
    this.advanceTo(this.now() + ms);
  }

  /** As `advance`, to a moment; a moment already passed leaves time as it is. */
  advanceTo(targetMs: number): void {
    this.#refuseInsideTimer('advance');
    if (!Number.isFinite(targetMs)) throw new RangeError('Time advances by a finite number of ms.');

    const nowMs = this.now();
    const untilMs = Math.max(nowMs, toMicrosecond(targetMs));
    this.#advancing = true;
    try {
      this.#rests.wake(this.#onError);
      this.#runUntil(untilMs, Number.POSITIVE_INFINITY);
    } finally {
      this.#advancing = false;
    }
    this.#anchorAt(untilMs);
    this.#rearm();
  }

  /** Puts the clock at a moment, back or ahead, running nothing: pending timers keep their distance. */
  setNow(ms: number): void {
    this.#refuseInsideTimer('be set');
    if (!Number.isFinite(ms)) throw new RangeError('Time is a finite number of ms.');

    this.#pending.shift(toMicrosecond(ms) - this.now());
    this.#anchorAt(toMicrosecond(ms));
    this.#rearm();
  }

  state(): ClockState {
    const nowMs = this.now();
    return {
      mode: this.#mode,
      nowMs,
      iso: isoTime(nowMs),
      pendingForeground: this.#pending.foreground.size,
      pendingBackground: this.#pending.background.size,
      nextMs: this.#pending.first()?.dueMs,
    };
  }

  /** Drops every pending timer and asks for no more real time. */
  stop(): void {
    this.#stopped = true;
    this.#pending.clear();
    this.#rests.clear();
    this.#armed?.timer.cancel();
    this.#armed = undefined;
  }

  #reckonedMs(): number {
    if (this.#mode.kind === 'manual') return this.#anchorMs;
    const rate = this.#mode.kind === 'realtime' ? this.#mode.rate : 1;
    return toMicrosecond(this.#anchorMs + (this.#wall.nowMs() - this.#anchorWallMs) * rate);
  }

  #anchorAt(ms: number): void {
    this.#anchorMs = ms;
    this.#shownMs = ms;
    this.#anchorWallMs = this.#wall.nowMs();
  }

  /** Runs at most `runsMax` timers due until then, each at its own moment. Were all of them run? */
  #runUntil(untilMs: number, runsMax: number): boolean {
    let sameMomentRuns = 0;
    this.#running = true;
    try {
      for (let runs = 0; ; runs++) {
        const entry = this.#pending.first();
        if (!entry || entry.dueMs > untilMs) return true;
        if (runs >= runsMax) return false;

        sameMomentRuns = entry.dueMs > this.#shownMs ? 0 : sameMomentRuns + 1;
        if (sameMomentRuns > RUNS_AT_ONE_MOMENT_MAX) {
          throw new Error(`Timers at ${isoTime(this.#shownMs)} ask for each other without end.`);
        }
        this.#run(entry);
      }
    } finally {
      this.#running = false;
    }
  }

  #run(entry: QueueEntry): void {
    this.#pending.remove(entry);
    this.#shownMs = Math.max(this.#shownMs, entry.dueMs);
    try {
      entry.act();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Arranges for the next timer to be run, when nothing arranged before does so in time. */
  #arm(): void {
    if (this.#stopped || this.#running || this.#tickAsked) return;
    const next = this.#pending.first();
    if (!next) return;

    const leaps = this.#mode.kind === 'instant' && this.#pending.foreground.size > 0;
    if (leaps || next.dueMs <= this.#shownMs) {
      this.#tickAsked = true;
      this.#wall.tick(() => this.#onTick());
      return;
    }
    if (this.#mode.kind === 'manual' || (this.#armed && this.#armed.dueMs <= next.dueMs)) return;

    this.#armed?.timer.cancel();
    const rate = this.#mode.kind === 'realtime' ? this.#mode.rate : 1;
    const delayMs = Math.ceil((next.dueMs - this.now()) / rate);
    this.#armed = { dueMs: next.dueMs, timer: this.#wall.after(delayMs, () => this.#onArmed()) };
  }

  #rearm(): void {
    this.#armed?.timer.cancel();
    this.#armed = undefined;
    this.#arm();
  }

  #onTick(): void {
    this.#tickAsked = false;
    const reckonedMs = this.#reckonedMs();
    const leapMs =
      this.#mode.kind === 'instant' ? this.#pending.foreground.first()?.dueMs : undefined;
    if (leapMs !== undefined && leapMs > reckonedMs) this.#leapTo(leapMs);
    else this.#catchUp(reckonedMs);
  }

  #onArmed(): void {
    this.#armed = undefined;
    this.#catchUp(this.#reckonedMs());
  }

  /** Runs what time has come to already; each timer still sees its own moment where it can. */
  #catchUp(untilMs: number): void {
    if (this.#stopped) return;
    this.#runSlice(untilMs);
    this.#arm();
  }

  /** Moves instant time ahead; passes as much of the way as one slice holds. */
  #leapTo(untilMs: number): void {
    if (this.#stopped) return;
    const arrived = this.#runSlice(untilMs);
    this.#anchorAt(arrived ? untilMs : this.#shownMs);
    this.#rearm();
  }

  #runSlice(untilMs: number): boolean {
    try {
      return this.#runUntil(untilMs, SLICE_MAX);
    } catch (error) {
      this.#onError(error);
      return false;
    }
  }

  #refuseInsideTimer(deed: string): void {
    if (this.#running) throw new Error(`The clock cannot ${deed} while it runs a timer.`);
  }
}

function raise(error: unknown): never {
  throw error;
}
