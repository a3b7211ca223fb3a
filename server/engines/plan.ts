/**
 * A plan: what an operation will do and when, as data. An engine makes it, a task plays it on the
 * virtual clock, and a later fact (a cancel, a link shared anew) replaces what is left of it.
 */

/** A fault an engine came to: vendor's type, its members, and the text a user reads. */
export interface FaultVerdict {
  /** `CannotAccessVmDisk` */
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** What happens in a step. `commit` and `fail` change the inventory, the rest is told to the task. */
export type PlanDeed =
  | { readonly kind: 'progress'; readonly percent: number }
  /** The operation enters a phase: `precopy`. */
  | { readonly kind: 'phase'; readonly name: string }
  /** From here on the operation cannot be cancelled. */
  | { readonly kind: 'pointOfNoReturn' }
  /** The changes known under that label take place: `resume`. */
  | { readonly kind: 'commit'; readonly label: string }
  | { readonly kind: 'fail'; readonly fault: FaultVerdict }
  | { readonly kind: 'done' };

/** A deed and its moment, ms after the plan's own start. */
export type PlanStep = PlanDeed & { readonly atMs: number };

/** Steps in the order they are played; the last one is `done` or `fail`, at `durationMs`. */
export interface Plan {
  readonly durationMs: number;
  readonly steps: readonly PlanStep[];
}

/** A point of the progress line: between two of them progress grows evenly. */
export interface ProgressPoint {
  readonly atMs: number;
  readonly percent: number;
}

/** Clocks count whole microseconds: moments closer than this are one. */
export const MOMENT_MS = 0.002;
/** vCenter's tasks report progress at most once a second. */
const PROGRESS_PERIOD_MS = 1000;

/**
 * The progress steps of a line of points: sampled once a second of the operation's age, and only
 * when the whole number grows. `ageMs` is how old the operation is where the line starts,
 * `shownPercent` what its task shows already. As many steps as there are percents, however long it takes.
 */
export function progressSteps(
  points: readonly ProgressPoint[],
  ageMs: number,
  shownPercent: number,
): PlanStep[] {
  const steps: PlanStep[] = [];
  let shown = shownPercent;
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    // The end of a piece belongs to the next one, that of the last to the operation's last step.
    if (!from || to.atMs <= from.atMs) continue;
    let atMs = sampleFrom(Math.max(0, from.atMs), ageMs);
    while (atMs < to.atMs) {
      const percent = Math.floor(percentBetween(from, to, atMs) + 1e-9);
      if (percent > shown) {
        steps.push({ kind: 'progress', atMs, percent });
        shown = percent;
      }
      const nextMs = momentOf(from, to, shown + 1);
      atMs = Math.max(sampleFrom(nextMs, ageMs), atMs + PROGRESS_PERIOD_MS);
    }
  }
  return steps;
}

/** The last moment of sampling after one age and not after another, both in ms; none if there is none. */
export function sampledBetween(afterMs: number, untilMs: number): number | undefined {
  const atMs = Math.floor(untilMs / PROGRESS_PERIOD_MS + 1e-9) * PROGRESS_PERIOD_MS;
  return atMs > afterMs + MOMENT_MS ? atMs : undefined;
}

/** The first moment of sampling from a moment on, both in ms from the age. */
function sampleFrom(atMs: number, ageMs: number): number {
  const periods = Math.ceil((ageMs + atMs) / PROGRESS_PERIOD_MS - 1e-9);
  return Math.max(0, periods * PROGRESS_PERIOD_MS - ageMs);
}

function percentBetween(from: ProgressPoint, to: ProgressPoint, atMs: number): number {
  const share = (atMs - from.atMs) / (to.atMs - from.atMs);
  return from.percent + share * (to.percent - from.percent);
}

/** When it stands at so many percent; infinite when not before its end. */
function momentOf(from: ProgressPoint, to: ProgressPoint, percent: number): number {
  if (percent > to.percent) return Number.POSITIVE_INFINITY;
  const share = (percent - from.percent) / (to.percent - from.percent);
  return from.atMs + Math.max(0, share) * (to.atMs - from.atMs);
}

/** Steps sorted by moment; steps of one moment keep their order. Ends with the last moment. */
export function planOf(steps: readonly PlanStep[]): Plan {
  const sorted = steps.toSorted((left, right) => left.atMs - right.atMs);
  return { durationMs: sorted.at(-1)?.atMs ?? 0, steps: sorted };
}
