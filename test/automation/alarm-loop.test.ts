import { AlarmLoop } from '../../server/automation/alarm-loop.ts';
import type { AlarmState } from '../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../server/vmodl/reference.ts';
import { data, member } from '../../server/vmodl/value.ts';
import { Vcenter } from '../helpers/vcenter.ts';

const MINUTE = 60_000;
const MANAGER = reference('AlarmManager', 'AlarmManager');

const SEED = `
name: alarms
description: Datastores that are more or less full
datacenters:
  - name: DC
    clusters: [{ name: C1, hosts: [{ name: h1 }, { name: h2 }] }]
    pods: [{ name: POD }]
    datastores:
      - { name: roomy, capacityGb: 100, freeGb: 60 }
      - { name: tight, capacityGb: 100, freeGb: 20, pod: POD }
      - { name: full, capacityGb: 100, freeGb: 5 }
    vms: [{ name: web, host: h1, datastore: roomy }]
`;

function given() {
  const vcenter = new Vcenter({ seedText: SEED });
  const { services, clock } = vcenter;
  const loop = new AlarmLoop({
    ...{ services, clock },
    rest: (act) => clock.rest(act),
    flows: () => clock.flows,
  });
  const datastore = (name: string) => vcenter.named('Datastore', name);
  const triggered = (entity: Ref) =>
    (vcenter.inventory.read(entity, 'triggeredAlarmState') ?? []) as unknown as AlarmState[];
  const status = (entity: Ref) => vcenter.inventory.read(entity, 'overallStatus') as unknown;
  const fill = (name: string, freeGb: number) =>
    vcenter.assign(datastore(name), '_otherBytes', ((100 - freeGb) * 2 ** 30) as never);
  const turns = () =>
    vcenter
      .events()
      .filter(({ _typeName }) => _typeName === 'AlarmStatusChangedEvent')
      .map((event) =>
        [member(member(event, 'entity'), 'name'), member(event, 'from'), member(event, 'to')].join(
          ' ',
        ),
      );
  const alarm = (entity: Ref, expression: object, more: object = {}) =>
    vcenter.call(MANAGER, 'CreateAlarm', {
      entity,
      spec: data('AlarmSpec', {
        name: 'ours',
        description: '',
        enabled: true,
        expression,
        ...more,
      }),
    });
  const end = () => {
    loop.stop();
    vcenter.stop();
  };
  vcenter.clock.advance(MINUTE);
  return { vcenter, datastore, triggered, status, fill, turns, alarm, end };
}

describe('An alarm over the space of a datastore', () => {
  it('is yellow above three quarters, red above 85 percent, and silent below', () => {
    const { datastore, status, turns, end } = given();

    expect(['roomy', 'tight', 'full'].map((name) => status(datastore(name)))).toEqual([
      ...['green', 'yellow', 'red'],
    ]);
    // Its only datastore is the datastore cluster's space.
    expect(turns().toSorted()).toEqual([
      ...['POD gray yellow', 'full gray red', 'tight gray yellow'],
    ]);
    end();
  });

  it('shows on everything above', () => {
    const { vcenter, datastore, triggered, end } = given();

    const seen = (type: 'Datacenter' | 'StoragePod', name: string) =>
      triggered(vcenter.named(type, name)).map(({ entity }) => entity.value);
    const pod = vcenter.named('StoragePod', 'POD').value;
    expect(seen('StoragePod', 'POD')).toEqual([pod, datastore('tight').value]);
    expect(seen('Datacenter', 'DC')).toEqual(
      expect.arrayContaining([datastore('tight').value, datastore('full').value]),
    );
    end();
  });

  it('turns as the datastore fills and empties', () => {
    const { vcenter, datastore, fill, status, turns, end } = given();
    fill('roomy', 10);
    vcenter.clock.advance(MINUTE);
    expect(status(datastore('roomy'))).toBe('red');

    fill('roomy', 50);
    vcenter.clock.advance(MINUTE);

    expect(status(datastore('roomy'))).toBe('green');
    expect(turns().slice(-2)).toEqual(['roomy gray red', 'roomy red green']);
    end();
  });
});

describe('An alarm over the state of a host', () => {
  it('is raised while vCenter does not hear from it', () => {
    const { vcenter, status, end } = given();
    const host = vcenter.named('HostSystem', 'h2');
    vcenter.assign(host, 'runtime.connectionState', 'notResponding' as never);
    vcenter.clock.advance(MINUTE);
    expect(status(host)).toBe('red');

    vcenter.assign(host, 'runtime.connectionState', 'connected' as never);
    vcenter.clock.advance(MINUTE);

    expect(status(host)).toBe('green');
    end();
  });
});

describe('An alarm over events', () => {
  const powered = (status?: string, comparisons?: readonly object[]) =>
    data('OrAlarmExpression', {
      expression: [
        data('EventAlarmExpression', {
          ...{ eventType: 'VmPoweredOffEvent', objectType: 'VirtualMachine' },
          ...(status === undefined ? {} : { status }),
          ...(comparisons === undefined ? {} : { comparisons }),
        }),
        data('EventAlarmExpression', {
          ...{ eventType: 'VmPoweredOnEvent', objectType: 'VirtualMachine', status: 'green' },
        }),
      ],
    });

  it('is raised by one event and ended by another', () => {
    const { vcenter, status, triggered, alarm, end } = given();
    const web = vcenter.named('VirtualMachine', 'web');
    alarm(vcenter.named('Datacenter', 'DC'), powered('yellow'));

    vcenter.run(web, 'PowerOffVM_Task', {}, MINUTE);
    expect(status(web)).toBe('yellow');
    const [state] = triggered(web);
    const caused = vcenter.events().find((event) => member(event, 'key') === state?.eventKey);
    expect(caused?._typeName).toBe('VmPoweredOffEvent');

    vcenter.run(web, 'PowerOnVM_Task', {}, MINUTE);
    expect(status(web)).toBe('green');
    end();
  });

  it.each([
    ['nothing where it sets no status', undefined, undefined],
    ['nothing of others', 'red', [['vm.name', 'equals', 'db']]],
    ['nothing but what begins so', 'red', [['vm.name', 'doesNotStartWith', 'we']]],
  ] as const)('says %s', (_story, status, comparisons) => {
    const { vcenter, status: statusOf, alarm, end } = given();
    const web = vcenter.named('VirtualMachine', 'web');
    const compared = comparisons?.map(([attributeName, operator, value]) =>
      data('EventAlarmExpressionComparison', { attributeName, operator, value }),
    );
    alarm(vcenter.named('Datacenter', 'DC'), powered(status, compared));

    vcenter.run(web, 'PowerOffVM_Task', {}, MINUTE);

    expect(statusOf(web)).toBe('green');
    end();
  });

  it('watches what runs in the cluster it is defined on', () => {
    const { vcenter, status, alarm, end } = given();
    alarm(vcenter.named('ClusterComputeResource', 'C1'), powered('red'));
    const web = vcenter.named('VirtualMachine', 'web');
    vcenter.run(web, 'PowerOffVM_Task', {}, MINUTE);

    expect(status(web)).toBe('red');
    end();
  });
});

describe('AlarmManager', () => {
  it('takes note of who looks after an alarm, until it turns again', () => {
    const { vcenter, datastore, triggered, fill, end } = given();
    const entity = datastore('tight');
    const [state] = triggered(entity);
    vcenter.call(MANAGER, 'AcknowledgeAlarm', { alarm: state?.alarm, entity });

    expect(triggered(entity)).toMatchObject([{ acknowledged: true, overallStatus: 'yellow' }]);
    expect(vcenter.events().at(-1)?._typeName).toBe('AlarmAcknowledgedEvent');

    fill('tight', 1);
    vcenter.clock.advance(MINUTE);
    expect(triggered(entity)).toMatchObject([{ acknowledged: false, overallStatus: 'red' }]);
    end();
  });

  it('clears those of a colour', () => {
    const { vcenter, datastore, status, end } = given();
    const filter = data('AlarmFilterSpec', { status: ['red'] });
    vcenter.call(MANAGER, 'ClearTriggeredAlarms', { filter });

    expect(['tight', 'full'].map((name) => status(datastore(name)))).toEqual(['yellow', 'green']);
    expect(vcenter.events().at(-1)?._typeName).toBe('AlarmClearedEvent');
    end();
  });

  it('forgets an alarm with its states', () => {
    const { vcenter, datastore, status, triggered, end } = given();
    const [state] = triggered(datastore('full'));
    if (state) vcenter.call(state.alarm, 'RemoveAlarm', {});
    vcenter.clock.advance(MINUTE);

    expect(status(datastore('full'))).toBe('green');
    end();
  });
});
