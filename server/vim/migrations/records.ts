/**
 * What is told of migrations, those under way and those that ended.
 */
import type { CourseInsight } from '../../engines/migration/course-facts.ts';
import type { OperationKind } from '../../engines/vmotion/admission.ts';
import type { MovePriority } from '../../engines/vmotion/link.ts';

/** What is known of a migration from its request on. */
export interface MigrationSubject {
  /** `task-12` */
  readonly task: string;
  readonly vm: { readonly id: string; readonly name: string };
  readonly kind: OperationKind;
  readonly priority: MovePriority;
  readonly source: { readonly id: string; readonly name: string };
  readonly destination: { readonly id: string; readonly name: string };
}

/** How long it waited for which resource, ms: `host:host-12`, `network:host-12`, `datastore:datastore-7`. */
export interface MigrationWait {
  readonly resource: string;
  readonly ms: number;
}

export interface MigrationRecord extends MigrationSubject {
  readonly state: 'queued' | 'running' | 'success' | 'error' | 'cancelled';
  /** Virtual times, ISO. */
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Queued in all, ms. */
  readonly waitedMs: number;
  readonly waits: readonly MigrationWait[];
  readonly insight?: CourseInsight | undefined;
  readonly error?: { readonly fault: string; readonly message: string } | undefined;
}
