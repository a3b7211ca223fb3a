/** Which tasks a TaskFilterSpec wants. */
import type {
  TaskFilterSpec,
  TaskFilterSpecByTime,
  TaskInfo,
  TaskInfoFilterSpec,
} from '../../vmodl/generated/data.ts';
import { isReference } from '../../vmodl/reference.ts';
import { type DataObject, data, member } from '../../vmodl/value.ts';
import {
  allOf,
  type Belonging,
  byEntity,
  byUser,
  type Matcher,
  oneOf,
  within,
} from '../histories/history-filter.ts';
import type { Tasks } from './tasks.ts';

/** Where filters look things up. */
export interface TaskFiltering {
  readonly tasks: Pick<Tasks, 'scopeOf'>;
}

const TIMES = {
  queuedTime: (info: TaskInfo) => info.queueTime,
  startedTime: (info: TaskInfo) => info.startTime,
  completedTime: (info: TaskInfo) => info.completeTime,
} as const satisfies Record<TaskFilterSpecByTime['timeType'], unknown>;

/** Throws InvalidArgument when the filter makes no sense. */
export function taskMatcher(context: TaskFiltering, filter: TaskFilterSpec): Matcher<TaskInfo> {
  const { tasks } = context;
  return allOf<TaskInfo>([
    byEntity(filter.entity, (info) => belonging(tasks, info)),
    filter.time && within(filter.time, TIMES[filter.time.timeType]),
    byUser(filter.userName, userOf),
    oneOf(filter.activationId, (info) => info.activationId),
    oneOf(filter.state, (info) => info.state),
    byReason('alarm', filter.alarm),
    byReason('scheduledTask', filter.scheduledTask),
    oneOf(filter.eventChainId, (info) => info.eventChainId),
    oneOf(filter.tag, (info) => info.changeTag),
    oneOf(filter.parentTaskKey, (info) => info.parentTaskKey),
    oneOf(filter.rootTaskKey, (info) => info.rootTaskKey),
  ]);
}

/** The info without the result, where an info filter takes results out. */
export function asInfoFiltered(filter: TaskInfoFilterSpec | undefined, info: TaskInfo): TaskInfo {
  const results = filter?.filterTaskResults;
  if (!results || info.result === undefined) return info;
  const listed = results.descriptionIds?.includes(info.descriptionId) ?? false;
  const removed = results.removeAll || (results.filterIn ? !listed : listed);
  if (!removed) return info;
  const { _typeName, result: _, ...rest } = info;
  const bare: DataObject = data(_typeName, rest);
  return bare as TaskInfo;
}

/** The number in a task's key, by which the history is ordered. */
export function taskNumber(info: TaskInfo): number {
  return Number(info.key.slice(info.key.lastIndexOf('-') + 1));
}

function belonging(tasks: Pick<Tasks, 'scopeOf'>, info: TaskInfo): Belonging {
  const id = info.entity?.value;
  return {
    isAbout: (other) => other === id,
    scope: tasks.scopeOf(info),
    subject: id,
  };
}

function userOf(info: TaskInfo): string {
  const userName = member(info.reason, 'userName');
  return typeof userName === 'string' ? userName : '';
}

/** Tasks which an alarm or schedule started say so in their reason. */
function byReason(name: string, wanted: unknown): Matcher<TaskInfo> | undefined {
  if (!isReference(wanted)) return undefined;
  return (info) => {
    const ref = member(info.reason, name);
    return isReference(ref) && ref.value === wanted.value;
  };
}
