/**
 * What each kind of move goes through: its phases before anything is copied, and where the task's
 * progress stands at the boundaries.
 *
 * The boundaries of a vMotion follow the percentages at which field reports see real migrations
 * stall (10 host preparation, 14 connection, 78 to 82 switchover, 90 and above resume). A copy of
 * disks goes from 10 to 90, of both from 10 to 60 and on to 90. What preparation and cleanup cost is
 * ours.
 */
import type { CourseFacts } from './course-facts.ts';

export interface Phase {
  readonly name: string;
  readonly durationMs: number;
  /** Progress when the phase begins and ends. */
  readonly fromPercent: number;
  readonly toPercent: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Script {
  readonly preparation: readonly Phase[];
  readonly disks: Span;
  readonly memory: Span;
  /** Stun begun, device state sent, resumed. */
  readonly switchover: {
    readonly begun: number;
    readonly stateSent: number;
    readonly resumed: number;
  };
  readonly cleanup: Span;
}

/** Source instance destroyed, reservations freed, source files deleted. Ours. */
export const CLEANUP_MS = 500;
/** Fast suspend and resume of a storage vMotion: only metadata of memory changes hands. Ours, of 0.2 to 1 s. */
export const FAST_SUSPEND_RESUME_MS = 300;
/** Re-registering a VM that does not run takes one to three seconds whatever its size. */
const REGISTER_MS = 1500;

const NOTHING: Span = { from: 90, to: 90 };
const CLEANUP: Span = { from: 91, to: 99 };
const AT_90 = { begun: 90, stateSent: 90, resumed: 90 };

const VMOTION: Script = {
  preparation: [
    { name: 'validate', durationMs: 200, fromPercent: 2, toPercent: 9 },
    { name: 'prepareDestination', durationMs: 500, fromPercent: 9, toPercent: 10 },
    { name: 'connect', durationMs: 200, fromPercent: 10, toPercent: 14 },
    { name: 'traceGuest', durationMs: 100, fromPercent: 14, toPercent: 15 },
  ],
  disks: NOTHING,
  memory: { from: 15, to: 78 },
  switchover: { begun: 80, stateSent: 88, resumed: 90 },
  cleanup: CLEANUP,
};

const COPY_PREPARATION: readonly Phase[] = [
  { name: 'validate', durationMs: 200, fromPercent: 2, toPercent: 9 },
  { name: 'prepareDestination', durationMs: 500, fromPercent: 9, toPercent: 10 },
  { name: 'connect', durationMs: 300, fromPercent: 10, toPercent: 10 },
];

const COPY: Script = {
  preparation: COPY_PREPARATION,
  disks: { from: 10, to: 90 },
  memory: NOTHING,
  switchover: AT_90,
  cleanup: CLEANUP,
};

const COPY_OF_BOTH: Script = {
  ...COPY,
  disks: { from: 10, to: 60 },
  memory: { from: 60, to: 90 },
};

const REGISTRATION: Script = {
  ...COPY,
  preparation: [{ name: 'validate', durationMs: REGISTER_MS, fromPercent: 2, toPercent: 90 }],
};

export function scriptOf(facts: CourseFacts): Script {
  if (facts.disks.length > 0) return facts.memory ? COPY_OF_BOTH : COPY;
  if (facts.memory) return VMOTION;
  return facts.kind === 'provisioning' ? REGISTRATION : COPY;
}
