/**
 * Where a move stands, and how it gets from turn to turn: preparation, disks, memory, switchover,
 * cleanup. Between two turns everything goes on evenly at the rates it has.
 *
 * A state may lie a moment ahead of the clock that asked for it, so that a turn the clock rounds
 * away is taken all the same, with all its bytes; `atMs` then is the turn's own moment.
 */
import type { FaultVerdict } from '../plan.ts';
import { MOMENT_MS } from '../plan.ts';
import type { DiskCopy } from '../storage-vmotion/disk-copy.ts';
import { copyDisks, disksTurnMs, isGivenUp, openDisks } from '../storage-vmotion/disk-copy.ts';
import { isSupportedRate } from '../vmotion/link.ts';
import type { PrecopyState } from '../vmotion/precopy.ts';
import { copyFor, downtimeMs, elapsedSeconds, endOfPrecopy, sentMb } from '../vmotion/precopy.ts';
import type { CourseFacts, CourseNeeds, CourseRates } from './course-facts.ts';
import type { Script, Span } from './script.ts';
import { CLEANUP_MS, FAST_SUSPEND_RESUME_MS } from './script.ts';

export type Stage = 'preparation' | 'disks' | 'memory' | 'switchover' | 'cleanup' | 'over';

export interface Course {
  readonly facts: CourseFacts;
  readonly script: Script;
  readonly rates: CourseRates;
  /** Have rates been given? Has its first phase been told? */
  readonly rated: boolean;
  readonly told: boolean;
  /** Since its start; `atMs` is what the rest of this state stands for. */
  readonly elapsedMs: number;
  readonly atMs: number;
  readonly shownPercent: number;
  readonly stage: Stage;
  /** Preparation phases done. */
  readonly prepared: number;
  readonly phase: string;
  /** The moment of its last turn. */
  readonly turnedMs: number;
  readonly disks: readonly DiskCopy[];
  readonly precopy: PrecopyState | undefined;
  /** While memory is sent: how and when precopy ends at the rate it has; none when nothing is sent. */
  readonly precopyEnd: { readonly state: PrecopyState; readonly atMs: number } | undefined;
  /** How long memory has been sent below the supported rate, or not at all, without a break. */
  readonly slowMs: number;
  readonly silentMs: number;
  readonly stunMs: number | undefined;
  /** What ended it early. */
  readonly fault: FaultVerdict | undefined;
  readonly needs: CourseNeeds;
}

/** A rate below the supported minimum is borne this long. Ours, on VMware's minimum of 250 Mb/s. */
const SLOW_MAX_MS = 60_000;
/** Migrate.NetTimeout: a link that carries nothing is given up. */
const NET_TIMEOUT_MS = 20_000;
export const NO_NEEDS: CourseNeeds = Object.freeze({ memory: false, disks: Object.freeze([]) });
const MEMORY_NEEDS: CourseNeeds = Object.freeze({ memory: true, disks: Object.freeze([]) });

/** Moves it to a moment since its start, or to its end. */
export function moveTo(course: Course, untilMs: number): Course {
  let current = course;
  while (current.stage !== 'over') {
    const nextMs = turnMs(current);
    if (untilMs < current.atMs + nextMs - MOMENT_MS) {
      return untilMs > current.atMs ? continued(current, untilMs - current.atMs) : current;
    }
    current = turned(current, nextMs);
  }
  return current;
}

/** Until the next turn at the rates it has, ms. */
export function turnMs(course: Course): number {
  const sinceTurnMs = course.atMs - course.turnedMs;
  switch (course.stage) {
    case 'preparation':
      return Math.max(0, (phaseOf(course)?.durationMs ?? 0) - sinceTurnMs);
    case 'disks':
      return disksTurnMs(course.disks, course.rates);
    case 'memory':
      return Math.max(0, Math.min(precopyLeftMs(course), patienceMs(course)));
    case 'switchover':
      return Math.max(0, (course.stunMs ?? 0) - sinceTurnMs);
    case 'cleanup':
      return Math.max(0, CLEANUP_MS - sinceTurnMs);
    case 'over':
      return Number.POSITIVE_INFINITY;
  }
}

/** The state just after the turn that comes ms from now. */
export function turned(course: Course, ms: number): Course {
  const atMs = course.atMs + ms;
  const there = { ...course, atMs, turnedMs: atMs };
  switch (course.stage) {
    case 'preparation':
      return nextPhase({ ...there, prepared: course.prepared + 1 });
    case 'disks':
      return diskTurned({ ...there, disks: copyDisks(course.disks, ms, course.rates) });
    case 'memory':
      if (precopyLeftMs(course) > patienceMs(course)) {
        return failed({ ...continued(course, ms), turnedMs: atMs }, timedOut());
      }
      return stunned({ ...there, precopy: course.precopyEnd?.state });
    case 'switchover':
      return cleaning(there);
    case 'cleanup':
    case 'over':
      return { ...there, stage: 'over' };
  }
}

/** The progress it stands at. */
export function percentOf(course: Course): number {
  const { script, stage } = course;
  const sinceMs = course.atMs - course.turnedMs;
  switch (stage) {
    case 'preparation': {
      const phase = phaseOf(course);
      if (!phase) return 0;
      const { fromPercent: from, toPercent: to } = phase;
      return within({ from, to }, sinceMs / phase.durationMs);
    }
    case 'disks':
      return within(script.disks, copiedShare(course.disks));
    case 'memory':
      return within(script.memory, sentShare(course));
    case 'switchover': {
      const { begun, stateSent, resumed } = script.switchover;
      const sentMs = stateSentMs(course);
      return sinceMs < sentMs
        ? within({ from: begun, to: stateSent }, sinceMs / sentMs)
        : within({ from: stateSent, to: resumed }, (sinceMs - sentMs) / (stunOf(course) - sentMs));
    }
    case 'cleanup':
    case 'over':
      return within(script.cleanup, sinceMs / CLEANUP_MS);
  }
}

/** The progress it stands at when its next turn comes, ms from now. */
export function percentAtTurn(course: Course, ms: number): number {
  if (course.stage === 'memory') return within(course.script.memory, sentShare(course, ms));
  return percentOf(continued(course, ms));
}

/** Solves how long precopy takes at the rate it has: once for each rate, not at every look. */
export function precopyTimed(course: Course): Course {
  const { stage, precopy, rates, atMs } = course;
  if (stage !== 'memory' || !precopy) return course;
  const state = endOfPrecopy(precopy, rates.memoryMbPerSecond);
  if (!state) return { ...course, precopyEnd: undefined };
  const leftMs = (elapsedSeconds(state) - elapsedSeconds(precopy)) * 1000;
  return { ...course, precopyEnd: { state, atMs: atMs + leftMs } };
}

/** From the stun until the device state is sent: all but half of the fixed part. */
export function stateSentMs(course: Course): number {
  return stunOf(course) - (course.precopy?.options.fixedStunMs ?? 0) / 2;
}

export function isHot(course: Course): boolean {
  return course.facts.kind !== 'provisioning';
}

export function timedOut(): FaultVerdict {
  return { name: 'Timedout', detail: {}, message: 'Operation timed out.' };
}

/** The state ms later, before its next turn. */
function continued(course: Course, ms: number): Course {
  const there = { ...course, atMs: course.atMs + ms };
  if (course.stage === 'disks') {
    return { ...there, disks: copyDisks(course.disks, ms, course.rates) };
  }
  if (course.stage !== 'memory') return there;
  const { memoryMbPerSecond: rate } = course.rates;
  return {
    ...there,
    precopy: copied(course, ms / 1000),
    slowMs: isSupportedRate(rate) ? 0 : course.slowMs + ms,
    silentMs: rate > 0 ? 0 : course.silentMs + ms,
  };
}

function copied({ precopy, rates }: Course, seconds: number): PrecopyState | undefined {
  return precopy && copyFor(precopy, seconds, rates.memoryMbPerSecond).state;
}

function phaseOf({ script, prepared }: Course) {
  return script.preparation[prepared];
}

function nextPhase(course: Course): Course {
  const phase = phaseOf(course);
  if (phase) return { ...course, phase: phase.name };
  return course.disks.length > 0 ? copying(course) : sending(course);
}

function diskTurned(course: Course): Course {
  if (course.disks.some(isGivenUp)) return failed(course, timedOut());
  const allCopied = course.disks.every((disk) => disk.state === 'copied');
  return allCopied ? sending(course) : copying(course);
}

function copying(course: Course): Course {
  const disks = openDisks(course.disks);
  const keys = disks.filter((disk) => disk.state === 'copying').map((disk) => disk.facts.key);
  return { ...course, stage: 'disks', phase: 'copy', disks, needs: { memory: false, disks: keys } };
}

/** Disks are where they go: memory follows, if there is any to send. */
function sending(course: Course): Course {
  if (course.precopy) {
    return precopyTimed({ ...course, stage: 'memory', phase: 'precopy', needs: MEMORY_NEEDS });
  }
  return isHot(course) ? stunned(course) : cleaning(course);
}

function stunned(course: Course): Course {
  const { precopy } = course;
  if (!precopy) return switching({ ...course, needs: NO_NEEDS }, FAST_SUSPEND_RESUME_MS);
  const stunMs = downtimeMs(precopy, course.rates.memoryMbPerSecond);
  const { switchoverMaxMs } = precopy.options;
  if (stunMs > switchoverMaxMs) return failed(course, switchoverTooLong(switchoverMaxMs));
  // It still sends what is left, with the share it has.
  return switching(course, stunMs);
}

function switching(course: Course, stunMs: number): Course {
  return { ...course, stage: 'switchover', phase: 'switchover', stunMs };
}

function cleaning(course: Course): Course {
  return { ...course, stage: 'cleanup', phase: 'cleanup', needs: NO_NEEDS };
}

function failed(course: Course, fault: FaultVerdict): Course {
  return { ...course, stage: 'over', fault, needs: NO_NEEDS };
}

function precopyLeftMs({ precopyEnd, atMs }: Course): number {
  return precopyEnd ? Math.max(0, precopyEnd.atMs - atMs) : Number.POSITIVE_INFINITY;
}

/** How long it goes on sending at a rate that is too low, ms. */
function patienceMs({ rates, slowMs, silentMs }: Course): number {
  const rate = rates.memoryMbPerSecond;
  if (isSupportedRate(rate)) return Number.POSITIVE_INFINITY;
  return Math.min(
    SLOW_MAX_MS - slowMs,
    rate > 0 ? Number.POSITIVE_INFINITY : NET_TIMEOUT_MS - silentMs,
  );
}

function stunOf({ stunMs }: Course): number {
  return stunMs ?? 0;
}

function copiedShare(disks: readonly DiskCopy[]): number {
  let copiedMb = 0;
  let totalMb = 0;
  for (const disk of disks) {
    copiedMb += disk.copiedMb;
    totalMb += disk.facts.copyMb;
  }
  return totalMb > 0 ? copiedMb / totalMb : 1;
}

/** What will have been sent ms later, of what the formula expects to be sent in all. */
function sentShare(course: Course, ms = 0): number {
  const { precopy, rates, precopyEnd } = course;
  if (!precopy || !precopyEnd) return 0;
  const sent = sentMb(precopy);
  const expected = sent + (precopyLeftMs(course) / 1000) * rates.memoryMbPerSecond;
  const then = sent + (ms / 1000) * rates.memoryMbPerSecond;
  return expected > 0 ? Math.min(1, then / expected) : 1;
}

function within({ from, to }: Span, share: number): number {
  return from + (to - from) * (share < 1 ? Math.max(0, share) : 1);
}

function switchoverTooLong(maxMs: number): FaultVerdict {
  const reason =
    `The migration has exceeded the maximum switchover time of ${maxMs / 1000} second(s). ESX has ` +
    'preemptively failed the migration to allow the VM to continue running on the source.';
  return { name: 'GenericVmConfigFault', detail: { reason }, message: reason };
}
