/**
 * Tasks: the long-running operations of vCenter, played on the virtual clock.
 */
import type { Change } from '../../inventory/change.ts';
import type { VimFault } from '../../vmodl/fault.ts';
import type { LocalizableMessage, TaskInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';

/** On whose behalf a task runs; the `Context` of a method is one. */
export interface TaskCaller {
  readonly conversation: { readonly session: { readonly userName: string } | undefined };
}

export interface TaskDescription {
  /** What the task works on: the VM, the host … */
  readonly entity: Ref;
  /** Wire name of the method: `PowerOnVM_Task`; unset for what vCenter starts itself. */
  readonly name?: string | undefined;
  /** `VirtualMachine.powerOn`; taken from the catalog for a method when absent. */
  readonly descriptionId?: string | undefined;
  readonly cancelable?: boolean;
  /** It only looks at its entity: no other task need wait for it (`activeOn` leaves it out). */
  readonly looksOnly?: boolean;
  /** `TaskReasonUser` with the caller's name unless given. */
  readonly reason?: Value | undefined;
  readonly parentTaskKey?: string | undefined;
  /** A client's own token for the call that started the task. */
  readonly activationId?: string | undefined;
}

/** A task somebody is responsible for: it must end once, by succeed or fail. */
export interface RunningTask {
  readonly ref: Ref<'Task'>;
  /** `task-12` */
  readonly key: string;
  /** Event chain of the task: its TaskEvent's key. */
  readonly chainId: number;
  /** queued → running; sets startTime. `changes` are what the start shows (VmStartingEvent). */
  run(changes?: readonly Change[]): void;
  /**
   * 0…100, monotone; ignored once the task has ended. Told to clients once a second at most unless
   * `atOnce` is set.
   */
  progress(percent: number, options?: { readonly atOnce?: boolean }): void;
  /**
   * What happens when a client cancels; undefined: no longer cancelable. `act` sees to it that the task
   * ends, now or later, by `fail(new VimFault('RequestCanceled'))`.
   */
  cancelable(act: (() => void) | undefined): void;
  /** Ends in success: the changes of the operation and of the task are one commit. */
  succeed(changes?: readonly Change[], result?: Value): void;
  /** Ends in error; `changes` are what the failure leaves behind (events). */
  fail(fault: VimFault, changes?: readonly Change[]): void;
  readonly ended: boolean;
}

export interface SimpleTask extends TaskDescription {
  /** How long it runs, ms of virtual time. */
  readonly durationMs: number;
  /** Changes at the start (events such as VmStartingEvent). */
  readonly begin?: (task: RunningTask) => readonly Change[];
  /** What it waits for once it has begun: its duration counts from the call of `go`, which a problem ends in error. */
  readonly waits?: (go: (problem?: VimFault) => void) => void;
  /** What it does at its end: changes and result, all in one commit. A thrown VimFault ends it in error. */
  readonly finish: (task: RunningTask) => {
    readonly changes: readonly Change[];
    readonly result?: Value;
  };
  /** Changes that a failure leaves behind. */
  readonly failed?: (fault: VimFault, task: RunningTask) => readonly Change[];
}

export interface Tasks {
  /** Creates a task in state queued and posts its TaskEvent. The caller drives it. */
  create(context: TaskCaller | undefined, description: TaskDescription): RunningTask;
  /** Creates, runs and ends a task that needs no steering. Returns its reference for the method's answer. */
  start(context: TaskCaller | undefined, task: SimpleTask): Ref<'Task'>;
  /** The running or queued tasks of an entity that may change it. */
  activeOn(entity: Ref): readonly RunningTask[];

  /** The task behind a reference; undefined once it has ended. */
  find(ref: Ref): RunningTask | undefined;
  /** Cancels on a client's behalf. Throws InvalidState once ended or cancelled, NotSupported when not cancelable. */
  cancel(ref: Ref): void;
  /** Sets `TaskInfo.description`. */
  describe(ref: Ref, description: LocalizableMessage): void;
  /** What is known of all tasks, recent and past, in the order they were created. */
  history(): readonly TaskInfo[];
  /** Ids of the entity a task works on and of all above it, as they were when it was created. */
  scopeOf(info: TaskInfo): ReadonlySet<string>;
}
