/** HostSystem: maintenance mode, connection, what a host answers. */
import { forgetEntering } from '../../../../server/vim/objects/host-system/leaving-host.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let host: Ref<'HostSystem'>;
beforeEach(() => {
  lab = new Vcenter();
  host = lab.named('HostSystem', '172.16.0.173');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

function enter(args: object = {}): Ref<'Task'> {
  return lab.call(host, 'EnterMaintenanceMode_Task', { timeout: 0, ...args });
}

/** DRS would power the VM on elsewhere. */
function withoutDrs() {
  lab.assign(lab.first('ClusterComputeResource'), 'configurationEx.drsConfig.enabled', false);
}

describe('HostSystem.EnterMaintenanceMode_Task', () => {
  it('enters at once when nothing runs on the host', () => {
    const since = lab.eventCount;

    lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });

    expect(lab.read(host, 'runtime.inMaintenanceMode')).toBe(true);
    expect(lab.read(host, '_enteringMaintenance')).toBeUndefined();
    expect(lab.eventTypes(since)).toEqual([
      'EnteringMaintenanceModeEvent',
      'EnteredMaintenanceModeEvent',
    ]);
    const [first, second] = lab.events(since);
    expect(first).toMatchObject({ host: { name: '172.16.0.173' } });
    expect((first as { chainId?: number }).chainId).toBe((second as { chainId?: number }).chainId);
  });

  it('waits until the last running VM has gone, and refuses power-ons meanwhile', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    withoutDrs();
    lab.run(vm, 'PowerOnVM_Task');

    const task = enter();
    lab.clock.advance(3_600_000);

    expect(lab.taskInfo(task).state).toBe('running');
    expect(lab.read(host, '_enteringMaintenance')).toBe(true);

    lab.run(vm, 'PowerOffVM_Task');

    expect(lab.taskInfo(task).state).toBe('success');
    expect(lab.read(host, 'runtime.inMaintenanceMode')).toBe(true);
    expect(faultOf(() => lab.run(vm, 'PowerOnVM_Task'))).toMatchObject({
      name: 'InvalidHostState',
      detail: { host },
    });
  });

  it('admits nobody while it is entering', () => {
    withoutDrs();
    const other = lab.named('VirtualMachine', 'db-01');
    lab.run(other, 'PowerOnVM_Task');
    lab.run(other, 'SuspendVM_Task');
    lab.run(other, 'PowerOnVM_Task');
    enter();
    lab.clock.advance(10);

    lab.call(other, 'PowerOffVM_Task');
    lab.clock.advance(600);
    const fault = faultOf(() => lab.run(other, 'PowerOnVM_Task', {}, 900));

    expect(fault.name).toBe('InvalidHostState');
  });

  it('times out, and leaves the host as it was', () => {
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');

    const task = enter({ timeout: 120 });
    lab.clock.advance(119_000);
    expect(lab.taskInfo(task).state).toBe('running');
    lab.clock.advance(2_000);

    expect(lab.taskInfo(task).error?.fault._typeName).toBe('Timedout');
    expect(lab.read(host, '_enteringMaintenance')).toBeUndefined();
    expect(lab.read(host, 'runtime.inMaintenanceMode')).toBe(false);
  });

  it('ends when somebody cancels it', () => {
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');
    const task = enter();
    lab.clock.advance(1_000);
    const since = lab.eventCount;

    lab.call(task, 'CancelTask');

    expect(lab.taskInfo(task).error?.fault._typeName).toBe('RequestCanceled');
    expect(lab.eventTypes(since)).toEqual(['CanceledHostOperationEvent']);
    expect(lab.read(host, '_enteringMaintenance')).toBeUndefined();
  });

  it('waits for the owner of powered-off VMs when they must leave and DRS is off', () => {
    withoutDrs();
    const task = enter({ evacuatePoweredOffVms: true });
    lab.clock.advance(60_000);
    expect(lab.taskInfo(task).state).toBe('running');

    lab.run(lab.named('VirtualMachine', 'db-01'), 'MigrateVM_Task', {
      host: lab.named('HostSystem', '172.16.0.172'),
      priority: 'defaultPriority',
    });

    expect(lab.taskInfo(task).state).toBe('success');
  });

  it.each(['poweredOff', 'suspended'])('takes %s VMs elsewhere where DRS is on', (powerState) => {
    const vm = lab.named('VirtualMachine', 'db-01');
    lab.assign(vm, 'runtime.powerState', powerState);
    const other = lab.named('HostSystem', '172.16.0.172');

    const task = enter({ evacuatePoweredOffVms: true });
    lab.clock.advance(60_000);

    expect(lab.taskInfo(task).state).toBe('success');
    expect(lab.read(vm, 'runtime')).toMatchObject({ host: other, powerState });
    expect(lab.read(host, '_evacuatePoweredOffVms')).toBeUndefined();
  });

  it('leaves VMs that do not run where they are when no host can have them', () => {
    lab.run(lab.named('HostSystem', '172.16.0.172'), 'DisconnectHost_Task');

    const task = enter({ evacuatePoweredOffVms: true });
    lab.clock.advance(60_000);

    expect(lab.taskInfo(task).state).toBe('success');
    expect(lab.read(lab.named('VirtualMachine', 'db-01'), 'runtime.host')).toEqual(host);
  });

  it('fails with InvalidState when the host is in it, or on its way', () => {
    lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });

    const again = () => lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });

    expect(faultOf(again).name).toBe('InvalidState');
  });

  it('fails when the host is lost meanwhile', () => {
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');
    const task = enter();
    lab.clock.advance(1_000);

    lab.run(host, 'DisconnectHost_Task');

    expect(lab.taskInfo(task).error?.fault._typeName).toBe('HostNotConnected');
    expect(lab.read(host, '_enteringMaintenance')).toBeUndefined();
  });

  it('is forgotten when nobody drives it any more', () => {
    lab.assign(host, '_enteringMaintenance', true);

    forgetEntering(lab.services);

    expect(lab.read(host, '_enteringMaintenance')).toBeUndefined();
  });
});

describe('HostSystem.ExitMaintenanceMode_Task', () => {
  it('opens the host again', () => {
    lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 });
    const since = lab.eventCount;

    lab.run(host, 'ExitMaintenanceMode_Task', { timeout: 0 });

    expect(lab.read(host, 'summary.runtime.inMaintenanceMode')).toBe(false);
    expect(lab.eventTypes(since)).toEqual(['ExitMaintenanceModeEvent']);
  });

  it('fails with InvalidState when the host is not in maintenance', () => {
    const exit = () => lab.run(host, 'ExitMaintenanceMode_Task', { timeout: 0 });

    expect(faultOf(exit).name).toBe('InvalidState');
  });
});

describe('HostSystem connection', () => {
  it('takes the host and its VMs away, and brings them back', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    const since = lab.eventCount;

    lab.run(host, 'DisconnectHost_Task');

    expect(lab.read(host, 'runtime')).toMatchObject({
      connectionState: 'disconnected',
      powerState: 'unknown',
    });
    expect(lab.read(vm, 'summary.runtime.connectionState')).toBe('disconnected');
    expect(lab.eventTypes(since)).toEqual(['HostDisconnectedEvent', 'VmDisconnectedEvent']);

    lab.run(host, 'ReconnectHost_Task');

    expect(lab.read(host, 'runtime.connectionState')).toBe('connected');
    expect(lab.read(vm, 'runtime.connectionState')).toBe('connected');
    expect(faultOf(() => lab.run(host, 'ReconnectHost_Task')).name).toBe('InvalidState');
  });

  it('tells what a vCenter would see of the host', () => {
    const info = lab.call(host, 'QueryHostConnectionInfo');

    expect(info).toMatchObject({ inDasCluster: false, vimAccountNameRequired: false });
    expect(info.host.config.name).toBe('172.16.0.173');
    expect(info.vm).toHaveLength(1);
    expect(
      info.datastore.map((one: { newDatastoreName: string }) => one.newDatastoreName),
    ).toContain('SharedDS');
  });

  it('answers for memory overhead and uptime', () => {
    const overhead = lab.call(host, 'QueryMemoryOverhead', {
      memorySize: 4096 * 2 ** 20,
      numVcpus: 2,
    });

    expect(Number(overhead) / 2 ** 20).toBeCloseTo(52.72, 2);
    lab.clock.advance(5_000);
    expect(lab.call(host, 'RetrieveHardwareUptime')).toBe(30 * 86_400 + 5);
  });
});
