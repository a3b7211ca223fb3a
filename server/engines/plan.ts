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

/** vCenter's tasks report progress at most once a second. */
const PROGRESS_PERIOD_MS = 1000;

/**
 * The progress steps of a line of points: sampled once a second of the operation's age, and only
 * when the whole number grows. `ageMs` is how old the operation is where the line starts,
 * `shownPercent` what its task shows already.
 */
export function progressSteps(
  points: readonly ProgressPoint[],
  ageMs: number,
  shownPercent: number,
): PlanStep[] {
  const endMs = points.at(-1)?.atMs ?? 0;
  const firstMs = Math.ceil(ageMs / PROGRESS_PERIOD_MS - 1e-9) * PROGRESS_PERIOD_MS - ageMs;
  const steps: PlanStep[] = [];
  let shown = shownPercent;
  // The end itself belongs to the last step, not to progress.
  for (let atMs = Math.max(0, firstMs); atMs < endMs; atMs += PROGRESS_PERIOD_MS) {
    const percent = Math.floor(percentAt(points, atMs) + 1e-9);
    if (percent > shown) {
      steps.push({ kind: 'progress', atMs, percent });
      shown = percent;
    }
  }
  return steps;
}

/** Progress at a moment of a line of points in order of time; a jump counts from its moment on. */
function percentAt(points: readonly ProgressPoint[], atMs: number): number {
  const next = points.findIndex((point) => point.atMs > atMs);
  const before = points[(next < 0 ? points.length : next) - 1];
  const after = points[next];
  if (!before) return after?.percent ?? 0;
  if (!after) return before.percent;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.percent + share * (after.percent - before.percent);
}

/** Steps sorted by moment; steps of one moment keep their order. Ends with the last moment. */
export function planOf(steps: readonly PlanStep[]): Plan {
  const sorted = steps.toSorted((left, right) => left.atMs - right.atMs);
  return { durationMs: sorted.at(-1)?.atMs ?? 0, steps: sorted };
}
