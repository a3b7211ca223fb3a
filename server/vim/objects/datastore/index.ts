/**
 * Datastore: a volume with files. The files of registered VMs follow from the VMs (their property
 * `layoutEx`); all others stand in `_files`.
 *
 * Stored, internal: `_volume` the volume with its capacity (`HostVmfsVolume`, `HostNasVolume` …),
 * `_volumeUuid`, `_files` a list of `{ key: path, path, size, type, owner, modified }` whose paths are
 * relative to the datastore, `_otherBytes` what is taken by no file, `_maintenanceMode`.
 * Derived, internal: `_listing`, all files in the same shape.
 */
import { over, type Relation } from '../../../inventory/schema.ts';
import { datastoreUrl } from '../../../inventory/templates/datastore.ts';
import { datastoreNameOf } from '../../../inventory/templates/vm-files.ts';
import { derived, type TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  DatastoreSummary,
  HostFileSystemVolume,
  HostMountInfo,
  HostNasVolume,
  HostVmfsVolume,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { type DataObject, data } from '../../../vmodl/value.ts';
import { objectType } from '../../method.ts';
import type { Copy } from '../virtual-machine/relocate/copies.ts';
import { configuredAt, type SpaceUse } from '../virtual-machine/space.ts';
import { destroyDatastoreMethods } from './destroy.ts';
import { datastoreMaintenanceMethods } from './maintenance.ts';
import { refreshDatastoreMethods } from './refresh.ts';

/** A file as `_files` and `_listing` hold it. */
export interface DatastoreFile extends DataObject {
  /** Same as the path. */
  readonly key: string;
  /** Relative to the datastore: `iso/ubuntu.iso`. */
  readonly path: string;
  readonly size: number;
  /** `file`, or the type of a VM's file in its layout: `config`, `diskExtent` … */
  readonly type: string;
  readonly owner: string;
  readonly modified: string;
}

type Datastore = Ref<'Datastore'>;

const TB = 2 ** 40;
const MAX_FILE_BYTES = 64 * TB;
const MAX_DISK_BYTES = 62 * TB;

const RELATIONS: readonly Relation[] = [
  {
    from: 'Datastore',
    property: 'host',
    member: 'key',
    inverse: ['HostSystem', 'datastore'],
    onDestroy: 'refuse',
  },
  {
    from: 'VirtualMachine',
    property: 'datastore',
    inverse: ['Datastore', 'vm'],
    onDestroy: 'refuse',
  },
];

export const datastore = objectType({
  type: 'Datastore',
  methods: {
    ...destroyDatastoreMethods,
    ...refreshDatastoreMethods,
    ...datastoreMaintenanceMethods,
  },
  relations: RELATIONS,
  derivations: [
    derived(
      'Datastore',
      '_usedBytes',
      [
        '_files',
        '_otherBytes',
        'vm',
        over('vm', ['_space']),
        '_arriving',
        over('_arriving', ['_copies']),
      ],
      usedBytes,
    ),
    derived('Datastore', '_uncommitted', ['vm', over('vm', ['_space'])], (self, read) =>
      usesOf(self, read).reduce((sum, use) => sum + use.uncommitted, 0),
    ),
    derived(
      'Datastore',
      'summary',
      [
        'name',
        '_volume',
        '_volumeUuid',
        '_usedBytes',
        '_uncommitted',
        '_maintenanceMode',
        'host',
        over('host.key', ['runtime']),
      ],
      summary,
    ),
    derived('Datastore', 'info', ['name', '_volume', '_volumeUuid', '_usedBytes'], info),
    derived(
      'Datastore',
      '_listing',
      ['name', '_files', 'vm', over('vm', ['layoutEx', 'config'])],
      listing,
    ),
    derived('Datastore', 'disabledMethod', ['_maintenanceMode'], (self, read) => {
      const mode = read(self as Ref, '_maintenanceMode') ?? 'normal';
      return [
        ...(mode === 'normal' ? [] : ['DatastoreEnterMaintenanceMode']),
        ...(mode === 'inMaintenance' ? [] : ['DatastoreExitMaintenanceMode_Task']),
      ];
    }),
  ],
});

function volumeOf(self: Datastore, read: TypedReader): HostFileSystemVolume | undefined {
  return read(self as Ref, '_volume') as HostFileSystemVolume | undefined;
}

function ownFiles(self: Datastore, read: TypedReader): readonly DatastoreFile[] {
  return (read(self as Ref, '_files') ?? []) as unknown as readonly DatastoreFile[];
}

function usesOf(self: Datastore, read: TypedReader): readonly SpaceUse[] {
  return (read(self, 'vm') ?? []).flatMap((vm) => {
    const uses = (read(vm as Ref, '_space') ?? []) as unknown as readonly SpaceUse[];
    return uses.filter(({ datastore: { value } }) => value === self.value);
  });
}

function usedBytes(self: Datastore, read: TypedReader): number {
  // What a linked clone shares with another VM that one is charged with.
  const ofVms = usesOf(self, read).reduce((sum, { unshared }) => sum + unshared, 0);
  const loose = ownFiles(self, read).reduce((sum, { size }) => sum + size, 0);
  return ofVms + loose + arrivingBytes(self, read) + Number(read(self as Ref, '_otherBytes') ?? 0);
}

/** Room that VMs under way have taken before their files are here. */
function arrivingBytes(self: Datastore, read: TypedReader): number {
  const vms = (read(self as Ref, '_arriving') ?? []) as unknown as readonly Ref[];
  return vms
    .flatMap((vm) => (read(vm, '_copies') ?? []) as unknown as readonly Copy[])
    .filter(({ datastore: { value } }) => value === self.value)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

function freeBytes(self: Datastore, read: TypedReader): number {
  const capacity = Number(volumeOf(self, read)?.capacity ?? 0);
  return Math.max(0, capacity - Number(read(self as Ref, '_usedBytes') ?? 0));
}

function urlOf(self: Datastore, read: TypedReader): string {
  return datastoreUrl(String(read(self as Ref, '_volumeUuid') ?? ''));
}

function summary(self: Datastore, read: TypedReader): DatastoreSummary {
  const volume = volumeOf(self, read);
  const mounts = read(self, 'host') ?? [];
  const reaches = ({ key, mountInfo }: { key: Ref<'HostSystem'>; mountInfo: HostMountInfo }) =>
    mountInfo.accessible !== false && read(key, 'runtime')?.connectionState === 'connected';
  return build('DatastoreSummary', {
    datastore: self,
    name: read(self, 'name') ?? '',
    url: urlOf(self, read),
    capacity: volume?.capacity ?? 0,
    freeSpace: freeBytes(self, read),
    uncommitted: Number(read(self as Ref, '_uncommitted') ?? 0),
    accessible: mounts.some(reaches),
    multipleHostAccess: mounts.length > 1,
    type: volume?.type ?? '',
    maintenanceMode: String(read(self as Ref, '_maintenanceMode') ?? 'normal'),
  });
}

function info(self: Datastore, read: TypedReader): DataObject {
  const volume = volumeOf(self, read);
  const name = read(self, 'name') ?? '';
  const common = {
    name,
    url: urlOf(self, read),
    freeSpace: freeBytes(self, read),
    maxFileSize: MAX_FILE_BYTES,
    maxVirtualDiskCapacity: MAX_DISK_BYTES,
    maxMemoryFileSize: MAX_FILE_BYTES,
    containerId: String(read(self as Ref, '_volumeUuid') ?? ''),
    logicalSectorSize: 512,
    physicalSectorSize: 512,
  };
  if (volume?._typeName === 'HostVmfsVolume') {
    return build('VmfsDatastoreInfo', {
      ...common,
      maxPhysicalRDMFileSize: MAX_FILE_BYTES,
      maxVirtualRDMFileSize: MAX_DISK_BYTES,
      vmfs: build('HostVmfsVolume', { ...(volume as HostVmfsVolume), name }),
    });
  }
  if (volume?._typeName === 'HostNasVolume') {
    return build('NasDatastoreInfo', {
      ...common,
      nas: build('HostNasVolume', { ...(volume as HostNasVolume), name }),
    });
  }
  return build('LocalDatastoreInfo', { ...common, path: `/vmfs/volumes/${common.containerId}` });
}

/** Files of VMs and others, each once; what a VM says of a file holds. */
function listing(self: Datastore, read: TypedReader): readonly DatastoreFile[] {
  const name = read(self, 'name') ?? '';
  const found = new Map(ownFiles(self, read).map((file) => [file.path, file]));
  for (const vm of read(self, 'vm') ?? []) {
    const modified = configuredAt(read(vm, 'config'));
    for (const file of read(vm, 'layoutEx')?.file ?? []) {
      if (datastoreNameOf(file.name) !== name) continue;
      const path = file.name.slice(file.name.indexOf(']') + 1).trim();
      found.set(
        path,
        data<DatastoreFile>('_DatastoreFile', {
          key: path,
          path,
          size: Number(file.size),
          type: file.type,
          owner: 'root',
          modified,
        }),
      );
    }
  }
  return [...found.values()];
}
