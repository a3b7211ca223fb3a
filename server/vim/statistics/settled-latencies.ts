/**
 * The latency of datastores over a day, as Storage DRS judges it: looked at every 20 minutes, remembered for the
 * day that has begun, and what the day before came to.
 *
 * Days end at midnight, UTC. The day on which the server began counts with the next if fewer than 16 hours of it
 * were seen, so that 16 hours after its first moment, and no sooner, there is something to tell.
 */
import { type LatencyHistory, settledLatency } from '../../engines/storage-drs/latency.ts';

/** Latency of a datastore at a moment, ms; undefined where nothing was measured. */
export type LatencyAt = (ms: number) => number | undefined;

interface Day {
  readonly startMs: number;
  readonly samples: number[];
  /** Moments looked at, those without a latency too. */
  looked: number;
  readonly yesterdayMs: number | undefined;
}

const LOOK_MS = 20 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As `settledLatency` has it. */
const HOURS_MIN = 16;

export class SettledLatencies {
  readonly #days = new Map<string, Day>();

  /** Undefined before enough was seen. `sinceMs`: the server's first moment. */
  latencyMs(
    id: string,
    { nowMs, sinceMs }: { readonly nowMs: number; readonly sinceMs: number },
    latencyAt: LatencyAt,
  ): number | undefined {
    const startMs = dayStart(nowMs, sinceMs);
    const known = this.#days.get(id);
    let day = known;
    if (!day || day.startMs !== startMs) {
      day = dayFrom(startMs, yesterday(known, startMs, sinceMs, latencyAt));
      this.#days.set(id, day);
    }
    look(day, nowMs, latencyAt);
    return settledLatency(historyOf(day));
  }

  forget(id: string): void {
    this.#days.delete(id);
  }
}

function dayFrom(startMs: number, yesterdayMs: number | undefined): Day {
  return { startMs, samples: [], looked: 0, yesterdayMs };
}

/** When the day began to which a moment belongs. */
function dayStart(ms: number, sinceMs: number): number {
  const midnight = Math.floor(ms / DAY_MS) * DAY_MS;
  return midnight - sinceMs < HOURS_MIN * HOUR_MS ? sinceMs : midnight;
}

function yesterday(
  known: Day | undefined,
  startMs: number,
  sinceMs: number,
  latencyAt: LatencyAt,
): number | undefined {
  if (startMs <= sinceMs) return undefined;
  const beganMs = dayStart(startMs - 1, sinceMs);
  const day = known?.startMs === beganMs ? known : dayFrom(beganMs, undefined);
  look(day, startMs, latencyAt);
  return settledLatency(historyOf(day));
}

/** Looks at what has passed since the last look: the middle of each whole stretch. */
function look(day: Day, nowMs: number, latencyAt: LatencyAt): void {
  const whole = Math.floor((nowMs - day.startMs) / LOOK_MS);
  for (; day.looked < whole; day.looked += 1) {
    const ms = latencyAt(day.startMs + (day.looked + 0.5) * LOOK_MS);
    if (ms !== undefined) day.samples.push(ms);
  }
}

function historyOf({ samples, yesterdayMs }: Day): LatencyHistory {
  const hoursOfToday = (samples.length * LOOK_MS) / HOUR_MS;
  return { hoursOfToday, todayMs: samples, yesterdayMs };
}
