/**
 * What no vCenter tells of a migration: what it waited for, every round of its memory copy, how long
 * the guest stood still, how far each disk is. For tests and for people who want to understand.
 */
import type { CourseInsight, DiskInsight } from '../engines/migration/course-facts.ts';
import type { OperationKind } from '../engines/vmotion/admission.ts';
import type { MovePriority } from '../engines/vmotion/link.ts';
import type { PrecopyRound } from '../engines/vmotion/precopy.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type {
  MigrationRecord,
  MigrationRecords,
  MigrationState,
  MigrationWait,
} from '../vim/migrations/records.ts';
import { ControlError } from './control-error.ts';

/** An object of the inventory; its id is its name when it has gone. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface WaitReport extends Named {
  readonly resource: 'host' | 'network' | 'datastore';
  readonly ms: number;
}

export interface MemoryReport {
  /** What was sent in all rounds. */
  readonly sentMb: number;
  /** What was left for the switchover; set once precopy has ended. */
  readonly finalMb?: number | undefined;
  readonly precopySeconds: number;
  /** At this moment; 0 while no memory is copied. */
  readonly rateMbPerSecond: number;
  /** The round after which SDPS slowed the guest down. */
  readonly slowedAfterRound?: number | undefined;
  readonly rounds: readonly PrecopyRound[];
}

export interface DiskReport extends Omit<DiskInsight, 'source' | 'destination'> {
  readonly source: Named;
  readonly destination: Named;
}

export interface MigrationReport {
  readonly task: string;
  readonly state: MigrationState;
  readonly kind: OperationKind;
  readonly priority: MovePriority;
  readonly vm: Named;
  readonly source: Named;
  readonly destination: Named;
  /** Virtual times, ISO 8601 UTC. */
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly waitedMs: number;
  readonly waits: readonly WaitReport[];
  /** These are there once it has started. */
  readonly phase?: string | undefined;
  readonly percent?: number | undefined;
  readonly elapsedMs?: number | undefined;
  /** How long the guest stands still at the switchover; set once that has begun. */
  readonly downtimeMs?: number | undefined;
  /** Of a VM which runs and changes hosts. */
  readonly memory?: MemoryReport | undefined;
  readonly disks: readonly DiskReport[];
  readonly error?: { readonly fault: string; readonly message: string } | undefined;
}

export interface MigrationFilter {
  readonly state?: MigrationState | undefined;
  /** Id or name of a VM. */
  readonly vm?: string | undefined;
  /** The latest so many. */
  readonly limit: number;
}

export class MigrationReports {
  readonly #records: Pick<MigrationRecords, 'all' | 'find'>;
  readonly #inventory: Pick<Inventory, 'find' | 'read'>;

  constructor(
    records: Pick<MigrationRecords, 'all' | 'find'>,
    inventory: Pick<Inventory, 'find' | 'read'>,
  ) {
    this.#records = records;
    this.#inventory = inventory;
  }

  /** Newest last. */
  list({ state, vm, limit }: MigrationFilter): readonly MigrationReport[] {
    return this.#records
      .all()
      .filter((record) => state === undefined || record.state === state)
      .filter((record) => vm === undefined || record.vm.id === vm || record.vm.name === vm)
      .slice(-limit)
      .map((record) => this.#report(record));
  }

  /** Throws ControlError for a task that is no migration, or one long forgotten. */
  get(task: string): MigrationReport {
    const record = this.#records.find(task);
    if (record) return this.#report(record);
    throw new ControlError('not found', `there is no migration "${task}"`);
  }

  #report({ insight, waits, ...record }: MigrationRecord): MigrationReport {
    return {
      ...record,
      waits: waits.map((wait) => this.#wait(wait)),
      phase: insight?.phase,
      percent: insight?.percent,
      elapsedMs: insight?.elapsedMs,
      downtimeMs: insight?.downtimeMs,
      memory: insight && copiesMemory(record.kind) ? memoryReport(insight) : undefined,
      disks: (insight?.disks ?? []).map((disk) => ({
        ...disk,
        source: this.#named(disk.source),
        destination: this.#named(disk.destination),
      })),
    };
  }

  #wait({ resource: key, ms }: MigrationWait): WaitReport {
    const [resource, id = ''] = key.split(':');
    const kind = resource === 'host' || resource === 'network' ? resource : 'datastore';
    return { resource: kind, ...this.#named(id), ms };
  }

  #named(id: string): Named {
    const ref = this.#inventory.find(id);
    const name = ref && this.#inventory.read(ref, 'name');
    return { id, name: typeof name === 'string' ? name : id };
  }
}

function copiesMemory(kind: OperationKind): boolean {
  return kind === 'vmotion' || kind === 'xvmotion';
}

function memoryReport(insight: CourseInsight): MemoryReport {
  const { memorySentMb, finalMb, precopySeconds, memoryMbPerSecond, slowedAfterRound, rounds } =
    insight;
  return {
    sentMb: memorySentMb,
    finalMb,
    precopySeconds,
    rateMbPerSecond: memoryMbPerSecond,
    slowedAfterRound,
    rounds,
  };
}
