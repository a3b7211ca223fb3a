/**
 * What an alarm's expression says of an object: `red` before `yellow` before `green`.
 *
 * An alternative is as bad as its worst part, a conjunction as its best. Expressions over events are judged when
 * an event comes (`event-expression.ts`); here they say nothing.
 */
import type {
  AlarmExpression,
  MetricAlarmExpression,
  StateAlarmExpression,
} from '../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../vmodl/generated/enums.ts';
import { member } from '../../vmodl/value.ts';

/** How an object is looked at. */
export interface AlarmView {
  readonly isA: (type: string) => boolean;
  readonly property: (path: string) => unknown;
  /** The figure of a counter, in its unit; undefined where nothing is measured. */
  readonly metric: (expression: MetricAlarmExpression) => number | undefined;
}

const SEVERITY: readonly ManagedEntityStatus[] = ['green', 'yellow', 'red'];

/** Undefined where the expression says nothing of this object. */
export function expressionStatus(
  expression: AlarmExpression,
  view: AlarmView,
): ManagedEntityStatus | undefined {
  switch (expression._typeName) {
    case 'OrAlarmExpression':
      return statuses(expression, view).at(-1);
    case 'AndAlarmExpression':
      return statuses(expression, view).at(0);
    case 'StateAlarmExpression':
      return stateStatus(expression as StateAlarmExpression, view);
    case 'MetricAlarmExpression':
      return metricStatus(expression as MetricAlarmExpression, view);
    default:
      return undefined;
  }
}

/** Those of the parts, the best first. */
function statuses(expression: AlarmExpression, view: AlarmView): readonly ManagedEntityStatus[] {
  return partsOf(expression)
    .flatMap((part) => expressionStatus(part, view) ?? [])
    .sort((left, right) => SEVERITY.indexOf(left) - SEVERITY.indexOf(right));
}

/** The parts of an alternative or a conjunction; none of anything else. */
export function partsOf(expression: AlarmExpression): readonly AlarmExpression[] {
  const parts = member(expression, 'expression');
  return Array.isArray(parts) ? (parts as readonly AlarmExpression[]) : [];
}

function stateStatus(
  { type, statePath, operator, yellow, red }: StateAlarmExpression,
  { isA, property }: AlarmView,
): ManagedEntityStatus | undefined {
  if (!isA(type)) return undefined;
  const value = property(statePath);
  const holds = (wanted: string | undefined) =>
    wanted !== undefined && (String(value) === wanted) === (operator === 'isEqual');
  if (holds(red)) return 'red';
  return holds(yellow) ? 'yellow' : 'green';
}

function metricStatus(
  expression: MetricAlarmExpression,
  { isA, metric }: AlarmView,
): ManagedEntityStatus | undefined {
  const { type, operator, yellow, red } = expression;
  if (!isA(type)) return undefined;
  const value = metric(expression);
  if (value === undefined) return undefined;
  const exceeds = (limit: number | undefined) =>
    limit !== undefined && (operator === 'isAbove' ? value > limit : value < limit);
  if (exceeds(red)) return 'red';
  return exceeds(yellow) ? 'yellow' : 'green';
}
