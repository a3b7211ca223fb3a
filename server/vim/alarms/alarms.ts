/**
 * Alarms as definitions: which alarms apply to an object, and what state it has in each.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { AlarmExpression, AlarmState } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isDataObject, member } from '../../vmodl/value.ts';
import { lineage } from '../place.ts';

/** Alarms defined on exactly this object. */
export function alarmsOn(inventory: Inventory, entity: Ref): readonly Ref<'Alarm'>[] {
  const alarms = inventory.read(entity, '_alarms');
  return Array.isArray(alarms) ? (alarms as readonly Ref<'Alarm'>[]) : [];
}

/** Alarms that watch an object: defined on it or above it, for objects of its type. */
function alarmsFor(catalog: Catalog, inventory: Inventory, entity: Ref): readonly Ref<'Alarm'>[] {
  return lineage(inventory, entity)
    .flatMap((at) => alarmsOn(inventory, at))
    .filter((alarm) => {
      const types = watchedTypes(inventory.read(alarm, 'info').expression);
      return types.some((type) => catalog.isA(entity.type, type));
    });
}

/**
 * The state of an object in every alarm that watches it: what was found last, or grey for what was
 * never looked at.
 */
export function alarmStates(
  catalog: Catalog,
  inventory: Inventory,
  entity: Ref<Kinds['ManagedEntity']>,
): readonly AlarmState[] {
  const known = inventory.read(entity, 'declaredAlarmState') ?? [];
  const seen = new Set(known.map(({ alarm }) => alarm.value));
  const unseen = alarmsFor(catalog, inventory, entity).filter(({ value }) => !seen.has(value));
  return [
    ...known,
    ...unseen.map((alarm) =>
      build('AlarmState', {
        key: `${alarm.value}.${entity.value}`,
        entity,
        alarm,
        overallStatus: 'gray',
        time: inventory.read(alarm, 'info').lastModifiedTime,
        acknowledged: false,
      }),
    ),
  ];
}

/** Types of objects an expression is about. */
function watchedTypes(expression: AlarmExpression): readonly string[] {
  const inner = member(expression, 'expression');
  if (Array.isArray(inner)) return inner.flatMap((each: AlarmExpression) => watchedTypes(each));
  if (!isDataObject(expression)) return [];
  const type = member(expression, 'type') ?? member(expression, 'objectType');
  return typeof type === 'string' ? [type] : ['ManagedEntity'];
}
