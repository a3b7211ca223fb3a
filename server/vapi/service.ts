/**
 * How a vAPI service is written: a table of its operations under their names, each a function of the
 * operation's input and a context. One file per service in `services/<area>/`; `services/index.ts` lists
 * them. The compiler knows inputs and outputs (`generated/types.ts`).
 *
 * Values are neutral, the same for every door: structures are plain objects with the members' own names
 * (`memory_size_MiB`), unset members absent, lists and sets arrays, maps records, times ISO 8601 texts.
 * Inputs have been checked against the table: members that must be there are, enumerations hold known
 * values. A client's mistake is a `VapiError`, thrown where it is discovered.
 *
 * State lives in the inventory, as that of methods does: read, decide, apply one list of changes, or hand
 * the work to a method of the vim25 API by `call` and `carryOut`. What vim25 has no place for is kept in
 * properties that begin with `_`.
 */
import type { Context, Conversation, Services } from '../vim/method.ts';
import type { Session } from '../vim/sessions/sessions.ts';
import type { ManagedMethods } from '../vmodl/generated/managed.ts';
import type { Ref } from '../vmodl/reference.ts';
import type { LocalizableMessage, VapiErrorName } from './error.ts';
import type { Operations } from './generated/types.ts';
import type { VapiModel, VapiOperation } from './model.ts';
import type { VapiTasks } from './vapi-tasks.ts';

export interface VapiContext extends Services {
  readonly operation: VapiOperation;
  readonly conversation: Conversation;
  /** The caller's session; `com.vmware.cis.session.create` runs without one and must not ask. */
  readonly session: Session;
  readonly model: VapiModel;
  /** Is the operation there, or only known? */
  readonly isWritten: (operation: VapiOperation) => boolean;
  /** Operations called as tasks, for `com.vmware.cis.tasks`. */
  readonly vapiTasks: VapiTasks;

  /**
   * Calls a method of the vim25 API as the caller, through the dispatch that every door uses: privileges
   * are checked, faults become `VapiError`s.
   */
  call<T extends ManagedTypeName, M extends MethodName<T>>(
    ref: Ref<T>,
    method: M,
    args: ArgsOf<T, M>,
    options?: CallOptions,
  ): Promise<ResultOf<T, M>>;

  /**
   * Calls a method that answers a Task, waits until the task ends (in virtual time) and gives its result
   * (`TaskInfo.result`); the fault of a failed task becomes a `VapiError`. Where the client asked for the
   * task form, the first task so started is what it gets, while the operation goes on.
   */
  carryOut<T extends ManagedTypeName, M extends MethodName<T> & `${string}_Task`>(
    ref: Ref<T>,
    method: M,
    args: ArgsOf<T, M>,
    options?: CallOptions,
  ): Promise<unknown>;
}

export interface CallOptions {
  /** How faults read here, by the fault's name; the usual table (`fault-errors.ts`) for all others. */
  readonly faults?: Readonly<Record<string, FaultReading>>;
}

/** `InvalidPowerState: { error: 'already_in_desired_state', message: {…already_powered_off} }` */
export interface FaultReading {
  readonly error?: VapiErrorName;
  /** Stands before the message of the fault itself. */
  readonly message?: LocalizableMessage;
}

type Methods = ManagedMethods<Context>;
export type ManagedTypeName = keyof Methods & string;
export type MethodName<T extends ManagedTypeName> = keyof Methods[T] & string;
type Signature<T extends ManagedTypeName, M extends MethodName<T>> = Methods[T][M] extends (
  // biome-ignore lint/suspicious/noExplicitAny: a pattern that any method matches
  ...parameters: any
) => unknown
  ? Methods[T][M]
  : never;
export type ArgsOf<T extends ManagedTypeName, M extends MethodName<T>> = Parameters<
  Signature<T, M>
>[1];
export type ResultOf<T extends ManagedTypeName, M extends MethodName<T>> = Awaited<
  ReturnType<Signature<T, M>>
>;

export type ServiceId = keyof Operations & string;
export type InputOf<S extends ServiceId, O extends keyof Operations[S]> = Operations[S][O] extends {
  input: infer Input;
}
  ? Input
  : never;
export type OutputOf<
  S extends ServiceId,
  O extends keyof Operations[S],
> = Operations[S][O] extends { output: infer Output } ? Output : never;

/** Operations of one service under their names, typed against the table. */
export type OperationTable<S extends ServiceId> = {
  readonly [O in keyof Operations[S]]?: (
    input: InputOf<S, O>,
    context: VapiContext,
  ) => OutputOf<S, O> | Promise<OutputOf<S, O>>;
};

/** A handler as the dispatcher sees it: the table vouches for the input's type. */
export type Handler = (input: never, context: VapiContext) => unknown;

export interface ServiceTable {
  readonly id: ServiceId;
  readonly operations: Readonly<Record<string, Handler>>;
}

/** Declares a service; operations left out answer as if the server did not know them. */
export function vapiService<S extends ServiceId>(
  id: S,
  operations: OperationTable<S>,
): ServiceTable {
  return { id, operations: operations as Readonly<Record<string, Handler>> };
}
