/** HostDatastoreSystem: a free disk becomes a datastore of all hosts that see it. */
import type { VmfsDatastoreCreateSpec } from '../../../../server/vmodl/generated/data.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf } from '../../../helpers/vcenter.ts';
import { GB, SECTORS, StorageLab, storageLabs } from './storage-lab.ts';

const labs = storageLabs();
const suggested = (name: string, vmfs?: object) => labs.lab.suggested(name, vmfs);
const create = (spec: object) => labs.lab.create(spec);

describe('HostDatastoreSystem.QueryAvailableDisksForVmfs', () => {
  it('tells the disks on which nothing lies', () => {
    const { lab } = labs;

    expect(lab.available()).toMatchObject([
      { localDisk: false, capacity: { block: SECTORS, blockSize: 512 } },
    ]);
    expect(lab.available(lab.other).map(({ uuid }) => uuid)).toEqual([lab.spare().uuid]);
  });

  it('leaves out a disk which a VM has as it is', () => {
    const { lab } = labs;
    const vm = lab.named('VirtualMachine', 'db-01');
    const disk = lab
      .read(vm, 'config.hardware.device')
      .find(({ _typeName }: { _typeName: string }) => _typeName === 'VirtualDisk');
    lab.assign(
      vm,
      `config.hardware.device[${disk.key}].backing`,
      data('VirtualDiskRawDiskMappingVer1BackingInfo', {
        fileName: disk.backing.fileName,
        lunUuid: lab.spare().uuid,
      }),
    );

    expect(lab.available()).toEqual([]);
  });

  it('takes the disks of the datastore that is to grow as well', () => {
    const { lab } = labs;
    const query = (name: string) =>
      lab.call(lab.system(), 'QueryAvailableDisksForVmfs', {
        datastore: lab.named('Datastore', name),
      });

    expect(query('SharedDS')).toHaveLength(2);
    expect(faultOf(() => query('LocalDS-173')).name).toBe('NotFound');
  });

  it('cannot ask a host that is away', () => {
    const { lab } = labs;
    lab.assign(lab.host, 'runtime.connectionState', 'notResponding');

    expect(faultOf(() => lab.available()).name).toBe('HostNotConnected');
  });
});

describe('HostDatastoreSystem.QueryVmfsDatastoreCreateOptions', () => {
  it('offers all of a blank disk as one partition of a GPT', () => {
    const { lab } = labs;
    const { uuid: diskUuid, canonicalName: diskName } = lab.spare();
    const end = SECTORS - 34;
    const range = {
      partition: 1,
      type: 'vmfs',
      start: { block: 2048, blockSize: 512 },
      end: { block: end, blockSize: 512 },
    };
    const partition = { partition: 1, startSector: 2048, endSector: end, type: 'vmfs' };

    expect(lab.options()).toMatchObject([
      {
        info: {
          _typeName: 'VmfsDatastoreAllExtentOption',
          layout: { total: { block: SECTORS, blockSize: 512 }, partition: [range] },
          vmfsExtent: range,
        },
        spec: {
          _typeName: 'VmfsDatastoreCreateSpec',
          diskUuid,
          partition: { partitionFormat: 'gpt', totalSectors: SECTORS, partition: [partition] },
          vmfs: { extent: { diskName, partition: 1 }, majorVersion: 6 },
        },
      },
    ]);
  });

  it('offers all of a disk with partitions, and what is free on it', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();
    const linux = data('HostDiskPartitionAttributes', {
      ...{ partition: 1, startSector: 2048, endSector: 4_196_351, type: 'linuxNative' },
      ...{ logical: false, attributes: 0 },
    });
    lab.call(lab.storage(), 'UpdateDiskPartitions', {
      devicePath,
      spec: data('HostDiskPartitionSpec', { partitionFormat: 'gpt', partition: [linux] }),
    });

    const [whole, free] = lab.options();

    expect(whole.info._typeName).toBe('VmfsDatastoreAllExtentOption');
    expect(whole.spec.partition.partition).toHaveLength(1);
    expect(free).toMatchObject({
      info: {
        _typeName: 'VmfsDatastoreSingleExtentOption',
        vmfsExtent: { partition: 2, start: { block: 4_196_352 }, end: { block: SECTORS - 34 } },
      },
      spec: { partition: { partition: [{ type: 'linuxNative' }, { type: 'vmfs' }] } },
    });
    const vmfs = { ...free.spec.vmfs, volumeName: 'beside' };
    expect(lab.read(create({ ...free.spec, vmfs }), 'summary.capacity')).toBe(47.75 * GB);
  });

  it('offers nothing of a disk in use, and knows no others', () => {
    const { lab } = labs;
    const [local] = lab.read(lab.host, 'config.storageDevice.scsiLun');

    expect(lab.options(local.devicePath)).toEqual([]);
    expect(faultOf(() => lab.options('/vmfs/devices/disks/naa.0')).name).toBe('NotFound');
  });

  it('offers the versions of VMFS which the host can make', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();
    const ask = (vmfsMajorVersion: number) =>
      lab.call(lab.system(), 'QueryVmfsDatastoreCreateOptions', { devicePath, vmfsMajorVersion });

    expect(ask(5)[0].spec.vmfs).toMatchObject({ majorVersion: 5, blockSizeMb: 1 });
    expect(faultOf(() => ask(3)).name).toBe('InvalidArgument');
  });
});

describe('HostDatastoreSystem.CreateVmfsDatastore', () => {
  it('makes a datastore which all hosts that see the disk have', () => {
    const { lab } = labs;

    const ref = create(suggested('fresh'));

    expect(ref.type).toBe('Datastore');
    expect(lab.read(ref, 'parent')).toBe(lab.named('Folder', 'datastore'));
    expect(lab.mountedOn(ref)).toEqual([lab.host, lab.other]);
    for (const one of [lab.host, lab.other]) {
      expect(lab.read(one, 'datastore')).toContain(ref);
      expect(lab.read(lab.system(one), 'datastore')).toContain(ref);
      expect(lab.read(lab.storage(one), 'fileSystemVolumeInfo').mountInfo.at(-1)).toMatchObject({
        mountInfo: { mounted: true, accessible: true, accessMode: 'readWrite' },
        volume: { name: 'fresh', type: 'VMFS' },
      });
      expect(lab.available(one)).toEqual([]);
    }
    expect(lab.read(lab.named('Datacenter', 'Datacenter'), 'datastore')).toContain(ref);
  });

  it('counts in steps of 256 MB and keeps some space for its own tables', () => {
    const { lab } = labs;

    const summary = lab.read(create(suggested('fresh')), 'summary');

    expect(summary).toMatchObject({
      ...{ name: 'fresh', capacity: 49.75 * GB, type: 'VMFS' },
      ...{ accessible: true, multipleHostAccess: true },
    });
    expect(summary.freeSpace / GB).toBeCloseTo(48.34, 2);
    expect(summary.url).toMatch(/^ds:\/\/\/vmfs\/volumes\/66[0-9a-f]{6}-[0-9a-f-]+\/$/);
  });

  it('can be browsed at once', () => {
    const { lab } = labs;
    const ref = create(suggested('fresh'));

    const found = lab.run(lab.read(ref, 'browser'), 'SearchDatastore_Task', {
      datastorePath: '[fresh]',
    });

    expect(found).toMatchObject({ datastore: ref, folderPath: '[fresh]' });
  });

  it('tells who made it and who found it', () => {
    const { lab } = labs;
    const since = lab.eventCount;

    const datastore = create(suggested('fresh'));

    const argument = { name: 'fresh', datastore };
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'VMFSDatastoreCreatedEvent',
        host: { host: lab.host },
        datastore: argument,
        datastoreUrl: lab.read(datastore, 'summary.url'),
        fullFormattedMessage: 'Created VMFS datastore fresh on 172.16.0.172 in Datacenter',
      },
      { _typeName: 'DatastoreDiscoveredEvent', host: { host: lab.other }, datastore: argument },
    ]);
  });

  it('writes the table of the disk, which all hosts then read', () => {
    const { lab } = labs;
    const { devicePath } = lab.spare();

    create(suggested('fresh'));

    for (const one of [lab.host, lab.other]) {
      expect(lab.partitions(devicePath, one)).toMatchObject([
        { partition: 1, startSector: 2048, endSector: SECTORS - 34, type: 'vmfs' },
      ]);
    }
  });

  it('takes a part of a disk when told', () => {
    const { lab } = labs;

    expect(lab.read(lab.partly('part', 20 * GB), 'summary.capacity')).toBe(20 * GB);
    expect(lab.available()).toEqual([]);
  });

  it('makes VMFS 5, which does not unmap by itself', () => {
    const ref = create(suggested('old', { majorVersion: 5, blockSize: undefined }));

    const { vmfs } = labs.lab.read(ref, 'info');
    expect(vmfs).toMatchObject({ majorVersion: 5, version: '5.81' });
    expect(vmfs.unmapPriority).toBeUndefined();
  });

  it('gives the same identity to the same call after the same calls', () => {
    const again = new StorageLab();

    const refs = [labs.lab, again].map((one) => one.create(one.suggested('fresh')));

    expect(refs[1]).toEqual(refs[0]);
    const [url, other] = [labs.lab, again].map((one, at) =>
      one.read(refs[at] ?? one.host, 'summary.url'),
    );
    expect(other).toBe(url);
    again.stop();
  });

  it('leaves out a host that has given the disk up, until it takes it back', () => {
    const { lab } = labs;
    const { uuid: lunUuid } = lab.spare();
    lab.call(lab.storage(lab.other), 'DetachScsiLun', { lunUuid });

    const ref = create(suggested('fresh'));

    expect(lab.mountedOn(ref)).toEqual([lab.host]);
    lab.call(lab.storage(lab.other), 'AttachScsiLun', { lunUuid });
    expect(lab.mountedOn(ref)).toEqual([lab.host, lab.other]);
  });

  it('wakes those who watch hosts and folders', () => {
    const { lab } = labs;
    lab.read(lab.named('ClusterComputeResource', 'Cluster'), 'datastore');
    const changed: string[] = [];
    const stop = lab.inventory.subscribe((commit) => {
      for (const [ref, properties] of commit.changed) {
        for (const property of properties) changed.push(`${ref.value}.${property}`);
      }
    });

    create(suggested('fresh'));
    stop();

    expect(changed).toEqual(
      expect.arrayContaining([
        `${lab.host.value}.datastore`,
        `${lab.other.value}.datastore`,
        `${lab.other.value}.config`,
        `${lab.named('Folder', 'datastore').value}.childEntity`,
        `${lab.named('ClusterComputeResource', 'Cluster').value}.datastore`,
      ]),
    );
  });

  it.each([
    ['DuplicateName', 'a taken name', () => suggested('SharedDS')],
    ['InvalidName', 'no name', () => suggested('')],
    ['InvalidArgument', 'an unknown disk', () => ({ ...suggested('x'), diskUuid: 'none' })],
    ['InvalidArgument', 'an unknown version', () => suggested('x', { majorVersion: 7 })],
    ['InvalidArgument', 'large blocks', () => suggested('x', { blockSizeMb: 8 })],
    ['InvalidArgument', 'another disk', () => suggested('x', extent('mpx.vmhba0:C0:T0:L0', 1))],
    ['InvalidArgument', 'a missing partition', () => suggested('x', extent(undefined, 2))],
    ['PlatformConfigFault', 'too long a partition', () => withRange(2048, SECTORS)],
    ['PlatformConfigFault', 'one over the table', () => withRange(0, SECTORS - 34)],
    ['PlatformConfigFault', 'one that ends before it begins', () => withRange(4096, 2048)],
    ['PlatformConfigFault', 'too small a partition', () => withRange(2048, 2048 + GB / 512)],
  ])('refuses with %s: %s', (name, _what, spec) => {
    const { lab } = labs;
    const datastores = lab.inventory.ofType('Datastore').length;

    expect(faultOf(() => create(spec())).name).toBe(name);
    expect(lab.inventory.ofType('Datastore')).toHaveLength(datastores);
    expect(lab.available()).toHaveLength(1);
  });

  it('names the datastore that has the name', () => {
    expect(faultOf(() => create(suggested('SharedDS'))).detail).toMatchObject({
      name: 'SharedDS',
      object: labs.lab.named('Datastore', 'SharedDS'),
    });
  });

  it('refuses a disk that was taken meanwhile', () => {
    const [first, second] = [suggested('first'), suggested('second')];
    create(first);

    expect(faultOf(() => create(second)).name).toBe('PlatformConfigFault');
  });
});

function extent(diskName: string | undefined, partition: number) {
  return { extent: { diskName: diskName ?? labs.lab.spare().canonicalName, partition } };
}

function withRange(startSector: number, endSector: number): VmfsDatastoreCreateSpec {
  const spec = suggested('x');
  const partition = (spec.partition.partition ?? []).map((one) => ({
    ...one,
    startSector,
    endSector,
  }));
  return { ...spec, partition: { ...spec.partition, partition } };
}
