/** VirtualMachine.ReconfigVM_Task: network cards, drives, disks, controllers. */
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

const GB = 2 ** 30;

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

function change(vm: Ref, ...entries: readonly object[]): void {
  const deviceChange = entries.map((entry) => data('VirtualDeviceConfigSpec', entry));
  lab.run(vm, 'ReconfigVM_Task', { spec: data('VirtualMachineConfigSpec', { deviceChange }) });
}
const failed = (vm: Ref, entry: object) => faultOf(() => change(vm, entry));
const device = (vm: Ref, key: number) => lab.read(vm, `config.hardware.device[${key}]`);
const ofType = (vm: Ref, type: string) =>
  lab
    .read(vm, 'config.hardware.device')
    .filter(({ _typeName }: { _typeName: string }) => _typeName === type);
const standard = (deviceName: string) =>
  data('VirtualEthernetCardNetworkBackingInfo', { deviceName });
const flat = (members: object = {}) =>
  data('VirtualDiskFlatVer2BackingInfo', { fileName: '', diskMode: 'persistent', ...members });
const disk = (members: object = {}) =>
  data('VirtualDisk', {
    key: -1,
    controllerKey: 1000,
    capacityInKB: 10 * 2 ** 20,
    backing: flat({ thinProvisioned: true }),
    ...members,
  });

describe('network cards', () => {
  it('are added with a label, an address and a slot of their own', () => {
    change(on, {
      operation: 'add',
      device: data('VirtualVmxnet3', { key: -1, backing: standard('VM Network') }),
    });

    const card = device(on, 4001);
    expect(card).toMatchObject({
      deviceInfo: { label: 'Network adapter 2', summary: 'VM Network' },
      backing: { network: lab.named('Network', 'VM Network') },
      connectable: { connected: true, startConnected: true },
      controllerKey: 100,
      addressType: 'assigned',
    });
    expect(card.macAddress).toMatch(/^00:50:56:/);
    expect(card.macAddress).not.toBe(device(on, 4000).macAddress);
    expect(device(on, 100).device).toContain(4001);
  });

  it('keep address and connection when they are plugged elsewhere', () => {
    lab.stop();
    lab = new Vcenter({ seed: 'dc0' });
    const vm = lab.named('VirtualMachine', 'DC0_H0_VM0');
    const [network] = lab.read(vm, 'network');
    const before = device(vm, 4000);

    change(vm, {
      operation: 'edit',
      device: data(before._typeName, { key: 4000, backing: standard('VM Network') }),
    });

    expect(device(vm, 4000)).toMatchObject({
      macAddress: before.macAddress,
      backing: { deviceName: 'VM Network', network: lab.named('Network', 'VM Network') },
      connectable: { connected: true },
    });
    expect(lab.read(vm, 'network')).toEqual([lab.named('Network', 'VM Network')]);
    expect(lab.read(lab.named('Network', 'VM Network'), 'vm')).toContainEqual(vm);

    change(vm, {
      operation: 'edit',
      device: data(before._typeName, { key: 4000, backing: before.backing }),
    });

    expect(lab.read(vm, 'network')).toEqual([network]);
    const wrongSwitch = data('VirtualEthernetCardDistributedVirtualPortBackingInfo', {
      port: { ...before.backing.port, switchUuid: 'x' },
    });
    const attempt = {
      operation: 'edit',
      device: data(before._typeName, { key: 4000, backing: wrongSwitch }),
    };
    expect(failed(vm, attempt).name).toBe('InvalidDeviceBacking');
  });

  it('are unplugged and given another address', () => {
    const { _typeName, ...before } = device(on, 4000);
    const connectable = { ...before.connectable, connected: false };

    change(on, { operation: 'edit', device: data('VirtualVmxnet3', { ...before, connectable }) });
    change(on, {
      operation: 'edit',
      device: data('VirtualVmxnet3', {
        key: 4000,
        addressType: 'manual',
        macAddress: '00:50:56:AA:BB:01',
      }),
    });

    expect(device(on, 4000)).toMatchObject({
      connectable: { connected: false, status: 'untried', startConnected: true },
      macAddress: '00:50:56:aa:bb:01',
      addressType: 'manual',
    });
  });

  it('are taken out', () => {
    change(on, { operation: 'remove', device: data('VirtualVmxnet3', { key: 4000 }) });

    expect(device(on, 4000)).toBeUndefined();
    expect(lab.read(on, 'network')).toEqual([]);
  });

  it.each([
    ['a network the host does not have', { backing: standard('nowhere') }, 'InvalidDeviceBacking'],
    ['a bad address', { backing: standard('VM Network'), macAddress: 'x' }, 'InvalidDeviceSpec'],
    ['no backing', {}, 'InvalidDeviceBacking'],
  ])('are refused with %s', (_, members, name) => {
    const attempt = {
      operation: 'add',
      device: data('VirtualVmxnet3', { key: -1, ...members }),
    };

    expect(failed(on, attempt)).toMatchObject({ name, detail: { deviceIndex: 0 } });
  });

  it('are ten at most', () => {
    const card = {
      operation: 'add',
      device: data('VirtualVmxnet3', { key: -1, backing: standard('VM Network') }),
    };
    change(off, ...Array.from({ length: 9 }, () => card));

    expect(failed(off, card).name).toBe('TooManyDevices');
    expect(ofType(off, 'VirtualVmxnet3')).toHaveLength(10);
  });
});

describe('CD-ROM drives', () => {
  const iso = (fileName: string) => data('VirtualCdromIsoBackingInfo', { fileName });
  const image = '[SharedDS] iso/ubuntu-24.04-live-server-amd64.iso';

  it('take an image', () => {
    const connectable = data('VirtualDeviceConnectInfo', {
      startConnected: true,
      allowGuestControl: true,
      connected: true,
    });

    change(on, {
      operation: 'edit',
      device: data('VirtualCdrom', { key: 16_000, backing: iso(image), connectable }),
    });

    expect(device(on, 16_000)).toMatchObject({
      backing: { fileName: image, datastore: lab.named('Datastore', 'SharedDS') },
      deviceInfo: { summary: `ISO ${image}` },
      connectable: { connected: true, status: 'ok' },
    });
  });

  it('miss an image that is not there, once they are connected', () => {
    const drive = (backing: object) => ({
      operation: 'edit',
      device: data('VirtualCdrom', { key: 16_000, backing }),
    });

    expect(failed(on, drive(iso('[SharedDS] none.iso')))).toMatchObject({
      name: 'FileNotFound',
      detail: { file: '[SharedDS] none.iso' },
    });
    expect(failed(on, drive(iso('[nowhere] a.iso'))).name).toBe('InvalidDatastorePath');
  });

  it('come and go', () => {
    change(off, {
      operation: 'add',
      device: data('VirtualCdrom', {
        key: -1,
        controllerKey: 200,
        backing: data('VirtualCdromRemotePassthroughBackingInfo', {
          deviceName: '',
          exclusive: false,
        }),
      }),
    });

    expect(device(off, 3000)).toMatchObject({
      deviceInfo: { label: 'CD/DVD drive 2' },
      unitNumber: 0,
    });
    change(off, { operation: 'remove', device: data('VirtualCdrom', { key: 3000 }) });
    expect(device(off, 3000)).toBeUndefined();
  });
});

describe('disks', () => {
  it('are made in the folder of the VM and take space', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');

    change(on, {
      operation: 'add',
      fileOperation: 'create',
      device: disk({ backing: flat({ thinProvisioned: false }) }),
    });

    expect(device(on, 2001)).toMatchObject({
      backing: { fileName: '[SharedDS] web-01/web-01_1.vmdk', datastore },
      capacityInBytes: 10 * GB,
      unitNumber: 1,
      deviceInfo: { label: 'Hard disk 2', summary: '10,485,760 KB' },
    });
    expect(free - lab.read(datastore, 'summary.freeSpace')).toBe(10 * GB + 512);
    expect(device(on, 1000).device).toEqual([2000, 2001]);
  });

  it('are refused where there is no room, and where the file is taken', () => {
    const big = disk({ capacityInKB: 600 * 2 ** 20, backing: flat() });
    const taken = disk({ backing: flat({ fileName: '[SharedDS] web-01/web-01.vmdk' }) });

    expect(failed(on, { operation: 'add', fileOperation: 'create', device: big })).toMatchObject({
      name: 'NoDiskSpace',
      detail: { datastore: 'SharedDS' },
    });
    expect(failed(on, { operation: 'add', fileOperation: 'create', device: taken }).name).toBe(
      'FileAlreadyExists',
    );
    expect(ofType(on, 'VirtualDisk')).toHaveLength(1);
  });

  it('hang on a controller that comes with them', () => {
    change(
      off,
      {
        operation: 'add',
        device: data('ParaVirtualSCSIController', {
          key: -7,
          busNumber: 1,
          sharedBus: 'noSharing',
        }),
      },
      {
        operation: 'add',
        fileOperation: 'create',
        device: disk({ controllerKey: -7, unitNumber: 3 }),
      },
    );

    expect(device(off, 1001)).toMatchObject({
      busNumber: 1,
      device: [2019],
      deviceInfo: { label: 'SCSI controller 1' },
    });
    expect(device(off, 2019)).toMatchObject({ controllerKey: 1001, unitNumber: 3 });
    const remove = {
      operation: 'remove',
      device: data('ParaVirtualSCSIController', { key: 1001 }),
    };
    expect(failed(off, remove).name).toBe('InvalidDeviceOperation');
  });

  it('grow and do not shrink', () => {
    const sized = (capacityInKB: number) => ({
      operation: 'edit',
      device: data('VirtualDisk', { ...plainOf(device(on, 2000)), capacityInKB }),
    });

    change(on, sized(30 * 2 ** 20));

    expect(device(on, 2000)).toMatchObject({ capacityInBytes: 30 * GB });
    expect(failed(on, sized(10 * 2 ** 20)).name).toBe('InvalidDeviceOperation');
  });

  it('leave their files behind, and are attached again by their file', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');
    change(off, { operation: 'remove', device: data('VirtualDisk', { key: 2001 }) });
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free);

    const existing = disk({
      capacityInKB: 0,
      backing: flat({ fileName: '[SharedDS] db-01/db-01_1.vmdk' }),
    });
    change(on, { operation: 'add', device: existing });

    expect(ofType(on, 'VirtualDisk')[1]).toMatchObject({
      capacityInBytes: 60 * GB,
      backing: { thinProvisioned: true },
    });
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free);
    expect(failed(off, { operation: 'add', device: existing }).name).toBe('FileLocked');
  });

  it('go with their files when told so', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');

    change(off, {
      operation: 'remove',
      fileOperation: 'destroy',
      device: data('VirtualDisk', { key: 2001 }),
    });

    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free + 20 * GB + 512);
  });
});

describe('other devices', () => {
  it.each([
    ['add', data('VirtualTPM', { key: -1 })],
    ['remove', data('VirtualMachineVideoCard', { key: 500 })],
    ['edit', data('VirtualMachineVideoCard', { key: 500, videoRamSizeInKB: 1 })],
  ])('are refused, never passed over: %s %j', (operation, one) => {
    expect(failed(off, { operation, device: one })).toMatchObject({
      name: 'InvalidDeviceOperation',
      detail: { deviceIndex: 0, badOp: operation },
    });
  });

  it('are not found when they are not there', () => {
    const attempt = { operation: 'edit', device: data('VirtualVmxnet3', { key: 4711 }) };

    expect(failed(off, attempt).name).toBe('DeviceNotFound');
  });
});

function plainOf({ _typeName, ...rest }: { _typeName: string }): object {
  return rest;
}
