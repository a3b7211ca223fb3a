/**
 * Sees every commit and holds tasks to their promises: states go one way, progress grows, the end comes
 * once.
 */
import type { Commit } from '../../server/inventory/change.ts';
import type { Inventory } from '../../server/inventory/inventory.ts';
import type { TaskInfo } from '../../server/vmodl/generated/data.ts';
import type { Ref } from '../../server/vmodl/reference.ts';

const RANKS: Readonly<Record<string, number>> = { queued: 0, running: 1, success: 2, error: 2 };

export class TaskWitness {
  readonly complaints: string[] = [];
  readonly #inventory: Inventory;
  readonly #last = new Map<string, TaskInfo>();
  readonly #stop: () => void;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.#stop = inventory.subscribe((commit) => this.#see(commit));
  }

  /** Tasks that have not ended. */
  unfinished(): readonly string[] {
    return this.#inventory
      .ofType('Task')
      .map((ref) => this.#inventory.read(ref as Ref<'Task'>, 'info'))
      .filter(({ state }) => RANKS[state] !== 2)
      .map(({ key, name }) => `${key} ${name}`);
  }

  stop(): void {
    this.#stop();
  }

  #see(commit: Commit): void {
    for (const ref of commit.changed.keys()) {
      if (ref.type !== 'Task' || !this.#inventory.has(ref)) continue;
      const info = this.#inventory.read(ref as Ref<'Task'>, 'info');
      const before = this.#last.get(info.key);
      if (before) this.#compare(before, info);
      this.#last.set(info.key, info);
    }
  }

  #compare(before: TaskInfo, now: TaskInfo): void {
    const complain = (what: string) => void this.complaints.push(`${now.key}: ${what}`);
    const [from, to] = [RANKS[before.state] ?? 0, RANKS[now.state] ?? 0];
    if (from > to) complain(`${before.state} and then ${now.state}`);
    const changed = changedMembers(before, now);
    if (from === 2 && changed !== '') complain(`${changed} changed after its end`);
    if ((now.progress ?? 0) < (before.progress ?? 0)) complain(`progress fell to ${now.progress}`);
    if ((to === 2) !== (now.completeTime !== undefined)) complain(`${now.state} without its time`);
    if ((now.state === 'error') !== (now.error !== undefined))
      complain(`${now.state} and an error`);
  }
}

function changedMembers(before: TaskInfo, now: TaskInfo): string {
  const members = Object.keys({ ...before, ...now }) as (keyof TaskInfo)[];
  return members.filter((name) => before[name] !== now[name]).join();
}
