/**
 * What AlarmManager says of expressions, operators, states and actions, and the expressions it
 * offers to begin with.
 */
import { build } from '../../vmodl/build.ts';
import type {
  AlarmDescription,
  AlarmExpression,
  TypeDescription,
} from '../../vmodl/generated/data.ts';
import { described } from '../words.ts';

type Words = readonly (readonly [key: string, label: string])[];

function elements(words: Words) {
  return words.map(([key, label]) => described(key, label, label));
}

function types(words: Words): readonly TypeDescription[] {
  return words.map(([key, label]) => build('TypeDescription', { key, label, summary: label }));
}

const STATUSES: Words = [
  ['gray', 'Gray'],
  ['green', 'Green'],
  ['yellow', 'Yellow'],
  ['red', 'Red'],
];

export function alarmDescription(): AlarmDescription {
  return build('AlarmDescription', {
    expr: types([
      ['StateAlarmExpression', 'State alarm expression'],
      ['EventAlarmExpression', 'Event alarm expression'],
      ['MetricAlarmExpression', 'Metric alarm expression'],
      ['AndAlarmExpression', 'All of several expressions'],
      ['OrAlarmExpression', 'Any of several expressions'],
    ]),
    stateOperator: elements([
      ['isEqual', 'Is equal to'],
      ['isUnequal', 'Is not equal to'],
    ]),
    metricOperator: elements([
      ['isAbove', 'Is above'],
      ['isBelow', 'Is below'],
    ]),
    hostSystemConnectionState: elements([
      ['connected', 'Connected'],
      ['notResponding', 'Not responding'],
      ['disconnected', 'Disconnected'],
    ]),
    virtualMachinePowerState: elements([
      ['poweredOff', 'Powered off'],
      ['poweredOn', 'Powered on'],
      ['suspended', 'Suspended'],
    ]),
    datastoreConnectionState: elements([
      ['connected', 'Connected to all hosts'],
      ['disconnected', 'Disconnected from all hosts'],
    ]),
    hostSystemPowerState: elements([
      ['poweredOn', 'Powered on'],
      ['poweredOff', 'Powered off'],
      ['standBy', 'Standby'],
      ['unknown', 'Unknown'],
    ]),
    virtualMachineGuestHeartbeatStatus: elements(STATUSES),
    entityStatus: elements(STATUSES),
    action: types([
      ['SendEmailAction', 'Send a notification email'],
      ['SendSNMPAction', 'Send a notification trap'],
      ['RunScriptAction', 'Run a script'],
      ['MethodAction', 'Run a method'],
      ['CreateTaskAction', 'Create a task'],
    ]),
  });
}

const CPU_USAGE = 2;
const MEMORY_USAGE = 24;

/** One expression of each kind, without limits. */
export function defaultExpressions(): readonly AlarmExpression[] {
  const metric = (type: string, counterId: number) =>
    build('MetricAlarmExpression', {
      operator: 'isAbove',
      type,
      metric: build('PerfMetricId', { counterId, instance: '' }),
    });
  return [
    build('StateAlarmExpression', {
      operator: 'isEqual',
      type: 'HostSystem',
      statePath: 'runtime.connectionState',
    }),
    build('StateAlarmExpression', {
      operator: 'isEqual',
      type: 'VirtualMachine',
      statePath: 'runtime.powerState',
    }),
    metric('HostSystem', CPU_USAGE),
    metric('HostSystem', MEMORY_USAGE),
    metric('VirtualMachine', CPU_USAGE),
    metric('VirtualMachine', MEMORY_USAGE),
  ];
}
