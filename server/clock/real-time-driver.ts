/**
 * The only place that asks the machine what time it is and lets real time pass.
 *
 * Time comes from the monotone counter, so a corrected system clock never makes it jump or go back.
 */
import type { Timer } from './timer-queue.ts';
import type { WallClock } from './wall-clock.ts';

/** Longest delay a Node timer holds (2^31 - 1 ms); a longer wait is made of several. */
const NODE_DELAY_MAX_MS = 2_147_483_647;

export class RealWallClock implements WallClock {
  nowMs(): number {
    return performance.timeOrigin + performance.now();
  }

  after(ms: number, act: () => void): Timer {
    const untilMs = this.nowMs() + Math.max(0, ms);
    let handle: NodeJS.Timeout;
    const arm = (leftMs: number) => {
      const step = Math.min(leftMs, NODE_DELAY_MAX_MS);
      handle = setTimeout(() => {
        if (step < leftMs) arm(untilMs - this.nowMs());
        else act();
      }, step);
      // A pending virtual timer is no reason for a process to stay: only its listeners are.
      handle.unref();
    };
    arm(Math.max(0, ms));
    return { cancel: () => clearTimeout(handle) };
  }

  tick(act: () => void): void {
    setImmediate(act);
  }
}
