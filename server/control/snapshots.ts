/**
 * Named snapshots of the inventory, and the one it started from.
 *
 * One costs little: values are shared with the inventory. Putting one back is a commit, so whoever
 * watches the inventory is told what differs. Sessions stay; what belongs to them is no part of it.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Snapshot } from '../inventory/snapshot.ts';
import { ControlError } from './control-error.ts';

export interface SnapshotReport {
  readonly name: string;
  /** Virtual time when it was taken, ISO 8601 UTC. */
  readonly takenAt: string;
  readonly objects: number;
}

export interface SnapshotHooks {
  /** Ends what is under way on the objects of now, such as running tasks. */
  readonly beforeRestore?: () => void;
  /** Resolves when what was put back is as durable as it must be. */
  readonly afterRestore?: () => Promise<void> | undefined;
}

interface Kept {
  readonly snapshot: Snapshot;
  readonly report: SnapshotReport;
}

/** What tests use is a handful; a loop that forgets to delete is noticed. */
const SNAPSHOTS_MAX = 1_000;
const NAME = /^[\w][\w.-]{0,79}$/;

export class Snapshots {
  readonly #inventory: Pick<Inventory, 'takeSnapshot' | 'restore'>;
  readonly #iso: () => string;
  readonly #hooks: SnapshotHooks;
  readonly #initial: Snapshot;
  readonly #kept = new Map<string, Kept>();

  constructor(
    inventory: Pick<Inventory, 'takeSnapshot' | 'restore'>,
    iso: () => string,
    hooks: SnapshotHooks = {},
  ) {
    this.#inventory = inventory;
    this.#iso = iso;
    this.#hooks = hooks;
    this.#initial = inventory.takeSnapshot();
  }

  list(): readonly SnapshotReport[] {
    return [...this.#kept.values()].map(({ report }) => report);
  }

  /** Takes one, under a name of its own when none is given. A name in use is a conflict unless `replace`. */
  take(name: string | undefined, { replace }: { readonly replace: boolean }): SnapshotReport {
    const chosen = name ?? this.#freeName();
    if (!NAME.test(chosen)) {
      throw new ControlError('invalid', 'a name has letters, digits, dots, dashes, at most 80');
    }
    if (!replace && this.#kept.has(chosen)) {
      throw new ControlError('conflict', `there is a snapshot "${chosen}" already`);
    }
    if (this.#kept.size >= SNAPSHOTS_MAX) {
      throw new ControlError(
        'conflict',
        `there are ${SNAPSHOTS_MAX} snapshots already; delete some`,
      );
    }
    const snapshot = this.#inventory.takeSnapshot();
    const report = { name: chosen, takenAt: this.#iso(), objects: snapshot.states.size };
    this.#kept.set(chosen, { snapshot, report });
    return report;
  }

  async restore(name: string): Promise<SnapshotReport> {
    const { snapshot, report } = this.#demand(name);
    await this.#putBack(snapshot, `restore ${name}`);
    return report;
  }

  delete(name: string): void {
    this.#demand(name);
    this.#kept.delete(name);
  }

  /** Back to how the server started. Named snapshots stay. */
  async reset(): Promise<{ readonly objects: number }> {
    await this.#putBack(this.#initial, 'reset');
    return { objects: this.#initial.states.size };
  }

  async #putBack(snapshot: Snapshot, method: string): Promise<void> {
    this.#hooks.beforeRestore?.();
    this.#inventory.restore(snapshot, { method });
    await this.#hooks.afterRestore?.();
  }

  #demand(name: string): Kept {
    const kept = this.#kept.get(name);
    if (kept) return kept;
    throw new ControlError('not found', `there is no snapshot "${name}"`);
  }

  #freeName(): string {
    for (let number = 1; ; number++) {
      const name = `snapshot-${number}`;
      if (!this.#kept.has(name)) return name;
    }
  }
}
