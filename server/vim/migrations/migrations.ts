/**
 * The migrations of one server: who waits, who runs, and what each gets of the pipes they share.
 *
 * A job waits until every host, network and datastore it touches has room (`engines/vmotion/admission`).
 * Whenever one starts, ends or goes on to copy something else, all that copy get their new share of
 * the pipes; the engine says what is left of each. One whose host or datastore goes meanwhile fails at once.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { CourseInsight } from '../../engines/migration/course-facts.ts';
import { type PipeUser, shareRates } from '../../engines/migration/sharing.ts';
import {
  admitBeside,
  blockersBeside,
  returnUnits,
  takeUnits,
  type UnitsInUse,
} from '../../engines/vmotion/admission.ts';
import type { Commit } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { MigrationJob } from './migration-job.ts';
import { type MigrationEnd, MigrationRecords } from './records.ts';
import { RunningMigration, systemError } from './running-migration.ts';

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
  /** By task, in the order they came. */
  readonly #queued = new Map<string, MigrationJob>();
  readonly #inUse: UnitsInUse = new Map();
  readonly #running = new Map<string, RunningMigration>();
  #pumping = false;
  /** To be shared anew, or looked at again, once the present call is over. */
  #sharing: Timer | undefined;
  #starting: Timer | undefined;
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
    this.#queued.set(job.ticket.id, job);
    // Room is as it was: nobody can start but the newcomer.
    const [admitted] = admitBeside(this.#inUse, [job.ticket]);
    if (admitted) this.#pump([job]);
    else this.records.waiting(job.task.key, blockersBeside(this.#inUse, job.ticket));
  }

  /** Where a running migration stands: rounds, MB sent, what it waits for. */
  insight(taskKey: string): CourseInsight | undefined {
    return this.#running.get(taskKey)?.insight();
  }

  /** Forgets everything under way; its tasks are ended elsewhere. For reset. */
  clear(): void {
    for (const running of this.#running.values()) running.stop();
    this.#running.clear();
    this.#queued.clear();
    this.#inUse.clear();
    this.#doubtful.clear();
    this.#sharing?.cancel();
    this.#starting?.cancel();
    this.#looking?.cancel();
    this.#sharing = undefined;
    this.#starting = undefined;
    this.#looking = undefined;
    this.records.clear();
  }

  /** Starts those who have room now, and says of the others what they wait for. */
  #pump(first = this.#admitted()): void {
    if (this.#pumping) return;
    this.#pumping = true;
    // A job that is refused at its start leaves its room to the next: look again until nobody fits.
    for (let admitted = first; admitted.length > 0; admitted = this.#admitted()) {
      for (const job of admitted) this.#startSafely(job);
    }
    this.#pumping = false;
    for (const { task, ticket } of this.#queued.values()) {
      this.records.waiting(task.key, blockersBeside(this.#inUse, ticket));
    }
    this.#shareSoon();
  }

  #admitted(): readonly MigrationJob[] {
    const tickets = [...this.#queued.values()].map(({ ticket }) => ticket);
    return admitBeside(this.#inUse, tickets).flatMap(({ id }) => this.#queued.get(id) ?? []);
  }

  /** A mistake of ours keeps neither the task from ending nor others from starting; it is passed on. */
  #startSafely(job: MigrationJob): void {
    this.#queued.delete(job.ticket.id);
    try {
      this.#start(job);
    } catch (error) {
      const fault = systemError(error);
      this.#forget(job);
      this.records.ended(job.task.key, { state: 'error', fault });
      failAnyhow(job, fault);
      this.#clock.after(0, () => {
        throw error;
      });
    }
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
      onNeeds: () => this.#shareSoon(),
      onEnd: (tell, reason) => this.#ended(running, tell, reason),
    });
    this.#running.set(job.ticket.id, running);
    takeUnits(this.#inUse, job.ticket);
    this.records.started(job.task.key);
    job.task.run(job.begin());
  }

  #forget({ ticket }: MigrationJob): void {
    const running = this.#running.get(ticket.id);
    if (!running) return;
    running.stop();
    this.#running.delete(ticket.id);
    returnUnits(this.#inUse, ticket);
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

  /** Gives every migration that copies its share of the pipes as they are now. */
  #share(): void {
    const pipes = new Map<string, number>();
    const users: PipeUser[] = [];
    for (const running of this.#running.values()) {
      const { needs, job } = running;
      // One that copies nothing at the moment is asked once, so that its first steps are known.
      if (running.isRated && !needs.memory && needs.disks.length === 0) continue;
      const { rates, memory, disks } = job.pipes(needs);
      for (const [pipe, rate] of rates) pipes.set(pipe, rate);
      users.push({ id: job.ticket.id, priority: job.ticket.priority, memory, disks });
    }
    for (const [id, rates] of shareRates(pipes, users)) this.#running.get(id)?.give(rates);
  }

  #cancel(job: MigrationJob): void {
    const fault = new VimFault('RequestCanceled');
    const running = this.#running.get(job.ticket.id);
    if (running) {
      running.fail(fault);
      return;
    }
    this.#queued.delete(job.ticket.id);
    this.records.ended(job.task.key, { state: 'cancelled', fault });
    job.task.fail(fault, job.failed(fault));
  }

  #ended(running: RunningMigration, tell: () => void, fault: VimFault | undefined): void {
    const { key } = running.job.task;
    this.records.ended(key, { state: endOf(fault), insight: running.insight(), fault });
    this.#forget(running.job);
    try {
      tell();
    } catch (error) {
      failAnyhow(running.job, systemError(error));
      throw error;
    } finally {
      this.#pumpSoon();
    }
  }

  /** Many end at one moment: who starts in their stead is looked at once. */
  #pumpSoon(): void {
    this.#starting ??= this.#clock.after(0, () => {
      this.#starting = undefined;
      this.#pump();
    });
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

/** Ends the task even if what the failure leaves behind cannot be said either. */
function failAnyhow({ task, failed }: MigrationJob, fault: VimFault): void {
  try {
    task.fail(fault, failed(fault));
  } catch {
    task.fail(fault);
  }
}
