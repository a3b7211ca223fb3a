/**
 * Expressions of alarms, as the default alarms are written with them.
 */
import { build } from '../../vmodl/build.ts';
import type { AlarmExpression } from '../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../vmodl/generated/enums.ts';

/** A percentage as counters give it: hundredths. */
const PERCENT = 100;

export function usage(
  type: 'HostSystem' | 'VirtualMachine' | 'Datastore' | 'StoragePod',
  counterId: number,
  limits: { readonly yellow: number; readonly red: number; readonly seconds?: number },
): AlarmExpression {
  return either([
    build('MetricAlarmExpression', {
      operator: 'isAbove',
      type,
      metric: build('PerfMetricId', { counterId, instance: '' }),
      yellow: limits.yellow * PERCENT,
      yellowInterval: limits.seconds,
      red: limits.red * PERCENT,
      redInterval: limits.seconds,
    }),
  ]);
}

/** `Type` or `EventEx:some.event.id`, with the status it sets, if any. */
export function events(
  objectType: string,
  ...types: readonly (readonly [string, ManagedEntityStatus?])[]
): AlarmExpression {
  return either(
    types.map(([type, status]) => {
      const [eventType = type, eventTypeId = `vim.event.${type}`] = type.split(':');
      return build('EventAlarmExpression', { eventType, eventTypeId, objectType, status });
    }),
  );
}

function either(expression: readonly AlarmExpression[]): AlarmExpression {
  return build('OrAlarmExpression', { expression });
}

export function all(expression: readonly AlarmExpression[]): AlarmExpression {
  return build('AndAlarmExpression', { expression });
}

export function state(
  type: 'HostSystem' | 'VirtualMachine',
  statePath: string,
  operator: 'isEqual' | 'isUnequal',
  values: { readonly yellow?: string; readonly red?: string },
): AlarmExpression {
  return build('StateAlarmExpression', { operator, type, statePath, ...values });
}
