/**
 * A running vMotion as a value: where it stands, and what is left of it at the rate it has now.
 *
 * Migrations share links, so a rate changes whenever a neighbour starts or finishes. Whoever plays
 * migrations then moves every one of them to that moment (`migrationAfter`), gives it its new rate
 * (`migrationAtRate`) and plays the new plan (`migrationPlan`). Bytes sent stay sent. A switchover,
 * once begun, keeps the rate it began with: it lasts well below a second.
 */
import type { FaultVerdict, Plan, PlanStep, ProgressPoint } from '../plan.ts';
import { planOf, progressSteps } from '../plan.ts';
import { SUPPORTED_RATE_MB_PER_SECOND } from './link.ts';
import * as phases from './phases.ts';
import type { MemoryFacts, MigrateOptions, PrecopyRound, PrecopyState } from './precopy.ts';
import {
  copyFor,
  downtimeMs,
  MIGRATE_DEFAULTS,
  secondsLeft,
  sentMb,
  startPrecopy,
} from './precopy.ts';

export interface Migration {
  readonly rateMbPerSecond: number;
  /** Since its start. */
  readonly elapsedMs: number;
  readonly precopy: PrecopyState;
  /** How long it has been below the supported rate without a break, while copying. */
  readonly slowMs: number;
  /** Set from the end of precopy on: when the guest is stunned, and for how long. */
  readonly switchover: { readonly beganMs: number; readonly downtimeMs: number } | undefined;
  readonly shownPercent: number;
}

/** What a finished migration tells of itself. */
export interface MigrationInsight {
  readonly rounds: readonly PrecopyRound[];
  readonly sentMb: number;
  readonly finalMb: number | undefined;
  readonly precopySeconds: number;
  readonly downtimeMs: number | undefined;
  /** The round after which SDPS slowed the guest down. */
  readonly slowedAfterRound: number | undefined;
}

/** A rate below the supported minimum is borne this long. Ours, on VMware's minimum of 250 Mb/s. */
const SLOW_MAX_MS = 60_000;
/** Clocks count whole microseconds: moments closer than this are one. */
const MOMENT_MS = 0.002;

export function startMigration(
  memory: MemoryFacts,
  rateMbPerSecond: number,
  options: MigrateOptions = MIGRATE_DEFAULTS,
): Migration {
  return {
    rateMbPerSecond,
    elapsedMs: 0,
    precopy: startPrecopy(memory, options),
    slowMs: 0,
    switchover: undefined,
    shownPercent: 0,
  };
}

/** The same migration with another share of the link from now on. */
export function migrationAtRate(migration: Migration, rateMbPerSecond: number): Migration {
  return {
    ...migration,
    rateMbPerSecond,
    slowMs: isSlow(rateMbPerSecond) ? migration.slowMs : 0,
  };
}

/** The migration ms later, at the rate it has. Past its end it stays what it was at its end. */
export function migrationAfter(migration: Migration, ms: number): Migration {
  const untilMs = migration.elapsedMs + ms;
  const copied = migration.switchover ? migration : copyUntil(migration, untilMs);
  return { ...copied, elapsedMs: untilMs, shownPercent: shownPercentAfter(migration, ms) };
}

/**
 * What is left of the migration at the rate it has; moments count from now. A step of this very
 * moment is in it whether or not it was played before, so a player commits once by itself.
 */
export function migrationPlan(migration: Migration): Plan {
  const line = lineOf(migration);
  const progress = progressSteps(line.points, migration.elapsedMs, migration.shownPercent);
  const ahead = line.steps.slice(0, -1).filter((step) => step.atMs > -MOMENT_MS);
  const steps = [...ahead, ...progress, ...line.steps.slice(-1)];
  return planOf(steps.map((step) => ({ ...step, atMs: Math.max(0, step.atMs) })));
}

export function migrationInsight(migration: Migration): MigrationInsight {
  const { precopy, switchover } = migration;
  return {
    rounds: precopy.rounds,
    sentMb: sentMb(precopy),
    finalMb: precopy.finalMb,
    precopySeconds: precopy.rounds.reduce((total, round) => total + round.seconds, 0),
    downtimeMs: switchover?.downtimeMs,
    slowedAfterRound: precopy.slowedAfterRound,
  };
}

function copyUntil(migration: Migration, untilMs: number): Migration {
  const beginsMs = Math.max(migration.elapsedMs, phases.PREPARATION_MS);
  if (untilMs < beginsMs) return migration;

  const { rateMbPerSecond } = migration;
  const spanMs = untilMs - beginsMs;
  const { state, leftSeconds } = copyFor(migration.precopy, spanMs / 1000, rateMbPerSecond);
  const slowMs = isSlow(rateMbPerSecond) ? migration.slowMs + spanMs : 0;
  const switchover =
    state.finalMb === undefined
      ? undefined
      : {
          beganMs: untilMs - leftSeconds * 1000,
          downtimeMs: downtimeMs(state, rateMbPerSecond),
        };
  return { ...migration, precopy: state, slowMs, switchover };
}

function shownPercentAfter(migration: Migration, ms: number): number {
  const { points } = lineOf(migration);
  const shown = progressSteps(points, migration.elapsedMs, migration.shownPercent)
    .filter((step) => step.atMs <= ms)
    .at(-1);
  return shown?.kind === 'progress' ? shown.percent : migration.shownPercent;
}

/** Steps and progress of a whole migration, moments counted from now: what has passed is below 0. */
interface Line {
  readonly steps: readonly PlanStep[];
  readonly points: readonly ProgressPoint[];
}

function lineOf(migration: Migration): Line {
  const preparation = preparationLine(-migration.elapsedMs);
  const precopyBeginsMs = Math.max(0, phases.PREPARATION_MS - migration.elapsedMs);
  if (migration.switchover) {
    const { beganMs, downtimeMs: stunMs } = migration.switchover;
    return join(preparation, switchoverLine(beganMs - migration.elapsedMs, stunMs, migration));
  }

  const leftMs = secondsLeft(migration.precopy, migration.rateMbPerSecond) * 1000;
  const timesOutMs = isSlow(migration.rateMbPerSecond)
    ? SLOW_MAX_MS - migration.slowMs
    : Number.POSITIVE_INFINITY;
  const copy = copyLine(migration, precopyBeginsMs, Math.min(leftMs, timesOutMs), leftMs);
  const before = join(preparation, copy);
  if (leftMs > timesOutMs) return join(before, failure(precopyBeginsMs + timesOutMs, timedOut()));

  const end = copyFor(migration.precopy, leftMs / 1000 + 1, migration.rateMbPerSecond).state;
  const stunMs = downtimeMs(end, migration.rateMbPerSecond);
  const endMs = precopyBeginsMs + leftMs;
  const { switchoverMaxMs } = migration.precopy.options;
  if (stunMs > switchoverMaxMs) {
    return join(before, failure(endMs, switchoverTooLong(switchoverMaxMs)));
  }
  return join(before, switchoverLine(endMs, stunMs, migration));
}

function preparationLine(beginsMs: number): Line {
  const steps: PlanStep[] = [];
  const points: ProgressPoint[] = [];
  let atMs = beginsMs;
  for (const phase of phases.PREPARATION) {
    steps.push({ kind: 'phase', name: phase.name, atMs });
    points.push({ atMs, percent: phase.fromPercent });
    atMs += phase.durationMs;
  }
  steps.push({ kind: 'phase', name: 'precopy', atMs });
  points.push({ atMs, percent: phases.PRECOPY_FROM_PERCENT });
  return { steps, points };
}

/** Progress of precopy is what was sent, of what the formula expects to be sent in all. */
function copyLine(migration: Migration, beginsMs: number, spanMs: number, leftMs: number): Line {
  const sent = sentMb(migration.precopy);
  const toSend = Number.isFinite(leftMs) ? (leftMs / 1000) * migration.rateMbPerSecond : Infinity;
  const sentAtEnd = sent + (spanMs / 1000) * migration.rateMbPerSecond;
  const percentOf = (megabytes: number) => {
    const share = sent + toSend > 0 ? Math.min(1, megabytes / (sent + toSend)) : 1;
    const span = phases.PRECOPY_TO_PERCENT - phases.PRECOPY_FROM_PERCENT;
    return phases.PRECOPY_FROM_PERCENT + span * share;
  };
  return {
    steps: [],
    points: [
      { atMs: beginsMs, percent: percentOf(sent) },
      { atMs: beginsMs + spanMs, percent: percentOf(sentAtEnd) },
    ],
  };
}

function switchoverLine(beginsMs: number, stunMs: number, migration: Migration): Line {
  const stateSentMs = beginsMs + stunMs - migration.precopy.options.fixedStunMs / 2;
  const resumedMs = beginsMs + stunMs;
  const endMs = resumedMs + phases.CLEANUP_MS;
  return {
    steps: [
      { kind: 'phase', name: 'switchover', atMs: beginsMs },
      { kind: 'pointOfNoReturn', atMs: beginsMs },
      { kind: 'commit', label: 'resume', atMs: resumedMs },
      { kind: 'phase', name: 'cleanup', atMs: resumedMs },
      { kind: 'done', atMs: endMs },
    ],
    points: [
      { atMs: beginsMs, percent: phases.STUN_PERCENT },
      { atMs: stateSentMs, percent: phases.DEVICE_STATE_SENT_PERCENT },
      { atMs: resumedMs, percent: phases.RESUMED_PERCENT },
      { atMs: resumedMs, percent: phases.CLEANUP_FROM_PERCENT },
      { atMs: endMs, percent: phases.CLEANUP_TO_PERCENT },
    ],
  };
}

function failure(atMs: number, fault: FaultVerdict): Line {
  return { steps: [{ kind: 'fail', fault, atMs }], points: [{ atMs, percent: 0 }] };
}

function join(left: Line, right: Line): Line {
  return {
    steps: [...left.steps, ...right.steps],
    points: [...left.points, ...right.points],
  };
}

function isSlow(rateMbPerSecond: number): boolean {
  return rateMbPerSecond < SUPPORTED_RATE_MB_PER_SECOND - 1e-9;
}

function timedOut(): FaultVerdict {
  return { name: 'Timedout', detail: {}, message: 'Operation timed out.' };
}

function switchoverTooLong(maxMs: number): FaultVerdict {
  const reason =
    `The migration has exceeded the maximum switchover time of ${maxMs / 1000} second(s). ESX has ` +
    'preemptively failed the migration to allow the VM to continue running on the source.';
  return { name: 'GenericVmConfigFault', detail: { reason }, message: reason };
}
