/**
 * The state of an object in an alarm: how it turns, is acknowledged, is cleared, and the events that tell of it.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { AlarmState } from '../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../vmodl/generated/enums.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { entityArgument } from '../events/event-arguments.ts';
import type { Services } from '../method.ts';

export type Entity = Ref<Kinds['ManagedEntity']>;
export type AlarmServices = Pick<Services, 'catalog' | 'inventory' | 'clock' | 'events'>;

export interface AlarmTurn {
  readonly alarm: Ref<'Alarm'>;
  readonly to: ManagedEntityStatus;
  /** The event that did it. */
  readonly eventKey?: number | undefined;
}

/** Its state in the alarm, undefined when nothing was ever found. */
export function stateIn(
  inventory: Inventory,
  entity: Entity,
  alarm: Ref<'Alarm'>,
): AlarmState | undefined {
  const states = inventory.read(entity, 'declaredAlarmState') ?? [];
  return states.find((state) => state.alarm.value === alarm.value);
}

/**
 * An object's states in alarms as they turn, and the events that tell of it; nothing of those that are so already.
 * What was never found to be wrong is not worth a word when it is well.
 */
export function alarmsTurned(
  services: AlarmServices,
  entity: Entity,
  turns: readonly AlarmTurn[],
): readonly Change[] {
  const { inventory, clock, events } = services;
  let states = inventory.read(entity, 'declaredAlarmState') ?? [];
  const told: Change[] = [];
  for (const { alarm, to, eventKey } of turns) {
    const before = states.find((state) => state.alarm.value === alarm.value);
    const from = before?.overallStatus ?? 'gray';
    if (from === to || (!before && to === 'green')) continue;
    const state: AlarmState = build('AlarmState', {
      key: `${alarm.value}.${entity.value}`,
      ...{ entity, alarm, eventKey },
      overallStatus: to,
      time: clock.iso(),
      acknowledged: false,
      disabled: before?.disabled,
    });
    states = [...states.filter((known) => known !== before), state];
    const members = { ...alarmArguments(services, entity, alarm), from, to };
    told.push(events.change({ type: 'AlarmStatusChangedEvent', about: entity, members }));
  }
  return told.length === 0 ? [] : [assign(entity, 'declaredAlarmState', states), ...told];
}

/** Whoever looks after it says so; nothing changes but that. */
export function alarmAcknowledged(
  services: AlarmServices,
  { entity, state, userName }: { entity: Entity; state: AlarmState; userName: string },
): readonly Change[] {
  const { inventory, clock, events } = services;
  const known = {
    acknowledged: true,
    acknowledgedByUser: userName,
    acknowledgedTime: clock.iso(),
  };
  return [
    stateKept(inventory, entity, { ...state, ...known }),
    events.change({
      type: 'AlarmAcknowledgedEvent',
      about: entity,
      members: alarmArguments(services, entity, state.alarm),
      userName,
    }),
  ];
}

/** Green by hand, until something is found again. */
export function alarmCleared(
  services: AlarmServices,
  { entity, states, userName }: { entity: Entity; states: readonly AlarmState[]; userName: string },
): readonly Change[] {
  const { inventory, clock, events } = services;
  const cleared = new Set(states.map(({ alarm }) => alarm.value));
  const all = inventory.read(entity, 'declaredAlarmState') ?? [];
  return [
    assign(
      entity,
      'declaredAlarmState',
      all.map((state) => (cleared.has(state.alarm.value) ? green(state, clock.iso()) : state)),
    ),
    ...states.map(({ alarm, overallStatus: from }) =>
      events.change({
        type: 'AlarmClearedEvent',
        about: entity,
        members: { ...alarmArguments(services, entity, alarm), from },
        userName,
      }),
    ),
  ];
}

/** Puts a state in its place among those of an object. */
function stateKept(inventory: Inventory, entity: Entity, state: AlarmState): Change {
  const states = inventory.read(entity, 'declaredAlarmState') ?? [];
  const others = states.filter(({ alarm }) => alarm.value !== state.alarm.value);
  return assign(entity, 'declaredAlarmState', [...others, state]);
}

function green(state: AlarmState, time: string): AlarmState {
  const { key, entity, alarm, disabled } = state;
  const overallStatus = 'green';
  return build('AlarmState', {
    ...{ key, entity, alarm, overallStatus, time, disabled },
    acknowledged: false,
  });
}

function alarmArguments(services: AlarmServices, entity: Entity, alarm: Ref<'Alarm'>) {
  const info = services.inventory.read(alarm, 'info');
  return {
    alarm: build('AlarmEventArgument', { name: info.name, alarm }),
    source: entityArgument(services, info.entity),
    entity: entityArgument(services, entity),
  };
}
