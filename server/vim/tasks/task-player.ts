/**
 * Plays tasks: creates them, keeps who drives each, sees to it that each ends once.
 */
import type { Clock } from '../../clock/clock.ts';
import { assign, type Commit, create } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { LocalizableMessage, TaskInfo } from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { type DataObject, data } from '../../vmodl/value.ts';
import type { Events } from '../events/events.ts';
import { PlayedTask } from './played-task.ts';
import { TaskArchive, type TaskArchiveOptions } from './task-archive.ts';
import { descriptionIdOf } from './task-labels.ts';
import type { RunningTask, SimpleTask, TaskCaller, TaskDescription, Tasks } from './tasks.ts';

export interface TaskPlayerOptions extends TaskArchiveOptions {
  readonly events: Events;
}

export class TaskPlayer implements Tasks {
  readonly #options: TaskPlayerOptions;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  readonly #running = new Map<string, PlayedTask>();
  readonly #byEntity = new Map<string, Set<PlayedTask>>();
  readonly #archive: TaskArchive;

  constructor(options: TaskPlayerOptions) {
    this.#options = options;
    this.#inventory = options.inventory;
    this.#clock = options.clock;
    this.#archive = new TaskArchive(options);
    this.#inventory.subscribe((commit) => this.#follow(commit));
  }

  create(context: TaskCaller | undefined, description: TaskDescription): RunningTask {
    return this.#create(context, description);
  }

  start(context: TaskCaller | undefined, simple: SimpleTask): Ref<'Task'> {
    const task = this.#create(context, simple);
    const finish = () =>
      this.#guard(task, simple, () => {
        const { changes, result } = simple.finish(task);
        task.succeed(changes, result);
      });
    const go = (problem?: VimFault) =>
      this.#guard(task, simple, () => {
        if (problem) throw problem;
        timer = this.#clock.after(simple.durationMs, finish);
      });
    let timer = this.#clock.after(0, () =>
      this.#guard(task, simple, () => {
        task.run(simple.begin?.(task));
        if (simple.waits) simple.waits(go);
        else go();
      }),
    );
    if (simple.cancelable) {
      task.cancelable(() => {
        timer.cancel();
        this.#fail(task, simple, new VimFault('RequestCanceled'));
      });
    }
    return task.ref;
  }

  activeOn(entity: Ref): readonly RunningTask[] {
    return [...(this.#byEntity.get(entity.value) ?? [])];
  }

  find(ref: Ref): RunningTask | undefined {
    return this.#running.get(ref.value);
  }

  cancel(ref: Ref): void {
    const task = this.#running.get(ref.value);
    if (!task || task.wasCancelled) throw new VimFault('InvalidState');
    if (!task.mayBeCancelled) throw new VimFault('NotSupported');
    task.cancel();
  }

  describe(ref: Ref, description: LocalizableMessage): void {
    this.#inventory.apply([assign(ref, 'info.description', description)], { task: ref.value });
  }

  history(): readonly TaskInfo[] {
    return this.#archive.history();
  }

  scopeOf(info: TaskInfo): ReadonlySet<string> {
    return this.#archive.scopeOf(info);
  }

  /**
   * Ends every task that has not ended, also those nobody drives any more, as after a restart.
   * Returns how many.
   */
  failRunning(reason: string): number {
    const fault = new VimFault(
      'SystemError',
      { reason },
      `A general system error occurred: ${reason}`,
    );
    const unfinished = this.#inventory.ofType('Task').filter((ref) => this.#isUnfinished(ref));
    for (const ref of unfinished) {
      const task = this.#running.get(ref.value);
      if (task) task.fail(fault);
      else this.#endUndriven(ref, fault);
    }
    return unfinished.length;
  }

  #create(context: TaskCaller | undefined, description: TaskDescription): PlayedTask {
    const { events } = this.#options;
    const key = `task-${this.#inventory.counter('task')}`;
    const ref = reference('Task', key);
    const userName = context?.conversation.session?.userName;
    const chainId = events.nextChainId();
    const info = this.#firstInfo(ref, chainId, userName, description);
    const manager = this.#inventory.ofType('TaskManager')[0];
    const task = new PlayedTask({
      inventory: this.#inventory,
      clock: this.#clock,
      ref,
      chainId,
      entity: description.entity,
      userName,
      cancelable: description.cancelable ?? false,
      onEnd: (ended) => this.#forget(ended),
    });
    this.#enter(task, description);
    this.#archive.noteScope(key, description.entity);
    try {
      this.#inventory.apply(
        [
          create(ref, { info, _manager: manager }),
          events.change({
            type: 'TaskEvent',
            about: description.entity,
            members: { info },
            chainId,
            userName,
          }),
        ],
        { method: description.name, task: key, userName },
      );
    } catch (error) {
      task.abandon();
      throw error;
    }
    return task;
  }

  #firstInfo(
    ref: Ref<'Task'>,
    chainId: number,
    userName: string | undefined,
    description: TaskDescription,
  ): DataObject {
    const { catalog } = this.#options;
    const { entity, name, parentTaskKey } = description;
    const isEntity = catalog.isA(entity.type, 'ManagedEntity') && this.#inventory.has(entity);
    const reason =
      userName === undefined ? data('TaskReasonSystem', {}) : data('TaskReasonUser', { userName });
    return data('TaskInfo', {
      key: ref.value,
      task: ref,
      name,
      descriptionId: description.descriptionId ?? this.#descriptionId(name, entity),
      entity: isEntity ? entity : undefined,
      entityName: isEntity ? this.#inventory.read(entity, 'name') : undefined,
      state: 'queued',
      cancelled: false,
      cancelable: description.cancelable ?? false,
      reason: description.reason ?? reason,
      queueTime: this.#clock.iso(),
      eventChainId: chainId,
      parentTaskKey,
      rootTaskKey: parentTaskKey && (this.#infoOf(parentTaskKey)?.rootTaskKey ?? parentTaskKey),
      activationId: description.activationId,
    });
  }

  #descriptionId(name: string | undefined, entity: Ref): string {
    const method = name === undefined ? undefined : this.#options.catalog.method(name);
    if (!method) throw new Error(`A task of ${name ?? 'the server'} needs a descriptionId`);
    return descriptionIdOf(this.#options.catalog, method, entity.type);
  }

  /** Runs a step of a task; a fault ends it in error, and so does our own mistake, which is passed on. */
  #guard(task: PlayedTask, simple: SimpleTask, step: () => void): void {
    if (task.ended) return;
    try {
      this.#orFail(task, simple, step);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      task.fail(
        new VimFault('SystemError', { reason }, `A general system error occurred: ${reason}`),
      );
      throw error;
    }
  }

  #orFail(task: PlayedTask, simple: SimpleTask, step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof VimFault)) throw error;
      this.#fail(task, simple, error);
    }
  }

  #fail(task: PlayedTask, simple: SimpleTask, fault: VimFault): void {
    if (task.ended) return;
    // Of what has gone in the meantime there is nothing to tell.
    const isThere = this.#inventory.has(task.entity);
    task.fail(fault, isThere ? simple.failed?.(fault, task) : []);
  }

  #enter(task: PlayedTask, { looksOnly }: TaskDescription): void {
    this.#running.set(task.key, task);
    if (looksOnly) return;
    const siblings = this.#byEntity.get(task.entity.value);
    if (siblings) siblings.add(task);
    else this.#byEntity.set(task.entity.value, new Set([task]));
  }

  #forget(task: PlayedTask): void {
    this.#running.delete(task.key);
    const siblings = this.#byEntity.get(task.entity.value);
    siblings?.delete(task);
    if (siblings?.size === 0) this.#byEntity.delete(task.entity.value);
  }

  #follow(commit: Commit): void {
    for (const ref of commit.destroyed) this.#running.get(ref.value)?.abandon();
  }

  #infoOf(key: string): TaskInfo | undefined {
    const ref = this.#inventory.ref('Task', key);
    return this.#inventory.has(ref) ? this.#inventory.read(ref, 'info') : undefined;
  }

  #isUnfinished(ref: Ref): boolean {
    return this.#infoOf(ref.value)?.completeTime === undefined;
  }

  #endUndriven(ref: Ref, fault: VimFault): void {
    this.#inventory.apply(
      [
        assign(ref, 'info.state', 'error'),
        assign(ref, 'info.cancelable', false),
        assign(ref, 'info.error', fault.toLocalizedMethodFault()),
        assign(ref, 'info.completeTime', this.#clock.iso()),
      ],
      { task: ref.value },
    );
  }
}
