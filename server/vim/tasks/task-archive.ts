/**
 * What is known of tasks once they have finished: lets their objects go after a while and keeps their
 * infos for the task history, on the TaskManager's internal property `_past`.
 *
 * A finished task stays readable for ten minutes of virtual time, and for a minute of real time too,
 * since another client's long operation may let virtual time leap while a client is about to ask.
 */
import type { Clock } from '../../clock/clock.ts';
import type { WallClock } from '../../clock/wall-clock.ts';
import {
  assign,
  type Change,
  type Commit,
  destroy,
  insert,
  remove,
} from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { TaskInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { scopeOf } from '../events/event-arguments.ts';

export interface TaskArchiveOptions {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** With it, a finished task also stays for `keepWallMs` of real time. */
  readonly wall?: Pick<WallClock, 'nowMs'> | undefined;
  /** How long a finished task can be asked for itself, virtual ms. */
  readonly keepMs?: number;
  readonly keepWallMs?: number;
  /** How many finished tasks the history keeps once they are gone. */
  readonly historyMax?: number | undefined;
}

/** vCenter keeps a finished task for about ten minutes. */
const KEEP_MS = 600_000;
const KEEP_WALL_MS = 60_000;
const SWEEP_PERIOD_MS = 60_000;
const HISTORY_MAX = 10_000;
/** Each single addition copies the list: from a twentieth of it on, one copy of all is the better deal. */
const WHOLE_FACTOR = 20;

interface Finished {
  readonly atMs: number;
  readonly atWallMs: number;
}

export class TaskArchive {
  readonly #options: TaskArchiveOptions;
  readonly #inventory: Inventory;
  readonly #finished = new Map<string, Finished>();
  readonly #scopes = new Map<string, ReadonlySet<string>>();
  #history: readonly TaskInfo[] | undefined;

  constructor(options: TaskArchiveOptions) {
    this.#options = options;
    this.#inventory = options.inventory;
    for (const ref of this.#inventory.ofType('Task')) this.#noteFinished(ref);
    this.#inventory.subscribe((commit) => this.#follow(commit));
    options.clock.every(SWEEP_PERIOD_MS, () => this.#sweep());
  }

  /** All tasks, recent and past, in the order they were created. */
  history(): readonly TaskInfo[] {
    this.#history ??= [...this.#past(), ...this.#recent()].sort(
      (left, right) => numberOf(left.key) - numberOf(right.key),
    );
    return this.#history;
  }

  /** Remembers where the entity of a new task is. */
  noteScope(key: string, entity: Ref): void {
    this.#scopes.set(key, scopeOf(this.#options, entity));
  }

  scopeOf(info: TaskInfo): ReadonlySet<string> {
    if (!this.#scopes.has(info.key) && info.entity) this.noteScope(info.key, info.entity);
    return this.#scopes.get(info.key) ?? new Set();
  }

  #follow(commit: Commit): void {
    for (const [ref, properties] of commit.changed) {
      if (ref.type === 'TaskManager' && properties.has('_past')) this.#history = undefined;
      if (ref.type !== 'Task' || !properties.has('info')) continue;
      this.#history = undefined;
      if (!this.#finished.has(ref.value)) this.#noteFinished(ref);
    }
    for (const ref of commit.destroyed) {
      if (ref.type !== 'Task') continue;
      this.#history = undefined;
      this.#finished.delete(ref.value);
    }
  }

  #noteFinished(ref: Ref): void {
    const info = this.#infoOf(ref);
    if (!info?.completeTime) return;
    const atWallMs = this.#options.wall?.nowMs() ?? 0;
    this.#finished.set(ref.value, { atMs: Date.parse(info.completeTime), atWallMs });
  }

  /** Lets go of tasks which finished long enough ago. */
  #sweep(): void {
    const gone: TaskInfo[] = [];
    for (const [key, finished] of this.#finished) {
      const info = this.#mayGo(finished) && this.#infoOf(this.#inventory.ref('Task', key));
      if (info) gone.push(info);
    }
    if (gone.length === 0) return;

    const manager = this.#manager();
    const changes: Change[] = gone.map((info) => destroy(info.task));
    if (manager) changes.push(...this.#archiving(manager, gone));
    this.#inventory.apply(changes);
  }

  #mayGo(finished: Finished): boolean {
    const { clock, wall, keepMs = KEEP_MS, keepWallMs = KEEP_WALL_MS } = this.#options;
    if (clock.now() - finished.atMs < keepMs) return false;
    return !wall || wall.nowMs() - finished.atWallMs >= keepWallMs;
  }

  /** Adds to the past; the oldest make room. Many at once are cheaper as a whole than one by one. */
  #archiving(manager: Ref, gone: readonly TaskInfo[]): readonly Change[] {
    const past = this.#past();
    const surplus = past.length + gone.length - (this.#options.historyMax ?? HISTORY_MAX);
    const evicted = past.slice(0, Math.max(0, surplus));
    for (const info of evicted) this.#scopes.delete(info.key);
    if (gone.length * WHOLE_FACTOR > past.length) {
      return [assign(manager, '_past', [...past, ...gone].slice(Math.max(0, surplus)))];
    }
    return [
      ...evicted.map((info) => remove(manager, `_past[${info.key}]`)),
      ...gone.map((info) => insert(manager, '_past', info)),
    ];
  }

  #manager(): Ref | undefined {
    return this.#inventory.ofType('TaskManager')[0];
  }

  #recent(): readonly TaskInfo[] {
    return this.#inventory.ofType('Task').map((ref) => this.#inventory.read(ref, 'info'));
  }

  #past(): readonly TaskInfo[] {
    const manager = this.#manager();
    const past: unknown = manager && this.#inventory.read(manager, '_past');
    return Array.isArray(past) ? past : [];
  }

  #infoOf(ref: Ref): TaskInfo | undefined {
    const task = this.#inventory.ref('Task', ref.value);
    return this.#inventory.has(task) ? this.#inventory.read(task, 'info') : undefined;
  }
}

function numberOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('-') + 1));
}
