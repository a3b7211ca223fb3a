/**
 * Operations that clients called as tasks: what each task is for, and how it came out. The tasks are
 * those of vim25's TaskManager; what an operation answers in the end is known only here.
 */
import type { VapiError } from './error.ts';
import type { VapiOperation } from './model.ts';

export interface VapiTask {
  /** Key of the vim25 task: `task-12`. */
  readonly id: string;
  readonly operation: VapiOperation;
  /** Type and id of what it works on, where the operation names one object. */
  readonly target?: { readonly type: string; readonly id: string } | undefined;
  readonly outcome?: VapiOutcome | undefined;
}

export type VapiOutcome = { readonly result: unknown } | { readonly error: VapiError };

/** As many as the TaskManager remembers. */
const TASKS_MAX = 1000;

export class VapiTasks {
  readonly #tasks = new Map<string, VapiTask>();

  begin(task: VapiTask): void {
    this.#tasks.set(task.id, task);
    for (const oldest of this.#tasks.keys()) {
      if (this.#tasks.size <= TASKS_MAX) return;
      this.#tasks.delete(oldest);
    }
  }

  end(id: string, outcome: VapiOutcome): void {
    const task = this.#tasks.get(id);
    if (task) this.#tasks.set(id, { ...task, outcome });
  }

  find(id: string): VapiTask | undefined {
    return this.#tasks.get(id);
  }

  all(): readonly VapiTask[] {
    return [...this.#tasks.values()];
  }
}
