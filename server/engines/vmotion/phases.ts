/**
 * The phases of a hot compute migration, what each costs, and where the task's progress stands at
 * their boundaries.
 *
 * Order and meaning are vMotion's: the destination prepares a shadow VM and reserves resources, the
 * hosts connect, guest pages are write-protected, memory is copied ahead, the guest is stunned on
 * the source and resumes on the destination, the source is cleaned up. Progress boundaries follow
 * the percentages at which field reports see real migrations stall (10 host preparation, 14
 * connection, 78 to 82 switchover, 90 and above resume). What preparation and cleanup cost is ours.
 */
import type { Plan, PlanStep } from '../plan.ts';
import { planOf, progressSteps } from '../plan.ts';

export interface Phase {
  readonly name: PhaseName;
  readonly durationMs: number;
  /** Progress when the phase begins and ends. */
  readonly fromPercent: number;
  readonly toPercent: number;
}

export type PhaseName =
  | 'validate'
  | 'prepareDestination'
  | 'connect'
  | 'traceGuest'
  | 'precopy'
  | 'switchover'
  | 'cleanup';

/** Before precopy: fixed costs, ours. */
export const PREPARATION: readonly Phase[] = Object.freeze([
  { name: 'validate', durationMs: 200, fromPercent: 2, toPercent: 9 },
  { name: 'prepareDestination', durationMs: 500, fromPercent: 9, toPercent: 10 },
  { name: 'connect', durationMs: 200, fromPercent: 10, toPercent: 14 },
  { name: 'traceGuest', durationMs: 100, fromPercent: 14, toPercent: 15 },
]);
export const PREPARATION_MS = PREPARATION.reduce((sum, phase) => sum + phase.durationMs, 0);

/** Source instance destroyed, reservations freed. Ours. */
export const CLEANUP_MS = 500;

export const PRECOPY_FROM_PERCENT = 15;
export const PRECOPY_TO_PERCENT = 78;
export const STUN_PERCENT = 80;
export const DEVICE_STATE_SENT_PERCENT = 88;
export const RESUMED_PERCENT = 90;
export const CLEANUP_FROM_PERCENT = 91;
export const CLEANUP_TO_PERCENT = 99;

/** Re-registering a VM that does not run takes one to three seconds whatever its size. */
const COLD_MOVE_MS = 2000;
const COLD_MOVE_COMMIT_MS = 1500;

/** Plan of a compute-only move of a VM which is powered off or suspended: nothing is copied. */
export function coldMovePlan(): Plan {
  const points = [
    { atMs: 0, percent: 2 },
    { atMs: COLD_MOVE_COMMIT_MS, percent: RESUMED_PERCENT },
    { atMs: COLD_MOVE_MS, percent: CLEANUP_TO_PERCENT },
  ];
  const steps: PlanStep[] = [
    { kind: 'phase', name: 'validate', atMs: 0 },
    { kind: 'pointOfNoReturn', atMs: COLD_MOVE_COMMIT_MS },
    { kind: 'commit', label: 'resume', atMs: COLD_MOVE_COMMIT_MS },
    { kind: 'phase', name: 'cleanup', atMs: COLD_MOVE_COMMIT_MS },
    ...progressSteps(points, 0, 0),
    { kind: 'done', atMs: COLD_MOVE_MS },
  ];
  return planOf(steps);
}
