/** com.vmware.vcenter.vm.hardware.disk, ….cdrom, ….floppy, ….adapter.scsi, ….sata, ….nvme. */
import { hardwareLab } from './hardware-lab.ts';

const lab = hardwareLab();
const OFF = 'db-01';
const ON = 'web-01';
const GB = 2 ** 30;
const ISO = '[SharedDS] iso/ubuntu-24.04-live-server-amd64.iso';

describe('com.vmware.vcenter.vm.hardware.disk', () => {
  it('lists and shows disks over both doors', async () => {
    const listed = [{ disk: '2000' }, { disk: '2001' }];
    const shown = {
      label: 'Hard disk 1',
      type: 'SCSI',
      scsi: { bus: 0, unit: 0 },
      backing: { type: 'VMDK_FILE', vmdk_file: '[SharedDS] db-01/db-01.vmdk' },
      capacity: 40 * GB,
    };

    expect(await lab.get(OFF, '/disk')).toEqual(listed);
    expect(await lab.legacy(OFF, '/disk')).toEqual({ value: listed });
    expect(await lab.get(OFF, '/disk/2000')).toEqual(shown);
    expect(await lab.legacy(OFF, '/disk/2000')).toEqual({ value: shown });
  });

  it('makes a disk of the size the guest should have, at the first free address', async () => {
    const disk = await lab.create(ON, '/disk', { new_vmdk: {} });

    expect(await lab.get(ON, `/disk/${disk}`)).toMatchObject({
      label: 'Hard disk 2',
      type: 'SCSI',
      scsi: { bus: 0, unit: 1 },
      backing: { vmdk_file: '[SharedDS] web-01/web-01_1.vmdk' },
      capacity: 16 * GB,
    });
    expect(lab.device(ON, Number(disk))).toMatchObject({ capacityInKB: 16 * 2 ** 20 });
  });

  it('makes a disk of a name, a size, an address', async () => {
    const disk = await lab.create(OFF, '/disk', {
      type: 'SCSI',
      scsi: { bus: 0, unit: 5 },
      new_vmdk: { name: 'logs', capacity: GB },
    });

    expect(await lab.get(OFF, `/disk/${disk}`)).toMatchObject({
      scsi: { bus: 0, unit: 5 },
      backing: { vmdk_file: '[SharedDS] db-01/logs.vmdk' },
      capacity: GB,
    });
    expect(await lab.createLegacy(OFF, '/disk', { new_vmdk: {} })).toEqual({ value: '2002' });
  });

  it('lets a disk go, whose file stays and takes the place of another', async () => {
    await lab.remove(OFF, '/disk/2001');
    const backing = { type: 'VMDK_FILE', vmdk_file: '[SharedDS] db-01/db-01_1.vmdk' };
    await lab.update(OFF, '/disk/2000', { backing });

    expect(await lab.get(OFF, '/disk')).toEqual([{ disk: '2000' }]);
    expect(await lab.get(OFF, '/disk/2000')).toMatchObject({ backing, capacity: 60 * GB });

    const old = { type: 'VMDK_FILE', vmdk_file: '[SharedDS] db-01/db-01.vmdk' };
    const again = await lab.create(ON, '/disk', { backing: old });
    expect(await lab.get(ON, `/disk/${again}`)).toMatchObject({ backing: old, capacity: 40 * GB });
  });

  it.each([
    [OFF, {}, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: {}, backing: { type: 'VMDK_FILE', vmdk_file: 'x' } }, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: { name: 'a/b' } }, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: { storage_policy: { policy: 'gold' } } }, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: {}, scsi: { bus: 0 } }, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: {}, type: 'SCSI', scsi: { bus: 0, unit: 7 } }, '400 INVALID_ARGUMENT'],
    [OFF, { new_vmdk: {}, type: 'SCSI', scsi: { bus: 0, unit: 0 } }, '400 RESOURCE_IN_USE'],
    [OFF, { new_vmdk: {}, type: 'SCSI', scsi: { bus: 3 } }, '400 UNABLE_TO_ALLOCATE_RESOURCE'],
    [OFF, { new_vmdk: {}, type: 'NVME' }, '400 UNABLE_TO_ALLOCATE_RESOURCE'],
    [OFF, { new_vmdk: { capacity: 60 * 2 ** 40 } }, '400 UNABLE_TO_ALLOCATE_RESOURCE'],
    [ON, { new_vmdk: {}, type: 'IDE' }, '400 NOT_ALLOWED_IN_CURRENT_STATE'],
  ])('refuses for %s the disk %j with %s', async (vm, body, problem) => {
    expect(await lab.refused('POST', lab.at(vm, '/disk'), { body })).toBe(problem);
  });

  it('refuses who may only look, a disk that is not there, a file that is not, a VM that runs', async () => {
    const body = { backing: { type: 'VMDK_FILE', vmdk_file: '[SharedDS] db-01/none.vmdk' } };

    expect(await lab.refused('GET', lab.at(OFF, '/disk/4000'))).toBe('404 NOT_FOUND');
    expect(await lab.refused('PATCH', lab.at(OFF, '/disk/2000'), { body })).toBe('404 NOT_FOUND');
    expect(await lab.refused('PATCH', lab.at(ON, '/disk/2000'), { body })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
    const as = await lab.looker();
    expect(await lab.refused('DELETE', lab.at(OFF, '/disk/2000'), { as })).toBe('403 UNAUTHORIZED');
  });
});

describe('com.vmware.vcenter.vm.hardware.cdrom', () => {
  it('adds a drive with an image, connects, empties and removes it', async () => {
    const backing = { type: 'ISO_FILE', iso_file: ISO };
    const cdrom = await lab.create(ON, '/cdrom', { type: 'SATA', backing, start_connected: true });
    expect(await lab.get(ON, `/cdrom/${cdrom}`)).toEqual({
      type: 'SATA',
      label: 'CD/DVD drive 2',
      sata: { bus: 0, unit: 1 },
      backing,
      state: 'CONNECTED',
      start_connected: true,
      allow_guest_control: false,
    });

    const path = lab.at(ON, `/cdrom/${cdrom}`);
    const empty = { body: { backing: { type: 'CLIENT_DEVICE' } } };
    expect(await lab.refused('PATCH', path, empty)).toBe('400 NOT_ALLOWED_IN_CURRENT_STATE');
    expect(await lab.refused('POST', path, { action: 'connect' })).toBe(
      '400 ALREADY_IN_DESIRED_STATE',
    );

    await lab.act(ON, `/cdrom/${cdrom}`, 'disconnect');
    await lab.update(ON, `/cdrom/${cdrom}`, { ...empty.body, start_connected: false });
    expect(await lab.get(ON, `/cdrom/${cdrom}`)).toMatchObject({
      backing: { type: 'CLIENT_DEVICE', device_access_type: 'EMULATION' },
      state: 'NOT_CONNECTED',
      start_connected: false,
    });
    await lab.act(ON, `/cdrom/${cdrom}`, 'connect');
    await lab.remove(ON, `/cdrom/${cdrom}`);
    expect(await lab.get(ON, '/cdrom')).toEqual([{ cdrom: '16000' }]);
  });

  it.each([
    [
      { backing: { type: 'CLIENT_DEVICE' } },
      { type: 'CLIENT_DEVICE', device_access_type: 'EMULATION' },
    ],
    [
      {
        backing: {
          type: 'HOST_DEVICE',
          host_device: 'cd0',
          device_access_type: 'PASSTHRU_EXCLUSIVE',
        },
      },
      {
        type: 'HOST_DEVICE',
        host_device: 'cd0',
        auto_detect: false,
        device_access_type: 'PASSTHRU_EXCLUSIVE',
      },
    ],
    [{}, { type: 'HOST_DEVICE', auto_detect: true, device_access_type: 'EMULATION' }],
  ])('shows a drive made by %j backed by %j', async (spec, backing) => {
    const cdrom = await lab.create(OFF, '/cdrom', spec);

    expect(await lab.get(OFF, `/cdrom/${cdrom}`)).toMatchObject({ type: 'SATA', backing });
  });

  it('goes where it is asked to on IDE, while the VM is off', async () => {
    const spec = { type: 'IDE', ide: { primary: false, master: true } };
    const cdrom = await lab.create(OFF, '/cdrom', spec);

    expect(await lab.get(OFF, `/cdrom/${cdrom}`)).toMatchObject(spec);
    expect(await lab.refused('POST', lab.at(OFF, '/cdrom'), { body: spec })).toBe(
      '400 RESOURCE_IN_USE',
    );
    expect(await lab.refused('POST', lab.at(ON, '/cdrom'), { body: spec })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
  });
});

describe('com.vmware.vcenter.vm.hardware.floppy', () => {
  it('comes, is connected while the VM runs, and goes while it is off', async () => {
    const floppy = await lab.create(OFF, '/floppy', {});
    expect(await lab.get(OFF, '/floppy')).toEqual([{ floppy }]);
    expect(await lab.get(OFF, `/floppy/${floppy}`)).toEqual({
      label: 'Floppy drive 1',
      backing: { type: 'HOST_DEVICE', auto_detect: true },
      state: 'NOT_CONNECTED',
      start_connected: false,
      allow_guest_control: false,
    });

    await lab.update(OFF, `/floppy/${floppy}`, { backing: { type: 'CLIENT_DEVICE' } });
    await lab.power(OFF, 'start');
    await lab.act(OFF, `/floppy/${floppy}`, 'connect');
    expect(await lab.get(OFF, `/floppy/${floppy}`)).toMatchObject({
      backing: { type: 'CLIENT_DEVICE' },
      state: 'CONNECTED',
    });
    await lab.act(OFF, `/floppy/${floppy}`, 'disconnect');
    expect(await lab.refused('DELETE', lab.at(OFF, `/floppy/${floppy}`))).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );

    await lab.power(OFF, 'stop');
    await lab.remove(OFF, `/floppy/${floppy}`);
    expect(await lab.get(OFF, '/floppy')).toEqual([]);
  });

  it('are two at most, and none is added to a VM that runs', async () => {
    await lab.create(OFF, '/floppy', {});
    await lab.create(OFF, '/floppy', {});

    const body = {};
    expect(await lab.refused('POST', lab.at(OFF, '/floppy'), { body })).toBe(
      '400 UNABLE_TO_ALLOCATE_RESOURCE',
    );
    expect(await lab.refused('POST', lab.at(ON, '/floppy'), { body })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
  });
});

describe('com.vmware.vcenter.vm.hardware.adapter', () => {
  it.each([
    [
      'scsi',
      { label: 'SCSI controller 1', type: 'PVSCSI', scsi: { bus: 1, unit: 7 }, sharing: 'NONE' },
    ],
    ['sata', { label: 'SATA controller 1', type: 'AHCI', bus: 1 }],
    ['nvme', { label: 'NVME controller 0', bus: 0 }],
  ])('%s: is added, shown, removed', async (kind, shown) => {
    const path = `/adapter/${kind}`;
    const before = await lab.get<unknown[]>(OFF, path);

    const adapter = await lab.create(OFF, path, {});
    expect(await lab.get(OFF, path)).toEqual([...before, { adapter }]);
    expect(await lab.get(OFF, `${path}/${adapter}`)).toEqual(shown);
    expect(await lab.legacy(OFF, `${path}/${adapter}`)).toEqual({ value: shown });

    await lab.remove(OFF, `${path}/${adapter}`);
    expect(await lab.get(OFF, path)).toEqual(before);
  });

  it.each(['scsi', 'sata', 'nvme'])('%s: are four at most, each with a bus', async (kind) => {
    const path = `/adapter/${kind}`;
    await lab.create(ON, path, { bus: 3 });
    expect(await lab.refused('POST', lab.at(ON, path), { body: { bus: 3 } })).toBe(
      '400 RESOURCE_IN_USE',
    );
    expect(await lab.refused('POST', lab.at(ON, path), { body: { bus: 4 } })).toBe(
      '400 INVALID_ARGUMENT',
    );
    while ((await lab.get<unknown[]>(ON, path)).length < 4) await lab.create(ON, path, {});
    expect(await lab.refused('POST', lab.at(ON, path), { body: {} })).toBe(
      '400 UNABLE_TO_ALLOCATE_RESOURCE',
    );
  });

  it('scsi: is of the type asked for, and shared while the VM is off', async () => {
    const spec = { type: 'LSILOGICSAS', sharing: 'PHYSICAL', pci_slot_number: 35 };
    const adapter = await lab.create(OFF, '/adapter/scsi', spec);
    expect(await lab.get(OFF, `/adapter/scsi/${adapter}`)).toMatchObject(spec);

    await lab.update(OFF, `/adapter/scsi/${adapter}`, { sharing: 'VIRTUAL' });
    expect(lab.device(OFF, Number(adapter))).toMatchObject({ sharedBus: 'virtualSharing' });
    const body = { sharing: 'VIRTUAL' };
    expect(await lab.refused('PATCH', lab.at(ON, '/adapter/scsi/1000'), { body })).toBe(
      '400 NOT_ALLOWED_IN_CURRENT_STATE',
    );
  });

  it('is not changed in a suspended VM', async () => {
    await lab.power(ON, 'suspend');

    const problem = await lab.refused('POST', lab.at(ON, '/adapter/nvme'), { body: {} });

    expect(problem).toBe('400 NOT_ALLOWED_IN_CURRENT_STATE');
  });
});
