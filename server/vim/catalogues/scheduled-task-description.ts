/**
 * What ScheduledTaskManager says of actions, schedules and states.
 */
import { build } from '../../vmodl/build.ts';
import type { ScheduledTaskDescription } from '../../vmodl/generated/data.ts';
import { described } from '../words.ts';

const ACTIONS: readonly (readonly [key: string, label: string])[] = [
  ['MethodAction', 'Run a method'],
  ['RunScriptAction', 'Run a script'],
  ['CreateTaskAction', 'Create a task'],
  ['SendEmailAction', 'Send a notification email'],
  ['SendSNMPAction', 'Send a notification trap'],
];

const SCHEDULES: readonly (readonly [key: string, label: string, frequency: string])[] = [
  ['AfterStartupTaskScheduler', 'After startup', 'After startup'],
  ['OnceTaskScheduler', 'Once', 'Once'],
  ['HourlyTaskScheduler', 'Hourly', 'hours'],
  ['DailyTaskScheduler', 'Daily', 'days'],
  ['WeeklyTaskScheduler', 'Weekly', 'weeks'],
  ['MonthlyByDayTaskScheduler', 'Monthly', 'months'],
  ['MonthlyByWeekdayTaskScheduler', 'Monthly', 'months'],
];

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEKS = ['first', 'second', 'third', 'fourth', 'last'];
const STATES = ['queued', 'running', 'success', 'error'];

export function scheduledTaskDescription(): ScheduledTaskDescription {
  return build('ScheduledTaskDescription', {
    action: ACTIONS.map(([key, label]) => build('TypeDescription', { key, label, summary: label })),
    schedulerInfo: SCHEDULES.map(([key, label, frequency]) =>
      build('ScheduledTaskDetail', { key, label, summary: label, frequency }),
    ),
    state: STATES.map(capitalized),
    dayOfWeek: DAYS.map(capitalized),
    weekOfMonth: WEEKS.map(capitalized),
  });
}

function capitalized(key: string) {
  const label = key.charAt(0).toUpperCase() + key.slice(1);
  return described(key, label, label);
}
