/**
 * The one way to a vAPI operation: every door hands its decoded calls to `invoke`.
 *
 * In this order: is there such an operation, who calls, do unions hold, and only then the operation itself.
 * In the task form the answer is the id of a task of vim25's TaskManager: the first that the operation
 * starts, or one of its own; the operation goes on, and its outcome is kept for `com.vmware.cis.tasks`.
 */
import type { Dispatch } from '../vim/dispatch.ts';
import type { Conversation, Services } from '../vim/method.ts';
import { VimFault } from '../vmodl/fault.ts';
import type { Ref } from '../vmodl/reference.ts';
import { makeContext } from './context.ts';
import { VapiError } from './error.ts';
import { errorOfFault } from './fault-errors.ts';
import type { VapiModel, VapiOperation } from './model.ts';
import { ownTask } from './own-task.ts';
import type { Handler, ServiceTable } from './service.ts';
import { demandUnions } from './unions.ts';
import { VapiTasks } from './vapi-tasks.ts';

export interface VapiCall {
  readonly operation: VapiOperation;
  /** By parameter, checked against the table. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly asTask: boolean;
}

export interface VapiDispatchOptions {
  readonly services: Services;
  readonly dispatch: Dispatch;
  /** Rank of the API version at which operations call methods: the newest served. */
  readonly rank: number;
  readonly model: VapiModel;
  readonly tables: readonly ServiceTable[];
  /** Resolves when what was changed is as safe as asked for. */
  readonly settled?: () => Promise<void>;
  /** Hears of our own mistakes, which leave as internal_server_error. */
  readonly onError?: (error: unknown, operation: VapiOperation) => void;
  /** Hears of calls to operations which the product has and nobody wrote. */
  readonly onMissing?: (service: string, operation: string) => void;
}

/** What comes before the session which all others need: agreeing on a release, opening one. */
const WITHOUT_SESSION: ReadonlySet<string> = new Set([
  'com.vmware.cis.session create',
  'com.vmware.vcenter.system hello',
]);

export class VapiDispatch {
  readonly tasks = new VapiTasks();
  readonly model: VapiModel;
  readonly #options: VapiDispatchOptions;
  readonly #handlers = new Map<string, Handler>();
  readonly #isWritten = ({ service, name }: VapiOperation): boolean =>
    this.#handlers.has(`${service} ${name}`);

  constructor(options: VapiDispatchOptions) {
    this.#options = options;
    this.model = options.model;
    for (const { id, operations } of options.tables) {
      for (const [name, handler] of Object.entries(operations)) {
        if (!this.model.operation(id, name)) throw new Error(`${id} has no operation ${name}`);
        this.#handlers.set(`${id} ${name}`, handler);
      }
    }
  }

  /** The operation, if it is written. One the product has but we have not is counted. */
  find(service: string, name: string): VapiOperation | undefined {
    const operation = this.model.operation(service, name);
    if (operation && this.#handlers.has(`${service} ${name}`)) return operation;
    if (operation || this.model.isKnownElsewhere(service, name)) {
      this.#options.onMissing?.(service, name);
    }
    return undefined;
  }

  /** Is anything of the service written? */
  serves(service: string): boolean {
    return this.#options.tables.some(({ id }) => id === service);
  }

  /** Throws unauthenticated unless the caller is logged in or need not be. */
  demandSession({ service, name }: VapiOperation, { session }: Conversation): void {
    if (session || WITHOUT_SESSION.has(`${service} ${name}`)) return;
    throw new VapiError('unauthenticated', {
      id: 'com.vmware.vapi.endpoint.method.authentication.required',
      default_message: 'Authentication required.',
      args: [],
    });
  }

  /** The output, or the task's id. Rejects with VapiError. */
  async invoke(call: VapiCall, conversation: Conversation): Promise<unknown> {
    const { operation } = call;
    const { clock } = this.#options.services;
    try {
      this.demandSession(operation, conversation);
      const { session } = conversation;
      if (session) {
        session.lastActiveMs = clock.now();
        session.callCount += 1;
      }
      demandUnions(this.model, operation.input, call.input);
      const answer = await (call.asTask
        ? this.#start(call, conversation)
        : this.#run(call, conversation));
      await this.#options.settled?.();
      return answer;
    } catch (error) {
      throw this.#explain(error, operation);
    }
  }

  async #run(
    { operation, input }: VapiCall,
    conversation: Conversation,
    onTask?: (task: Ref<'Task'>) => void,
  ): Promise<unknown> {
    const handler = this.#handlers.get(`${operation.service} ${operation.name}`);
    if (!handler) throw new Error(`${operation.service} ${operation.name} is not written`);
    const { services, dispatch, rank } = this.#options;
    const { model, tasks } = this;
    const context = makeContext(
      { services, dispatch, rank, model, isWritten: this.#isWritten, vapiTasks: tasks },
      { operation, conversation, onTask },
    );
    return handler(input as never, context);
  }

  /** Answers as soon as there is a task; what comes after it is the task's outcome. */
  #start(call: VapiCall, conversation: Conversation): Promise<string> {
    const { operation } = call;
    let id: string | undefined;
    return new Promise((resolve, reject) => {
      const onTask = ({ value }: Ref<'Task'>): void => {
        if (id !== undefined) return;
        id = value;
        this.tasks.begin({ id, operation, target: undefined });
        resolve(value);
      };
      this.#run(call, conversation, onTask).then(
        (result) => {
          if (id === undefined) onTask(ownTask(this.#options.services, conversation));
          this.tasks.end(id ?? '', { result });
        },
        (error: unknown) => {
          if (id === undefined) reject(error);
          else this.tasks.end(id, { error: this.#explain(error, operation) });
        },
      );
    });
  }

  #explain(error: unknown, operation: VapiOperation): VapiError {
    if (error instanceof VapiError) return error;
    if (error instanceof VimFault) return errorOfFault(error, operation.errors);
    this.#options.onError?.(error, operation);
    const reason = error instanceof Error ? error.message : String(error);
    return new VapiError('internal_server_error', {
      id: 'com.vmware.vapi.endpoint.internal_server_error',
      default_message: `Internal server error: ${reason}`,
      args: [reason],
    });
  }
}
