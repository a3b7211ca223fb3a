/**
 * AlarmManager: alarms as definitions. Their states are the alarm loop's to find.
 */
import { assign, create } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { reference } from '../../vmodl/reference.ts';
import { demandAlarmName } from '../alarms/alarm-names.ts';
import { alarmAcknowledged, alarmCleared, stateIn } from '../alarms/alarm-state.ts';
import { alarmStates, alarmsOn } from '../alarms/alarms.ts';
import { isRaised, triggeredStates } from '../alarms/triggered.ts';
import { alarmDescription, defaultExpressions } from '../catalogues/alarm-description.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';
import { alarmEvent } from './alarm.ts';

export const alarmManager = objectType({
  type: 'AlarmManager',
  methods: {
    CreateAlarm: (_self, args, context) => {
      const { authorization, clock, inventory, session } = context;
      const entity = inventory.demand(args.entity);
      authorization.demand(session.userName, 'Alarm.Create', entity);
      demandAlarmName(inventory, entity, args.spec.name);

      const alarm = reference('Alarm', inventory.nextId('alarm'));
      const event = alarmEvent(context, 'AlarmCreatedEvent', alarm, entity, args.spec.name);
      const { _typeName, ...spec } = args.spec;
      const info = build('AlarmInfo', {
        ...spec,
        key: '',
        alarm,
        entity,
        lastModifiedTime: clock.iso(),
        lastModifiedUser: session.userName,
        creationEventId: event.key,
      });
      inventory.apply([create(alarm, { info }), event.change], causeOf(context));
      return alarm;
    },

    /** Alarms defined on an object, or all of them. */
    GetAlarm: (_self, { entity }, { inventory }) =>
      entity ? alarmsOn(inventory, inventory.demand(entity)) : inventory.ofType('Alarm'),

    GetAlarmState: (_self, args, { authorization, catalog, inventory, session }) => {
      const entity = inventory.demand(args.entity);
      authorization.demand(session.userName, 'System.Read', entity);
      return alarmStates(catalog, inventory, entity);
    },

    AcknowledgeAlarm: (_self, args, context) => {
      const { inventory, session } = context;
      const [alarm, entity] = [inventory.demand(args.alarm), inventory.demand(args.entity)];
      const state = stateIn(inventory, entity, alarm);
      if (!state || !isRaised(state) || state.acknowledged) return;
      const changes = alarmAcknowledged(context, { entity, state, userName: session.userName });
      inventory.apply(changes, causeOf(context));
    },

    ClearTriggeredAlarms: (_self, { filter }, context) => {
      const { inventory, session } = context;
      const changes = triggeredStates(context, filter).flatMap(({ entity, states }) =>
        alarmCleared(context, { entity, states, userName: session.userName }),
      );
      if (changes.length > 0) inventory.apply(changes, causeOf(context));
    },

    AreAlarmActionsEnabled: (_self, args, { authorization, inventory, session }) => {
      const entity = inventory.demand(args.entity);
      authorization.demand(session.userName, 'System.Read', entity);
      return inventory.read(entity, 'alarmActionsEnabled') !== false;
    },

    EnableAlarmActions: (_self, args, context) => {
      const { authorization, inventory, session } = context;
      const entity = inventory.demand(args.entity);
      authorization.demand(session.userName, 'Alarm.DisableActions', entity);
      inventory.apply([assign(entity, 'alarmActionsEnabled', args.enabled)], causeOf(context));
    },
  },
  derivations: [
    {
      type: 'AlarmManager',
      property: 'defaultExpression',
      reads: [],
      derive: () => defaultExpressions(),
    },
    {
      type: 'AlarmManager',
      property: 'description',
      reads: [],
      derive: () => alarmDescription(),
    },
  ],
});
