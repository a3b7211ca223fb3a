/** VirtualMachine.CloneVM_Task: copies of VMs and templates, whole or linked. */
import type { Ref } from '../../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../../helpers/vcenter.ts';

const SEED = `
name: clones
description: where VMs are copied
datacenters:
  - name: DC
    folders: { vm: [prod] }
    clusters:
      - name: C1
        pools: [{ name: gold }]
        hosts: [{ name: H1 }, { name: H2, localDatastores: [{ name: L2, capacityGb: 100 }] }]
    datastores:
      - { name: DS1, capacityGb: 500 }
      - { name: DS2, capacityGb: 500 }
      - { name: small, capacityGb: 5 }
    vms:
      - name: web
        power: "off"
        host: H1
        datastore: DS1
        cpus: 2
        memoryMb: 2048
        guestId: ubuntu64Guest
        ip: 10.0.0.5
        disks: [{ sizeGb: 20, usedGb: 6, datastore: DS1 }]
        nics: [{ network: VM Network, ip: 10.0.0.5/24 }]
      - { name: hot, host: H1, datastore: DS1, disks: [{ sizeGb: 10, usedGb: 3, datastore: DS1 }] }
      - { name: mold, power: "off", template: true, host: H1, datastore: DS1, disks: [{ sizeGb: 10, usedGb: 3, provisioning: thick, datastore: DS1 }] }
      - { name: taken, power: "off", datastore: DS1 }
`;

type Vm = Ref<'VirtualMachine'>;
let world: Vcenter;
let web: Vm;
let folder: Ref<'Folder'>;
beforeEach(() => {
  world = new Vcenter({ seedText: SEED });
  web = world.named('VirtualMachine', 'web');
  folder = world.named('Folder', 'vm');
});
afterEach(() => {
  expect(world.errors).toEqual([]);
  world.stop();
});

const GB = 2 ** 30;
const LONG_MS = 300_000;
const spec = (members: object = {}, location: object = {}) => ({
  _typeName: 'VirtualMachineCloneSpec',
  template: false,
  powerOn: false,
  location: { _typeName: 'VirtualMachineRelocateSpec', ...location },
  ...members,
});
const clone = (vm: Vm, members: object = {}, location: object = {}, name = 'copy') =>
  world.run(vm, 'CloneVM_Task', { folder, name, spec: spec(members, location) }, LONG_MS);
const fails = (vm: Vm, members: object = {}, location: object = {}, name = 'copy') =>
  faultOf(() => clone(vm, members, location, name));
const datastore = (name: string) => world.named('Datastore', name);
const free = (name: string) => Number(world.read(datastore(name), 'summary.freeSpace'));
const backingOf = (vm: Vm) => world.read(vm, 'config.hardware.device[2000].backing');
const snapshot = (vm: Vm, name = 'base') =>
  world.run(vm, 'CreateSnapshot_Task', { name, memory: false, quiesce: false });

describe('VirtualMachine.CloneVM_Task', () => {
  it('makes a VM like the original, with identities and files of its own', () => {
    const before = free('DS1');
    const since = world.eventCount;

    const copy = clone(web);

    const [was, is] = [world.read(web, 'config'), world.read(copy, 'config')];
    expect(is).toMatchObject({ name: 'copy', guestId: was.guestId, template: false });
    expect(is.hardware).toMatchObject({ numCPU: 2, memoryMB: 2048 });
    expect(is.files.vmPathName).toBe('[DS1] copy/copy.vmx');
    expect(backingOf(copy)).toMatchObject({
      fileName: '[DS1] copy/copy.vmdk',
      _allocatedBytes: 6 * GB,
    });
    for (const name of ['uuid', 'instanceUuid', 'locationId']) expect(is[name]).not.toBe(was[name]);
    expect(backingOf(copy).uuid).not.toBe(backingOf(web).uuid);
    const mac = 'config.hardware.device[4000].macAddress';
    expect(world.read(copy, mac)).not.toBe(world.read(web, mac));
    expect(world.read(copy, 'parent')).toEqual(folder);
    expect(world.read(copy, 'resourcePool')).toEqual(world.read(web, 'resourcePool'));
    expect(world.read(copy, 'runtime')).toMatchObject({
      powerState: 'poweredOff',
      host: world.named('HostSystem', 'H1'),
    });
    expect(before - free('DS1')).toBeGreaterThan(6 * GB);
    expect(world.events(since).map(({ _typeName }) => _typeName)).toEqual([
      'VmBeingClonedEvent',
      'VmInstanceUuidAssignedEvent',
      'VmUuidAssignedEvent',
      'VmMacAssignedEvent',
      'VmClonedEvent',
    ]);
    expect(world.read(datastore('DS1'), '_files') ?? []).toEqual([]);
  });

  it('takes as long as its disks, and their room from the beginning on', () => {
    const before = free('DS2');
    const task = world.call(web, 'CloneVM_Task', {
      ...{ folder, name: 'copy', spec: spec({}, { datastore: datastore('DS2') }) },
    });

    world.clock.advance(10_000);
    const { state, progress } = world.taskInfo(task);

    expect(state).toBe('running');
    expect(progress).toBeGreaterThan(10);
    expect(before - free('DS2')).toBeGreaterThan(6 * GB);
    expect(world.inventory.ofType('VirtualMachine')).toHaveLength(4);
    world.clock.advance(LONG_MS);
    expect(world.taskInfo(task).state).toBe('success');
    expect(world.inventory.ofType('VirtualMachine')).toHaveLength(5);
  });

  it('can be cancelled, and leaves nothing behind', () => {
    const before = free('DS2');
    const since = world.eventCount;
    const task = world.call(web, 'CloneVM_Task', {
      ...{ folder, name: 'copy', spec: spec({}, { datastore: datastore('DS2') }) },
    });
    world.clock.advance(10_000);

    world.call(task, 'CancelTask');
    world.clock.advance(LONG_MS);

    expect(world.taskInfo(task)).toMatchObject({
      state: 'error',
      error: { fault: { _typeName: 'RequestCanceled' } },
    });
    expect(free('DS2')).toBe(before);
    expect(world.eventTypes(since)).toEqual(['VmBeingClonedEvent', 'VmCloneFailedEvent']);
  });

  it('goes where it is told: host, pool, folder, datastores, formats', () => {
    const [host, pool] = [world.named('HostSystem', 'H2'), world.named('ResourcePool', 'gold')];
    const prod = world.named('Folder', 'prod');
    const location = {
      ...{ host, pool, datastore: datastore('DS2') },
      disk: [
        {
          _typeName: 'VirtualMachineRelocateSpecDiskLocator',
          diskId: 2000,
          datastore: datastore('L2'),
          diskBackingInfo: {
            _typeName: 'VirtualDiskFlatVer2BackingInfo',
            ...{ fileName: '', diskMode: 'persistent', thinProvisioned: false },
          },
        },
      ],
    };

    const copy = world.run(
      web,
      'CloneVM_Task',
      { folder: prod, name: 'copy', spec: spec({}, location) },
      LONG_MS,
    );

    expect(world.read(copy, 'runtime.host')).toEqual(host);
    expect(world.read(copy, 'resourcePool')).toEqual(pool);
    expect(world.read(copy, 'parent')).toEqual(prod);
    expect(world.read(copy, 'config.files.vmPathName')).toBe('[DS2] copy/copy.vmx');
    expect(backingOf(copy)).toMatchObject({
      fileName: '[L2] copy/copy.vmdk',
      thinProvisioned: false,
    });
  });

  it('changes what the specification says', () => {
    const card = world.read(web, 'config.hardware.device[4000]');

    const copy = clone(
      web,
      {
        config: {
          _typeName: 'VirtualMachineConfigSpec',
          ...{ numCPUs: 4, memoryMB: 8192, annotation: 'a copy' },
        },
      },
      {
        deviceChange: [{ _typeName: 'VirtualDeviceConfigSpec', operation: 'edit', device: card }],
      },
    );

    expect(world.read(copy, 'config')).toMatchObject({
      annotation: 'a copy',
      hardware: { numCPU: 4, memoryMB: 8192 },
    });
    expect(world.read(copy, 'config.hardware.device[4000].macAddress')).not.toBe(card.macAddress);
  });

  it('deploys from a template, into a pool that must be named', () => {
    const mold = world.named('VirtualMachine', 'mold');
    const pool = world.named('ResourcePool', 'Resources');
    const since = world.eventCount;

    const vm = clone(mold, { powerOn: true }, { pool }, 'deployed');

    expect(world.read(vm, 'config.template')).toBe(false);
    expect(world.read(vm, 'runtime.powerState')).toBe('poweredOn');
    expect(backingOf(vm).thinProvisioned).toBe(false);
    expect(world.eventTypes(since)).toEqual([
      'VmBeingDeployedEvent',
      'VmInstanceUuidAssignedEvent',
      'VmUuidAssignedEvent',
      'VmMacAssignedEvent',
      'VmDeployedEvent',
      'VmStartingEvent',
      'VmPoweredOnEvent',
    ]);
    expect(fails(mold, {}, {}, 'other')).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'spec.location.pool' },
    });
  });

  it('makes templates, which belong to no pool', () => {
    const golden = clone(web, { template: true }, {}, 'golden');

    expect(world.read(golden, 'config.template')).toBe(true);
    expect(world.read(golden, 'resourcePool')).toBeUndefined();
  });

  it('copies a VM that runs; the copy is off', () => {
    const hot = world.named('VirtualMachine', 'hot');

    const copy = clone(hot);

    expect(world.read(hot, 'runtime.powerState')).toBe('poweredOn');
    expect(world.read(copy, 'runtime.powerState')).toBe('poweredOff');
    expect(world.read(copy, 'guest.toolsRunningStatus')).toBe('guestToolsNotRunning');
    world.run(copy, 'PowerOnVM_Task');
    expect(world.read(copy, 'guest.toolsRunningStatus')).toBe('guestToolsRunning');
  });

  it('copies what a snapshot keeps, and none of the snapshots', () => {
    const base = snapshot(web);
    world.run(web, 'ReconfigVM_Task', {
      spec: { _typeName: 'VirtualMachineConfigSpec', memoryMB: 4096 },
    });
    world.assign(web, 'config.hardware.device[2000].backing._allocatedBytes', GB);

    const then = clone(web, { snapshot: base }, {}, 'then');
    const now = clone(web, {}, {}, 'now');

    expect(world.read(then, 'config.hardware.memoryMB')).toBe(2048);
    expect(backingOf(then)._allocatedBytes).toBe(6 * GB);
    expect(backingOf(then).parent).toBeUndefined();
    expect(world.read(now, 'config.hardware.memoryMB')).toBe(4096);
    expect(backingOf(now)._allocatedBytes).toBe(7 * GB);
    expect(world.read(now, 'snapshot')).toBeUndefined();
  });

  it('copies several at once, each into a folder of its own', () => {
    const names = ['a', 'b', 'c'];
    const tasks = names.map((name) =>
      world.call(web, 'CloneVM_Task', { folder, name, spec: spec() }),
    );
    world.clock.advance(LONG_MS);

    expect(tasks.map((task) => world.taskInfo(task).state)).toEqual(names.map(() => 'success'));
    expect(names.map((name) => backingOf(world.named('VirtualMachine', name)).fileName)).toEqual(
      names.map((name) => `[DS1] ${name}/${name}.vmdk`),
    );
    const macs = names.map((name) =>
      world.read(world.named('VirtualMachine', name), 'config.hardware.device[4000].macAddress'),
    );
    expect(new Set(macs).size).toBe(3);
  });
});

describe('A linked clone', () => {
  const linked = (from: unknown) =>
    clone(web, { snapshot: from }, { diskMoveType: 'createNewChildDiskBacking' }, 'linked');

  it('writes to a file of its own upon those of the snapshot, and takes next to no room', () => {
    const base = snapshot(web);
    const before = free('DS1');

    const copy = linked(base);

    expect(backingOf(copy)).toMatchObject({
      fileName: '[DS1] linked/linked-000001.vmdk',
      _allocatedBytes: 0,
      parent: { fileName: '[DS1] web/web.vmdk' },
    });
    expect(before - free('DS1')).toBeLessThan(0.01 * GB);
    const [usage] = world.read(copy, 'storage.perDatastoreUsage');
    expect(usage.committed).toBeGreaterThan(6 * GB);
    expect(usage.unshared).toBeLessThan(0.01 * GB);
  });

  it('keeps the files it builds on from being merged', () => {
    const base = snapshot(web);
    const copy = linked(base);

    world.run(web, 'RemoveAllSnapshots_Task');

    expect(backingOf(web).parent.fileName).toBe('[DS1] web/web.vmdk');
    expect(backingOf(copy).parent.fileName).toBe('[DS1] web/web.vmdk');
  });

  it('has snapshots of its own, and takes its own files with it when it goes', () => {
    const copy = linked(snapshot(web));
    const before = free('DS1');
    snapshot(copy);
    world.run(copy, 'RemoveAllSnapshots_Task');
    expect(backingOf(copy).fileName).toBe('[DS1] linked/linked-000001.vmdk');

    world.run(copy, 'Destroy_Task');

    expect(free('DS1')).toBeGreaterThan(before - 1);
    expect(backingOf(web).parent.fileName).toBe('[DS1] web/web.vmdk');
  });

  it('becomes whole when its disks go elsewhere', () => {
    const copy = linked(snapshot(web));

    world.run(
      copy,
      'RelocateVM_Task',
      { spec: { _typeName: 'VirtualMachineRelocateSpec', datastore: datastore('DS2') } },
      LONG_MS,
    );

    expect(backingOf(copy).parent.fileName).toMatch(/^\[DS2\] linked\//);
    expect(world.read(copy, 'storage.perDatastoreUsage')[0].unshared).toBeGreaterThan(6 * GB);
  });

  it('goes on when its original is destroyed: the files it builds on stay, and take their room', () => {
    const copy = linked(snapshot(web));
    const before = free('DS1');

    world.run(web, 'Destroy_Task');

    expect(backingOf(copy).parent.fileName).toBe('[DS1] web/web.vmdk');
    expect(before + 0.1 * GB).toBeGreaterThan(free('DS1'));
    const paths = world.read(datastore('DS1'), '_files').map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['web/web.vmdk', 'web/web-flat.vmdk']));
  });

  it('goes on when its original lies elsewhere', () => {
    const copy = linked(snapshot(web));
    const spec = { _typeName: 'VirtualMachineRelocateSpec', datastore: datastore('DS2') };
    const [here, there] = [free('DS1'), free('DS2')];

    world.run(web, 'RelocateVM_Task', { spec }, LONG_MS);

    expect(backingOf(web).parent.fileName).toBe('[DS2] web/web.vmdk');
    expect(backingOf(copy).parent.fileName).toBe('[DS1] web/web.vmdk');
    expect(here + 0.1 * GB).toBeGreaterThan(free('DS1'));
    expect(there - free('DS2')).toBeGreaterThan(6 * GB);
  });

  it('gets files of its own when their format is to be another, and leaves its original alone', () => {
    const copy = linked(snapshot(web));
    const before = free('DS1');
    const spec = { _typeName: 'VirtualMachineRelocateSpec', transform: 'flat' };

    world.run(copy, 'RelocateVM_Task', { spec }, LONG_MS);

    const { parent } = backingOf(copy);
    expect(parent.fileName).toMatch(/^\[DS1\] linked\//);
    expect(parent.thinProvisioned).toBe(false);
    expect(backingOf(web).parent).toMatchObject({
      ...{ fileName: '[DS1] web/web.vmdk', thinProvisioned: true },
    });
    expect(before - free('DS1')).toBeGreaterThan(19 * GB);
  });

  it('needs a snapshot', () => {
    expect(fails(web, {}, { diskMoveType: 'createNewChildDiskBacking' })).toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('What a clone is refused for', () => {
  it('at once: arguments that make no sense', () => {
    const nowhere = { type: 'Datastore', value: 'datastore-none' };
    const other = snapshot(world.named('VirtualMachine', 'taken'));
    const refused = (members: object, location: object = {}, args: object = {}) =>
      faultOf(() =>
        world.call(web, 'CloneVM_Task', {
          ...{ folder, name: 'copy', spec: spec(members, location) },
          ...args,
        }),
      ).name;

    expect(refused({}, {}, { name: '' })).toBe('InvalidName');
    expect(refused({}, { datastore: nowhere })).toBe('ManagedObjectNotFound');
    expect(refused({}, { diskMoveType: 'teleport' })).toBe('InvalidArgument');
    expect(refused({ template: true, powerOn: true })).toBe('InvalidArgument');
    expect(refused({ snapshot: other })).toBe('InvalidArgument');
    expect(refused({ memory: true })).toBe('NotSupported');
    expect(refused({}, {}, { folder: world.named('Folder', 'host') })).toBe('InvalidArgument');
    expect(refused({ config: { _typeName: 'VirtualMachineConfigSpec', memoryMB: 3 } })).toBe(
      'InvalidArgument',
    );
  });

  it('in its task: what the inventory has against it', () => {
    expect(fails(web, {}, {}, 'taken').name).toBe('DuplicateName');
    expect(fails(web, {}, { datastore: datastore('small') }).name).toBe('NoDiskSpace');
    const host = world.named('HostSystem', 'H1');
    expect(fails(web, {}, { host, datastore: datastore('L2') }).name).toBe('InaccessibleDatastore');
    world.assign(host, 'runtime.connectionState', 'disconnected');
    expect(fails(web, {}, { host }).name).toBe('HostNotConnected');
  });

  it('on its way: a datastore that is lost', () => {
    const task = world.call(web, 'CloneVM_Task', {
      ...{ folder, name: 'copy', spec: spec({}, { datastore: datastore('DS2') }) },
    });
    world.clock.advance(5_000);

    world.assign(world.named('HostSystem', 'H1'), 'runtime.connectionState', 'notResponding');
    world.clock.advance(LONG_MS);

    expect(world.taskInfo(task).error?.fault._typeName).toBe('HostNotReachable');
    expect(world.inventory.ofType('VirtualMachine')).toHaveLength(4);
    expect(world.read(datastore('DS2'), '_files') ?? []).toEqual([]);
  });
});

describe('Customization of a clone', () => {
  const customization = (identity: object, adapters: object[] = [{ ip: '10.0.0.77' }]) => ({
    _typeName: 'CustomizationSpec',
    identity,
    globalIPSettings: { _typeName: 'CustomizationGlobalIPSettings' },
    nicSettingMap: adapters.map(({ ip }: { ip?: string }) => ({
      _typeName: 'CustomizationAdapterMapping',
      adapter: {
        _typeName: 'CustomizationIPSettings',
        subnetMask: '255.255.254.0',
        ip: ip
          ? { _typeName: 'CustomizationFixedIp', ipAddress: ip }
          : { _typeName: 'CustomizationDhcpIpGenerator' },
      },
    })),
  });
  const linux = (name: string) => ({
    _typeName: 'CustomizationLinuxPrep',
    domain: 'example.test',
    hostName: { _typeName: 'CustomizationFixedName', name },
  });

  it('gives the guest its name and address when it runs', () => {
    const since = world.eventCount;
    const copy = clone(web, { powerOn: true, customization: customization(linux('shop')) });
    world.clock.advance(60_000);

    expect(world.eventTypes(since).slice(-2)).toEqual([
      'CustomizationStartedEvent',
      'CustomizationSucceeded',
    ]);
    expect(world.read(copy, 'guest')).toMatchObject({
      hostName: 'shop',
      ipAddress: '10.0.0.77',
      net: [{ ipConfig: { ipAddress: [{ ipAddress: '10.0.0.77', prefixLength: 23 }] } }],
    });
  });

  it('is refused for guests and cards that it does not fit', () => {
    const refused = (value: object) => fails(web, { customization: value }).name;

    expect(refused(customization(linux('shop'), []))).toBe('NicSettingMismatch');
    expect(refused(customization(linux('-')))).toBe('InvalidArgument');
    expect(refused(customization(linux('shop'), [{ ip: '10.0.0.777' }]))).toBe('InvalidArgument');
    expect(refused(customization({ _typeName: 'CustomizationSysprep' }))).toBe(
      'UncustomizableGuest',
    );
  });
});
