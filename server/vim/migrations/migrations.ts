/**
 * The migrations of one server: who waits, who runs, and what each gets of the pipes they share.
 *
 * A job waits until every host, network and datastore it touches has room (`engines/vmotion/admission`).
 * Whenever one starts, ends or goes on to another phase, all that run get their new share of the
 * pipes; the engine says what is left of each. One whose host or datastore goes meanwhile fails at once.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { CourseInsight } from '../../engines/migration/course-facts.ts';
import { type PipeUser, shareRates } from '../../engines/migration/sharing.ts';
import { admit, type Ticket } from '../../engines/vmotion/admission.ts';
import type { Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { MigrationJob } from './migration-job.ts';
import { type MigrationEnd, MigrationRecords } from './records.ts';
import { RunningMigration } from './running-migration.ts';

export type { MigrationJob } from './migration-job.ts';

export interface MigrationsOptions {
  readonly clock: Clock;
  readonly inventory: Inventory;
}

/** Properties whose change may end a migration: states of hosts and VMs, mounts of datastores. */
const TELLING: readonly string[] = ['runtime', '_enteringMaintenance', 'host'];

export class Migrations {
  readonly records: MigrationRecords;
  readonly #clock: Clock;
  readonly #inventory: Inventory;
  readonly #queued: MigrationJob[] = [];
  readonly #running = new Map<string, RunningMigration>();
  #pumping = false;
  /** To be shared anew, or looked at again, once the present call is over. */
  #sharing: Timer | undefined;
  #looking: Timer | undefined;
  readonly #doubtful = new Set<RunningMigration>();

  constructor({ clock, inventory }: MigrationsOptions) {
    this.#clock = clock;
    this.#inventory = inventory;
    this.records = new MigrationRecords(clock, (task) => this.insight(task));
    inventory.subscribe((commit) => this.#follow(commit));
  }

  /** Takes a job whose task is queued; it starts as soon as there is room. */
  submit(job: MigrationJob): void {
    this.records.queued(job.subject);
    const fault = job.check('start');
    if (fault) {
      this.#refuse(job, fault);
      return;
    }
    job.task.cancelable(() => this.#cancel(job));
    this.#queued.push(job);
    this.#pump();
  }

  /** Where a running migration stands: rounds, MB sent, what it waits for. */
  insight(taskKey: string): CourseInsight | undefined {
    return this.#running.get(taskKey)?.insight();
  }

  /** Forgets everything under way; its tasks are ended elsewhere. For reset. */
  clear(): void {
    for (const running of this.#running.values()) running.stop();
    this.#running.clear();
    this.#queued.length = 0;
    this.#doubtful.clear();
    this.#sharing?.cancel();
    this.#looking?.cancel();
    this.#sharing = undefined;
    this.#looking = undefined;
    this.records.clear();
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      // A job that is refused at its start leaves its room to the next: look again until nobody fits.
      for (let admitted = this.#admitted(); admitted.length > 0; admitted = this.#admitted()) {
        for (const job of admitted) this.#start(job);
      }
    } finally {
      this.#pumping = false;
    }
    this.#noteWaits();
    this.#shareSoon();
  }

  /** Takes the jobs out of the queue which have room now. */
  #admitted(): MigrationJob[] {
    const queued = new Map(this.#queued.map((job) => [job.ticket.id, job]));
    const admitted = admit(
      this.#tickets(),
      this.#queued.map(({ ticket }) => ticket),
    ).flatMap(({ id }) => queued.get(id) ?? []);
    for (const job of admitted) this.#queued.splice(this.#queued.indexOf(job), 1);
    return admitted;
  }

  #noteWaits(): void {
    const tickets = this.#tickets();
    for (const { task, ticket } of this.#queued) {
      this.records.waiting(task.key, fullFor(ticket, tickets));
    }
  }

  #tickets(): Ticket[] {
    return [...this.#running.values()].map(({ job }) => job.ticket);
  }

  #start(job: MigrationJob): void {
    const fault = job.check('start');
    if (fault) {
      this.#refuse(job, fault);
      return;
    }
    const running = new RunningMigration(job, {
      clock: this.#clock,
      inventory: this.#inventory,
      onPhase: () => this.#shareSoon(),
      onEnd: (tell, reason) => this.#ended(running, tell, reason),
    });
    this.#running.set(job.ticket.id, running);
    this.records.started(job.task.key);
    job.task.run(job.begin());
  }

  /** It never starts: its task shows when it was looked at, and why not. */
  #refuse(job: MigrationJob, fault: VimFault): void {
    this.records.ended(job.task.key, { state: 'error', fault });
    job.task.run();
    job.task.fail(fault, job.failed(fault));
  }

  #shareSoon(): void {
    this.#sharing ??= this.#clock.after(0, () => {
      this.#sharing = undefined;
      this.#share();
    });
  }

  /** Gives every running migration its share of the pipes as they are now. */
  #share(): void {
    const pipes = new Map<string, number>();
    const users: PipeUser[] = [];
    for (const running of this.#running.values()) {
      const { ticket, pipes: pipesOf } = running.job;
      const { rates, memory, disks } = pipesOf(running.needs());
      for (const [pipe, rate] of rates) pipes.set(pipe, rate);
      users.push({ id: ticket.id, priority: ticket.priority, memory, disks });
    }
    const shares = shareRates(pipes, users);
    for (const [id, rates] of shares) this.#running.get(id)?.give(rates);
  }

  #cancel(job: MigrationJob): void {
    const fault = new VimFault('RequestCanceled');
    const running = this.#running.get(job.ticket.id);
    if (running) {
      running.fail(fault);
      return;
    }
    const index = this.#queued.indexOf(job);
    if (index >= 0) this.#queued.splice(index, 1);
    this.records.ended(job.task.key, { state: 'cancelled', fault });
    job.task.fail(fault, job.failed(fault));
    this.#pump();
  }

  #ended(running: RunningMigration, tell: () => void, fault: VimFault | undefined): void {
    const { key } = running.job.task;
    this.records.ended(key, { state: endOf(fault), insight: running.insight(), fault });
    this.#running.delete(running.job.ticket.id);
    tell();
    this.#pump();
  }

  /** Notes which migrations a commit may have pulled the ground from. */
  #follow({ changed, destroyed }: Commit): void {
    if (this.#running.size === 0) return;
    const moved = [...changed].flatMap(([ref, names]) =>
      TELLING.some((name) => names.has(name)) ? [ref] : [],
    );
    const touched = new Set([...moved, ...destroyed].map(({ value }) => value));
    if (touched.size === 0) return;
    for (const running of this.#running.values()) {
      if (running.resumed || !running.copies) continue;
      if (running.job.needs.some(({ value }) => touched.has(value))) this.#doubtful.add(running);
    }
    if (this.#doubtful.size > 0) this.#lookSoon();
  }

  #lookSoon(): void {
    this.#looking ??= this.#clock.after(0, () => {
      this.#looking = undefined;
      const doubtful = [...this.#doubtful];
      this.#doubtful.clear();
      for (const running of doubtful) {
        if (this.#running.get(running.job.ticket.id) !== running || running.resumed) continue;
        const fault = running.job.check('switchover');
        if (fault) running.fail(fault);
      }
    });
  }
}

function endOf(fault: VimFault | undefined): MigrationEnd {
  if (!fault) return 'success';
  return fault.name === 'RequestCanceled' ? 'cancelled' : 'error';
}

/** What has no room for it. */
function fullFor(ticket: Ticket, running: readonly Ticket[]): readonly string[] {
  const inUse = new Map<string, number>();
  for (const { demands } of running) {
    for (const { resource, cost } of demands) {
      inUse.set(resource, (inUse.get(resource) ?? 0) + cost);
    }
  }
  return ticket.demands
    .filter(({ resource, cost, max }) => (inUse.get(resource) ?? 0) + cost > max)
    .map(({ resource }) => resource);
}
