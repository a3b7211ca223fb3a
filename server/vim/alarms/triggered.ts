/**
 * Alarms that are triggered, as a filter asks for them.
 */
import type { AlarmFilterSpec, AlarmState } from '../../vmodl/generated/data.ts';
import type { AlarmServices, Entity } from './alarm-state.ts';
import { eventExpressions } from './event-expression.ts';

export interface TriggeredStates {
  readonly entity: Entity;
  readonly states: readonly AlarmState[];
}

const TYPES: Readonly<Record<string, string>> = {
  entityTypeHost: 'HostSystem',
  entityTypeVm: 'VirtualMachine',
};

export function isRaised({ overallStatus }: Pick<AlarmState, 'overallStatus'>): boolean {
  return overallStatus === 'yellow' || overallStatus === 'red';
}

/** By object; objects without any are left out. */
export function triggeredStates(
  { catalog, inventory }: AlarmServices,
  { status = [], typeEntity = 'entityTypeAll', typeTrigger = 'triggerTypeAll' }: AlarmFilterSpec,
): readonly TriggeredStates[] {
  const type = TYPES[typeEntity];
  const isWanted = (state: AlarmState) => {
    if (!isRaised(state) || (status.length > 0 && !status.includes(state.overallStatus))) {
      return false;
    }
    if (typeTrigger === 'triggerTypeAll') return true;
    const { expression } = inventory.read(state.alarm, 'info');
    const overEvents = eventExpressions(expression).length > 0;
    return overEvents === (typeTrigger === 'triggerTypeEvent');
  };
  return inventory.ofType('ManagedEntity').flatMap((entity): TriggeredStates[] => {
    if (type !== undefined && !catalog.isA(entity.type, type)) return [];
    const states = (inventory.read(entity, 'declaredAlarmState') ?? []).filter(isWanted);
    return states.length > 0 ? [{ entity, states }] : [];
  });
}
