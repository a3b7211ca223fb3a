import { reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('AlarmManager', 'AlarmManager');
const ROOT = reference('Folder', 'group-d1');
const fault = (name: string) => expect.objectContaining({ name });

const spec = (name: string) =>
  data('AlarmSpec', {
    name,
    description: '',
    enabled: true,
    expression: data('StateAlarmExpression', {
      operator: 'isEqual',
      type: 'VirtualMachine',
      statePath: 'runtime.powerState',
      red: 'poweredOff',
    }),
  });

describe('AlarmManager', () => {
  let vcenter: Vcenter;
  beforeEach(() => {
    vcenter = new Vcenter({ counts: { host: 1, standaloneHost: 0, vm: 1 } });
  });
  afterEach(() => vcenter.stop());

  const alarmsOf = (entity?: object) => vcenter.call(MANAGER, 'GetAlarm', { entity });

  it('has the default alarms on the root folder', () => {
    const names = alarmsOf(ROOT).map(
      (alarm: ReturnType<typeof reference<'Alarm'>>) => vcenter.inventory.read(alarm, 'info').name,
    );

    expect(names).toEqual(
      expect.arrayContaining([
        'Host connection and power state',
        'Virtual machine CPU usage',
        'Datastore usage on disk',
      ]),
    );
  });

  it('creates an alarm on an object, changes and removes it, and tells of each', () => {
    const vm = vcenter.first('VirtualMachine');

    const alarm = vcenter.call(MANAGER, 'CreateAlarm', { entity: vm, spec: spec('mine') });

    expect(alarmsOf(vm)).toEqual([alarm]);
    expect(vcenter.inventory.readPath(alarm, 'info.lastModifiedUser')).toMatch(/Administrator$/);
    vcenter.call(alarm, 'ReconfigureAlarm', { spec: spec('yours') });
    expect(vcenter.inventory.readPath(alarm, 'info.name')).toBe('yours');
    vcenter.call(alarm, 'RemoveAlarm');
    expect(alarmsOf(vm)).toEqual([]);
    expect(vcenter.eventTypes().slice(-3)).toEqual([
      'AlarmCreatedEvent',
      'AlarmReconfiguredEvent',
      'AlarmRemovedEvent',
    ]);
  });

  it('keeps names unique and not empty', () => {
    const create = (name: string) => () =>
      vcenter.call(MANAGER, 'CreateAlarm', { entity: ROOT, spec: spec(name) });

    expect(create('Host CPU usage')).toThrow(fault('DuplicateName'));
    expect(create('')).toThrow(fault('InvalidName'));
  });

  it('gives the state of an object in the alarms for its type, grey until looked at', () => {
    const vm = vcenter.first('VirtualMachine');

    const states = vcenter.call(MANAGER, 'GetAlarmState', { entity: vm });

    expect(states.length).toBeGreaterThan(3);
    for (const state of states) {
      expect(state).toMatchObject({ entity: vm, overallStatus: 'gray', acknowledged: false });
    }
  });

  it('switches the actions of an object off and on', () => {
    const vm = vcenter.first('VirtualMachine');

    vcenter.call(MANAGER, 'EnableAlarmActions', { entity: vm, enabled: false });

    expect(vcenter.call(MANAGER, 'AreAlarmActionsEnabled', { entity: vm })).toBe(false);
  });
});
