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
  /** NFS */
  readonly remoteHost?: string | undefined;
  readonly remotePath?: string | undefined;
}

const MAX_BLOCKS = 63_963_136;

/** The volume, as hosts and the datastore's `info` show it. */
export function volume(plan: VolumePlan): HostFileSystemVolume {
  const { name, capacityBytes: capacity } = plan;
  if (plan.type === 'VMFS') {
    return build('HostVmfsVolume', {
      type: 'VMFS',
      name,
      capacity,
      blockSizeMb: 1,
      blockSize: 1024,
      unmapGranularity: 1024,
      unmapPriority: 'low',
      unmapBandwidthSpec: build('VmfsUnmapBandwidthSpec', {
        policy: 'fixed',
        fixedValue: 25,
        dynamicMin: 25,
        dynamicMax: 2000,
      }),
      maxBlocks: MAX_BLOCKS,
      majorVersion: 6,
      version: '6.82',
      uuid: plan.uuid,
      extent: [build('HostScsiDiskPartition', { diskName: plan.diskName ?? '', partition: 1 })],
      vmfsUpgradable: false,
      ssd: plan.ssd,
      local: plan.local,
      scsiDiskType: 'native512',
    });
  }
  if (plan.type === 'OTHER') {
    return build('HostLocalFileSystemVolume', { type: 'OTHER', name, capacity, device: name });
  }
  return build('HostNasVolume', {
    type: plan.type,
    name,
    capacity,
    remoteHost: plan.remoteHost ?? '',
    remotePath: plan.remotePath ?? '',
    userName: '',
    remoteHostNames: [plan.remoteHost ?? ''],
    securityType: 'AUTH_SYS',
    protocolEndpoint: false,
  });
}

export function datastoreUrl(uuid: string): string {
  return `ds:///vmfs/volumes/${uuid}/`;
}

function mountInfo(uuid: string, shelf: Shelf): HostMountInfo {
  return shelf.keep(`mount:${uuid}`, () =>
    build('HostMountInfo', {
      path: `/vmfs/volumes/${uuid}`,
      accessMode: 'readWrite',
      mounted: true,
      accessible: true,
    }),
  );
}

/** A mount as the datastore lists it. */
export function hostMount(host: Ref<'HostSystem'>, uuid: string, shelf: Shelf): DatastoreHostMount {
  return freezeDeep({
    _typeName: 'DatastoreHostMount',
    key: host,
    mountInfo: mountInfo(uuid, shelf),
  });
}

/** A mount as the host lists it. */
export function fileSystemMount(plan: VolumePlan, shelf: Shelf): HostFileSystemMountInfo {
  return shelf.keep(`hostMount:${plan.uuid}`, () =>
    build('HostFileSystemMountInfo', {
      mountInfo: mountInfo(plan.uuid, shelf),
      volume: volume(plan),
      vStorageSupport: plan.local ? 'vStorageUnsupported' : 'vStorageSupported',
    }),
  );
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

export function iormConfiguration(shelf: Shelf): StorageIORMInfo {
  return shelf.keep('datastore:iorm', () =>
    build('StorageIORMInfo', {
      enabled: false,
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
