/**
 * What alarms over objects look at: which properties, and how an object is seen.
 */
import type { AlarmExpression, MetricAlarmExpression } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { perfCounters } from '../catalogues/perf-counters.ts';
import type { AlarmServices, Entity } from './alarm-state.ts';
import { type AlarmView, partsOf } from './expression-status.ts';

/** Objects of a type are looked at when that property may have changed. */
export interface Condition {
  readonly type: string;
  readonly reads: string;
}

/** Types whose metrics are judged: what of their space is used is known without sampling. */
const WITH_SPACE: readonly string[] = ['Datastore', 'StoragePod'];
/** As percent counters have it. */
const WHOLE = 10_000;
const BYTES_PER_KB = 1024;

export function conditionsOf(expression: AlarmExpression): readonly Condition[] {
  const type = member(expression, 'type');
  const path = member(expression, 'statePath');
  if (typeof type !== 'string') return partsOf(expression).flatMap(conditionsOf);
  if (typeof path === 'string') return [{ type, reads: path.split('.')[0] ?? path }];
  return WITH_SPACE.includes(type) ? [{ type, reads: 'summary' }] : [];
}

export function alarmView({ catalog, inventory }: AlarmServices, entity: Entity): AlarmView {
  return {
    isA: (type) => catalog.isA(entity.type, type),
    property: (path) => {
      const [name = path, ...rest] = path.split('.');
      let value: unknown = inventory.read(entity as Ref, name);
      for (const each of rest) value = member(value, each);
      return value;
    },
    metric: (expression) =>
      WITH_SPACE.includes(entity.type)
        ? space(expression, inventory.read(entity as Ref, 'summary'))
        : undefined,
  };
}

/** Alarms mean by `disk.used` the part of the space that is used; the other counters are in their units. */
function space({ metric }: MetricAlarmExpression, summary: unknown): number | undefined {
  const counter = perfCounters().find(({ key }) => key === metric.counterId);
  const capacity = Number(member(summary, 'capacity') ?? 0);
  const used = capacity - Number(member(summary, 'freeSpace') ?? 0);
  if (counter?.group !== 'disk' || capacity <= 0) return undefined;
  switch (counter.name) {
    case 'used':
      return Math.round((used * WHOLE) / capacity);
    case 'provisioned':
      return Math.floor((used + Number(member(summary, 'uncommitted') ?? 0)) / BYTES_PER_KB);
    case 'capacity':
      return Math.floor(capacity / BYTES_PER_KB);
    default:
      return undefined;
  }
}
