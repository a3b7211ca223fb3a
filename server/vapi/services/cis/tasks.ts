/**
 * `com.vmware.cis.tasks`: operations that were called as tasks. The tasks are vim25's; what became of an
 * operation is told once all of it is done, which may be after its task has ended.
 */

import type { TaskInfo } from '../../../vmodl/generated/data.ts';
import { reference } from '../../../vmodl/reference.ts';
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

export const tasks = vapiService('com.vmware.cis.tasks', {
  get({ task, spec }, context) {
    return describe(demandTask(context, task), spec, context);
  },

  /** Without a filter, the caller's own tasks. */
  list({ filter_spec, result_spec }, context) {
    const filter = filter_spec ?? { users: [loginName(context.session.userName)] };
    const all = context.vapiTasks
      .all()
      .map((task) => [task.id, describe(task, result_spec, context)] as const);
    return Object.fromEntries(all.filter(([id, info]) => passes(filter, id, info)));
  },

  async cancel({ task }, context) {
    const { id } = demandTask(context, task);
    await context.call(reference('Task', id), 'CancelTask', {});
  },
});

function demandTask({ vapiTasks }: VapiContext, id: string): VapiTask {
  const task = vapiTasks.find(id);
  if (task) return task;
  throw new VapiError('not_found', {
    id: 'com.vmware.cis.tasks.not_found',
    default_message: `Task with identifier '${id}' does not exist.`,
    args: [id],
  });
}

function describe(
  { id, operation, outcome }: VapiTask,
  spec: CisTasksGetSpec | undefined,
  { tasks: vimTasks }: VapiContext,
): CisTaskInfo {
  const info = vimTasks.history().find(({ key }) => key === id);
  const { service, name } = operation;
  const status = statusOf(info, outcome);
  return {
    ...{ service, operation: name, status },
    description: { id: `${service}.${name}`, default_message: wordsOf(name), args: [] },
    cancelable: status === 'RUNNING' && (info?.cancelable ?? false),
    user: userOf(info),
    target: info?.entity && { type: info.entity.type, id: info.entity.value },
    start_time: info?.startTime ?? info?.queueTime,
    end_time: outcome && info?.completeTime,
    progress: outcome ? undefined : progressOf(info),
    result:
      outcome && 'result' in outcome && outcome.result !== undefined && !spec?.exclude_result
        ? new TypedValue(outcome.result, operation.output)
        : undefined,
    error: outcome && 'error' in outcome ? errorValue(outcome.error) : undefined,
  };
}

function statusOf(info: TaskInfo | undefined, outcome: VapiTask['outcome']): CisTaskStatus {
  if (outcome) return 'error' in outcome ? 'FAILED' : 'SUCCEEDED';
  return info?.state === 'queued' ? 'PENDING' : 'RUNNING';
}

function userOf(info: TaskInfo | undefined): string | undefined {
  const reason = info?.reason;
  const userName = reason && 'userName' in reason ? reason.userName : undefined;
  return typeof userName === 'string' ? loginName(userName) : undefined;
}

function progressOf(info: TaskInfo | undefined): CisTaskInfo['progress'] {
  const message = { id: 'com.vmware.cis.task.progress', default_message: 'In progress', args: [] };
  return { total: 100, completed: info?.progress ?? 0, message };
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
