/**
 * `com.vmware.cis.tasks`: operations that were called as tasks. The tasks are vim25's; what became of an
 * operation is told once all of it is done, which may be after its task has ended. Who may not see what a
 * task works on does not see the task, but for those of their own.
 */

import { ROOT_FOLDER } from '../../../vim/service/service-content.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { TaskInfo } from '../../../vmodl/generated/data.ts';
import { VapiError } from '../../error.ts';
import type {
  CisTaskInfo,
  CisTaskStatus,
  CisTasksFilterSpec,
  CisTasksGetSpec,
  VapiErrorValue,
} from '../../generated/types.ts';
import { loginName } from '../../login-name.ts';
import { type VapiContext, vapiService } from '../../service.ts';
import { TypedValue } from '../../typed-value.ts';
import type { VapiTask } from '../../vapi-tasks.ts';

const READ = 'System.Read';

export const tasks = vapiService('com.vmware.cis.tasks', {
  get({ task, spec }, context) {
    return describe(demandTask(context, task), spec);
  },

  /** Without a filter, the caller's own tasks. */
  list({ filter_spec, result_spec }, context) {
    const filter = filter_spec ?? { users: [loginName(context.session.userName)] };
    const infos = new Map(context.tasks.history().map((info) => [info.key, info]));
    const all = context.vapiTasks.all().flatMap((task) => {
      const info = infos.get(task.id);
      if (!info || !isSeen(info, context)) return [];
      return [[task.id, describe({ task, info }, result_spec)] as const];
    });
    return Object.fromEntries(all.filter(([id, info]) => passes(filter, id, info)));
  },

  async cancel({ task }, context) {
    const { info } = demandTask(context, task);
    await context.call(info.task, 'CancelTask', {});
  },
});

/** A task of the vAPI with what vim25 knows of it. */
interface KnownTask {
  readonly task: VapiTask;
  readonly info: TaskInfo;
}

/** Throws not_found, also for what the TaskManager has forgotten; unauthorized. */
function demandTask(context: VapiContext, id: string): KnownTask {
  const task = context.vapiTasks.find(id);
  const info = task && context.tasks.history().find(({ key }) => key === id);
  if (task && info) {
    demandSeen(info, context);
    return { task, info };
  }
  throw new VapiError('not_found', {
    id: 'com.vmware.cis.tasks.not_found',
    default_message: `Task with identifier '${id}' does not exist.`,
    args: [id],
  });
}

/** Throws NoPermission. */
function demandSeen(info: TaskInfo, { authorization, session, inventory }: VapiContext): void {
  const { reason, entity } = info;
  if ('userName' in reason && reason.userName === session.userName) return;
  const object = entity && inventory.has(entity) ? entity : ROOT_FOLDER;
  authorization.demand(session.userName, READ, object);
}

function isSeen(info: TaskInfo, context: VapiContext): boolean {
  try {
    demandSeen(info, context);
    return true;
  } catch (error) {
    if (error instanceof VimFault) return false;
    throw error;
  }
}

function describe(
  { task: { operation, outcome }, info }: KnownTask,
  spec: CisTasksGetSpec | undefined,
): CisTaskInfo {
  const { service, name } = operation;
  const status = statusOf(info, outcome);
  return {
    ...{ service, operation: name, status },
    description: { id: `${service}.${name}`, default_message: wordsOf(name), args: [] },
    cancelable: status === 'RUNNING' && info.cancelable,
    user: userOf(info),
    target: info.entity && { type: info.entity.type, id: info.entity.value },
    start_time: info.startTime ?? info.queueTime,
    end_time: outcome && info.completeTime,
    progress: outcome ? undefined : progressOf(info),
    result:
      outcome && 'result' in outcome && outcome.result !== undefined && !spec?.exclude_result
        ? new TypedValue(outcome.result, operation.output)
        : undefined,
    error: outcome && 'error' in outcome ? errorValue(outcome.error) : undefined,
  };
}

function statusOf(info: TaskInfo, outcome: VapiTask['outcome']): CisTaskStatus {
  if (outcome) return 'error' in outcome ? 'FAILED' : 'SUCCEEDED';
  return info.state === 'queued' ? 'PENDING' : 'RUNNING';
}

function userOf({ reason }: TaskInfo): string | undefined {
  const userName = 'userName' in reason ? reason.userName : undefined;
  return typeof userName === 'string' ? loginName(userName) : undefined;
}

function progressOf({ progress }: TaskInfo): CisTaskInfo['progress'] {
  const message = { id: 'com.vmware.cis.task.progress', default_message: 'In progress', args: [] };
  return { total: 100, completed: progress ?? 0, message };
}

function errorValue({ errorType, messages, data }: VapiError): VapiErrorValue {
  return {
    error_type: errorType,
    messages: messages.map(({ id, default_message, args = [] }) => ({ id, default_message, args })),
    data,
  };
}

/** `instant_clone` → `Instant clone` */
function wordsOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}

function passes(filter: CisTasksFilterSpec, id: string, info: CisTaskInfo): boolean {
  const { tasks: ids, services, operations, status, targets, users } = filter;
  const target = info.target;
  return (
    (ids?.includes(id) ?? true) &&
    (services?.includes(info.service) ?? true) &&
    (operations?.includes(info.operation) ?? true) &&
    (status?.includes(info.status) ?? true) &&
    (targets?.some((each) => each.type === target?.type && each.id === target.id) ?? true) &&
    (users?.some((each) => each.toLowerCase() === info.user?.toLowerCase()) ?? true)
  );
}
