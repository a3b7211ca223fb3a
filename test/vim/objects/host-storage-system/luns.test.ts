/** HostStorageSystem: disks given up and taken back, marked and named; paths; users of NFS 4.1. */
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { type Host, storageLabs } from '../host-datastore-system/storage-lab.ts';

const labs = storageLabs();
const call = (method: string, args: object = {}, host: Host = labs.lab.host) =>
  labs.lab.call(labs.lab.storage(host), method, args);
const luns = (host: Host = labs.lab.host) => labs.lab.read(host, 'config.storageDevice.scsiLun');
const lunOf = (uuid: string, host?: Host) =>
  luns(host).find((one: { uuid: string }) => one.uuid === uuid);
const sharedLun = (): string => luns()[1].uuid;

describe('a disk', () => {
  it('is given up by one host and taken back', () => {
    const { lab } = labs;
    const { uuid: lunUuid } = lab.spare();

    call('DetachScsiLun', { lunUuid });

    expect(lunOf(lunUuid).operationalState).toEqual(['off']);
    expect(lab.available()).toEqual([]);
    expect(lab.available(lab.other)).toHaveLength(1);
    expect(faultOf(() => call('DetachScsiLun', { lunUuid })).name).toBe('InvalidState');
    call('AttachScsiLun', { lunUuid });
    expect(lab.available()).toHaveLength(1);
    expect(faultOf(() => call('AttachScsiLun', { lunUuid })).name).toBe('InvalidState');
  });

  it('is not given up while its volume is mounted', () => {
    const { lab } = labs;
    const { uuid: lunUuid } = lab.spare();
    const vmfsUuid = lab.uuidOf(lab.create(lab.suggested('fresh')));

    expect(faultOf(() => call('DetachScsiLun', { lunUuid })).name).toBe('ResourceInUse');
    call('UnmountVmfsVolume', { vmfsUuid });
    call('DetachScsiLun', { lunUuid });
    expect(faultOf(() => call('DetachScsiLun', { lunUuid: 'x' })).name).toBe('NotFound');
  });

  it('of several tells of each', () => {
    const { lab } = labs;
    const lunUuid = [lab.spare().uuid, sharedLun(), 'x'];
    const types = (results: { _value: { fault?: { fault: { _typeName: string } } }[] }) =>
      results._value.map(({ fault }) => fault?.fault._typeName);

    const detached = lab.run(lab.storage(), 'DetachScsiLunEx_Task', { lunUuid });
    const attached = lab.run(lab.storage(), 'AttachScsiLunEx_Task', { lunUuid });

    expect(types(detached)).toEqual([undefined, 'ResourceInUse', 'NotFound']);
    expect(types(attached)).toEqual([undefined, 'InvalidState', 'NotFound']);
  });

  it('is called what the administrator likes', () => {
    const { uuid: lunUuid } = labs.lab.spare();
    const name = (displayName: string) =>
      call('UpdateScsiLunDisplayName', { lunUuid, displayName });

    name('Spare of the array');

    expect(lunOf(lunUuid).displayName).toBe('Spare of the array');
    expect(faultOf(() => name(' ')).name).toBe('InvalidName');
    expect(faultOf(() => name('x'.repeat(256))).name).toBe('InvalidName');
    expect(faultOf(() => name(luns()[0].displayName)).name).toBe('DuplicateName');
  });

  it('is declared an SSD, or local, as long as nobody uses it', () => {
    const { lab } = labs;
    const { uuid: scsiDiskUuid } = lab.spare();
    const mark = (method: string, uuid = scsiDiskUuid) =>
      lab.run(lab.storage(), method, { scsiDiskUuid: uuid });

    mark('MarkAsSsd_Task');
    mark('MarkAsLocal_Task');
    expect(lunOf(scsiDiskUuid)).toMatchObject({ ssd: true, localDisk: true });
    expect(call('QueryAvailableSsds')).toHaveLength(1);
    expect(lunOf(scsiDiskUuid, lab.other).ssd).toBe(false);
    mark('MarkAsNonSsd_Task');
    mark('MarkAsNonLocal_Task');
    expect(lunOf(scsiDiskUuid)).toMatchObject({ ssd: false, localDisk: false });
    expect(faultOf(() => mark('MarkAsSsd_Task', sharedLun())).name).toBe('PlatformConfigFault');
    expect(faultOf(() => mark('MarkAsSsd_Task', 'x')).name).toBe('NotFound');
  });

  it('is marked as reserved by others', () => {
    const { lab } = labs;
    const { uuid } = lab.spare();

    call('MarkPerenniallyReserved', { lunUuid: uuid, state: true });
    expect(lunOf(uuid).perenniallyReserved).toBe(true);
    lab.run(lab.storage(), 'MarkPerenniallyReservedEx_Task', { lunUuid: [uuid], state: false });
    expect(lunOf(uuid).perenniallyReserved).toBe(false);
  });
});

describe('paths', () => {
  const units = () => labs.lab.read(labs.lab.host, 'config.storageDevice.multipathInfo.lun');
  const spareUnit = () => units().find((one: { id: string }) => one.id === labs.lab.spare().uuid);

  it('are chosen by a policy', () => {
    const { id: lunId, path } = spareUnit();
    const set = (policy: object) => call('SetMultipathLunPolicy', { lunId, policy });
    const policy = (name: string) => data('HostMultipathInfoLogicalUnitPolicy', { policy: name });
    const fixed = (prefer: string) =>
      data('HostMultipathInfoFixedLogicalUnitPolicy', { policy: 'VMW_PSP_FIXED', prefer });

    set(policy('VMW_PSP_MRU'));
    expect(spareUnit().policy.policy).toBe('VMW_PSP_MRU');
    set(fixed(path[0].name));
    expect(spareUnit().policy).toMatchObject({ prefer: path[0].name });
    for (const wrong of [policy('VMW_PSP_X'), policy('VMW_PSP_FIXED'), fixed('x')]) {
      expect(faultOf(() => set(wrong)).name).toBe('InvalidArgument');
    }
    const strange = { lunId: 'x', policy: policy('VMW_PSP_RR') };
    expect(faultOf(() => call('SetMultipathLunPolicy', strange)).name).toBe('NotFound');
  });

  it('are switched off and on, but for the last one to a volume', () => {
    const { lab } = labs;
    const [{ name: pathName }] = spareUnit().path;
    const state = () =>
      lab
        .read(lab.storage(), 'multipathStateInfo')
        .path.find((one: { name: string }) => one.name === pathName).pathState;

    call('DisableMultipathPath', { pathName });
    expect(state()).toBe('disabled');
    expect(spareUnit().path[0]).toMatchObject({ pathState: 'disabled', isWorkingPath: false });
    call('EnableMultipathPath', { pathName });
    expect(state()).toBe('active');
    const used = units()[1].path[0].name;
    expect(faultOf(() => call('DisableMultipathPath', { pathName: used })).name).toBe(
      'PlatformConfigFault',
    );
    expect(faultOf(() => call('EnableMultipathPath', { pathName: 'x' })).name).toBe('NotFound');
  });
});

describe('the user for NFS 4.1', () => {
  it('is set, given another password, and taken away', () => {
    expect(call('QueryNFSUser')).toBeUndefined();
    expect(faultOf(() => call('ChangeNFSUserPassword', { password: 'x' })).name).toBe('NotFound');

    call('SetNFSUser', { user: 'esx', password: 'secret' });
    call('ChangeNFSUserPassword', { password: 'other' });

    expect(call('QueryNFSUser')).toMatchObject({ user: 'esx' });
    call('ClearNFSUser');
    expect(call('QueryNFSUser')).toBeUndefined();
    const nobody = { user: ' ', password: 'secret' };
    expect(faultOf(() => call('SetNFSUser', nobody)).name).toBe('InvalidArgument');
  });
});

it('a host that is away cannot be asked', () => {
  const { lab } = labs;
  lab.assign(lab.host, 'runtime.connectionState', 'disconnected');

  for (const method of [
    'RescanAllHba',
    'RescanVmfs',
    'RefreshStorageSystem',
    'QueryAvailableSsds',
  ]) {
    expect(faultOf(() => call(method)).name).toBe('HostNotConnected');
  }
});

it('an adapter that is not there cannot be rescanned', () => {
  call('RescanHba', { hbaDevice: 'vmhba1' });

  expect(faultOf(() => call('RescanHba', { hbaDevice: 'vmhba9' })).name).toBe('NotFound');
});
