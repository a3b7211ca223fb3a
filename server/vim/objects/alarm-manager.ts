/**
 * AlarmManager: alarms as definitions. Their states are the alarm loop's to find.
 */
import { assign, create } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { reference } from '../../vmodl/reference.ts';
import { demandAlarmName } from '../alarms/alarm-names.ts';
import { alarmStates, alarmsOn } from '../alarms/alarms.ts';
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
