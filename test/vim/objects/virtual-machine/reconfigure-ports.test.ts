/**
 * VirtualMachine.ReconfigVM_Task: floppy drives, serial and parallel ports, other files for disks, what a VM
 * boots from; and UpgradeVM_Task.
 */
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

function reconfigure(vm: Ref, members: object): void {
  lab.run(vm, 'ReconfigVM_Task', { spec: data('VirtualMachineConfigSpec', members) });
}
function change(vm: Ref, ...entries: readonly object[]): void {
  reconfigure(vm, { deviceChange: entries.map((entry) => data('VirtualDeviceConfigSpec', entry)) });
}
const failed = (vm: Ref, entry: object) => faultOf(() => change(vm, entry)).name;
const device = (vm: Ref, key: number) => lab.read(vm, `config.hardware.device[${key}]`);
const start = (vm: Ref) => lab.run(vm, 'PowerOnVM_Task');

const floppy = (members: object = {}) =>
  data('VirtualFloppy', {
    key: -1,
    backing: data('VirtualFloppyRemoteDeviceBackingInfo', { deviceName: '' }),
    ...members,
  });
const serial = (members: object = {}) =>
  data('VirtualSerialPort', {
    key: -1,
    yieldOnPoll: true,
    backing: data('VirtualSerialPortPipeBackingInfo', { pipeName: 'gdb', endpoint: 'server' }),
    ...members,
  });
const parallel = data('VirtualParallelPort', {
  key: -1,
  backing: data('VirtualParallelPortFileBackingInfo', { fileName: '[SharedDS] db-01/lp.txt' }),
});
const image = (fileName: string) => data('VirtualFloppyImageBackingInfo', { fileName });

describe('floppy drives and ports', () => {
  it('hang on the Super I/O controller, each kind with keys and units of its own', () => {
    change(
      off,
      { operation: 'add', device: floppy() },
      { operation: 'add', device: serial() },
      { operation: 'add', device: serial() },
      { operation: 'add', device: parallel },
    );

    expect(device(off, 8000)).toMatchObject({
      deviceInfo: { label: 'Floppy drive 1' },
      controllerKey: 400,
      unitNumber: 0,
    });
    expect(device(off, 9001)).toMatchObject({
      deviceInfo: { label: 'Serial port 2' },
      yieldOnPoll: true,
      unitNumber: 1,
    });
    expect(device(off, 10_000)).toMatchObject({
      backing: { datastore: lab.named('Datastore', 'SharedDS') },
    });
    expect(device(off, 400).device).toEqual([8000, 9000, 9001, 10_000]);
  });

  it('take a unit that is free; one beyond their kind means any', () => {
    change(off, { operation: 'add', device: floppy({ unitNumber: 1 }) });

    const again = { operation: 'add', device: floppy({ unitNumber: 1 }) };
    expect(failed(off, again)).toBe('InvalidDeviceSpec');
    change(off, { operation: 'add', device: floppy({ unitNumber: 7 }) });
    expect([device(off, 8000).unitNumber, device(off, 8001).unitNumber]).toEqual([1, 0]);
  });

  it.each([
    ['VirtualFloppy', floppy, 2],
    ['VirtualSerialPort', serial, 32],
  ])('%s: are so many at most', (_type, make, max) => {
    for (let count = 0; count < max; count += 1) change(off, { operation: 'add', device: make() });

    expect(failed(off, { operation: 'add', device: make() })).toBe('TooManyDevices');
  });

  it('come and go while the VM is off', () => {
    change(off, { operation: 'add', device: floppy() });
    expect(failed(on, { operation: 'add', device: floppy() })).toBe('InvalidPowerState');

    start(off);
    expect(failed(off, { operation: 'remove', device: device(off, 8000) })).toBe(
      'InvalidPowerState',
    );
    lab.run(off, 'PowerOffVM_Task');
    change(off, { operation: 'remove', device: device(off, 8000) });

    expect(device(off, 8000)).toBeUndefined();
  });

  it('are connected while the VM runs, a floppy only to an image that is there', () => {
    change(off, { operation: 'add', device: floppy() }, { operation: 'add', device: serial() });
    start(off);
    const drive = device(off, 8000);
    const connectable = { ...drive.connectable, connected: true };
    const backing = image('[SharedDS] none.flp');

    expect(failed(off, { operation: 'edit', device: { ...drive, backing, connectable } })).toBe(
      'FileNotFound',
    );
    change(off, { operation: 'edit', device: { ...drive, connectable } });
    expect(device(off, 8000).connectable).toMatchObject({ connected: true, status: 'ok' });
  });

  it('keep a port where it is while it is connected', () => {
    const connectable = data('VirtualDeviceConnectInfo', {
      startConnected: true,
      allowGuestControl: true,
      connected: true,
    });
    change(off, { operation: 'add', device: serial({ connectable }) });
    start(off);
    const port = device(off, 9000);
    const backing = data('VirtualSerialPortURIBackingInfo', {
      serviceURI: 'telnet://:2000',
      direction: 'server',
    });

    expect(failed(off, { operation: 'edit', device: { ...port, backing } })).toBe(
      'InvalidPowerState',
    );
    change(off, { operation: 'edit', device: { ...port, yieldOnPoll: false } });
    expect(device(off, 9000)).toMatchObject({ yieldOnPoll: false, backing: port.backing });
  });

  it('want a backing, a datastore that is mounted, a controller that is theirs', () => {
    const refused = (one: object) => failed(off, { operation: 'add', device: one });

    expect(refused(data('VirtualFloppy', { key: -1 }))).toBe('InvalidDeviceBacking');
    expect(refused(floppy({ backing: image('[None] a.flp') }))).toBe('InvalidDatastorePath');
    expect(refused(floppy({ controllerKey: 100 }))).toBe('InvalidController');
  });
});

describe('disks', () => {
  const flat = (fileName: string) =>
    data('VirtualDiskFlatVer2BackingInfo', { fileName, diskMode: 'persistent' });

  it('take another file while the VM is off; the old one stays', () => {
    const datastore = lab.named('Datastore', 'SharedDS');
    const free = lab.read(datastore, 'summary.freeSpace');
    change(off, { operation: 'remove', device: device(off, 2001) });

    const backing = flat('[SharedDS] db-01/db-01_1.vmdk');
    change(off, { operation: 'edit', device: { ...device(off, 2000), backing } });

    expect(device(off, 2000)).toMatchObject({
      capacityInBytes: 60 * GB,
      deviceInfo: { label: 'Hard disk 1', summary: '62,914,560 KB' },
      backing: { fileName: '[SharedDS] db-01/db-01_1.vmdk' },
    });
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free);
    const back = flat('[SharedDS] db-01/db-01.vmdk');
    change(off, { operation: 'edit', device: { ...device(off, 2000), backing: back } });
    expect(device(off, 2000)).toMatchObject({ capacityInBytes: 40 * GB });
  });

  it('keep their file in a VM that runs, and where there is none of that name', () => {
    const moved = (vm: Ref, file: string) =>
      failed(vm, { operation: 'edit', device: { ...device(vm, 2000), backing: flat(file) } });

    expect(moved(on, '[SharedDS] db-01/none.vmdk')).toBe('InvalidPowerState');
    expect(moved(off, '[SharedDS] db-01/none.vmdk')).toBe('FileNotFound');
    expect(moved(off, '[SharedDS] web-01/web-01.vmdk')).toBe('FileLocked');
  });

  it('are not plugged into the IDE bus of a VM that runs', () => {
    const one = data('VirtualDisk', {
      key: -1,
      controllerKey: 200,
      capacityInKB: 2 ** 20,
      backing: flat(''),
    });

    const entry = { operation: 'add', fileOperation: 'create', device: one };
    expect(failed(on, entry)).toBe('InvalidPowerState');
    change(off, entry);
    expect(device(off, 3000)).toMatchObject({ controllerKey: 200 });
  });

  it('are made in the folder of the VM when only a name is told', () => {
    const one = data('VirtualDisk', {
      key: -1,
      controllerKey: 1000,
      capacityInKB: 2 ** 20,
      backing: flat('logs.vmdk'),
    });

    change(off, { operation: 'add', fileOperation: 'create', device: one });

    expect(device(off, 2002).backing.fileName).toBe('[SharedDS] db-01/logs.vmdk');
  });
});

describe('a suspended VM', () => {
  it('keeps the devices it has', () => {
    lab.run(on, 'SuspendVM_Task');
    const card = device(on, 4000);

    expect(failed(on, { operation: 'remove', device: card })).toBe('InvalidPowerState');
    expect(failed(on, { operation: 'add', device: { ...card, key: -1 } })).toBe(
      'InvalidPowerState',
    );
  });
});

describe('what a VM boots from', () => {
  const disk = (deviceKey: number) =>
    data('VirtualMachineBootOptionsBootableDiskDevice', { deviceKey });
  const order = (vm: Ref) => lab.read(vm, 'config.bootOptions.bootOrder');
  const boot = (bootOrder: readonly object[]) => ({
    bootOptions: data('VirtualMachineBootOptions', { bootOrder }),
  });

  it('may be a disk that the same specification adds', () => {
    const made = data('VirtualDisk', {
      key: -7,
      controllerKey: 1000,
      capacityInKB: 2 ** 20,
      backing: data('VirtualDiskFlatVer2BackingInfo', { fileName: '', diskMode: 'persistent' }),
    });
    const entry = { operation: 'add', fileOperation: 'create', device: made };

    reconfigure(off, {
      deviceChange: [data('VirtualDeviceConfigSpec', entry)],
      ...boot([disk(-7), disk(2000)]),
    });

    expect(order(off)).toEqual([disk(2002), disk(2000)]);
  });

  it('is a device that is there', () => {
    const fault = faultOf(() => reconfigure(off, boot([disk(4000)])));

    expect(fault).toMatchObject({
      name: 'InvalidArgument',
      detail: { invalidProperty: 'spec.bootOptions.bootOrder' },
    });
  });
});

describe('VirtualMachine.UpgradeVM_Task', () => {
  beforeEach(() => lab.assign(off, 'config.version', 'vmx-19'));

  it('gives a VM that is off the newest hardware its host runs, and tells of it', () => {
    const since = lab.events().length;
    lab.run(off, 'UpgradeVM_Task');

    expect(lab.read(off, 'config.version')).toBe('vmx-21');
    expect(lab.read(off, 'summary.config.hwVersion')).toBe('vmx-21');
    expect(lab.eventTypes(since)).toEqual(['VmUpgradingEvent', 'VmUpgradeCompleteEvent']);
  });

  it.each([
    ['vmx-20', 'vmx-20'],
    ['vmx-21', 'vmx-21'],
  ])('takes %s when asked to', (version, after) => {
    lab.run(off, 'UpgradeVM_Task', { version });

    expect(lab.read(off, 'config.version')).toBe(after);
  });

  it.each([
    ['vmx-19', 'AlreadyUpgraded'],
    ['vmx-10', 'InvalidArgument'],
    ['vmx-99', 'NotSupported'],
    ['newest', 'InvalidArgument'],
  ])('refuses %s with %s', (version, name) => {
    expect(faultOf(() => lab.run(off, 'UpgradeVM_Task', { version })).name).toBe(name);
  });

  it('refuses a VM that runs, and one without a disk', () => {
    expect(faultOf(() => lab.run(on, 'UpgradeVM_Task')).name).toBe('InvalidPowerState');

    for (const key of [2000, 2001]) change(off, { operation: 'remove', device: device(off, key) });
    expect(faultOf(() => lab.run(off, 'UpgradeVM_Task')).name).toBe('NoDiskFound');
  });

  it('fulfils the plan of an upgrade', () => {
    const plan = (members: object) =>
      reconfigure(off, {
        scheduledHardwareUpgradeInfo: data('ScheduledHardwareUpgradeInfo', members),
      });
    const info = () => lab.read(off, 'config.scheduledHardwareUpgradeInfo');

    plan({ upgradePolicy: 'always' });
    expect(info()).toMatchObject({
      versionKey: 'vmx-21',
      scheduledHardwareUpgradeStatus: 'pending',
    });
    lab.run(off, 'UpgradeVM_Task');
    expect(info()).toMatchObject({ scheduledHardwareUpgradeStatus: 'success' });

    plan({ upgradePolicy: 'never' });
    expect(info()).toEqual({
      _typeName: 'ScheduledHardwareUpgradeInfo',
      upgradePolicy: 'never',
      scheduledHardwareUpgradeStatus: 'none',
    });
    const wrong = { upgradePolicy: 'always', versionKey: 'vmx-10' };
    expect(faultOf(() => plan(wrong)).name).toBe('InvalidArgument');
  });
});
