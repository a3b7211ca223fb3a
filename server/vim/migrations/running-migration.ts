/**
 * One migration under way: its course, played on the clock at the rates it is given.
 *
 * Each step of the course becomes a timer; new rates replace what is left of it. The owner is told
 * when it competes for other pipes than before, and when it has ended.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import {
  type Course,
  courseAfter,
  courseAtRates,
  courseInsight,
  courseNeeds,
  coursePlan,
  startCourse,
} from '../../engines/migration/course.ts';
import type {
  CourseInsight,
  CourseNeeds,
  CourseRates,
} from '../../engines/migration/course-facts.ts';
import { sameRates } from '../../engines/migration/sharing.ts';
import type { PlanStep } from '../../engines/plan.ts';
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { MigrationJob } from './migration-job.ts';

export interface RunningOptions {
  readonly clock: Clock;
  readonly inventory: Inventory;
  /** It copies something else than before, or nothing any more. */
  readonly onNeeds: () => void;
  /** It has ended; `tell` ends its task. `fault` is set unless it succeeded. */
  readonly onEnd: (tell: () => void, fault?: VimFault) => void;
}

export class RunningMigration {
  readonly job: MigrationJob;
  readonly #options: RunningOptions;
  #course: Course;
  /** The moment that `#course` stands for. */
  #courseMs: number;
  #needs: CourseNeeds;
  #steps: readonly PlanStep[] = [];
  #stepsFromMs = 0;
  #timer: Timer | undefined;
  #resumed = false;
  /** Somebody else has been asked to go on with the VM, and has not answered yet. */
  #handingOver = false;
  #ended = false;

  constructor(job: MigrationJob, options: RunningOptions) {
    this.job = job;
    this.#options = options;
    this.#course = startCourse(job.course());
    this.#courseMs = options.clock.now();
    this.#needs = courseNeeds(this.#course);
  }

  /** Does it copy anything, so that a host that goes meanwhile is noticed at once? */
  get copies(): boolean {
    const { memory, disks } = this.#course.facts;
    return memory !== undefined || disks.length > 0;
  }

  /** The VM is on its destination: nothing takes it back. */
  get resumed(): boolean {
    return this.#resumed;
  }

  /** What it competes for now. */
  get needs(): CourseNeeds {
    return this.#needs;
  }

  /** Has it been given rates, so that its steps are known? */
  get isRated(): boolean {
    return this.#course.rated;
  }

  insight(): CourseInsight {
    return courseInsight(this.#now());
  }

  /** Gives it its share of the pipes from now on. */
  give(rates: CourseRates): void {
    if (this.#ended) return;
    const course = this.#now();
    if (course.rated && sameRates(course.rates, rates)) return;
    // Steps due at this very moment are replaced with the rest: what they would have shown is shown now.
    if (course.shownPercent > 0) this.job.task.progress(course.shownPercent);
    this.#course = courseAtRates(course, rates);
    this.#steps = coursePlan(this.#course).steps;
    this.#stepsFromMs = this.#courseMs;
    this.#armNext();
  }

  /** Ends it early. */
  fail(fault: VimFault): void {
    const { task } = this.job;
    this.#end(() => task.fail(fault, this.job.failed(fault)), fault);
  }

  /** Plays no more of it; its task is ended elsewhere. */
  stop(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }

  #now(): Course {
    const nowMs = this.#options.clock.now();
    if (nowMs > this.#courseMs) {
      this.#course = courseAfter(this.#course, nowMs - this.#courseMs);
      this.#courseMs = nowMs;
    }
    return this.#course;
  }

  #armNext(): void {
    this.#timer?.cancel();
    const [step] = this.#steps;
    if (!step || this.#ended || this.#handingOver) return;
    const { clock } = this.#options;
    const delayMs = Math.max(0, this.#stepsFromMs + step.atMs - clock.now());
    this.#timer = clock.after(delayMs, () => {
      this.#steps = this.#steps.slice(1);
      this.#playSafely(step);
      this.#armNext();
    });
  }

  /** A mistake of ours keeps neither the task from ending nor others from starting; it is passed on. */
  #playSafely(step: PlanStep): void {
    try {
      this.#play(step);
    } catch (error) {
      this.fail(systemError(error));
      throw error;
    }
  }

  #play(step: PlanStep): void {
    const { task } = this.job;
    switch (step.kind) {
      case 'progress':
        task.progress(step.percent);
        break;
      case 'pointOfNoReturn':
        task.cancelable(undefined);
        break;
      case 'commit':
        this.#resume();
        break;
      case 'fail':
        this.fail(new VimFault(step.fault.name, step.fault.detail, step.fault.message));
        break;
      case 'done':
        this.#end(() => task.succeed(this.job.finish(), this.job.result?.()));
        break;
      case 'phase':
        this.#lookAtNeeds();
        break;
    }
  }

  /** Most phases change nothing of what is copied. */
  #lookAtNeeds(): void {
    const needs = courseNeeds(this.#now());
    if (needs === this.#needs) return;
    this.#needs = needs;
    this.#options.onNeeds();
  }

  /** The VM runs on its destination from here on; a last look makes sure that it still may. */
  #resume(): void {
    if (this.#resumed) return;
    const { job } = this;
    const fault = job.check('switchover');
    if (fault) {
      this.fail(fault);
      return;
    }
    if (job.handOver) this.#handOver(job.handOver);
    else this.#takePlace(job.resume());
  }

  #takePlace(changes: readonly Change[]): void {
    this.#options.inventory.apply(changes, { task: this.job.task.key });
    this.#resumed = true;
  }

  /** Nothing goes on until the other side has answered; it may take real time. */
  #handOver(ask: () => Promise<readonly Change[]>): void {
    this.#handingOver = true;
    ask().then(
      (changes) => {
        this.#handingOver = false;
        if (this.#ended) return;
        this.#takePlace(changes);
        this.#armNext();
      },
      (error: unknown) => {
        this.#handingOver = false;
        this.fail(error instanceof VimFault ? error : systemError(error));
      },
    );
  }

  #end(tell: () => void, fault?: VimFault): void {
    if (this.#ended) return;
    this.stop();
    this.#options.onEnd(tell, fault);
  }
}

/** The fault for a mistake of ours. */
export function systemError(error: unknown): VimFault {
  const reason = error instanceof Error ? error.message : String(error);
  return new VimFault('SystemError', { reason }, `A general system error occurred: ${reason}`);
}
