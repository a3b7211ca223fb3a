/** HostSystem: standby, waking up, the management controller. */
import { forgetEntering } from '../../../../server/vim/objects/host-system/leaving-host.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let host: Ref<'HostSystem'>;
let cluster: Ref<'ClusterComputeResource'>;
beforeEach(() => {
  lab = new Vcenter();
  host = lab.named('HostSystem', '172.16.0.173');
  cluster = lab.first('ClusterComputeResource');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const state = () => {
  const { powerState, standbyMode, connectionState } = lab.read(host, 'runtime');
  return { powerState, standbyMode, connectionState };
};
const awake = { powerState: 'poweredOn', standbyMode: 'none', connectionState: 'connected' };
const asleep = { powerState: 'standBy', standbyMode: 'in', connectionState: 'notResponding' };
const sleep = (args: object = {}) =>
  lab.call(host, 'PowerDownHostToStandBy_Task', { timeoutSec: 0, ...args }) as Ref<'Task'>;
const wake = (timeoutSec = 0) =>
  lab.call(host, 'PowerUpHostFromStandBy_Task', { timeoutSec }) as Ref<'Task'>;
const errorOf = (task: Ref<'Task'>) => lab.taskInfo(task).error?.fault._typeName;
function asleepHost() {
  sleep();
  lab.clock.advance(60_000);
  expect(state()).toEqual(asleep);
}

describe('HostSystem.PowerDownHostToStandBy_Task', () => {
  it('switches an empty host off within a minute, and the cluster shrinks', () => {
    const since = lab.eventCount;
    const before = lab.read(cluster, 'summary');

    const task = sleep();
    lab.clock.advance(1_000);
    expect(state()).toEqual({ ...awake, standbyMode: 'entering' });
    expect(lab.taskInfo(task)).toMatchObject({
      state: 'running',
      descriptionId: 'HostSystem.enterStandbyMode',
    });
    lab.clock.advance(59_000);

    expect(lab.taskInfo(task).state).toBe('success');
    expect(state()).toEqual(asleep);
    expect(lab.read(host, 'runtime.bootTime')).toBeUndefined();
    expect(lab.eventTypes(since)).toEqual(['EnteringStandbyModeEvent', 'EnteredStandbyModeEvent']);
    const after = lab.read(cluster, 'summary');
    expect(after.numEffectiveHosts).toBe(before.numEffectiveHosts - 1);
    expect(after.effectiveCpu).toBeLessThan(before.effectiveCpu);
    expect(after.effectiveMemory).toBeLessThan(before.effectiveMemory);
    expect(after.totalCpu).toBe(before.totalCpu);
  });

  it('waits until the last running VM has gone, and refuses newcomers meanwhile', () => {
    // DRS would power the VM on elsewhere.
    lab.assign(cluster, 'configurationEx.drsConfig.enabled', false);
    const vm = lab.named('VirtualMachine', 'db-01');
    lab.run(vm, 'PowerOnVM_Task');

    const task = sleep();
    lab.clock.advance(3_600_000);
    expect(lab.taskInfo(task).state).toBe('running');
    const other = lab.inventory
      .ofType('VirtualMachine')
      .find((one) => lab.read(one, 'runtime.host').value !== host.value);
    const move = { host, priority: 'defaultPriority' };
    expect(other && faultOf(() => lab.run(other, 'MigrateVM_Task', move)).name).toBe(
      'InvalidHostState',
    );

    lab.run(vm, 'PowerOffVM_Task', {}, 61_000);
    expect(lab.taskInfo(task).state).toBe('success');
    expect(faultOf(() => lab.run(vm, 'PowerOnVM_Task')).name).toBe('InvalidHostState');
  });

  it('leaves VMs which do not run, or takes them elsewhere when asked', () => {
    const vm = lab.named('VirtualMachine', 'db-01');
    expect(lab.read(vm, 'runtime.host')).toEqual(host);
    asleepHost();
    expect(lab.read(vm, 'runtime')).toMatchObject({ host, connectionState: 'connected' });
    wake();
    lab.clock.advance(180_000);

    const task = sleep({ evacuatePoweredOffVms: true });
    lab.clock.advance(300_000);

    expect(lab.taskInfo(task).state).toBe('success');
    expect(lab.read(vm, 'runtime.host')).toEqual(lab.named('HostSystem', '172.16.0.172'));
  });

  it('waits for their owner where DRS is off', () => {
    lab.assign(cluster, 'configurationEx.drsConfig.enabled', false);
    const task = sleep({ evacuatePoweredOffVms: true });
    lab.clock.advance(300_000);
    expect(lab.taskInfo(task).state).toBe('running');

    lab.run(lab.named('VirtualMachine', 'db-01'), 'MigrateVM_Task', {
      host: lab.named('HostSystem', '172.16.0.172'),
      priority: 'defaultPriority',
    });
    lab.clock.advance(60_000);

    expect(lab.taskInfo(task).state).toBe('success');
  });

  it.each([
    ['while VMs run', true, 120],
    ['while the host shuts down', false, 30],
  ])('times out %s, and leaves the host as it was', (_, runs, timeoutSec) => {
    if (runs) lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');

    const task = sleep({ timeoutSec });
    lab.clock.advance(121_000);

    expect(errorOf(task)).toBe('Timedout');
    expect(state()).toEqual(awake);
    expect(lab.read(host, '_enteringStandby')).toBeUndefined();
  });

  it('ends when somebody cancels it', () => {
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');
    const task = sleep();
    lab.clock.advance(1_000);
    const since = lab.eventCount;

    lab.call(task, 'CancelTask');

    expect(errorOf(task)).toBe('RequestCanceled');
    expect(lab.eventTypes(since)).toEqual(['CanceledHostOperationEvent']);
    expect(state()).toEqual(awake);
  });

  it('is refused by a host that sleeps already, is on its way, or leaves for maintenance', () => {
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');
    const maintenance = lab.call(host, 'EnterMaintenanceMode_Task', { timeout: 0 });
    lab.clock.advance(1_000);
    const second = sleep();
    lab.clock.advance(1_000);
    expect(errorOf(second)).toBe('InvalidState');
    lab.call(maintenance, 'CancelTask');
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOffVM_Task');
    asleepHost();

    const task = sleep();
    lab.clock.advance(1_000);

    expect(errorOf(task)).toBe('InvalidState');
    expect(faultOf(() => lab.run(host, 'EnterMaintenanceMode_Task', { timeout: 0 })).name).toBe(
      'HostNotReachable',
    );
    expect(faultOf(() => lab.run(host, 'ReconnectHost_Task')).name).toBe('InvalidState');
  });

  it('is refused where nothing could wake the host', () => {
    const other = lab.named('HostSystem', '172.16.0.172');
    for (const vm of lab.inventory.ofType('VirtualMachine')) {
      if (lab.read(vm, 'runtime.powerState') === 'poweredOn') lab.run(vm, 'PowerOffVM_Task');
    }
    lab.run(other, 'EnterMaintenanceMode_Task', { timeout: 0 });
    const task = sleep();
    lab.clock.advance(1_000);
    expect(errorOf(task)).toBe('NoPeerHostFound');

    lab.assign(host, 'capability.standbySupported', false);
    expect(faultOf(() => sleep()).name).toBe('NotSupported');
  });

  it('ends with the server: a host that was on its way stays', () => {
    lab.assign(host, '_enteringStandby', true);
    lab.assign(host, 'runtime.standbyMode', 'entering');

    forgetEntering(lab.services);

    expect(state()).toEqual(awake);
    expect(lab.read(host, '_enteringStandby')).toBeUndefined();
  });
});

describe('HostSystem.PowerUpHostFromStandBy_Task', () => {
  it('wakes the host, which takes three minutes', () => {
    asleepHost();
    const since = lab.eventCount;

    const task = wake();
    lab.clock.advance(1_000);
    expect(state()).toEqual({ ...asleep, standbyMode: 'exiting' });
    lab.clock.advance(179_000);

    expect(lab.taskInfo(task)).toMatchObject({
      state: 'success',
      descriptionId: 'HostSystem.exitStandbyMode',
    });
    expect(state()).toEqual(awake);
    expect(lab.read(host, 'runtime.bootTime')).toBe(lab.clock.iso());
    expect(lab.eventTypes(since)).toEqual(['ExitingStandbyModeEvent', 'ExitedStandbyModeEvent']);
    expect(lab.read(cluster, 'summary.numEffectiveHosts')).toBe(2);
    lab.run(lab.named('VirtualMachine', 'db-01'), 'PowerOnVM_Task');
  });

  it('times out when the host takes longer than asked for', () => {
    asleepHost();
    const since = lab.eventCount;

    const task = wake(60);
    lab.clock.advance(60_000);

    expect(errorOf(task)).toBe('Timedout');
    expect(state()).toEqual(asleep);
    expect(lab.read(host, '_wakeFailed')).toBe(true);
    expect(lab.eventTypes(since)).toEqual([
      'ExitingStandbyModeEvent',
      'ExitStandbyModeFailedEvent',
    ]);
    wake();
    lab.clock.advance(180_000);
    expect(lab.read(host, '_wakeFailed')).toBeUndefined();
  });

  it('fails for a host that is awake', () => {
    const task = wake();
    lab.clock.advance(1_000);
    expect(errorOf(task)).toBe('InvalidState');
  });

  it('fails when nobody is left to send the magic packet, unless there is a controller', () => {
    asleepHost();
    const other = lab.named('HostSystem', '172.16.0.172');
    lab.run(other, 'DisconnectHost_Task');
    const task = wake();
    lab.clock.advance(180_000);
    expect(errorOf(task)).toBe('NoPeerHostFound');

    lab.call(host, 'UpdateIpmi', { ipmiInfo: controller });
    wake();
    lab.clock.advance(180_000);

    expect(state()).toEqual(awake);
  });
});

const controller = {
  _typeName: 'HostIpmiInfo',
  bmcIpAddress: '192.0.2.17',
  bmcMacAddress: '00:50:56:00:00:17',
  login: 'root',
  password: 'calvin',
};

describe('HostSystem.UpdateIpmi', () => {
  it('is shown without its password, and taken away with empty texts', () => {
    lab.call(host, 'UpdateIpmi', { ipmiInfo: controller });
    const { password: _, ...shown } = controller;
    expect(lab.read(host, 'config.ipmi')).toEqual(shown);

    const nothing = { bmcIpAddress: '', bmcMacAddress: '', login: '', password: '' };
    lab.call(host, 'UpdateIpmi', { ipmiInfo: { _typeName: 'HostIpmiInfo', ...nothing } });

    expect(lab.read(host, 'config.ipmi')).toBeUndefined();
  });

  it.each([
    [{ bmcMacAddress: 'nonsense' }, 'InvalidIpmiMacAddress'],
    [{ bmcIpAddress: '300.1.1.1' }, 'InvalidArgument'],
    [{ password: '' }, 'InvalidIpmiLoginInfo'],
  ])('refuses %o with %s', (wish, fault) => {
    const update = () => lab.call(host, 'UpdateIpmi', { ipmiInfo: { ...controller, ...wish } });
    expect(faultOf(update).name).toBe(fault);
  });
});
