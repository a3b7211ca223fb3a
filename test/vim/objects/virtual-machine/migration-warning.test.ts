import {
  storageVmotionWarning,
  warningCleared,
} from '../../../../server/vim/objects/virtual-machine/migration-warning.ts';
import { operationsAt } from '../../../../server/vim/operation-counts.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { Vcenter } from '../../../helpers/vcenter.ts';

function given({ storageVmotionWarning: set = true } = {}) {
  const vcenter = new Vcenter({ settings: { storageVmotionWarning: set } });
  const { inventory, services } = vcenter;
  const running = inventory
    .ofType('VirtualMachine')
    .find((vm) => inventory.read(vm, 'guest')?.toolsRunningStatus === 'guestToolsRunning');
  if (!running) throw new Error('the lab has no running guest');
  const vm: Ref<'VirtualMachine'> = running;
  const host = inventory.read(vm, 'runtime').host as Ref<'HostSystem'>;
  const above = (): Ref[] => {
    const line: Ref[] = [];
    for (const from of [vm, host, inventory.read(vm, 'resourcePool') as Ref]) {
      let at = inventory.read(from as Ref, 'parent') as Ref | undefined;
      for (; at; at = inventory.read(at, 'parent') as Ref | undefined) line.push(at);
    }
    return [...new Set([host, inventory.read(vm, 'resourcePool') as Ref, ...line])];
  };
  return {
    vcenter,
    inventory,
    vm,
    above,
    warn: () => inventory.apply(storageVmotionWarning(services, vm, 7)),
    shown: () => ({
      issues: inventory.read(vm, 'configIssue')?.length,
      configStatus: inventory.read(vm, 'configStatus'),
      overallStatus: inventory.read(vm, 'summary').overallStatus,
      alarms: inventory.read(vm, 'triggeredAlarmState')?.length,
    }),
  };
}

const CALM = { issues: 0, configStatus: 'green', overallStatus: 'green', alarms: 0 };
const WARNED = { issues: 1, configStatus: 'yellow', overallStatus: 'yellow', alarms: 1 };

describe('the warning after Storage vMotion', () => {
  it('is a configuration issue, an event, and a yellow alarm', () => {
    const { inventory, vm, warn, shown } = given();
    const calm = shown();

    const { events } = warn();

    expect(calm).toEqual(CALM);
    expect(shown()).toEqual(WARNED);
    const [issue] = inventory.read(vm, 'configIssue') ?? [];
    expect(issue).toMatchObject({
      _typeName: 'VmMessageWarningEvent',
      chainId: 7,
      vm: { vm },
      fullFormattedMessage: expect.stringMatching(/^Warning message on .*Restart the guest/),
    });
    expect(events).toEqual([
      issue,
      expect.objectContaining({
        _typeName: 'AlarmStatusChangedEvent',
        from: 'gray',
        to: 'yellow',
        alarm: expect.objectContaining({ name: 'Virtual machine error' }),
        entity: expect.objectContaining({ entity: vm }),
      }),
    ]);
    expect(inventory.read(vm, 'triggeredAlarmState')).toEqual([
      expect.objectContaining({ entity: vm, overallStatus: 'yellow', eventKey: issue?.key }),
    ]);
  });

  it('shows as an alarm on all that is above the VM, whose own state stays as it was', () => {
    const { inventory, vm, above, warn } = given();

    warn();

    const types = above().map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'HostSystem',
        'ClusterComputeResource',
        'ResourcePool',
        'Datacenter',
      ]),
    );
    for (const ref of above()) {
      const entity = ref as Ref<'Folder'>;
      expect(inventory.read(entity, 'triggeredAlarmState')).toMatchObject([{ entity: vm }]);
      expect(inventory.read(entity, 'overallStatus')).toBe('green');
    }
  });

  it('goes where the VM goes', () => {
    const { vcenter, inventory, vm, warn } = given();
    const source = inventory.read(vm, 'runtime').host as Ref<'HostSystem'>;
    const other = inventory.ofType('HostSystem').find((host) => host !== source);
    warn();

    inventory.apply([{ op: 'assign', ref: vm, path: 'runtime.host', value: other as Ref }]);

    expect(inventory.read(source, 'triggeredAlarmState')).toEqual([]);
    expect(inventory.read(other as typeof source, 'triggeredAlarmState')).toHaveLength(1);
    expect(vcenter.errors).toEqual([]);
  });

  it('comes with the end of a Storage vMotion, and goes with a reboot of the guest', () => {
    const { vcenter, inventory, vm, shown } = given();
    const host = inventory.read(vm, 'runtime').host as Ref<'HostSystem'>;
    const [home] = inventory.read(vm, 'datastore') ?? [];
    const datastore = (inventory.read(host, 'datastore') ?? []).find(
      ({ value }) => value !== home?.value,
    );
    const spec = data('VirtualMachineRelocateSpec', { datastore });

    vcenter.call(vm, 'RelocateVM_Task', { spec });
    const meanwhile = shown();
    vcenter.clock.advance(1_200_000);
    const after = shown();
    vcenter.call(vm, 'RebootGuest');
    vcenter.clock.advance(60_000);

    expect(inventory.read(vm, 'datastore')).toEqual([datastore]);
    expect([meanwhile, after, shown()]).toEqual([CALM, WARNED, CALM]);
    expect(vcenter.errors).toEqual([]);
  });

  it('is given once', () => {
    const { warn, shown } = given();

    warn();
    const { events } = warn();

    expect(shown()).toEqual(WARNED);
    expect(events).toEqual([]);
  });

  it('is not given by a server which is not set to', () => {
    const { vcenter, vm } = given({ storageVmotionWarning: false });

    expect(storageVmotionWarning(vcenter.services, vm)).toEqual([]);
  });

  it.each([
    ['RebootGuest', 'numRebootGuest'],
    ['ShutdownGuest', 'numShutdownGuest'],
    ['ResetVM_Task', 'numReset'],
    ['PowerOffVM_Task', 'numPoweroff'],
  ] as const)('is gone after %s, which is counted as %s', (method, counter) => {
    const { vcenter, inventory, vm, above, warn, shown } = given();
    const [datacenter] = inventory.ofType('Datacenter');
    warn();

    vcenter.call(vm, method);
    const meanwhile = shown();
    vcenter.clock.advance(60_000);

    expect(meanwhile).toEqual(WARNED);
    expect(shown()).toEqual(CALM);
    expect(inventory.read(vm, 'declaredAlarmState')).toMatchObject([{ overallStatus: 'green' }]);
    expect(inventory.events.map(({ _typeName }) => _typeName)).toContain('AlarmStatusChangedEvent');
    for (const ref of above()) {
      expect(inventory.read(ref as Ref<'Folder'>, 'triggeredAlarmState')).toEqual([]);
    }
    const now = vcenter.clock.now();
    expect(operationsAt(inventory, datacenter as Ref, counter, now)).toBe(1);
    expect(vcenter.errors).toEqual([]);
  });

  it('stays through suspend and resume', () => {
    const { vcenter, vm, warn, shown } = given();
    warn();

    vcenter.call(vm, 'SuspendVM_Task');
    vcenter.clock.advance(60_000);
    vcenter.call(vm, 'PowerOnVM_Task');
    vcenter.clock.advance(60_000);

    expect(shown()).toEqual(WARNED);
  });

  it('loses its alarm when somebody removes that, and is cleared all the same', () => {
    const { vcenter, inventory, vm, above, warn, shown } = given();
    const alarm = inventory
      .ofType('Alarm')
      .find((one) => inventory.read(one, 'info').systemName === 'alarm.VmErrorAlarm');
    warn();

    vcenter.call(alarm as Ref, 'RemoveAlarm');
    const withoutAlarm = shown();
    vcenter.call(vm, 'ResetVM_Task');
    vcenter.clock.advance(60_000);

    expect(withoutAlarm).toEqual({ ...WARNED, alarms: 0 });
    expect(inventory.read(above().at(-1) as Ref<'Folder'>, 'triggeredAlarmState')).toEqual([]);
    expect(shown()).toEqual(CALM);
  });

  it('leaves other issues alone', () => {
    const { vcenter, inventory, vm, warn } = given();
    const other = vcenter.services.events.change({ type: 'VmMessageErrorEvent', about: vm });
    const issue = { ...other.event, message: 'other' } as never;
    inventory.apply([{ op: 'assign', ref: vm, path: 'configIssue', value: [issue] }]);
    warn();

    inventory.apply(warningCleared(vcenter.services, vm));

    expect(inventory.read(vm, 'configIssue')).toEqual([issue]);
  });
});
