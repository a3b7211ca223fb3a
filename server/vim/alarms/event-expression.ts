/**
 * Alarms over events: which event an expression means, and which object it is about.
 */
import type { Catalog } from '../../vmodl/catalog.ts';
import type {
  AlarmExpression,
  EventAlarmExpression,
  EventAlarmExpressionComparison,
} from '../../vmodl/generated/data.ts';
import { type DataObject, isDataObject, member } from '../../vmodl/value.ts';
import { partsOf } from './expression-status.ts';

const COMPARE: Readonly<Record<string, (found: string, value: string) => boolean>> = {
  equals: (found, value) => found === value,
  notEqualTo: (found, value) => found !== value,
  startsWith: (found, value) => found.startsWith(value),
  doesNotStartWith: (found, value) => !found.startsWith(value),
  endsWith: (found, value) => found.endsWith(value),
  doesNotEndWith: (found, value) => !found.endsWith(value),
};
const PREFIX = 'vim.event.';

/** All parts of an expression that are about events, in their order. */
export function eventExpressions(expression: AlarmExpression): readonly EventAlarmExpression[] {
  if (expression._typeName === 'EventAlarmExpression') return [expression as EventAlarmExpression];
  return partsOf(expression).flatMap(eventExpressions);
}

/** Does it mean this event, whatever object that is about? */
export function meansEvent(
  { eventType, eventTypeId, comparisons = [] }: EventAlarmExpression,
  event: DataObject,
  catalog: Catalog,
): boolean {
  if (!catalog.isA(event._typeName, typeName(eventType))) return false;
  if (eventTypeId !== undefined && !hasId(event, eventTypeId, catalog)) return false;
  return comparisons.every((comparison) => holds(comparison, event));
}

/** Types come as `VmEvent` or as `vim.event.VmEvent`. */
function typeName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** Only an event that says of itself what it is has an id; the others go by their types. */
function hasId(event: DataObject, id: string, catalog: Catalog): boolean {
  const own = member(event, 'eventTypeId');
  if (typeof own === 'string') return own === id;
  return id.startsWith(PREFIX) && catalog.isA(event._typeName, id.slice(PREFIX.length));
}

function holds(
  { attributeName, operator, value }: EventAlarmExpressionComparison,
  event: DataObject,
) {
  const found = attribute(event, attributeName);
  return found !== undefined && (COMPARE[operator]?.(found, value) ?? false);
}

/** `host.name`, `message`; of an `EventEx` one of its arguments too. */
function attribute(event: DataObject, path: string): string | undefined {
  let at: unknown = event;
  for (const name of path.split('.')) at = member(at, name);
  if (at === undefined) at = argumentOf(event, path);
  return at === undefined || isDataObject(at) ? undefined : String(at);
}

function argumentOf(event: DataObject, name: string): unknown {
  const all = member(event, 'arguments');
  const found = Array.isArray(all) ? all.find((each) => member(each, 'key') === name) : undefined;
  const value = member(found, 'value');
  return isDataObject(value) ? member(value, '_value') : value;
}
