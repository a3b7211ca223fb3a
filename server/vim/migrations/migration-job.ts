/**
 * One migration as its method resolved it: what the player of migrations needs to know of it.
 */
import type { CourseFacts, CourseNeeds } from '../../engines/migration/course-facts.ts';
import type { DiskStream } from '../../engines/migration/sharing.ts';
import type { Ticket } from '../../engines/vmotion/admission.ts';
import type { Change } from '../../inventory/change.ts';
import type { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import type { MigrationSubject } from './records.ts';

export interface MigrationJob {
  readonly task: RunningTask;
  readonly subject: MigrationSubject;
  readonly ticket: Ticket;
  /** Objects which it cannot do without: VM, hosts, pool, folder, datastores. */
  readonly needs: readonly Ref[];
  /** What it copies; asked when it starts. */
  readonly course: () => CourseFacts;
  /** What it goes through, for what it copies now; asked whenever pipes are shared anew. */
  readonly pipes: (needs: CourseNeeds) => MovePipes;
  /** What speaks against it now: before it starts, or while it is on its way. */
  readonly check: (moment: 'start' | 'switchover') => VimFault | undefined;
  /** When it starts: reservations at the destination, the starting event. */
  readonly begin: () => readonly Change[];
  /**
   * Asks somebody else to go on with the VM, before `resume` takes place; answers what changes here
   * when he has agreed. Rejects with the fault for which he has not.
   */
  readonly handOver?: (() => Promise<readonly Change[]>) | undefined;
  /** The moment the VM resumes at its destination. */
  readonly resume: () => readonly Change[];
  /** When all is cleaned up: reservations released, the final events. */
  readonly finish: () => readonly Change[];
  /** What its task answers in the end. */
  readonly result?: (() => Value) | undefined;
  /** Gives back what `begin` took, and says why. */
  readonly failed: (fault: VimFault) => readonly Change[];
}

/** The pipes of one migration, under names that all migrations share. */
export interface MovePipes {
  /** What each carries, MB/s. */
  readonly rates: ReadonlyMap<string, number>;
  /** Those its memory goes through; absent when it sends none. */
  readonly memory?: readonly string[] | undefined;
  readonly disks: readonly DiskStream[];
}
