/** HostStorageSystem: partitions written, volumes formatted, grown, unmounted and found again. */
import type { HostDiskPartitionAttributes } from '../../../../server/vmodl/generated/data.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import {
  type Datastore,
  GB,
  type Host,
  SECTORS,
  storageLabs,
} from '../host-datastore-system/storage-lab.ts';

const labs = storageLabs();
const call = (method: string, args: object = {}, host: Host = labs.lab.host) =>
  labs.lab.call(labs.lab.storage(host), method, args);
const fresh = (name = 'fresh'): Datastore => labs.lab.create(labs.lab.suggested(name));

function vmfs(startSector: number, endSector: number, partition = 1) {
  return data('HostDiskPartitionAttributes', {
    ...{ partition, startSector, endSector, type: 'vmfs', logical: false, attributes: 0 },
  }) as HostDiskPartitionAttributes;
}
const tableOf = (...partition: HostDiskPartitionAttributes[]) =>
  data('HostDiskPartitionSpec', { partitionFormat: 'gpt', partition });
const update = (devicePath: string, ...partitions: HostDiskPartitionAttributes[]) =>
  call('UpdateDiskPartitions', { devicePath, spec: tableOf(...partitions) });
const range = (start: number, end: number) =>
  data('HostDiskPartitionBlockRange', {
    type: 'vmfs',
    start: data('HostDiskDimensionsLba', { blockSize: 512, block: start }),
    end: data('HostDiskDimensionsLba', { blockSize: 512, block: end }),
  });

describe('partition tables', () => {
  it('of a blank disk are empty', () => {
    const { devicePath, deviceName } = labs.lab.spare();

    expect(call('RetrieveDiskPartitionInfo', { devicePath: [devicePath] })).toMatchObject([
      {
        deviceName,
        spec: {
          ...{ partitionFormat: 'unknown', totalSectors: SECTORS, partition: [] },
          chs: { cylinder: Math.floor(SECTORS / (255 * 63)), head: 255, sector: 63 },
        },
        layout: { partition: [] },
      },
    ]);
  });

  it('of a disk from the seed show the volume on it', () => {
    const { lab } = labs;
    const [, shared] = lab.read(lab.host, 'config.storageDevice.scsiLun');

    expect(lab.partitions(shared.devicePath)).toMatchObject([{ partition: 1, type: 'vmfs' }]);
  });

  it('are computed from layouts', () => {
    const { devicePath } = labs.lab.spare();
    const layout = data('HostDiskPartitionLayout', {
      partition: [range(2048, 8_390_655), range(8_390_656, SECTORS - 34)],
    });

    const info = call('ComputeDiskPartitionInfo', { devicePath, layout });

    expect(info.spec).toMatchObject({
      partitionFormat: 'gpt',
      partition: [
        { partition: 1, startSector: 2048, endSector: 8_390_655 },
        { partition: 2, startSector: 8_390_656, endSector: SECTORS - 34 },
      ],
    });
    expect(labs.lab.partitions(devicePath)).toEqual([]);
    const mbr = call('ComputeDiskPartitionInfo', { devicePath, layout, partitionFormat: 'mbr' });
    expect(mbr.spec.partition[0].guid).toBeUndefined();
  });

  it('are computed for a partition that is to become larger', () => {
    const { lab } = labs;
    const { canonicalName: diskName } = lab.spare();
    lab.partly('part', 20 * GB);
    const partition = data('HostScsiDiskPartition', { diskName, partition: 1 });

    const info = call('ComputeDiskPartitionInfoForResize', {
      partition,
      blockRange: range(2048, SECTORS - 34),
    });

    expect(info.spec.partition).toMatchObject([{ startSector: 2048, endSector: SECTORS - 34 }]);
    const unknown = { partition: { ...partition, partition: 9 }, blockRange: range(2048, 4096) };
    expect(faultOf(() => call('ComputeDiskPartitionInfoForResize', unknown)).name).toBe('NotFound');
  });

  it('are the same for all hosts once written', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();

    update(devicePath, vmfs(2048, 8_390_655));

    expect(lab.partitions(devicePath, lab.other)).toMatchObject([{ endSector: 8_390_655 }]);
  });

  it('are refused when they cannot be, or would cut a volume', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();

    for (const partitions of [
      [vmfs(0, 4096)],
      [vmfs(2048, SECTORS)],
      [vmfs(2048, 8192), vmfs(4096, 16_384, 2)],
      [vmfs(2048, 4096), vmfs(8192, 16_384)],
      [vmfs(2048, 4096, 129)],
      [vmfs(2048, 4096, 0)],
    ]) {
      expect(faultOf(() => update(devicePath, ...partitions)).name).toBe('PlatformConfigFault');
    }
    lab.partly('part', 20 * GB);
    expect(faultOf(() => update(devicePath)).name).toBe('PlatformConfigFault');
    expect(faultOf(() => update(devicePath, vmfs(2048, 4096))).name).toBe('PlatformConfigFault');
    expect(faultOf(() => update('/vmfs/devices/disks/x')).name).toBe('NotFound');
    expect(faultOf(() => call('RetrieveDiskPartitionInfo', { devicePath: ['x'] })).name).toBe(
      'InvalidArgument',
    );
  });
});

describe('volumes in single steps', () => {
  it('are formatted on a partition, and are datastores then', () => {
    const { lab } = labs;
    const { devicePath, canonicalName: diskName } = lab.spare();
    update(devicePath, vmfs(2048, 2047 + (20 * GB) / 512));
    const extent = data('HostScsiDiskPartition', { diskName, partition: 1 });
    const createSpec = (volumeName: string) =>
      data('HostVmfsSpec', { extent, majorVersion: 6, volumeName });

    const volume = call('FormatVmfs', { createSpec: createSpec('steps') });

    expect(volume).toMatchObject({ _typeName: 'HostVmfsVolume', name: 'steps', capacity: 20 * GB });
    expect(lab.mountedOn(lab.named('Datastore', 'steps'))).toEqual([lab.host, lab.other]);
    expect(faultOf(() => call('FormatVmfs', { createSpec: createSpec('x') })).name).toBe(
      'PlatformConfigFault',
    );
  });

  it('are not formatted under a name that is taken', () => {
    const { devicePath, canonicalName: diskName } = labs.lab.spare();
    update(devicePath, vmfs(2048, SECTORS - 34));
    const extent = data('HostScsiDiskPartition', { diskName, partition: 1 });
    const createSpec = data('HostVmfsSpec', { extent, majorVersion: 6, volumeName: 'SharedDS' });

    expect(faultOf(() => call('FormatVmfs', { createSpec })).name).toBe('AlreadyExists');
  });

  it('grow with their partition, and by a second one', () => {
    const { lab } = labs;
    const { devicePath, canonicalName: diskName } = lab.spare();
    const datastore = lab.partly('part', 20 * GB);
    const vmfsPath = `/vmfs/volumes/${lab.uuidOf(datastore)}`;
    const at = (partition: number) => data('HostScsiDiskPartition', { diskName, partition });
    const middle = 2047 + (30 * GB) / 512;
    const expand = () => call('ExpandVmfsExtent', { vmfsPath, extent: at(1) });

    expect(faultOf(expand).name).toBe('PlatformConfigFault');
    update(devicePath, vmfs(2048, middle), vmfs(middle + 1, SECTORS - 34, 2));
    expand();
    expect(lab.read(datastore, 'summary.capacity')).toBe(30 * GB);

    call('AttachVmfsExtent', { vmfsPath: '/vmfs/volumes/part', extent: at(2) });
    expect(lab.read(datastore, 'summary.capacity')).toBe(49.75 * GB);
    const again = { vmfsPath, extent: at(2) };
    expect(faultOf(() => call('AttachVmfsExtent', again)).name).toBe('PlatformConfigFault');
    expect(faultOf(() => call('AttachVmfsExtent', { ...again, vmfsPath: 'x' })).name).toBe(
      'NotFound',
    );
  });

  it('cannot be upgraded: none is older than it must be', () => {
    const vmfsPath = '/vmfs/volumes/SharedDS';

    expect(faultOf(() => call('UpgradeVmfs', { vmfsPath })).name).toBe('PlatformConfigFault');
    expect(faultOf(() => call('UpgradeVmfs', { vmfsPath: '/vmfs/volumes/x' })).name).toBe(
      'NotFound',
    );
  });

  it('give blocks back as told', () => {
    const { lab } = labs;
    const shared = lab.named('Datastore', 'SharedDS');
    const vmfsUuid = lab.uuidOf(shared);
    const unmapBandwidthSpec = data('VmfsUnmapBandwidthSpec', {
      ...{ policy: 'fixed', fixedValue: 500, dynamicMin: 0, dynamicMax: 0 },
    });

    call('UpdateVmfsUnmapPriority', { vmfsUuid, unmapPriority: 'none' });
    call('UpdateVmfsUnmapBandwidth', { vmfsUuid, unmapBandwidthSpec });

    expect(lab.read(shared, 'info.vmfs')).toMatchObject({
      unmapPriority: 'none',
      unmapBandwidthSpec: { fixedValue: 500 },
    });
    for (const args of [
      { vmfsUuid, unmapPriority: 'urgent' },
      { vmfsUuid: 'x', unmapPriority: 'low' },
    ]) {
      expect(faultOf(() => call('UpdateVmfsUnmapPriority', args)).name).toBe('InvalidArgument');
    }
  });
});

describe('mounting', () => {
  it('takes a volume out of use on one host', () => {
    const { lab } = labs;
    const datastore = fresh();
    const vmfsUuid = lab.uuidOf(datastore);

    call('UnmountVmfsVolume', { vmfsUuid });

    const mount = `host["${lab.host.value}"].mountInfo`;
    expect(lab.read(datastore, mount)).toMatchObject({ mounted: false, accessible: false });
    expect(lab.read(datastore, 'summary.accessible')).toBe(true);
    expect(faultOf(() => call('UnmountVmfsVolume', { vmfsUuid })).name).toBe('InvalidState');
    call('UnmountVmfsVolume', { vmfsUuid }, lab.other);
    expect(lab.read(datastore, 'summary.accessible')).toBe(false);
    call('MountVmfsVolume', { vmfsUuid });
    expect(lab.read(datastore, mount)).toMatchObject({ mounted: true, accessible: true });
    expect(lab.read(datastore, 'summary.accessible')).toBe(true);
    expect(faultOf(() => call('MountVmfsVolume', { vmfsUuid })).name).toBe('InvalidState');
  });

  it('is refused while VMs of the host lie on the volume, and for strange ones', () => {
    const { lab } = labs;
    const vmfsUuid = lab.uuidOf(lab.named('Datastore', 'SharedDS'));

    expect(faultOf(() => call('UnmountVmfsVolume', { vmfsUuid })).name).toBe('ResourceInUse');
    for (const method of [
      'MountVmfsVolume',
      'UnmountVmfsVolume',
      'UnmountForceMountedVmfsVolume',
    ]) {
      expect(faultOf(() => call(method, { vmfsUuid: 'x' })).name).toBe('NotFound');
    }
  });

  it('of several tells of each', () => {
    const { lab } = labs;
    const vmfsUuid = ['SharedDS', 'fresh'].map((name) =>
      lab.uuidOf(name === 'fresh' ? fresh() : lab.named('Datastore', name)),
    );

    const results = lab.run(lab.storage(), 'UnmountVmfsVolumeEx_Task', { vmfsUuid });

    expect(results._value).toMatchObject([
      { key: vmfsUuid[0], fault: { fault: { _typeName: 'ResourceInUse' } } },
      { key: vmfsUuid[1] },
    ]);
    expect(lab.run(lab.storage(), 'MountVmfsVolumeEx_Task', { vmfsUuid })._value).toMatchObject([
      { fault: { fault: { _typeName: 'InvalidState' } } },
      { key: vmfsUuid[1] },
    ]);
  });

  it('can be forgotten, and a rescan finds the volume again', () => {
    const { lab } = labs;
    const datastore = fresh();
    const vmfsUuid = lab.uuidOf(datastore);

    expect(faultOf(() => call('DeleteVmfsVolumeState', { vmfsUuid })).name).toBe(
      'PlatformConfigFault',
    );
    call('UnmountVmfsVolume', { vmfsUuid });
    call('DeleteVmfsVolumeState', { vmfsUuid });
    expect(lab.mountedOn(datastore)).toEqual([lab.other]);
    expect(lab.read(lab.host, 'datastore')).not.toContain(datastore);
    const since = lab.eventCount;

    call('RescanVmfs');

    expect(lab.mountedOn(datastore)).toEqual([lab.other, lab.host]);
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'DatastoreDiscoveredEvent', host: { host: lab.host }, datastore: { datastore } },
    ]);
    for (const method of ['RescanAllHba', 'RescanVffs', 'RefreshStorageSystem']) call(method);
    expect(lab.eventCount).toBe(since + 1);
  });

  it('needs no disk for a datastore that all hosts have forgotten', () => {
    const { lab } = labs;
    const datastore = fresh();
    const vmfsUuid = lab.uuidOf(datastore);
    for (const host of [lab.host, lab.other]) {
      call('UnmountVmfsVolume', { vmfsUuid }, host);
      call('DeleteVmfsVolumeState', { vmfsUuid }, host);
    }

    expect(lab.mountedOn(datastore)).toEqual([]);
    expect(lab.available()).toEqual([]);
    lab.call(datastore, 'DestroyDatastore');
    expect(lab.available()).toHaveLength(1);
    expect(lab.create(lab.suggested('next')).type).toBe('Datastore');
  });
});
