/**
 * What a test may do with time: look, switch how it passes, set it, let it pass.
 */
import {
  type ClockState,
  formatTimeMode,
  parseTimeMode,
  type VirtualClock,
} from '../clock/clock.ts';
import { ControlError } from './control-error.ts';
import { parseDuration } from './duration.ts';

export type ControlledClock = Pick<
  VirtualClock,
  'state' | 'setMode' | 'setNow' | 'advance' | 'iso'
>;

export interface ClockReport {
  /** `instant`, `realtime`, `60x` or `manual`. */
  readonly mode: string;
  /** Virtual time, ISO 8601 UTC. */
  readonly now: string;
  readonly nowMs: number;
  /** Timers somebody waits for, such as tasks. */
  readonly pendingForeground: number;
  /** Periodic work. */
  readonly pendingBackground: number;
  /** When the next timer is due. */
  readonly next?: string | undefined;
}

export interface ClockWish {
  readonly mode?: string | undefined;
  /** ISO 8601. Pending timers keep their distance. */
  readonly now?: string | undefined;
}

export interface AdvanceWish {
  readonly ms?: number | undefined;
  /** `5m`, `1h30m` … */
  readonly duration?: string | undefined;
}

/** Ten years: beyond any story worth telling, and a number mistyped is noticed. */
const ADVANCE_MAX_MS = 3_653 * 86_400_000;
/** Virtual time passed in one go, before others are served: an hour of periodic work takes little. */
const STRIDE_MS = 3_600_000;

export class ClockControl {
  readonly #clock: ControlledClock;
  readonly #tick: (act: () => void) => void;

  constructor(clock: ControlledClock, tick: (act: () => void) => void) {
    this.#clock = clock;
    this.#tick = tick;
  }

  report(): ClockReport {
    const { mode, nowMs, iso, pendingForeground, pendingBackground, nextMs }: ClockState =
      this.#clock.state();
    return {
      mode: formatTimeMode(mode),
      now: iso,
      nowMs,
      pendingForeground,
      pendingBackground,
      next: nextMs === undefined ? undefined : this.#clock.iso(nextMs),
    };
  }

  /** Throws ControlError when a wish makes no sense; then nothing changed. */
  change({ mode: modeText, now }: ClockWish): ClockReport {
    const mode = modeText === undefined ? undefined : parseTimeMode(modeText);
    if (modeText !== undefined && !mode) {
      throw new ControlError(
        'invalid',
        `mode wants instant, realtime, manual or a rate such as 60x, not "${modeText}"`,
      );
    }
    const nowMs = now === undefined ? undefined : Date.parse(now);
    if (Number.isNaN(nowMs)) {
      throw new ControlError(
        'invalid',
        `now wants a time such as 2026-01-01T08:00:00Z, not "${now}"`,
      );
    }
    if (nowMs !== undefined) this.#clock.setNow(nowMs);
    if (mode) this.#clock.setMode(mode);
    return this.report();
  }

  /** Lets time pass, running what comes due; resolves once it has passed. */
  async advance(wish: AdvanceWish): Promise<ClockReport> {
    let leftMs = spanOf(wish);
    do {
      const strideMs = Math.min(leftMs, STRIDE_MS);
      this.#clock.advance(strideMs);
      leftMs -= strideMs;
      // Who waits for what came due is told before time goes on, and before the caller is.
      await new Promise<void>((resolve) => this.#tick(resolve));
    } while (leftMs > 0);
    return this.report();
  }
}

function spanOf({ ms, duration }: AdvanceWish): number {
  if ((ms === undefined) === (duration === undefined)) {
    throw new ControlError('invalid', 'advance wants either ms or duration');
  }
  const span = ms ?? parseDuration(duration ?? '');
  if (span === undefined) {
    throw new ControlError(
      'invalid',
      `duration wants a span such as 5m or 1h30m, not "${duration}"`,
    );
  }
  if (span >= 0 && span <= ADVANCE_MAX_MS) return span;
  throw new ControlError('invalid', 'time advances by 0 ms to ten years');
}
