/**
 * The migrations of one server: who waits, who runs, and what each gets of the links they share.
 *
 * A job waits until every host, network and datastore it touches has room (`engines/vmotion/admission`).
 * Whenever a migration starts or ends, all that run are moved to that moment and given their new
 * share of the links; the engine says what is left of each.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Plan, PlanStep } from '../../engines/plan.ts';
import type { Ticket } from '../../engines/vmotion/admission.ts';
import { admit } from '../../engines/vmotion/admission.ts';
import type { LinkUser } from '../../engines/vmotion/link.ts';
import { shareLinks } from '../../engines/vmotion/link.ts';
import type { Migration, MigrationInsight } from '../../engines/vmotion/migration.ts';
import {
  migrationAfter,
  migrationAtRate,
  migrationInsight,
  migrationPlan,
  startMigration,
} from '../../engines/vmotion/migration.ts';
import { coldMovePlan } from '../../engines/vmotion/phases.ts';
import type { MemoryFacts } from '../../engines/vmotion/precopy.ts';
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { RunningTask } from '../tasks/tasks.ts';

/** One migration as its method resolved it. */
export interface MigrationJob {
  readonly task: RunningTask;
  readonly ticket: Ticket;
  /** Memory to copy; undefined for a VM that does not run. */
  readonly memory: MemoryFacts | undefined;
  /** The links of both hosts, MB/s by host id; asked again whenever links are shared anew. */
  readonly links: () => ReadonlyMap<string, number>;
  /** What speaks against it at this moment. */
  readonly check: () => VimFault | undefined;
  /** When it starts: reservation at the destination, the starting event. */
  readonly begin: () => readonly Change[];
  /** The moment the VM resumes at its destination. */
  readonly resume: () => readonly Change[];
  /** When all is cleaned up: reservation released, the final events. */
  readonly finish: () => readonly Change[];
  readonly failed: (fault: VimFault) => readonly Change[];
}

interface Running {
  readonly job: MigrationJob;
  /** Undefined for a cold move, whose plan stays as it is. */
  migration: Migration | undefined;
  movedToMs: number;
  steps: readonly PlanStep[];
  stepsFromMs: number;
  timer: Timer | undefined;
  resumed: boolean;
}

export class Migrations {
  readonly #clock: Clock;
  readonly #inventory: Inventory;
  readonly #queued: MigrationJob[] = [];
  readonly #running = new Map<string, Running>();
  #pumping = false;

  constructor(services: { readonly clock: Clock; readonly inventory: Inventory }) {
    this.#clock = services.clock;
    this.#inventory = services.inventory;
  }

  /** Takes a job whose task is queued; it starts as soon as there is room. */
  submit(job: MigrationJob): void {
    const fault = job.check();
    if (fault) {
      job.task.run();
      job.task.fail(fault, job.failed(fault));
      return;
    }
    job.task.cancelable(() => this.#cancel(job));
    this.#queued.push(job);
    this.#pump();
  }

  /** Where a running migration stands: rounds, MB sent, what it waits for. */
  insight(taskKey: string): MigrationInsight | undefined {
    const running = this.#running.get(taskKey);
    if (!running?.migration) return undefined;
    return migrationInsight(
      migrationAfter(running.migration, this.#clock.now() - running.movedToMs),
    );
  }

  /** Forgets everything under way; its tasks are ended elsewhere. For reset. */
  clear(): void {
    for (const running of this.#running.values()) running.timer?.cancel();
    this.#running.clear();
    this.#queued.length = 0;
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
    this.#share();
  }

  /** Takes the jobs out of the queue which have room now. */
  #admitted(): MigrationJob[] {
    const running = [...this.#running.values()].map(({ job }) => job.ticket);
    const ids = admit(
      running,
      this.#queued.map((job) => job.ticket),
    ).map((ticket) => ticket.id);
    return ids.flatMap((id) => {
      const index = this.#queued.findIndex((job) => job.ticket.id === id);
      return this.#queued.splice(index, 1);
    });
  }

  #start(job: MigrationJob): void {
    job.task.run();
    const fault = job.check();
    if (fault) {
      job.task.fail(fault, job.failed(fault));
      return;
    }
    this.#inventory.apply(job.begin(), { task: job.task.key });
    const nowMs = this.#clock.now();
    const running: Running = {
      job,
      migration: job.memory && startMigration(job.memory, 0),
      movedToMs: nowMs,
      steps: [],
      stepsFromMs: nowMs,
      timer: undefined,
      resumed: false,
    };
    this.#running.set(job.ticket.id, running);
    if (!running.migration) this.#follow(running, coldMovePlan());
  }

  /** Gives every running migration its share of the links as they are now. */
  #share(): void {
    const hot = [...this.#running.values()].filter((running) => running.migration);
    const rates = new Map<string, number>();
    const users: LinkUser[] = [];
    for (const { job } of hot) {
      const links = job.links();
      for (const [link, rate] of links) rates.set(link, rate);
      const { id, priority } = job.ticket;
      users.push({ id, links: [...links.keys()], priority });
    }
    const shares = shareLinks(rates, users);
    for (const running of hot) this.#continue(running, shares.get(running.job.ticket.id) ?? 0);
  }

  #continue(running: Running, rateMbPerSecond: number): void {
    const { migration } = running;
    if (!migration) return;
    const nowMs = this.#clock.now();
    if (running.steps.length > 0 && migration.rateMbPerSecond === rateMbPerSecond) return;
    const moved = migrationAfter(migration, nowMs - running.movedToMs);
    running.migration = migrationAtRate(moved, rateMbPerSecond);
    running.movedToMs = nowMs;
    this.#follow(running, migrationPlan(running.migration));
  }

  #follow(running: Running, plan: Plan): void {
    running.steps = plan.steps;
    running.stepsFromMs = this.#clock.now();
    this.#armNext(running);
  }

  #armNext(running: Running): void {
    running.timer?.cancel();
    const [step] = running.steps;
    if (!step) return;
    const delayMs = Math.max(0, running.stepsFromMs + step.atMs - this.#clock.now());
    running.timer = this.#clock.after(delayMs, () => {
      running.steps = running.steps.slice(1);
      this.#playSafely(running, step);
      if (this.#running.get(running.job.ticket.id) === running) this.#armNext(running);
    });
  }

  /** A mistake of ours keeps neither the task from ending nor others from starting; it is passed on. */
  #playSafely(running: Running, step: PlanStep): void {
    try {
      this.#play(running, step);
    } catch (error) {
      const { task } = running.job;
      const reason = error instanceof Error ? error.message : String(error);
      const text = `A general system error occurred: ${reason}`;
      this.#end(running, () => task.fail(new VimFault('SystemError', { reason }, text)));
      throw error;
    }
  }

  #play(running: Running, step: PlanStep): void {
    const { job } = running;
    switch (step.kind) {
      case 'progress':
        job.task.progress(step.percent);
        break;
      case 'pointOfNoReturn':
        job.task.cancelable(undefined);
        break;
      case 'commit':
        this.#resume(running);
        break;
      case 'fail':
        this.#end(running, () => {
          const { name, detail, message } = step.fault;
          const fault = new VimFault(name, detail, message);
          job.task.fail(fault, job.failed(fault));
        });
        break;
      case 'done':
        this.#end(running, () => job.task.succeed(job.finish()));
        break;
      case 'phase':
        break;
    }
  }

  /** The VM runs on its destination from here on; a last look makes sure that it still may. */
  #resume(running: Running): void {
    if (running.resumed) return;
    running.resumed = true;
    const { job } = running;
    const fault = job.check();
    if (fault) this.#end(running, () => job.task.fail(fault, job.failed(fault)));
    else this.#inventory.apply(job.resume(), { task: job.task.key });
  }

  #cancel(job: MigrationJob): void {
    const fault = new VimFault('RequestCanceled');
    const end = () => job.task.fail(fault, job.failed(fault));
    const running = this.#running.get(job.ticket.id);
    if (running) {
      this.#end(running, end);
      return;
    }
    const index = this.#queued.indexOf(job);
    if (index >= 0) this.#queued.splice(index, 1);
    end();
  }

  #end(running: Running, tell: () => void): void {
    running.timer?.cancel();
    this.#running.delete(running.job.ticket.id);
    tell();
    this.#pump();
  }
}
