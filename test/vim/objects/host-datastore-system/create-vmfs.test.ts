/** HostDatastoreSystem: a free disk becomes a datastore of all hosts that see it. */
import type {
  HostScsiDisk,
  VmfsDatastoreCreateSpec,
} from '../../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../../server/vmodl/reference.ts';
import { data } from '../../../../server/vmodl/value.ts';
import { faultOf, Vcenter } from '../../../helpers/vcenter.ts';

const GB = 2 ** 30;
const SECTORS = (50 * GB) / 512;

let lab: Vcenter;
let host: Ref<'HostSystem'>;
let other: Ref<'HostSystem'>;
beforeEach(() => {
  lab = new Vcenter();
  host = lab.named('HostSystem', '172.16.0.172');
  other = lab.named('HostSystem', '172.16.0.173');
});
afterEach(() => {
  expect(lab.errors).toEqual([]);
  lab.stop();
});

const system = (of = host): Ref => lab.read(of, 'configManager.datastoreSystem');
const available = (of = host): HostScsiDisk[] => lab.call(system(of), 'QueryAvailableDisksForVmfs');
function spare(): HostScsiDisk {
  const [disk] = available();
  if (!disk) throw new Error('no disk is free');
  return disk;
}
const options = (devicePath = spare().devicePath) =>
  lab.call(system(), 'QueryVmfsDatastoreCreateOptions', { devicePath });
const create = (spec: object) => lab.call(system(), 'CreateVmfsDatastore', { spec });

/** As govc and PowerCLI do it: the first option, with a name. */
function suggested(volumeName: string, vmfs: object = {}): VmfsDatastoreCreateSpec {
  const { spec } = options()[0];
  return { ...spec, vmfs: { ...spec.vmfs, volumeName, ...vmfs } };
}

describe('HostDatastoreSystem.QueryAvailableDisksForVmfs', () => {
  it('tells the disks on which nothing lies', () => {
    expect(available()).toMatchObject([
      { localDisk: false, capacity: { block: SECTORS, blockSize: 512 } },
    ]);
    expect(available(other).map(({ uuid }) => uuid)).toEqual([spare().uuid]);
  });

  it('leaves out a disk which a VM has as it is', () => {
    const { uuid } = spare();
    const vm = lab.named('VirtualMachine', 'db-01');
    const disk = lab
      .read(vm, 'config.hardware.device')
      .find(({ _typeName }: { _typeName: string }) => _typeName === 'VirtualDisk');
    lab.assign(
      vm,
      `config.hardware.device[${disk.key}].backing`,
      data('VirtualDiskRawDiskMappingVer1BackingInfo', {
        fileName: disk.backing.fileName,
        lunUuid: uuid,
      }),
    );

    expect(available()).toEqual([]);
  });

  it('takes the disks of the datastore that is to grow as well', () => {
    const datastore = lab.named('Datastore', 'SharedDS');

    const disks = lab.call(system(), 'QueryAvailableDisksForVmfs', { datastore });

    expect(disks).toHaveLength(2);
    const elsewhere = { datastore: lab.named('Datastore', 'LocalDS-173') };
    expect(faultOf(() => lab.call(system(), 'QueryAvailableDisksForVmfs', elsewhere)).name).toBe(
      'NotFound',
    );
  });

  it('cannot ask a host that is away', () => {
    lab.assign(host, 'runtime.connectionState', 'notResponding');

    expect(faultOf(() => available()).name).toBe('HostNotConnected');
  });
});

describe('HostDatastoreSystem.QueryVmfsDatastoreCreateOptions', () => {
  it('offers all of a blank disk as one partition of a GPT', () => {
    const { uuid, canonicalName } = spare();
    const range = {
      partition: 1,
      type: 'vmfs',
      start: { block: 2048, blockSize: 512 },
      end: { block: SECTORS - 34, blockSize: 512 },
    };

    expect(options()).toMatchObject([
      {
        info: {
          _typeName: 'VmfsDatastoreAllExtentOption',
          layout: { total: { block: SECTORS, blockSize: 512 }, partition: [range] },
          vmfsExtent: range,
        },
        spec: {
          _typeName: 'VmfsDatastoreCreateSpec',
          diskUuid: uuid,
          partition: {
            partitionFormat: 'gpt',
            totalSectors: SECTORS,
            partition: [
              {
                partition: 1,
                startSector: 2048,
                endSector: SECTORS - 34,
                type: 'vmfs',
                logical: false,
              },
            ],
          },
          vmfs: { extent: { diskName: canonicalName, partition: 1 }, majorVersion: 6 },
        },
      },
    ]);
  });

  it('offers nothing of a disk in use, and knows no others', () => {
    const [local] = lab.read(host, 'config.storageDevice.scsiLun');

    expect(options(local.devicePath)).toEqual([]);
    expect(faultOf(() => options('/vmfs/devices/disks/naa.0')).name).toBe('NotFound');
  });

  it('offers the versions of VMFS which the host can make', () => {
    const { devicePath } = spare();
    const ask = (vmfsMajorVersion: number) =>
      lab.call(system(), 'QueryVmfsDatastoreCreateOptions', { devicePath, vmfsMajorVersion });

    expect(ask(5)[0].spec.vmfs).toMatchObject({ majorVersion: 5, blockSizeMb: 1 });
    expect(faultOf(() => ask(3)).name).toBe('InvalidArgument');
  });
});

describe('HostDatastoreSystem.CreateVmfsDatastore', () => {
  it('makes a datastore which all hosts that see the disk have', () => {
    const ref = create(suggested('fresh'));

    expect(ref.type).toBe('Datastore');
    expect(lab.read(ref, 'parent')).toBe(lab.named('Folder', 'datastore'));
    expect(lab.read(ref, 'host').map(({ key }: { key: Ref }) => key)).toEqual([host, other]);
    for (const one of [host, other]) {
      expect(lab.read(one, 'datastore')).toContain(ref);
      expect(lab.read(system(one), 'datastore')).toContain(ref);
      expect(lab.read(one, 'config.fileSystemVolume.mountInfo').at(-1)).toMatchObject({
        mountInfo: { mounted: true, accessible: true, accessMode: 'readWrite' },
        volume: { name: 'fresh', type: 'VMFS' },
      });
      expect(available(one)).toEqual([]);
    }
    expect(lab.read(lab.named('Datacenter', 'Datacenter'), 'datastore')).toContain(ref);
  });

  it('counts in steps of 256 MB and keeps some space for its own tables', () => {
    const summary = lab.read(create(suggested('fresh')), 'summary');

    expect(summary).toMatchObject({
      name: 'fresh',
      capacity: 49.75 * GB,
      type: 'VMFS',
      accessible: true,
      multipleHostAccess: true,
    });
    expect(summary.freeSpace / GB).toBeCloseTo(48.34, 2);
    expect(summary.url).toMatch(/^ds:\/\/\/vmfs\/volumes\/66[0-9a-f]{6}-[0-9a-f-]+\/$/);
  });

  it('can be browsed at once', () => {
    const ref = create(suggested('fresh'));

    const found = lab.run(lab.read(ref, 'browser'), 'SearchDatastore_Task', {
      datastorePath: '[fresh]',
    });

    expect(found).toMatchObject({ datastore: ref, folderPath: '[fresh]' });
  });

  it('tells who made it and who found it', () => {
    const since = lab.eventCount;

    const datastore = create(suggested('fresh'));

    const argument = { name: 'fresh', datastore };
    expect(lab.events(since)).toMatchObject([
      {
        _typeName: 'VMFSDatastoreCreatedEvent',
        host: { host },
        datastore: argument,
        datastoreUrl: lab.read(datastore, 'summary.url'),
        fullFormattedMessage: 'Created VMFS datastore fresh on 172.16.0.172 in Datacenter',
      },
      { _typeName: 'DatastoreDiscoveredEvent', host: { host: other }, datastore: argument },
    ]);
  });

  it('writes the table of the disk, which all hosts then read', () => {
    const { devicePath } = spare();
    create(suggested('fresh'));

    for (const one of [host, other]) {
      const storage = lab.read(one, 'configManager.storageSystem');
      const [info] = lab.call(storage, 'RetrieveDiskPartitionInfo', { devicePath: [devicePath] });
      expect(info.spec).toMatchObject({
        partitionFormat: 'gpt',
        partition: [{ partition: 1, startSector: 2048, endSector: SECTORS - 34, type: 'vmfs' }],
      });
    }
  });

  it('takes a part of a disk when told', () => {
    const spec = suggested('part');
    const [first] = spec.partition.partition ?? [];
    const endSector = 2048 + (20 * GB) / 512 - 1;

    const ref = create({
      ...spec,
      partition: { ...spec.partition, partition: [{ ...first, endSector }] },
    });

    expect(lab.read(ref, 'summary.capacity')).toBe(20 * GB);
    expect(available()).toEqual([]);
  });

  it('makes VMFS 5, which does not unmap by itself', () => {
    const ref = create(suggested('old', { majorVersion: 5, blockSize: undefined }));

    const { vmfs } = lab.read(ref, 'info');
    expect(vmfs).toMatchObject({ majorVersion: 5, version: '5.81' });
    expect(vmfs.unmapPriority).toBeUndefined();
  });

  it('gives the same identity to the same call after the same calls', () => {
    const again = new Vcenter();
    const url = lab.read(create(suggested('fresh')), 'summary.url');
    const spec = suggestedIn(again);

    const ref = again.call(
      again.read(again.named('HostSystem', '172.16.0.172'), 'configManager.datastoreSystem'),
      'CreateVmfsDatastore',
      { spec },
    );

    expect(again.read(ref, 'summary.url')).toBe(url);
    again.stop();
  });

  it('wakes those who watch hosts and folders', () => {
    const changed: string[] = [];
    const stop = lab.inventory.subscribe((commit) => {
      for (const [ref, properties] of commit.changed) {
        for (const property of properties) changed.push(`${ref.value}.${property}`);
      }
    });

    create(suggested('fresh'));
    stop();

    const folder = lab.named('Folder', 'datastore');
    expect(changed).toEqual(
      expect.arrayContaining([
        `${host.value}.datastore`,
        `${other.value}.datastore`,
        `${other.value}.config`,
        `${folder.value}.childEntity`,
      ]),
    );
  });

  it.each([
    ['DuplicateName', () => suggested('SharedDS')],
    ['InvalidName', () => suggested('')],
    ['InvalidArgument', () => ({ ...suggested('x'), diskUuid: 'none' })],
    ['InvalidArgument', () => suggested('x', { majorVersion: 7 })],
    ['InvalidArgument', () => suggested('x', { blockSizeMb: 8 })],
    ['InvalidArgument', () => suggested('x', { extent: { diskName: 'mpx', partition: 1 } })],
    [
      'InvalidArgument',
      () => suggested('x', { extent: { ...suggested('x').vmfs.extent, partition: 2 } }),
    ],
    ['PlatformConfigFault', () => withRange(2048, SECTORS)],
    ['PlatformConfigFault', () => withRange(0, SECTORS - 34)],
    ['PlatformConfigFault', () => withRange(4096, 2048)],
    ['PlatformConfigFault', () => withRange(2048, 2048 + GB / 512)],
  ])('refuses with %s what cannot be (%#)', (name, spec) => {
    const datastores = lab.inventory.ofType('Datastore').length;

    expect(faultOf(() => create(spec())).name).toBe(name);
    expect(lab.inventory.ofType('Datastore')).toHaveLength(datastores);
    expect(available()).toHaveLength(1);
  });

  it('names the datastore that has the name', () => {
    expect(faultOf(() => create(suggested('SharedDS'))).detail).toMatchObject({
      name: 'SharedDS',
      object: lab.named('Datastore', 'SharedDS'),
    });
  });

  it('refuses a disk that was taken meanwhile', () => {
    const first = suggested('first');
    const second = suggested('second');
    create(first);

    expect(faultOf(() => create(second)).name).toBe('PlatformConfigFault');
  });
});

function withRange(startSector: number, endSector: number): VmfsDatastoreCreateSpec {
  const spec = suggested('x');
  const partition = (spec.partition.partition ?? []).map((one) => ({
    ...one,
    startSector,
    endSector,
  }));
  return { ...spec, partition: { ...spec.partition, partition } };
}

function suggestedIn(vcenter: Vcenter): VmfsDatastoreCreateSpec {
  const manager = vcenter.read(
    vcenter.named('HostSystem', '172.16.0.172'),
    'configManager.datastoreSystem',
  );
  const [disk] = vcenter.call(manager, 'QueryAvailableDisksForVmfs');
  const [{ spec }] = vcenter.call(manager, 'QueryVmfsDatastoreCreateOptions', {
    devicePath: disk.devicePath,
  });
  return { ...spec, vmfs: { ...spec.vmfs, volumeName: 'fresh' } };
}
