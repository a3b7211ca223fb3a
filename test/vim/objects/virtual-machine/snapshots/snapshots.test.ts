/** Snapshots of a VM: taken, gone back to, removed; with their files. */
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../../helpers/vcenter.ts';

const SEED = `
name: snapshots
description: where states are kept
datacenters:
  - name: DC
    clusters:
      - name: C1
        drs: { enabled: true }
        hosts: [{ name: H1 }, { name: H2 }]
    datastores: [{ name: DS1, capacityGb: 500 }]
    vms:
      - { name: web, power: "off", memoryMb: 1024, disks: [{ sizeGb: 10, usedGb: 4 }] }
      - { name: hot, memoryMb: 1024, disks: [{ sizeGb: 10, usedGb: 4 }] }
      - { name: apart, disks: [{ sizeGb: 10, mode: independent_persistent }] }
      - { name: mold, power: "off", template: true }
`;

type Vm = Ref<'VirtualMachine'>;
let world: Vcenter;
let web: Vm;
let hot: Vm;
beforeEach(() => {
  world = new Vcenter({ seedText: SEED });
  web = world.named('VirtualMachine', 'web');
  hot = world.named('VirtualMachine', 'hot');
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  world.stop();
});

const GB = 2 ** 30;
const take = (vm: Vm, name: string, how: object = {}) =>
  world.run(vm, 'CreateSnapshot_Task', { name, memory: false, quiesce: false, ...how });
const fileOf = (vm: Vm) => world.read(vm, 'config.hardware.device[2000].backing.fileName');
const chainOf = (vm: Vm): string[] => {
  const chain = [];
  for (let at = world.read(vm, 'config.hardware.device[2000].backing'); at; at = at.parent) {
    chain.push(at.fileName.replace(/^.*\//, ''));
  }
  return chain.toReversed();
};
const namesIn = (vm: Vm): string[] => {
  const walk = (trees: readonly { name: string; childSnapshotList?: never[] }[]): string[] =>
    trees.flatMap((tree) => [tree.name, ...walk(tree.childSnapshotList ?? [])]);
  return walk(world.read(vm, 'snapshot')?.rootSnapshotList ?? []);
};
const write = (vm: Vm, bytes: number) =>
  world.assign(vm, 'config.hardware.device[2000].backing._allocatedBytes', bytes);
const filesOf = (vm: Vm, type: string): string[] =>
  world
    .read(vm, 'layoutEx.file')
    .filter((file: { type: string }) => file.type === type)
    .map((file: { name: string }) => file.name.replace(/^.*\//, ''));

describe('VirtualMachine.CreateSnapshot_Task', () => {
  it('keeps what the VM is and lets its disks go on in new files', () => {
    const before = world.read(web, 'config');

    const first = take(web, 'first', { description: 'before the change' });

    expect(world.read(web, 'snapshot.currentSnapshot')).toEqual(first);
    expect(world.read(web, 'snapshot.rootSnapshotList')).toMatchObject([
      {
        ...{ snapshot: first, vm: web, name: 'first', description: 'before the change', id: 1 },
        ...{ state: 'poweredOff', quiesced: false, childSnapshotList: [] },
      },
    ]);
    expect(world.read(web, 'rootSnapshot')).toEqual([first]);
    expect(world.read(first, 'config')).toEqual(before);
    expect(chainOf(web)).toEqual(['web.vmdk', 'web-000001.vmdk']);
    expect(filesOf(web, 'snapshotData')).toEqual(['web-Snapshot1.vmsn']);
    expect(filesOf(web, 'snapshotMemory')).toEqual([]);
    expect(world.read(web, 'config.changeVersion')).not.toBe(before.changeVersion);
  });

  it('grows a chain, and counts on from the last number', () => {
    const first = take(web, 'first');
    const second = take(web, 'second');
    world.run(second, 'RemoveSnapshot_Task', { removeChildren: false });
    const third = take(web, 'third');

    expect(namesIn(web)).toEqual(['first', 'third']);
    expect(world.read(first, 'childSnapshot')).toEqual([third]);
    expect(world.read(web, 'snapshot.rootSnapshotList')[0].childSnapshotList[0].id).toBe(3);
    expect(world.inventory.has(second)).toBe(false);
  });

  it('keeps the memory of a running VM if wished, which takes room and time', () => {
    const datastore = world.named('Datastore', 'DS1');
    const free = Number(world.read(datastore, 'summary.freeSpace'));
    const task = world.call(hot, 'CreateSnapshot_Task', {
      ...{ name: 'running', memory: true, quiesce: true },
    });

    world.clock.advance(2_000);
    expect(world.taskInfo(task).state).toBe('running');
    world.clock.advance(60_000);

    expect(world.read(hot, 'snapshot.rootSnapshotList')).toMatchObject([
      { state: 'poweredOn', quiesced: false },
    ]);
    expect(filesOf(hot, 'snapshotMemory')).toEqual(['hot-Snapshot1.vmem']);
    expect(free - Number(world.read(datastore, 'summary.freeSpace'))).toBeGreaterThan(GB - 1);
    expect(world.read(hot, 'runtime.powerState')).toBe('poweredOn');
  });

  it('brings the file systems of a guest to rest whose tools run', () => {
    take(hot, 'quiet', { quiesce: true });
    take(web, 'off anyway', { quiesce: true });

    expect(world.read(hot, 'snapshot.rootSnapshotList')).toMatchObject([
      { state: 'poweredOff', quiesced: true },
    ]);
    expect(world.read(web, 'snapshot.rootSnapshotList')[0].quiesced).toBe(false);
  });

  it('leaves independent disks out, and refuses to keep memory beside them', () => {
    const apart = world.named('VirtualMachine', 'apart');
    const file = fileOf(apart);

    expect(faultOf(() => take(apart, 'all', { memory: true })).name).toBe(
      'MemorySnapshotOnIndependentDisk',
    );
    take(apart, 'disks');

    expect(fileOf(apart)).toBe(file);
  });

  it('refuses what cannot be', () => {
    const fails = (vm: Vm, name: string) => faultOf(() => take(vm, name)).name;

    expect(fails(web, ' ')).toBe('InvalidName');
    expect(fails(web, 'x'.repeat(81))).toBe('InvalidName');
    expect(fails(world.named('VirtualMachine', 'mold'), 'mold')).toBe('NotSupported');
    world.assign(hot, 'runtime.connectionState', 'disconnected');
    expect(fails(hot, 'far')).toBe('InvalidState');
    world.assign(web, 'config.flags.snapshotDisabled', true);
    expect(fails(web, 'never')).toBe('SnapshotDisabled');
  });

  it('names the device that cannot be kept', () => {
    const key = 'config.hardware.device[1000].sharedBus';
    world.assign(web, key, 'virtualSharing');

    expect(faultOf(() => take(web, 'shared'))).toMatchObject({
      name: 'SnapshotIncompatibleDeviceInVm',
      detail: { fault: { fault: { _typeName: 'SharedBusControllerNotSupported' } } },
    });
  });

  it('goes 32 levels deep', () => {
    for (let level = 1; level <= 32; level += 1) take(web, `level ${level}`);

    expect(chainOf(web)).toHaveLength(33);
    expect(faultOf(() => take(web, 'too deep')).name).toBe('TooManySnapshotLevels');
  });

  it('waits for no other task', () => {
    world.call(web, 'CreateSnapshot_Task', { name: 'one', memory: false, quiesce: false });

    expect(faultOf(() => take(web, 'other')).name).toBe('TaskInProgress');
    expect(namesIn(web)).toEqual(['one']);
  });
});

describe('VirtualMachineSnapshot.RevertToSnapshot_Task', () => {
  it('makes the VM what it was, under its present name, on a new file', () => {
    const first = take(web, 'first');
    world.run(web, 'ReconfigVM_Task', {
      spec: { _typeName: 'VirtualMachineConfigSpec', name: 'renamed', memoryMB: 2048 },
    });
    const second = take(web, 'second');
    const since = world.eventCount;

    world.run(first, 'RevertToSnapshot_Task');

    expect(world.read(web, 'config.hardware.memoryMB')).toBe(1024);
    expect(world.read(web, 'name')).toBe('renamed');
    expect(world.read(web, 'snapshot.currentSnapshot')).toEqual(first);
    expect(namesIn(web)).toEqual(['first', 'second']);
    expect(chainOf(web)).toEqual(['web.vmdk', 'web-000003.vmdk']);
    expect(world.read(second, 'config.hardware.memoryMB')).toBe(2048);
    expect(world.events(since)).toMatchObject([
      { _typeName: 'EventEx', eventTypeId: 'com.vmware.vc.vm.VmStateRevertedToSnapshot' },
    ]);
  });

  it('keeps the files of the other branch, and grows a third', () => {
    const first = take(web, 'first');
    take(web, 'second');
    world.run(first, 'RevertToSnapshot_Task');
    take(web, 'third');

    const { rootSnapshotList } = world.read(web, 'snapshot');

    expect(rootSnapshotList[0].childSnapshotList).toHaveLength(2);
    expect(filesOf(web, 'diskDescriptor').toSorted()).toEqual([
      'web-000001.vmdk',
      'web-000002.vmdk',
      'web-000003.vmdk',
      'web.vmdk',
    ]);
    const layouts = world.read(web, 'layoutEx.snapshot');
    const chains = layouts.map(({ disk }: { disk: { chain: unknown[] }[] }) =>
      disk.map(({ chain }) => chain.length),
    );
    expect(chains).toEqual([[1], [2], [2]]);
  });

  it('runs on where memory was kept, is off where it was not', () => {
    const off = take(hot, 'disks');
    const on = take(hot, 'all', { memory: true });
    world.run(off, 'RevertToSnapshot_Task');
    expect(world.read(hot, 'runtime.powerState')).toBe('poweredOff');
    expect(world.read(hot, 'guest.toolsRunningStatus')).toBe('guestToolsNotRunning');
    const since = world.eventCount;

    world.run(on, 'RevertToSnapshot_Task');

    expect(world.read(hot, 'runtime.powerState')).toBe('poweredOn');
    expect(world.read(hot, 'guest.toolsRunningStatus')).toBe('guestToolsRunning');
    expect(world.eventTypes(since)).toContain('VmPoweredOnEvent');
    world.run(hot, 'RevertToCurrentSnapshot_Task', { suppressPowerOn: true });
    expect(world.read(hot, 'runtime.powerState')).toBe('suspended');
  });

  it('comes to run where it is told to', () => {
    const on = take(hot, 'all', { memory: true });
    world.run(hot, 'PowerOffVM_Task');
    const here = world.read(hot, 'runtime.host');
    const other = world.inventory.ofType('HostSystem').find(({ value }) => value !== here.value);

    world.run(on, 'RevertToSnapshot_Task', { host: other });

    expect(world.read(hot, 'runtime.host')).toEqual(other);
  });

  it('finds nothing to go back to without a snapshot', () => {
    expect(faultOf(() => world.run(web, 'RevertToCurrentSnapshot_Task')).name).toBe('NotFound');
  });
});

describe('Removing snapshots', () => {
  it('makes the files of one state part of those above, and gives the rest back', () => {
    const datastore = world.named('Datastore', 'DS1');
    const free = Number(world.read(datastore, 'summary.freeSpace'));
    const first = take(web, 'first');
    write(web, GB);
    const second = take(web, 'second');
    write(web, 2 * GB);

    world.run(first, 'RemoveSnapshot_Task', { removeChildren: false });

    expect(namesIn(web)).toEqual(['second']);
    expect(chainOf(web)).toEqual(['web.vmdk', 'web-000002.vmdk']);
    expect(world.read(web, 'config.hardware.device[2000].backing.parent._allocatedBytes')).toBe(
      5 * GB,
    );
    expect(world.read(second, 'config.hardware.device[2000].backing.fileName')).toMatch(
      /web\.vmdk$/,
    );
    world.run(second, 'RemoveSnapshot_Task', { removeChildren: false });
    expect(chainOf(web)).toEqual(['web.vmdk']);
    expect(world.read(web, 'snapshot')).toBeUndefined();
    expect(free - Number(world.read(datastore, 'summary.freeSpace'))).toBe(3 * GB);
  });

  it('takes all below with it if wished; the nearest that stays is current', () => {
    const first = take(web, 'first');
    const second = take(web, 'second');
    take(web, 'third');

    world.run(second, 'RemoveSnapshot_Task', { removeChildren: true });

    expect(namesIn(web)).toEqual(['first']);
    expect(world.read(web, 'snapshot.currentSnapshot')).toEqual(first);
    expect(chainOf(web)).toEqual(['web.vmdk', 'web-000001.vmdk']);
    expect(world.inventory.ofType('VirtualMachineSnapshot')).toEqual([first]);
  });

  it('leaves files on a branch apart that two states build on', () => {
    const first = take(web, 'first');
    take(web, 'left');
    world.run(first, 'RevertToSnapshot_Task');
    take(web, 'right');

    world.run(first, 'RemoveSnapshot_Task', { removeChildren: false });

    expect(namesIn(web)).toEqual(['left', 'right']);
    expect(chainOf(web)[0]).toBe('web.vmdk');
    expect(chainOf(web)).toHaveLength(3);
  });

  it('removes all, those of a certain age alone if wished', () => {
    take(web, 'old');
    world.clock.advance(3 * 86_400_000);
    take(web, 'new');

    world.run(web, 'RemoveAllSnapshots_Task', {
      spec: { _typeName: 'SnapshotSelectionSpec', retentionDays: 2 },
    });
    expect(namesIn(web)).toEqual(['new']);
    world.run(web, 'RemoveAllSnapshots_Task');

    expect(world.read(web, 'snapshot')).toBeUndefined();
    expect(chainOf(web)).toEqual(['web.vmdk']);
    expect(filesOf(web, 'snapshotData')).toEqual([]);
  });

  it('lets files be merged later', () => {
    take(web, 'first');
    world.run(web, 'RemoveAllSnapshots_Task', { consolidate: false });
    expect(world.read(web, 'snapshot')).toBeUndefined();
    expect(world.read(web, 'runtime.consolidationNeeded')).toBe(true);
    expect(chainOf(web)).toHaveLength(2);
    expect(world.run(web, 'EstimateStorageForConsolidateSnapshots_Task')).toMatchObject({
      _value: [{ _typeName: 'StorageRequirement' }],
    });
    const since = world.eventCount;

    world.run(web, 'ConsolidateVMDisks_Task');

    expect(world.read(web, 'runtime.consolidationNeeded')).toBe(false);
    expect(chainOf(web)).toEqual(['web.vmdk']);
    expect(world.events(since)).toMatchObject([
      { eventTypeId: 'com.vmware.vc.VmDiskConsolidatedEvent' },
      { eventTypeId: 'com.vmware.vc.VmDiskConsolidationNoLongerNeeded' },
    ]);
  });

  it('takes as long as what was written takes to be written again', () => {
    take(web, 'first');
    write(web, 3 * GB);
    const task = world.call(web, 'RemoveAllSnapshots_Task', {});

    world.clock.advance(10_000);
    expect(world.taskInfo(task).state).toBe('running');
    world.clock.advance(30_000);

    expect(world.taskInfo(task).state).toBe('success');
  });
});

describe('A snapshot', () => {
  it('can be called otherwise', () => {
    const first = take(web, 'first', { description: 'kept' });

    world.call(first, 'RenameSnapshot', { name: 'best' });

    expect(world.read(web, 'snapshot.rootSnapshotList')).toMatchObject([
      { name: 'best', description: 'kept' },
    ]);
    expect(faultOf(() => world.call(first, 'RenameSnapshot', { name: '' })).name).toBe(
      'InvalidName',
    );
    expect(faultOf(() => world.call(first, 'ExportSnapshot')).name).toBe('NotSupported');
  });

  it('goes along when the VM moves to other hosts, and goes with the VM', () => {
    const first = take(web, 'first');
    take(web, 'second');

    world.run(web, 'Destroy_Task');

    expect(world.inventory.has(first)).toBe(false);
    expect(world.inventory.ofType('VirtualMachineSnapshot')).toEqual([]);
  });
});
