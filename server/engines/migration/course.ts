/**
 * The course of a move as a value: vMotion, Storage vMotion, both at once, and moves of VMs that do
 * not run. It says where the move stands, and what is left of it at the rates it has.
 *
 * Moves share links and datastores, so rates change whenever a neighbour starts, goes on to another
 * stage or ends. Whoever plays courses then moves every one of them to that moment (`courseAfter`),
 * asks what each competes for (`courseNeeds`), gives it its new rates (`courseAtRates`) and plays
 * what is left (`coursePlan`). Bytes sent stay sent. A switchover, once begun, keeps the rate it
 * began with: it lasts well below a second.
 */
import type { Plan, PlanStep, ProgressPoint } from '../plan.ts';
import { MOMENT_MS, planOf, progressSteps, sampledBetween } from '../plan.ts';
import type { DiskCopy } from '../storage-vmotion/disk-copy.ts';
import { disksAtRates, startDisks } from '../storage-vmotion/disk-copy.ts';
import { isSupportedRate } from '../vmotion/link.ts';
import { sentMb, startPrecopy } from '../vmotion/precopy.ts';
import type {
  CourseFacts,
  CourseInsight,
  CourseNeeds,
  CourseRates,
  DiskInsight,
} from './course-facts.ts';
import type { Course } from './course-state.ts';
import {
  isHot,
  moveTo,
  NO_NEEDS,
  percentAtTurn,
  percentOf,
  precopyTimed,
  stateSentMs,
  turned,
  turnMs,
} from './course-state.ts';
import { scriptOf } from './script.ts';

export type { Course } from './course-state.ts';

const NO_RATES: CourseRates = { memoryMbPerSecond: 0, disksMbPerSecond: new Map() };

/** A move that begins now, and has been given no rates yet. */
export function startCourse(facts: CourseFacts): Course {
  const script = scriptOf(facts);
  return {
    facts,
    script,
    rates: NO_RATES,
    rated: false,
    told: false,
    elapsedMs: 0,
    atMs: 0,
    shownPercent: 0,
    stage: 'preparation',
    prepared: 0,
    phase: script.preparation[0]?.name ?? '',
    turnedMs: 0,
    disks: startDisks(facts.disks),
    precopy: facts.memory && startPrecopy(facts.memory, facts.options),
    precopyEnd: undefined,
    slowMs: 0,
    silentMs: 0,
    stunMs: undefined,
    fault: undefined,
    needs: NO_NEEDS,
  };
}

/** The same move with another share of its pipes from now on. */
export function courseAtRates(course: Course, rates: CourseRates): Course {
  const { memoryMbPerSecond } = rates;
  return precopyTimed({
    ...course,
    rates,
    rated: true,
    told: course.told || course.rated,
    disks: disksAtRates(course.disks, rates),
    slowMs: isSupportedRate(memoryMbPerSecond) ? 0 : course.slowMs,
    silentMs: memoryMbPerSecond > 0 ? 0 : course.silentMs,
  });
}

/** The move ms later, at the rates it has. Past its end it stays what it was at its end. */
export function courseAfter(course: Course, ms: number): Course {
  const { elapsedMs, shownPercent } = course;
  const untilMs = elapsedMs + ms;
  const sampled = courseSampled(course, untilMs);
  const moved = moveTo(sampled ?? course, untilMs);
  const percent = sampled ? Math.max(shownPercent, wholePercent(sampled)) : shownPercent;
  return { ...moved, elapsedMs: untilMs, shownPercent: percent, told: true };
}

/** At the last moment of sampling on the way, the one before its end if it ends there; none if there is none. */
function courseSampled(course: Course, untilMs: number): Course | undefined {
  const { elapsedMs } = course;
  const lastMs = sampledBetween(elapsedMs, untilMs);
  if (lastMs === undefined) return undefined;
  const last = moveTo(course, lastMs);
  if (last.stage !== 'over') return last;
  const beforeEndMs = sampledBetween(elapsedMs, last.turnedMs);
  const before = beforeEndMs === undefined ? undefined : moveTo(course, beforeEndMs);
  return before?.stage === 'over' ? undefined : before;
}

/**
 * What is left of the move at the rates it has; moments count from now. What lies beyond the next
 * `phase` is expected, not known: the move may be given other rates there. A commit and a point of no
 * return of this very moment are in it whether or not they were played before, so a player commits
 * once by itself; a phase which the course has entered already never comes again.
 */
export function coursePlan(course: Course): Plan {
  const { elapsedMs } = course;
  const steps = presentSteps(course);
  const points: ProgressPoint[] = [];
  let current = course;
  while (current.stage !== 'over') {
    const ms = turnMs(current);
    const next = turned(current, ms);
    points.push(...pointsOf(current, elapsedMs));
    points.push({ atMs: next.turnedMs - elapsedMs, percent: percentAtTurn(current, ms) });
    if (!isRepeat(current, next)) steps.push(...stepsInto(next, elapsedMs));
    current = next;
  }
  const last = steps.splice(-1);
  return planOf([...steps, ...progressSteps(points, elapsedMs, course.shownPercent), ...last]);
}

/** What it competes for at this moment. The same object until that changes. */
export function courseNeeds(course: Course): CourseNeeds {
  return course.needs;
}

export function courseInsight(course: Course): CourseInsight {
  const { precopy } = course;
  const rounds = precopy?.rounds ?? [];
  return {
    phase: course.phase,
    elapsedMs: course.stage === 'over' ? course.turnedMs : course.elapsedMs,
    percent: course.shownPercent,
    rounds,
    memorySentMb: precopy ? sentMb(precopy) : 0,
    finalMb: precopy?.finalMb,
    precopySeconds: rounds.reduce((total, round) => total + round.seconds, 0),
    downtimeMs: course.stunMs,
    slowedAfterRound: precopy?.slowedAfterRound,
    disks: course.disks.map((disk) => diskInsight(disk, isHot(course))),
    memoryMbPerSecond: course.needs.memory ? course.rates.memoryMbPerSecond : 0,
  };
}

/** What happens when the course comes to that state; moments count from `fromMs`. */
function stepsInto(course: Course, fromMs: number): PlanStep[] {
  const atMs = Math.max(0, course.turnedMs - fromMs);
  const phase: PlanStep = { kind: 'phase', name: course.phase, atMs };
  switch (course.stage) {
    case 'switchover':
      return [phase, { kind: 'pointOfNoReturn', atMs }];
    case 'cleanup': {
      const commit: PlanStep = { kind: 'commit', label: 'resume', atMs };
      return isHot(course) ? [commit, phase] : [{ kind: 'pointOfNoReturn', atMs }, commit, phase];
    }
    case 'over':
      return [course.fault ? { kind: 'fail', fault: course.fault, atMs } : { kind: 'done', atMs }];
    default:
      return [phase];
  }
}

/** What belongs to this very moment, played or not: all but the phase it is known to be in. */
function presentSteps(course: Course): PlanStep[] {
  const isNow = course.turnedMs > course.elapsedMs - MOMENT_MS;
  if (!isNow && course.stage !== 'over') return [];
  const steps = stepsInto(course, course.elapsedMs);
  return course.told ? steps.filter((step) => step.kind !== 'phase') : steps;
}

/** A disk that takes no time is no news. */
function isRepeat(course: Course, next: Course): boolean {
  return next.phase === course.phase && next.stage === course.stage && isSameTurn(course, next);
}

function isSameTurn(course: Course, next: Course): boolean {
  return next.turnedMs < course.turnedMs + MOMENT_MS;
}

/** The progress line from that state to its next turn, but for its end. */
function pointsOf(course: Course, fromMs: number): ProgressPoint[] {
  const points = [{ atMs: course.atMs - fromMs, percent: percentOf(course) }];
  const sentMs = course.turnedMs + stateSentMs(course);
  if (course.stage === 'switchover' && sentMs > course.atMs) {
    points.push({ atMs: sentMs - fromMs, percent: course.script.switchover.stateSent });
  }
  return points;
}

function wholePercent(course: Course): number {
  return Math.floor(percentOf(course) + 1e-9);
}

function diskInsight({ facts, copiedMb, seconds }: DiskCopy, hot: boolean): DiskInsight {
  return {
    key: facts.key,
    label: facts.label,
    source: facts.source,
    destination: facts.destination,
    totalMb: facts.copyMb,
    copiedMb,
    mirroredMb: hot ? facts.guestWriteMbPerSecond * seconds : 0,
    seconds,
  };
}
