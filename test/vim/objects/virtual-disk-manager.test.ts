/** VirtualDiskManager: disks without a VM are made, copied, changed, asked, and given to a VM. */
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../helpers/vcenter.ts';

const MANAGER = reference('VirtualDiskManager', 'virtualDiskManager');
const FILES = reference('FileManager', 'FileManager');
const GB = 2 ** 30;
const KB_PER_GB = 2 ** 20;
const DISK = '[SharedDS] disks/a.vmdk';

let lab: Vcenter;
let datacenter: Ref<'Datacenter'>;
let shared: Ref<'Datastore'>;
let local: Ref<'Datastore'>;
beforeEach(() => {
  lab = new Vcenter();
  datacenter = lab.named('Datacenter', 'Datacenter');
  shared = lab.named('Datastore', 'SharedDS');
  local = lab.named('Datastore', 'LocalDS-172');
  lab.call(FILES, 'MakeDirectory', { name: '[SharedDS] disks', datacenter });
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const spec = (diskType = 'thin', more: object = {}) =>
  data('FileBackedVirtualDiskSpec', {
    diskType,
    adapterType: 'lsiLogic',
    capacityKb: 10 * KB_PER_GB,
    ...more,
  });
const create = (name = DISK, of = spec()) =>
  lab.run(MANAGER, 'CreateVirtualDisk_Task', { name, datacenter, spec: of }, 500_000);
const copy = (sourceName: string, destName: string, more: object = {}) =>
  lab.run(
    MANAGER,
    'CopyVirtualDisk_Task',
    { sourceName, sourceDatacenter: datacenter, destName, ...more },
    500_000,
  );
const move = (sourceName: string, destName: string, more: object = {}) =>
  lab.run(
    MANAGER,
    'MoveVirtualDisk_Task',
    { sourceName, sourceDatacenter: datacenter, destName, ...more },
    500_000,
  );
const change = (method: string, more: object = {}, name = DISK) =>
  lab.run(MANAGER, method, { name, datacenter, ...more }, 500_000);
const ask = (method: string, more: object = {}, name = DISK) =>
  lab.call(MANAGER, method, { name, datacenter, ...more });

interface File {
  readonly path: string;
  readonly size: number;
  readonly disk?: { readonly capacityBytes: number; readonly backing: Record<string, unknown> };
}
const filesOf = (datastore: Ref, pattern: RegExp) =>
  (lab.read(datastore, '_listing') as File[]).filter(({ path }) => pattern.test(path));
const sizes = (datastore: Ref, pattern = /^disks\/.*vmdk$/) =>
  Object.fromEntries(filesOf(datastore, pattern).map(({ path, size }) => [path, size]));
const free = (datastore: Ref) => lab.read(datastore, 'summary.freeSpace') as number;
const power = (name: string, on: boolean) => {
  const vm = lab.named('VirtualMachine', name);
  const isOn = lab.read(vm, 'runtime.powerState') === 'poweredOn';
  if (isOn !== on) lab.run(vm, on ? 'PowerOnVM_Task' : 'PowerOffVM_Task');
  return vm;
};

describe('VirtualDiskManager.CreateVirtualDisk_Task', () => {
  it.each([
    ['thin', 0],
    ['preallocated', 10 * GB],
    ['thick', 10 * GB],
    ['eagerZeroedThick', 10 * GB],
  ])('makes a %s disk: descriptor and extent', (type, extentBytes) => {
    const before = free(shared);

    expect(create(DISK, spec(type))).toBe(DISK);

    expect(sizes(shared)).toEqual({ 'disks/a.vmdk': 512, 'disks/a-flat.vmdk': extentBytes });
    expect(before - free(shared)).toBe(extentBytes + 512);
  });

  it('takes as long as writing the zeros takes', () => {
    const task = lab.call(MANAGER, 'CreateVirtualDisk_Task', {
      ...{ name: DISK, datacenter, spec: spec('eagerZeroedThick') },
    });
    lab.clock.advance(60_000);
    expect(lab.taskInfo(task)).toMatchObject({ state: 'running', progress: 80 });

    lab.clock.advance(10_000);

    expect(lab.taskInfo(task).state).toBe('success');
  });

  it('is found by a search, with its capacity', () => {
    create();

    const found = lab.run(lab.read(shared, 'browser'), 'SearchDatastore_Task', {
      datastorePath: '[SharedDS] disks',
      searchSpec: data('HostDatastoreBrowserSearchSpec', {
        query: [
          data('VmDiskFileQuery', {
            details: data('VmDiskFileQueryFlags', {
              capacityKb: true,
              thin: true,
              diskType: false,
              hardwareVersion: false,
            }),
          }),
        ],
      }),
    });

    expect(found.file).toEqual([
      { _typeName: 'VmDiskFileInfo', path: 'a.vmdk', capacityKb: 10 * KB_PER_GB, thin: true },
    ]);
  });

  it('can be given to a VM, and is the VM’s from then on', () => {
    create();
    const uuid = (ask('QueryVirtualDiskUuid') as string).replace(/[\s-]/g, '');
    const vm = power('db-01', false);

    lab.run(vm, 'ReconfigVM_Task', {
      spec: data('VirtualMachineConfigSpec', {
        deviceChange: [
          data('VirtualDeviceConfigSpec', {
            operation: 'add',
            device: data('VirtualDisk', {
              key: -1,
              controllerKey: 1000,
              unitNumber: 5,
              capacityInKB: 0,
              backing: data('VirtualDiskFlatVer2BackingInfo', {
                fileName: DISK,
                diskMode: 'persistent',
              }),
            }),
          }),
        ],
      }),
    });

    const disks = (
      lab.read(vm, 'config.hardware.device') as {
        capacityInKB?: number;
        backing?: { fileName?: string; uuid?: string };
      }[]
    ).filter(({ backing }) => backing?.fileName === DISK);
    expect(disks).toMatchObject([
      { capacityInKB: 10 * KB_PER_GB, backing: { thinProvisioned: true } },
    ]);
    expect(disks[0]?.backing?.uuid?.replaceAll('-', '')).toBe(uuid);
    expect(faultOf(() => change('DeleteVirtualDisk_Task')).name).toBe('CannotDeleteFile');
  });

  it.each([
    ['that is there', DISK, spec(), 'FileAlreadyExists'],
    ['in a folder that is not there', '[SharedDS] no/a.vmdk', spec(), 'FileNotFound'],
    ['with no name of a disk', '[SharedDS] disks/a', spec(), 'InvalidArgument'],
    ['of a format nobody knows', '[SharedDS] b.vmdk', spec('round'), 'InvalidArgument'],
    [
      'of a format of other products',
      '[SharedDS] b.vmdk',
      spec('sparseMonolithic'),
      'NotSupported',
    ],
    ['of another such format', '[SharedDS] b.vmdk', spec('flatMonolithic'), 'NotSupported'],
    [
      'on a raw device',
      '[SharedDS] b.vmdk',
      data('DeviceBackedVirtualDiskSpec', {
        diskType: 'rdm',
        adapterType: 'lsiLogic',
        device: 'x',
      }),
      'NotSupported',
    ],
    [
      'for an unknown adapter',
      '[SharedDS] b.vmdk',
      spec('thin', { adapterType: 'round' }),
      'InvalidArgument',
    ],
    ['of no size', '[SharedDS] b.vmdk', spec('thin', { capacityKb: 0 }), 'InvalidArgument'],
    [
      'beyond 62 TB',
      '[SharedDS] b.vmdk',
      spec('thin', { capacityKb: 63 * 2 ** 30 }),
      'InvalidArgument',
    ],
    [
      'beyond what is free',
      '[SharedDS] b.vmdk',
      spec('preallocated', { capacityKb: 600 * KB_PER_GB }),
      'NoDiskSpace',
    ],
  ])('refuses a disk %s', (_what, name, of, fault) => {
    create();

    expect(faultOf(() => create(name, of as never)).name).toBe(fault);
  });

  it('promises what a thin disk may grow to without taking it', () => {
    create(DISK, spec('thin', { capacityKb: 2 ** 30 }));

    expect(sizes(shared)['disks/a-flat.vmdk']).toBe(0);
  });
});

describe('VirtualDiskManager.CopyVirtualDisk_Task', () => {
  it('copies descriptor and extent to another datastore, and gives the copy an identity', () => {
    create(DISK, spec('preallocated'));
    const before = free(local);

    expect(copy(DISK, '[LocalDS-172] b.vmdk')).toBe('[LocalDS-172] b.vmdk');

    expect(sizes(local, /^b/)).toEqual({ 'b.vmdk': 512, 'b-flat.vmdk': 10 * GB });
    expect(before - free(local)).toBe(10 * GB + 512);
    expect(ask('QueryVirtualDiskUuid', {}, '[LocalDS-172] b.vmdk')).not.toBe(
      ask('QueryVirtualDiskUuid'),
    );
    expect(lab.eventTypes().at(-1)).toBe('DatastoreFileCopiedEvent');
  });

  it('copies the disk of a VM that is off, thin as it is', () => {
    power('Migration_Test', false);

    copy('[SharedDS] Migration_Test/Migration_Test.vmdk', DISK);

    const [disk] = filesOf(shared, /^disks\/a\.vmdk$/);
    expect(disk?.disk).toMatchObject({
      capacityBytes: 40 * GB,
      backing: { thinProvisioned: true, _allocatedBytes: 12 * GB },
    });
    expect(sizes(shared)['disks/a-flat.vmdk']).toBe(12 * GB);
  });

  it('leaves nothing behind when cancelled', () => {
    create(DISK, spec('preallocated'));
    const before = free(local);
    const task = lab.call(MANAGER, 'CopyVirtualDisk_Task', {
      ...{ sourceName: DISK, sourceDatacenter: datacenter, destName: '[LocalDS-172] b.vmdk' },
    });
    lab.clock.advance(5_000);
    expect(free(local)).toBe(before - 10 * GB - 512);

    lab.call(task, 'CancelTask');

    expect(free(local)).toBe(before);
    expect(sizes(local, /^b/)).toEqual({});
  });

  it('overwrites with force alone', () => {
    create();
    create('[SharedDS] disks/b.vmdk', spec('preallocated'));
    expect(faultOf(() => copy(DISK, '[SharedDS] disks/b.vmdk')).name).toBe('FileAlreadyExists');

    copy(DISK, '[SharedDS] disks/b.vmdk', { force: true });

    expect(sizes(shared)['disks/b-flat.vmdk']).toBe(0);
  });

  it('does not convert: vCenter does not either', () => {
    create();

    expect(faultOf(() => copy(DISK, '[SharedDS] b.vmdk', { destSpec: spec() })).name).toBe(
      'NotImplemented',
    );
  });

  it.each([
    ['what is not there', '[SharedDS] no.vmdk', '[SharedDS] b.vmdk', 'FileNotFound'],
    ['itself', DISK, DISK, 'FileAlreadyExists'],
    ['into a folder that is not there', DISK, '[SharedDS] no/b.vmdk', 'FileNotFound'],
    ['what is no disk', '[SharedDS] disks', '[SharedDS] b.vmdk', 'InvalidArgument'],
  ])('refuses to copy %s', (_what, source, target, fault) => {
    create();

    expect(faultOf(() => copy(source, target)).name).toBe(fault);
  });

  it('refuses a disk that a running VM writes to', () => {
    power('db-01', true);

    expect(faultOf(() => copy('[SharedDS] db-01/db-01.vmdk', '[SharedDS] b.vmdk')).name).toBe(
      'FileLocked',
    );
  });
});

describe('VirtualDiskManager.MoveVirtualDisk_Task', () => {
  it('renames descriptor and extent, and the disk stays what it is', () => {
    create(DISK, spec('preallocated'));
    const uuid = ask('QueryVirtualDiskUuid');

    expect(move(DISK, '[SharedDS] disks/b.vmdk')).toBe('[SharedDS] disks/b.vmdk');

    expect(sizes(shared)).toEqual({ 'disks/b.vmdk': 512, 'disks/b-flat.vmdk': 10 * GB });
    expect(ask('QueryVirtualDiskUuid', {}, '[SharedDS] disks/b.vmdk')).toBe(uuid);
  });

  it('carries a disk to another datastore', () => {
    create(DISK, spec('preallocated'));
    const before = free(shared);

    move(DISK, '[LocalDS-172] b.vmdk');

    expect(sizes(shared)).toEqual({});
    expect(sizes(local, /^b/)).toEqual({ 'b.vmdk': 512, 'b-flat.vmdk': 10 * GB });
    expect(free(shared) - before).toBe(10 * GB + 512);
  });

  it('does not move the disk of a VM', () => {
    power('db-01', false);

    expect(faultOf(() => move('[SharedDS] db-01/db-01.vmdk', DISK)).name).toBe('FileLocked');
  });
});

describe('VirtualDiskManager.DeleteVirtualDisk_Task', () => {
  it('deletes descriptor and extent', () => {
    create();

    change('DeleteVirtualDisk_Task');

    expect(sizes(shared)).toEqual({});
    expect(lab.eventTypes().at(-1)).toBe('DatastoreFileDeletedEvent');
  });

  it('refuses what is not there', () => {
    expect(faultOf(() => change('DeleteVirtualDisk_Task')).name).toBe('FileNotFound');
  });
});

describe('a disk without a VM', () => {
  const extent = () => sizes(shared)['disks/a-flat.vmdk'];
  const backing = () => filesOf(shared, /^disks\/a\.vmdk$/)[0]?.disk?.backing;

  it('grows: a thin one in what it may take, a thick one in what it takes', () => {
    create();
    change('ExtendVirtualDisk_Task', { newCapacityKb: 20 * KB_PER_GB });
    expect(extent()).toBe(0);
    expect(ask('QueryVirtualDiskGeometry')).toMatchObject({
      cylinder: 2610,
      head: 255,
      sector: 63,
    });

    change('InflateVirtualDisk_Task');
    change('ExtendVirtualDisk_Task', { newCapacityKb: 21 * KB_PER_GB, eagerZero: true });

    expect(extent()).toBe(21 * GB);
  });

  it('is thick once inflated', () => {
    create();

    change('InflateVirtualDisk_Task');

    expect(extent()).toBe(10 * GB);
    expect(backing()).toMatchObject({ thinProvisioned: false, eagerlyScrub: true });
  });

  it('keeps its blocks when it is zeroed, and takes all of them', () => {
    create(DISK, spec('preallocated'));

    change('EagerZeroVirtualDisk_Task');

    expect(backing()).toMatchObject({ eagerlyScrub: true });
    expect(extent()).toBe(10 * GB);
  });

  it('takes all of its blocks when it is filled with zeros', () => {
    create();

    change('ZeroFillVirtualDisk_Task');

    expect(extent()).toBe(10 * GB);
  });

  it('is shrunk and defragmented without a change', () => {
    create();

    change('ShrinkVirtualDisk_Task', { copy: false });
    change('DefragmentVirtualDisk_Task');

    expect(extent()).toBe(0);
    expect(ask('QueryVirtualDiskFragmentation')).toBe(0);
  });

  it('gets another identity, written in any way', () => {
    create();

    ask('SetVirtualDiskUuid', { uuid: '6000C29a 1b2c3d4e-5f60-718293a4b5c6' });

    expect(ask('QueryVirtualDiskUuid')).toBe('60 00 C2 9a 1b 2c 3d 4e-5f 60 71 82 93 a4 b5 c6');
  });

  it('is nobody else’s while it changes', () => {
    create();
    lab.call(MANAGER, 'InflateVirtualDisk_Task', { name: DISK, datacenter });
    lab.clock.advance(1_000);

    expect(faultOf(() => ask('SetVirtualDiskUuid', { uuid: '0'.repeat(32) })).name).toBe(
      'FileLocked',
    );
  });

  it.each([
    ['ExtendVirtualDisk_Task', { newCapacityKb: KB_PER_GB }, 'thin', 'InvalidArgument'],
    ['ExtendVirtualDisk_Task', { newCapacityKb: -1 }, 'thin', 'InvalidArgument'],
    ['ExtendVirtualDisk_Task', { newCapacityKb: 900 * KB_PER_GB }, 'thick', 'NoDiskSpace'],
    ['InflateVirtualDisk_Task', {}, 'thick', 'InvalidDiskFormat'],
    ['ShrinkVirtualDisk_Task', {}, 'thick', 'InvalidDiskFormat'],
    ['EagerZeroVirtualDisk_Task', {}, 'thin', 'InvalidDiskFormat'],
  ])('%s with %j faults for a %s disk with %s', (method, more, type, fault) => {
    create(DISK, spec(type));

    expect(faultOf(() => change(method, more)).name).toBe(fault);
  });

  it('refuses an identity that is none', () => {
    create();

    expect(faultOf(() => ask('SetVirtualDiskUuid', { uuid: 'xyz' }))).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'uuid' },
    });
  });

  it('knows no snapshots of an array', () => {
    const disk = { vdisk: DISK, datacenter };

    expect(faultOf(() => lab.call(MANAGER, 'ReleaseManagedSnapshot', disk)).name).toBe(
      'NotSupported',
    );
    expect(
      faultOf(() => lab.call(MANAGER, 'ImportUnmanagedSnapshot', { ...disk, vvolId: 'x' })).name,
    ).toBe('NotSupported');
  });
});

describe('the shape of a disk', () => {
  it.each([
    ['lsiLogic', 1, { head: 255, sector: 63, cylinder: 130 }],
    ['busLogic', 0.5, { head: 64, sector: 32, cylinder: 512 }],
    ['ide', 100, { head: 16, sector: 63, cylinder: 16_383 }],
  ])('on %s of %d GB', (adapterType, gb, shape) => {
    create(DISK, spec('thin', { adapterType, capacityKb: gb * KB_PER_GB }));

    expect(ask('QueryVirtualDiskGeometry')).toMatchObject(shape);
  });
});
