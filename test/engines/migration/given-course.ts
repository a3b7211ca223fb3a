import type { Course } from '../../../server/engines/migration/course.ts';
import { courseAtRates, startCourse } from '../../../server/engines/migration/course.ts';
import type { CourseRates, DiskCopyFacts } from '../../../server/engines/migration/course-facts.ts';
import type { Plan } from '../../../server/engines/plan.ts';
import { linkRateMbPerSecond } from '../../../server/engines/vmotion/link.ts';
import type { MemoryFacts, MigrateOptions } from '../../../server/engines/vmotion/precopy.ts';

export const LINK_10_GBE = linkRateMbPerSecond({
  uplinkGbps: [10],
  vmotionVmkCount: 1,
  scalesStreams: true,
});
export const LINK_1_GBE = LINK_10_GBE / 10;
export const GV_VM_1 = { memoryMb: 4096, dirtyRateMbPerSecond: 100, workingSetMb: 2048 };

/** Before a move copies anything, and after it resumed. */
export const PREPARATION_MS = 1000;
export const CLEANUP_MS = 500;

export function rates(
  memoryMbPerSecond: number,
  disks: Readonly<Record<string, number>> = {},
): CourseRates {
  return { memoryMbPerSecond, disksMbPerSecond: new Map(Object.entries(disks)) };
}

export function vmotion(
  memory: MemoryFacts,
  rateMbPerSecond: number,
  options?: MigrateOptions,
): Course {
  const course = startCourse({ kind: 'vmotion', memory, disks: [], options });
  return courseAtRates(course, rates(rateMbPerSecond));
}

export function disk(key: string, given: Partial<DiskCopyFacts> = {}): DiskCopyFacts {
  return {
    key,
    label: `Hard disk ${key}`,
    source: 'datastore-1',
    destination: 'datastore-2',
    copyMb: 12288,
    guestWriteMbPerSecond: 0,
    ...given,
  };
}

export const percents = (plan: Plan) =>
  plan.steps.flatMap((step) => (step.kind === 'progress' ? [step.percent] : []));

/** When the first step of a kind, or of a phase, takes place. */
export const moment = (plan: Plan, what: string) =>
  plan.steps.find((step) => (step.kind === 'phase' ? step.name : step.kind) === what)?.atMs;

/** What happens, but for progress. */
export const deeds = (plan: Plan) =>
  plan.steps.flatMap((step) => {
    if (step.kind === 'progress') return [];
    return step.kind === 'phase' ? [step.name] : [step.kind];
  });
