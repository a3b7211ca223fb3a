/**
 * What a migration copies, told at its start; what it competes for at a moment; and what it tells of
 * itself. Shapes only: `course.ts` moves them.
 */
import type { OperationKind } from '../vmotion/admission.ts';
import type { MemoryFacts, MigrateOptions, PrecopyRound } from '../vmotion/precopy.ts';

export interface CourseFacts {
  readonly kind: OperationKind;
  /** Memory of a VM which runs and changes hosts. */
  readonly memory?: MemoryFacts | undefined;
  /** Disks and home that are copied, in the order they start; none in a compute-only move. */
  readonly disks: readonly DiskCopyFacts[];
  readonly options?: MigrateOptions | undefined;
}

/** One disk with its chain, or the home: the VM's small files and swap. */
export interface DiskCopyFacts {
  /** `2000`, the disk's key; `home`. */
  readonly key: string;
  /** `Hard disk 1`, `VM home` */
  readonly label: string;
  /** Moids of datastores. */
  readonly source: string;
  readonly destination: string;
  /** What is read here and written there, MB. */
  readonly copyMb: number;
  /** What the guest writes to it meanwhile, mirrored to the destination, MB/s; 0 when it does not run. */
  readonly guestWriteMbPerSecond: number;
}

/** What a course is given at a moment, MB/s. */
export interface CourseRates {
  /** Memory over the vMotion network; irrelevant without memory. */
  readonly memoryMbPerSecond: number;
  /** By disk key, for the disks that are being copied now. */
  readonly disksMbPerSecond: ReadonlyMap<string, number>;
}

/** What of it is under way, and so competes for pipes. */
export interface CourseNeeds {
  readonly memory: boolean;
  /** Keys of the disks being copied. */
  readonly disks: readonly string[];
}

/** How far the copy of one disk is. */
export interface DiskInsight {
  readonly key: string;
  readonly label: string;
  readonly source: string;
  readonly destination: string;
  readonly totalMb: number;
  readonly copiedMb: number;
  /** Guest writes sent to the destination a second time. */
  readonly mirroredMb: number;
  readonly seconds: number;
}

/** What a running or finished migration tells of itself. */
export interface CourseInsight {
  /** Name of the phase it is in. */
  readonly phase: string;
  readonly elapsedMs: number;
  readonly percent: number;
  readonly rounds: readonly PrecopyRound[];
  readonly memorySentMb: number;
  /** Memory left for the switchover; set when precopy has ended. */
  readonly finalMb: number | undefined;
  readonly precopySeconds: number;
  readonly downtimeMs: number | undefined;
  /** The round after which SDPS slowed the guest down. */
  readonly slowedAfterRound: number | undefined;
  readonly disks: readonly DiskInsight[];
  /** Rates at this moment. */
  readonly memoryMbPerSecond: number;
}
