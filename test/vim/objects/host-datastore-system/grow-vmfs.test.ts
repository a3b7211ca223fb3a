/** HostDatastoreSystem: VMFS datastores expand into free space and extend to further disks. */
import { faultOf } from '../../../helpers/vcenter.ts';
import { type Datastore, GB, SECTORS, storageLabs } from './storage-lab.ts';

const labs = storageLabs();
const expandOptions = (datastore: Datastore) =>
  labs.lab.call(labs.lab.system(), 'QueryVmfsDatastoreExpandOptions', { datastore });
const extendOptions = (datastore: Datastore, args: object = {}) =>
  labs.lab.call(labs.lab.system(), 'QueryVmfsDatastoreExtendOptions', {
    datastore,
    devicePath: labs.lab.read(labs.lab.host, 'config.storageDevice.scsiLun').at(-1).devicePath,
    ...args,
  });
const shared = () => labs.lab.named('Datastore', 'SharedDS');

describe('HostDatastoreSystem.ExpandVmfsDatastore', () => {
  it('takes the space behind the extent, for all hosts', () => {
    const { lab } = labs;
    const datastore = lab.partly('part', 20 * GB);
    const free = lab.read(datastore, 'summary.freeSpace');
    const [option] = expandOptions(datastore);
    const since = lab.eventCount;

    const answer = lab.call(lab.system(), 'ExpandVmfsDatastore', { datastore, spec: option.spec });

    expect(answer).toBe(datastore);
    expect(option.info).toMatchObject({
      _typeName: 'VmfsDatastoreSingleExtentOption',
      vmfsExtent: { partition: 1, start: { block: 2048 }, end: { block: SECTORS - 34 } },
    });
    expect(lab.read(datastore, 'summary.capacity')).toBe(49.75 * GB);
    expect(lab.read(datastore, 'summary.freeSpace')).toBe(free + 29.75 * GB);
    expect(lab.read(lab.other, 'config.fileSystemVolume.mountInfo').at(-1).volume.capacity).toBe(
      49.75 * GB,
    );
    expect(lab.events(since)).toMatchObject([
      { _typeName: 'VMFSDatastoreExpandedEvent', host: { host: lab.host } },
      {
        _typeName: 'DatastoreCapacityIncreasedEvent',
        oldCapacity: 20 * GB,
        newCapacity: 49.75 * GB,
      },
    ]);
    expect(expandOptions(datastore)).toEqual([]);
  });

  it('has nothing to take when the extent has all of its disk', () => {
    expect(expandOptions(shared())).toEqual([]);
  });

  it('refuses what is no growth, and extents of others', () => {
    const { lab } = labs;
    const datastore = lab.partly('part', 20 * GB);
    const [{ spec }] = expandOptions(datastore);
    const expand = (changes: object, of = datastore) =>
      lab.call(lab.system(), 'ExpandVmfsDatastore', {
        datastore: of,
        spec: { ...spec, ...changes },
      });
    const resized = (startSector: number, endSector: number) => ({
      partition: {
        ...spec.partition,
        partition: [{ ...spec.partition.partition[0], startSector, endSector }],
      },
    });

    const sectors = (20 * GB) / 512;
    for (const range of [
      resized(2048, 2048 + sectors - 1),
      resized(2048, sectors / 2),
      resized(4096, SECTORS - 34),
      resized(2048, SECTORS),
    ]) {
      expect(faultOf(() => expand(range)).name).toBe('PlatformConfigFault');
    }
    expect(faultOf(() => expand({}, shared())).name).toBe('InvalidArgument');
    expect(faultOf(() => expand({ diskUuid: 'x' })).name).toBe('InvalidArgument');
    const away = lab.named('Datastore', 'LocalDS-173');
    expect(faultOf(() => expand({}, away)).name).toBe('NotFound');
    expect(lab.read(datastore, 'summary.capacity')).toBe(20 * GB);
  });
});

describe('HostDatastoreSystem.ExtendVmfsDatastore', () => {
  it('adds a disk, which then belongs to the datastore', () => {
    const { lab } = labs;
    const { devicePath, canonicalName } = lab.spare();
    const [option] = extendOptions(shared(), { devicePath });
    const since = lab.eventCount;

    lab.call(lab.system(), 'ExtendVmfsDatastore', { datastore: shared(), spec: option.spec });

    expect(option).toMatchObject({
      info: { _typeName: 'VmfsDatastoreAllExtentOption' },
      spec: {
        _typeName: 'VmfsDatastoreExtendSpec',
        extent: [{ diskName: canonicalName, partition: 1 }],
      },
    });
    expect(lab.read(shared(), 'summary.capacity')).toBe(549.75 * GB);
    expect(lab.read(shared(), 'info.vmfs.extent')).toHaveLength(2);
    expect(lab.available(lab.other)).toEqual([]);
    expect(lab.eventTypes(since)).toEqual([
      'VMFSDatastoreExtendedEvent',
      'DatastoreCapacityIncreasedEvent',
    ]);
  });

  it('offers the rest of its own disk too, unless expanding would do', () => {
    const { lab } = labs;
    const datastore = lab.partly('part', 20 * GB);
    const { spec } = extendOptions(datastore)[0];

    expect(spec.extent).toMatchObject([{ partition: 2 }]);
    expect(extendOptions(datastore, { suppressExpandCandidates: true })).toEqual([]);
    lab.call(lab.system(), 'ExtendVmfsDatastore', { datastore, spec });
    expect(lab.read(datastore, 'summary.capacity')).toBe(49.75 * GB);
    expect(
      lab.partitions(lab.read(lab.host, 'config.storageDevice.scsiLun').at(-1).devicePath),
    ).toHaveLength(2);
  });

  it('refuses a disk which another host of the datastore does not see', () => {
    const { lab } = labs;
    const { devicePath, uuid: lunUuid } = lab.spare();
    const [{ spec }] = extendOptions(shared(), { devicePath });
    lab.call(lab.storage(lab.other), 'DetachScsiLun', { lunUuid });

    const extend = () =>
      lab.call(lab.system(), 'ExtendVmfsDatastore', { datastore: shared(), spec });

    expect(faultOf(extend).name).toBe('PlatformConfigFault');
  });

  it('offers nothing of a disk in use, and knows no disks that are not there', () => {
    const { lab } = labs;
    const [local] = lab.read(lab.host, 'config.storageDevice.scsiLun');

    expect(extendOptions(shared(), { devicePath: local.devicePath })).toEqual([]);
    expect(faultOf(() => extendOptions(shared(), { devicePath: 'x' })).name).toBe('NotFound');
  });
});
