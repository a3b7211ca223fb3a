/** Folder.CreateVM_Task: a VM comes into being. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

let lab: Vcenter;
let folder: Ref<'Folder'>;
let pool: Ref<'ResourcePool'>;
beforeEach(() => {
  lab = new Vcenter();
  folder = lab.named('Folder', 'vm');
  pool = lab.named('ResourcePool', 'Resources');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const APP_SEED = `
name: app
description: a vApp
datacenters:
  - name: DC
    clusters:
      - name: C1
        pools: [{ name: app, vapp: true }]
        hosts: [{ name: H1 }]
    datastores: [{ name: DS1, capacityGb: 500 }]
`;
const GB = 2 ** 30;
const add = (device: object, fileOperation?: string) => ({
  _typeName: 'VirtualDeviceConfigSpec',
  operation: 'add',
  ...(fileOperation ? { fileOperation } : {}),
  device,
});
const scsi = add({
  _typeName: 'ParaVirtualSCSIController',
  key: -1,
  busNumber: 0,
  sharedBus: 'noSharing',
});
const disk = (backing: object = {}, capacityInKB = 1024 * 1024) =>
  add(
    {
      _typeName: 'VirtualDisk',
      key: -2,
      controllerKey: -1,
      capacityInKB,
      backing: {
        _typeName: 'VirtualDiskFlatVer2BackingInfo',
        fileName: '',
        diskMode: 'persistent',
        thinProvisioned: false,
        ...backing,
      },
    },
    'create',
  );
const card = (deviceName: string) =>
  add({
    _typeName: 'VirtualVmxnet3',
    key: -3,
    backing: { _typeName: 'VirtualEthernetCardNetworkBackingInfo', deviceName },
  });

function spec(members: object = {}) {
  return {
    _typeName: 'VirtualMachineConfigSpec',
    name: 'new-01',
    guestId: 'ubuntu64Guest',
    numCPUs: 2,
    memoryMB: 2048,
    files: { _typeName: 'VirtualMachineFileInfo', vmPathName: '[SharedDS]' },
    ...members,
  };
}

const make = (members: object = {}, args: object = {}) =>
  lab.run(folder, 'CreateVM_Task', { config: spec(members), pool, ...args });
const fails = (members: object, args: object = {}) => faultOf(() => make(members, args));

describe('Folder.CreateVM_Task', () => {
  it('makes a VM that is off, in its folder, pool and files', () => {
    const since = lab.eventCount;

    const vm = make();

    expect(lab.read(vm, 'parent')).toEqual(folder);
    expect(lab.read(vm, 'resourcePool')).toEqual(pool);
    expect(lab.read(vm, 'runtime.powerState')).toBe('poweredOff');
    expect(lab.read(vm, 'summary.config')).toMatchObject({
      name: 'new-01',
      guestFullName: 'Ubuntu Linux (64-bit)',
      numCpu: 2,
      memorySizeMB: 2048,
      template: false,
      vmPathName: '[SharedDS] new-01/new-01.vmx',
    });
    expect(lab.read(vm, 'config.hardware.device')).toHaveLength(9);
    expect(lab.read(vm, 'guest.toolsRunningStatus')).toBe('guestToolsNotRunning');
    expect(lab.eventTypes(since)).toEqual([
      'VmBeingCreatedEvent',
      'VmInstanceUuidAssignedEvent',
      'VmUuidAssignedEvent',
      'VmCreatedEvent',
    ]);
    lab.run(vm, 'PowerOnVM_Task');
    expect(lab.read(vm, 'runtime.powerState')).toBe('poweredOn');
  });

  it('gives it the devices asked for, and takes their room', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = Number(lab.read(datastore, 'summary.freeSpace'));
    const network = lab.read(lab.first('Network'), 'name');

    const vm = make({ deviceChange: [scsi, disk(), card(network)] });

    const devices = lab.read(vm, 'config.hardware.device');
    const found = devices.find((one: { key: number }) => one.key === 2000);
    expect(found).toMatchObject({
      controllerKey: 1000,
      capacityInBytes: GB,
      backing: { fileName: '[SharedDS] new-01/new-01.vmdk' },
    });
    expect(lab.read(vm, 'config.hardware.device[4000].macAddress')).toMatch(/^00:50:56:/);
    expect(lab.read(vm, 'network')).toHaveLength(1);
    expect(free - Number(lab.read(datastore, 'summary.freeSpace'))).toBeGreaterThan(GB);
    expect(lab.read(datastore, 'vm')).toContainEqual(vm);
  });

  it('takes devices that every VM has for those that are there', () => {
    const ide = add({ _typeName: 'VirtualIDEController', key: -7, busNumber: 0 });
    const drive = add({
      _typeName: 'VirtualCdrom',
      key: -8,
      controllerKey: -7,
      unitNumber: 0,
      backing: {
        _typeName: 'VirtualCdromRemotePassthroughBackingInfo',
        deviceName: '',
        exclusive: false,
      },
    });

    const vm = make({ deviceChange: [ide, drive] });

    expect(lab.read(vm, 'config.hardware.device')).toHaveLength(10);
    expect(lab.read(vm, 'config.hardware.device[3000].controllerKey')).toBe(200);
  });

  it('has defaults for what is left out', () => {
    const files = { _typeName: 'VirtualMachineFileInfo', vmPathName: '[SharedDS]' };
    const config = { _typeName: 'VirtualMachineConfigSpec', name: 'least', files };

    const vm = lab.run(folder, 'CreateVM_Task', { config, pool });

    expect(lab.read(vm, 'config')).toMatchObject({
      guestId: 'otherGuest',
      firmware: 'bios',
      hardware: { numCPU: 1, memoryMB: 32 },
    });
    expect(lab.read(vm, 'config.version')).toMatch(/^vmx-\d+$/);
  });

  it('names files as asked, and leaves the folders of others alone', () => {
    const at = (vmPathName: string) => ({
      files: { _typeName: 'VirtualMachineFileInfo', vmPathName },
    });

    const asked = make({ name: 'a', ...at('[SharedDS] some/where.vmx') });
    const inFolder = make({ name: 'b', ...at('[SharedDS] other') });
    const besides = make({ name: 'some', ...at('[SharedDS]') });

    expect(lab.read(asked, 'config.files.vmPathName')).toBe('[SharedDS] some/where.vmx');
    expect(lab.read(inFolder, 'config.files.vmPathName')).toBe('[SharedDS] other/b.vmx');
    expect(lab.read(besides, 'config.files.vmPathName')).toBe('[SharedDS] some_1/some.vmx');
    expect(fails({ name: 'c', ...at('[SharedDS] some/where.vmx') }).name).toBe('FileAlreadyExists');
  });

  it('refuses at once what no VM can have', () => {
    const before = lab.inventory.ofType('VirtualMachine').length;
    const files = (vmPathName: string) => ({
      files: { _typeName: 'VirtualMachineFileInfo', vmPathName },
    });
    const refused = (members: object, args: object = {}) =>
      faultOf(() => lab.call(folder, 'CreateVM_Task', { config: spec(members), pool, ...args }));

    expect(refused({ name: undefined }).name).toBe('InvalidVmConfig');
    expect(refused({ name: 'x'.repeat(81) }).name).toBe('InvalidName');
    expect(refused({ files: undefined }).name).toBe('InvalidVmConfig');
    expect(refused(files('SharedDS')).name).toBe('InvalidDatastorePath');
    expect(refused(files('[SharedDS] ../up/x.vmx')).name).toBe('InvalidDatastorePath');
    expect(refused(files('[none]')).name).toBe('InvalidDatastore');
    expect(refused({ guestId: 'amiga' })).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'configSpec.guestId' },
    });
    expect(refused({ version: 'new' }).name).toBe('InvalidArgument');
    expect(refused({ firmware: 'uboot' }).name).toBe('InvalidArgument');
    expect(refused({ numCPUs: 3, numCoresPerSocket: 2 }).name).toBe('InvalidArgument');
    expect(refused({ memoryMB: 3 }).name).toBe('InvalidArgument');
    expect(refused({ uuid: 'none' }).name).toBe('InvalidArgument');
    expect(refused({}, { pool: { type: 'ResourcePool', value: 'resgroup-none' } }).name).toBe(
      'ManagedObjectNotFound',
    );
    const hosts = lab.named('Folder', 'host');
    expect(faultOf(() => lab.call(hosts, 'CreateVM_Task', { config: spec(), pool })).name).toBe(
      'NotSupported',
    );
    expect(lab.inventory.ofType('VirtualMachine')).toHaveLength(before);
  });

  it('ends the task in error for what the inventory has against it', () => {
    expect(fails({ name: 'db-01' }).name).toBe('DuplicateName');
    expect(fails({ version: 'vmx-99' }).name).toBe('NoCompatibleHost');
    expect(fails({ deviceChange: [scsi, disk({}, 2 ** 36)] }).name).toBe('InvalidDeviceSpec');
    expect(fails({ deviceChange: [scsi, disk({}, 40 * 2 ** 30)] }).name).toBe('NoDiskSpace');
    expect(fails({ deviceChange: [disk()] }).name).toBe('MissingController');
    const parent = { _typeName: 'VirtualDiskFlatVer2BackingInfo', fileName: '[SharedDS] a.vmdk' };
    expect(fails({ deviceChange: [scsi, disk({ parent })] }).name).toBe('InvalidDeviceOperation');
    expect(lab.inventory.ofType('VirtualMachine').map((vm) => lab.read(vm, 'name'))).not.toContain(
      'new-01',
    );
  });

  it('comes to the host that is asked for, or says why not', () => {
    const host = lab.named('HostSystem', '172.16.0.173');

    const vm = make({}, { host });

    expect(lab.read(vm, 'runtime.host')).toEqual(host);
    lab.assign(host, 'runtime.inMaintenanceMode', true);
    expect(fails({ name: 'new-02' }, { host }).name).toBe('InvalidState');
    const elsewhere = make({ name: 'new-02' });
    expect(lab.read(elsewhere, 'runtime.host')).not.toEqual(host);
  });

  it('keeps identities that are given, and makes others anew each time', () => {
    const uuid = '564d1234-0000-4000-8000-000000000001';

    const given = make({ uuid, instanceUuid: uuid });
    const first = make({ name: 'x' });
    lab.run(first, 'Destroy_Task');
    const again = make({ name: 'x' });

    expect(lab.read(given, 'config')).toMatchObject({ uuid, instanceUuid: uuid });
    expect(lab.read(again, 'config.uuid')).not.toBe(uuid);
    expect(lab.read(again, 'config.files.vmPathName')).toBe('[SharedDS] x/x.vmx');
  });
});

describe('ResourcePool.CreateChildVM_Task', () => {
  it('is for vApps alone', () => {
    const refused = faultOf(() => lab.call(pool, 'CreateChildVM_Task', { config: spec() }));

    expect(refused.name).toBe('NotSupported');
  });

  it('makes a VM in no folder, beside the others of the vApp', () => {
    const world = new Vcenter({ seedText: APP_SEED });
    const app = world.first('VirtualApp');
    const config = spec({
      files: { _typeName: 'VirtualMachineFileInfo', vmPathName: '[DS1]' },
    });

    const vm = world.run(app, 'CreateChildVM_Task', { config });

    expect(world.read(vm, 'parent')).toBeUndefined();
    expect(world.read(vm, 'parentVApp')).toEqual(app);
    expect(faultOf(() => world.run(app, 'CreateChildVM_Task', { config })).name).toBe(
      'DuplicateName',
    );
    expect(world.errors).toEqual([]);
    world.stop();
  });
});
