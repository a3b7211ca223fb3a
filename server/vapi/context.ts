/**
 * What an operation gets to work with: the server's services, who calls, and the way to the methods of the
 * vim25 API.
 */
import type { Dispatch } from '../vim/dispatch.ts';
import type { Conversation, Services } from '../vim/method.ts';
import type { Session } from '../vim/sessions/sessions.ts';
import { VimFault } from '../vmodl/fault.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import { errorOfFault } from './fault-errors.ts';
import type { VapiModel, VapiOperation } from './model.ts';
import type { CallOptions, VapiContext } from './service.ts';
import { taskResult } from './task-result.ts';
import type { VapiTasks } from './vapi-tasks.ts';

export interface ContextParts {
  readonly services: Services;
  readonly dispatch: Dispatch;
  readonly rank: number;
  readonly model: VapiModel;
  readonly isWritten: (operation: VapiOperation) => boolean;
  readonly vapiTasks: VapiTasks;
}

export interface ContextCall {
  readonly operation: VapiOperation;
  readonly conversation: Conversation;
  /** Hears of every task that the operation waits for. */
  readonly onTask?: ((task: Ref<'Task'>) => void) | undefined;
}

/** The services and what is the call's own; made for every call, so by inheritance, not by copying. */
export function makeContext(parts: ContextParts, own: ContextCall): VapiContext {
  const { services, dispatch, rank, model, isWritten, vapiTasks } = parts;
  const { operation, conversation, onTask } = own;

  async function call(ref: Ref, method: string, args: object, options?: CallOptions) {
    try {
      return await dispatch({ ref, method, args: { ...args }, rank }, conversation);
    } catch (error) {
      throw read(error, operation, options);
    }
  }

  async function carryOut(ref: Ref, method: string, args: object, options?: CallOptions) {
    const task = await call(ref, method, args, options);
    if (!isReference(task)) throw new Error(`${method} answered no task`);
    const ended = taskResult(services.inventory, task, onTask ? undefined : conversation.signal);
    onTask?.(task as Ref<'Task'>);
    try {
      return await ended;
    } catch (error) {
      throw read(error, operation, options);
    }
  }

  const context = Object.create(services) as { -readonly [K in keyof VapiContext]: VapiContext[K] };
  context.operation = operation;
  context.conversation = conversation;
  context.session = conversation.session as Session;
  context.model = model;
  context.isWritten = isWritten;
  context.vapiTasks = vapiTasks;
  context.call = call as VapiContext['call'];
  context.carryOut = carryOut as VapiContext['carryOut'];
  return context;
}

function read(error: unknown, operation: VapiOperation, options: CallOptions | undefined): unknown {
  if (!(error instanceof VimFault)) return error;
  return errorOfFault(error, operation.errors, options?.faults?.[error.name]);
}
