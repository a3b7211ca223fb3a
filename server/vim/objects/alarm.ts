/**
 * Alarm: one definition of what to watch for, on an object and everything below it.
 */
import { assign, type Change, destroy } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { demandAlarmName } from '../alarms/alarm-names.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

export const alarm = objectType({
  type: 'Alarm',
  methods: {
    RemoveAlarm: (self, _args, context) => {
      const { entity, name } = context.inventory.read(self, 'info');
      const event = alarmEvent(context, 'AlarmRemovedEvent', self, entity, name);
      const changes = [...statesForgotten(self, context), destroy(self), event.change];
      context.inventory.apply(changes, causeOf(context));
    },

    ReconfigureAlarm: (self, { spec }, context) => {
      const { clock, inventory, session } = context;
      const info = inventory.read(self, 'info');
      demandAlarmName(inventory, info.entity, spec.name, self);

      const { _typeName, ...members } = spec;
      const changed = build('AlarmInfo', {
        ...members,
        systemName: info.systemName,
        key: info.key,
        alarm: info.alarm,
        entity: info.entity,
        lastModifiedTime: clock.iso(),
        lastModifiedUser: session.userName,
        creationEventId: info.creationEventId,
      });
      const event = alarmEvent(context, 'AlarmReconfiguredEvent', self, info.entity, spec.name);
      inventory.apply([assign(self, 'info', changed), event.change], causeOf(context));
    },
  },
  relations: [
    {
      from: 'Alarm',
      property: 'info',
      member: 'entity',
      inverse: ['ManagedEntity', '_alarms'],
      onDestroy: 'cascade',
    },
  ],
});

/** Entities have no state in an alarm that is no more. */
function statesForgotten(alarm: Ref<'Alarm'>, { inventory }: Context): readonly Change[] {
  return inventory.ofType('ManagedEntity').flatMap((entity) => {
    const states = inventory.read(entity, 'declaredAlarmState') ?? [];
    const kept = states.filter((state) => state.alarm.value !== alarm.value);
    return kept.length === states.length ? [] : [assign(entity, 'declaredAlarmState', kept)];
  });
}

/** An event about an alarm, and the key it got. */
export function alarmEvent(
  { events, inventory, session }: Context,
  type: 'AlarmCreatedEvent' | 'AlarmRemovedEvent' | 'AlarmReconfiguredEvent',
  ref: Ref<'Alarm'>,
  entity: Ref<Kinds['ManagedEntity']>,
  name: string,
) {
  const change = events.change({
    type,
    about: entity,
    userName: session.userName,
    members: {
      alarm: build('AlarmEventArgument', { name, alarm: ref }),
      entity: build('ManagedEntityEventArgument', {
        name: inventory.read(entity, 'name'),
        entity,
      }),
    },
  });
  return { change, key: Number(member(change.event, 'key')) };
}
