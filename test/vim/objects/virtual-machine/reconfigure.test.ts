/** VirtualMachine.ReconfigVM_Task: settings, sizes, allocations. */
import { type Ref, reference } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let off: Ref<'VirtualMachine'>;
let on: Ref<'VirtualMachine'>;
beforeEach(() => {
  lab = new Vcenter();
  off = lab.named('VirtualMachine', 'db-01');
  on = lab.named('VirtualMachine', 'web-01');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const specOf = (members: object) => ({ spec: data('VirtualMachineConfigSpec', members) });
const reconfigure = (vm: Ref, members: object) => lab.run(vm, 'ReconfigVM_Task', specOf(members));
const refused = (vm: Ref, members: object) =>
  faultOf(() => lab.call(vm, 'ReconfigVM_Task', specOf(members)));
const failed = (vm: Ref, members: object) => faultOf(() => reconfigure(vm, members));

describe('ReconfigVM_Task', () => {
  it('changes size and annotation, and all that follows from the size', () => {
    const since = lab.eventCount;

    reconfigure(off, { numCPUs: 4, numCoresPerSocket: 2, memoryMB: 8192, annotation: 'bigger' });

    expect(lab.read(off, 'config.hardware')).toMatchObject({
      numCPU: 4,
      numCoresPerSocket: 2,
      memoryMB: 8192,
    });
    expect(lab.read(off, 'config.cpuAllocation.shares')).toMatchObject({
      shares: 4000,
      level: 'normal',
    });
    expect(lab.read(off, 'config.memoryAllocation.shares.shares')).toBe(81_920);
    expect(lab.read(off, 'runtime.maxMemoryUsage')).toBe(8192);
    expect(lab.read(off, 'runtime.maxCpuUsage')).toBe(4 * 2100);
    expect(lab.read(off, 'summary.config.memorySizeMB')).toBe(8192);
    expect(lab.read(off, 'summary.config.annotation')).toBe('bigger');
    const [event] = lab.events(since);
    expect(event).toMatchObject({ _typeName: 'VmReconfiguredEvent', vm: { name: 'db-01' } });
    const { configChanges } = event as unknown as { configChanges: { modified: string } };
    expect(configChanges.modified).toContain('config.hardware.memoryMB: 4096 -> 8192;');
    expect(configChanges.modified).toContain('config.annotation: "" -> "bigger";');
  });

  it('renames, with both events in one chain', () => {
    const since = lab.eventCount;

    reconfigure(off, { name: 'db-02' });

    expect(lab.read(off, 'name')).toBe('db-02');
    expect(lab.eventTypes(since)).toEqual(['VmRenamedEvent', 'VmReconfiguredEvent']);
    expect(failed(on, { name: 'db-02' }).name).toBe('DuplicateName');
  });

  it('keeps, replaces and drops extra configuration by key', () => {
    const option = (key: string, value: string) => data('OptionValue', { key, value });
    const values = () =>
      Object.fromEntries(
        lab
          .read(on, 'config.extraConfig')
          .map(({ key, value }: { key: string; value: string }) => [key, value]),
      );

    reconfigure(on, { extraConfig: [option('guestinfo.a', '1'), option('guestinfo.b', '2')] });
    reconfigure(on, { extraConfig: [option('guestinfo.a', ''), option('guestinfo.b', '3')] });

    expect(values()).toMatchObject({ 'guestinfo.b': '3', 'svga.present': 'TRUE' });
    expect(values()).not.toHaveProperty('guestinfo.a');
  });

  it('lays boot options, flags and tools over what there is', () => {
    reconfigure(on, {
      bootOptions: data('VirtualMachineBootOptions', { bootDelay: 3000 }),
      flags: data('VirtualMachineFlagInfo', { diskUuidEnabled: true }),
      tools: data('ToolsConfigInfo', { syncTimeWithHost: true }),
    });

    expect(lab.read(on, 'config.bootOptions')).toMatchObject({
      bootDelay: 3000,
      networkBootProtocol: 'ipv4',
    });
    expect(lab.read(on, 'config.flags')).toMatchObject({
      diskUuidEnabled: true,
      enableLogging: true,
    });
    expect(lab.read(on, 'config.tools')).toMatchObject({
      syncTimeWithHost: true,
      afterPowerOn: true,
    });
  });

  it('shows another guest by its full name, off only', () => {
    reconfigure(off, { guestId: 'debian12_64Guest' });

    expect(lab.read(off, 'config.guestFullName')).toBe('Debian GNU/Linux 12 (64-bit)');
    expect(failed(on, { guestId: 'otherGuest' })).toMatchObject({
      name: 'InvalidPowerState',
      detail: { existingState: 'poweredOn' },
    });
    reconfigure(on, { guestId: 'debian12_64Guest', annotation: 'the same guest is no change' });
  });

  it('plugs CPUs and memory into a running VM only where that is enabled', () => {
    expect(failed(on, { numCPUs: 2 }).name).toBe('CpuHotPlugNotSupported');
    expect(failed(on, { memoryMB: 4096 }).name).toBe('MemoryHotPlugNotSupported');

    lab.run(on, 'PowerOffVM_Task');
    reconfigure(on, { cpuHotAddEnabled: true, memoryHotAddEnabled: true });
    expect(lab.read(on, 'config.hotPlugMemoryLimit')).toBe(2048 * 16);
    lab.run(on, 'PowerOnVM_Task');
    reconfigure(on, { numCPUs: 2, memoryMB: 4096 });

    expect(lab.read(on, 'config.hardware')).toMatchObject({ numCPU: 2, memoryMB: 4096 });
    expect(failed(on, { numCPUs: 1 }).name).toBe('CpuHotPlugNotSupported');
    expect(failed(on, { memoryMB: 2048 }).name).toBe('MemoryHotPlugNotSupported');
  });

  it('reserves no more than a running VM can have', () => {
    const allocation = (reservation: number) => data('ResourceAllocationInfo', { reservation });

    reconfigure(on, { memoryAllocation: allocation(1024), cpuAllocation: allocation(500) });

    expect(lab.read(on, 'config.memoryAllocation')).toMatchObject({
      reservation: 1024,
      limit: -1,
      shares: { level: 'normal' },
    });
    expect(failed(on, { memoryAllocation: allocation(4096) })).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'spec.memoryAllocation.reservation' },
    });
    expect(failed(on, { cpuAllocation: allocation(90_000) }).name).toBe(
      'InsufficientPerCpuCapacity',
    );
  });

  it('reserves all memory where that is locked', () => {
    reconfigure(off, { memoryReservationLockedToMax: true });
    expect(lab.read(off, 'config.memoryAllocation.reservation')).toBe(4096);

    reconfigure(off, { memoryMB: 2048 });
    expect(lab.read(off, 'config.memoryAllocation.reservation')).toBe(2048);
  });

  it('notices that somebody else was faster', () => {
    const changeVersion = lab.read(off, 'config.changeVersion');

    reconfigure(off, { changeVersion, annotation: 'first' });

    expect(failed(off, { changeVersion, annotation: 'second' }).name).toBe('ConcurrentAccess');
    expect(lab.read(off, 'config.annotation')).toBe('first');
  });

  it.each([
    [{ numCPUs: 0 }, 'InvalidArgument'],
    [{ numCPUs: 3, numCoresPerSocket: 2 }, 'InvalidArgument'],
    [{ memoryMB: 1023 }, 'InvalidArgument'],
    [{ name: '' }, 'InvalidName'],
    [{ ftInfo: data('FaultToleranceConfigInfo', { role: 1 }) }, 'NotSupported'],
    [{ vAppConfigRemoved: true }, 'NotSupported'],
  ])('refuses %j at once', (members, fault) => {
    expect(refused(off, members).name).toBe(fault);
  });

  it('changes nothing of a VM that is migrating or out of reach', () => {
    lab.assign(off, '_migration', data('_Migration', { task: reference('Task', 'task-9') }));
    expect(failed(off, { annotation: 'x' }).name).toBe('TaskInProgress');

    lab.assign(off, '_migration', undefined);
    lab.assign(off, 'runtime.connectionState', 'disconnected');
    expect(failed(off, { annotation: 'x' }).name).toBe('InvalidState');
  });

  it('tells those who wait for exactly what they look at', () => {
    expect(lab.read(off, 'summary.config.annotation')).toBe('');
    const heard: string[] = [];
    lab.inventory.subscribe(({ changed }) => heard.push(...(changed.get(off) ?? [])));

    reconfigure(off, { annotation: 'x' });

    expect(heard).toEqual(expect.arrayContaining(['config', 'summary']));
    expect(heard).not.toContain('runtime');
  });
});
