/**
 * Datastores: the volume a datastore is, its mounts, what it can do.
 */
import { build } from '../../vmodl/build.ts';
import type {
  DatastoreCapability,
  DatastoreHostMount,
  HostFileSystemMountInfo,
  HostFileSystemVolume,
  HostMountInfo,
  HostVmfsVolume,
  StorageIORMInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import type { Shelf } from './shelf.ts';

export type DatastoreType = 'VMFS' | 'NFS' | 'NFS41' | 'OTHER';

export interface VolumePlan {
  readonly type: DatastoreType;
  readonly name: string;
  /** Of a VMFS volume: `66a1b2c3-…`; part of the URL for all. */
  readonly uuid: string;
  readonly capacityBytes: number;
  readonly local: boolean;
  readonly ssd: boolean;
  /** VMFS: the LUN it lies on. */
  readonly diskName?: string | undefined;
  /** VMFS: which partition of the LUN; the first unless told. */
  readonly partition?: number | undefined;
  /** VMFS: 6 unless told. */
  readonly majorVersion?: 5 | 6 | undefined;
  /** NFS */
  readonly remoteHost?: string | undefined;
  readonly remotePath?: string | undefined;
  /** NFS 4.1 may have several. */
  readonly remoteHostNames?: readonly string[] | undefined;
  readonly securityType?: string | undefined;
  /** A directory of the host. */
  readonly localPath?: string | undefined;
}

/** How a host reaches a volume. */
export interface Mount {
  /** A directory below `/vmfs/volumes/`. */
  readonly uuid: string;
  /** `readWrite` unless told. */
  readonly accessMode?: string | undefined;
}

const MAX_BLOCKS = 63_963_136;
/** What ESXi 8 makes of each major version. */
const VMFS_VERSIONS = { 5: '5.81', 6: '6.82' } as const;

/** The volume, as hosts and the datastore's `info` show it. */
export function volume(plan: VolumePlan): HostFileSystemVolume {
  const { name, capacityBytes: capacity } = plan;
  if (plan.type === 'VMFS') return vmfsVolume(plan);
  if (plan.type === 'OTHER') {
    const device = plan.localPath ?? name;
    return build('HostLocalFileSystemVolume', { type: 'OTHER', name, capacity, device });
  }
  return build('HostNasVolume', {
    type: plan.type,
    name,
    capacity,
    remoteHost: plan.remoteHost ?? '',
    remotePath: plan.remotePath ?? '',
    userName: '',
    remoteHostNames: plan.remoteHostNames ?? [plan.remoteHost ?? ''],
    securityType: plan.securityType ?? 'AUTH_SYS',
    protocolEndpoint: false,
  });
}

function vmfsVolume(plan: VolumePlan): HostVmfsVolume {
  const majorVersion = plan.majorVersion ?? 6;
  const { diskName = '', partition = 1 } = plan;
  return build('HostVmfsVolume', {
    type: 'VMFS',
    name: plan.name,
    capacity: plan.capacityBytes,
    blockSizeMb: 1,
    blockSize: 1024,
    ...(majorVersion === 6 ? automaticUnmap() : {}),
    maxBlocks: MAX_BLOCKS,
    majorVersion,
    version: VMFS_VERSIONS[majorVersion],
    uuid: plan.uuid,
    extent: [build('HostScsiDiskPartition', { diskName, partition })],
    vmfsUpgradable: false,
    ssd: plan.ssd,
    local: plan.local,
    scsiDiskType: 'native512',
  });
}

/** VMFS 6 gives blocks back to the array by itself. */
function automaticUnmap() {
  return {
    unmapGranularity: 1024,
    unmapPriority: 'low',
    unmapBandwidthSpec: build('VmfsUnmapBandwidthSpec', {
      policy: 'fixed',
      fixedValue: 25,
      dynamicMin: 25,
      dynamicMax: 2000,
    }),
  };
}

export function datastoreUrl(uuid: string): string {
  return `ds:///vmfs/volumes/${uuid}/`;
}

/** Where hosts mount a volume. */
export function mountPath(uuid: string): string {
  return `/vmfs/volumes/${uuid}`;
}

export function mountInfo({ uuid, accessMode = 'readWrite' }: Mount): HostMountInfo {
  return build('HostMountInfo', {
    path: mountPath(uuid),
    accessMode,
    mounted: true,
    accessible: true,
  });
}

function sharedMountInfo(uuid: string, shelf: Shelf): HostMountInfo {
  return shelf.keep(`mount:${uuid}`, () => mountInfo({ uuid }));
}

/** A mount as the datastore lists it. */
export function hostMount(host: Ref<'HostSystem'>, uuid: string, shelf: Shelf): DatastoreHostMount {
  return hostMountOf(host, sharedMountInfo(uuid, shelf));
}

export function hostMountOf(key: Ref<'HostSystem'>, info: HostMountInfo): DatastoreHostMount {
  return freezeDeep({ _typeName: 'DatastoreHostMount', key, mountInfo: info });
}

/** A mount as the host lists it. */
export function fileSystemMount(plan: VolumePlan, shelf: Shelf): HostFileSystemMountInfo {
  return shelf.keep(`hostMount:${plan.uuid}`, () =>
    fileSystemMountOf(volume(plan), sharedMountInfo(plan.uuid, shelf), plan.local),
  );
}

export function fileSystemMountOf(
  mounted: HostFileSystemVolume,
  info: HostMountInfo,
  local: boolean,
): HostFileSystemMountInfo {
  return build('HostFileSystemMountInfo', {
    mountInfo: info,
    volume: mounted,
    vStorageSupport: local ? 'vStorageUnsupported' : 'vStorageSupported',
  });
}

export function datastoreCapability(type: DatastoreType, shelf: Shelf): DatastoreCapability {
  const vmfs = type === 'VMFS';
  return shelf.keep(`datastore:capability:${type}`, () =>
    build('DatastoreCapability', {
      directoryHierarchySupported: true,
      rawDiskMappingsSupported: vmfs,
      perFileThinProvisioningSupported: true,
      storageIORMSupported: type !== 'OTHER',
      nativeSnapshotSupported: false,
      topLevelDirectoryCreateSupported: true,
      seSparseSupported: vmfs,
      vmfsSparseSupported: vmfs,
      vsanSparseSupported: false,
      upitSupported: false,
      vmdkExpandSupported: true,
      clusteredVmdkSupported: false,
    }),
  );
}

/** Storage I/O Control with its defaults; off unless told. */
export function iormConfiguration(
  shelf: Shelf,
  { enabled = false }: { readonly enabled?: boolean } = {},
): StorageIORMInfo {
  return shelf.keep(`datastore:iorm:${enabled}`, () =>
    build('StorageIORMInfo', {
      enabled,
      congestionThresholdMode: 'automatic',
      congestionThreshold: 30,
      percentOfPeakThroughput: 90,
      statsCollectionEnabled: false,
      reservationEnabled: false,
      statsAggregationDisabled: false,
      reservableIopsThreshold: -1,
    }),
  );
}
