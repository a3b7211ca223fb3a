/**
 * HostDatastoreSystem: which disks could become a datastore, and makes one of them.
 */
import type { Change } from '../../../inventory/change.ts';
import { volumeUuid } from '../../../inventory/seed/identity.ts';
import { volume } from '../../../inventory/templates/datastore.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  HostScsiDisk,
  HostScsiDiskPartition,
  HostVmfsSpec,
  VmfsDatastoreCreateSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { demandHostOf } from '../../host-managers.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import {
  demandConnected,
  demandDiskAt,
  diskByUuid,
  disksOf,
  type Host,
  hostRefuses,
  hostsSeeing,
  isDetached,
  nameOf,
  rawDisks,
  tableOf,
  tablesWritten,
  vmfsOf,
  volumesByDisk,
} from '../../storage/host-disks.ts';
import { demandMount } from '../../storage/mounts.ts';
import {
  datastoreCreated,
  datastoreFolderOf,
  newDatastoreRef,
} from '../../storage/new-datastore.ts';
import { formatOf, partitionsOf, type Range, table } from '../../storage/partition-table.ts';
import {
  capacityOf,
  demandRoom,
  demandVmfsSettings,
  demandWritable,
  extentRange,
  extentsFor,
  optionOf,
  suggestedVmfs,
  VMFS_OWN_BYTES,
  vmfsVersion,
} from './vmfs-spec.ts';

type Datastore = Ref<'Datastore'>;

export const createVmfsMethods: MethodTable<'HostDatastoreSystem'> = {
  QueryAvailableDisksForVmfs(self, { datastore }, context) {
    const host = connectedHost(context, self);
    if (datastore) demandVmfs(datastore, host, context);
    return availableDisks(host, datastore, context);
  },

  QueryVmfsDatastoreCreateOptions(self, { devicePath, vmfsMajorVersion }, context) {
    const { inventory } = context;
    const host = connectedHost(context, self);
    const disk = demandDiskAt(inventory, host, devicePath);
    const version = vmfsVersion(inventory, host, vmfsMajorVersion, 'vmfsMajorVersion');
    if (!availableDisks(host, undefined, context).includes(disk)) return [];
    const now = tableOf(inventory, host, disk);
    return extentsFor(disk, now).map((extent) =>
      optionOf(
        disk,
        now,
        extent,
        build('VmfsDatastoreCreateSpec', {
          diskUuid: disk.uuid,
          partition: extent.table,
          vmfs: suggestedVmfs(disk, extent.partition, version),
        }),
      ),
    );
  },

  CreateVmfsDatastore(self, { spec }, context) {
    const host = connectedHost(context, self);
    const disk = diskByUuid(context.inventory, host, spec.diskUuid);
    if (!disk) throw invalidArgument('spec.diskUuid');
    const made = vmfsMade(host, disk, spec, context);
    context.inventory.apply(made.changes, causeOf(context));
    return made.ref;
  },
};

/** The host of a manager. Throws HostNotConnected. */
export function connectedHost({ inventory }: Context, self: Ref): Host {
  const host = demandHostOf(inventory, self);
  demandConnected(inventory, host);
  return host;
}

/** The VMFS volume of a datastore on a host. Throws NotFound. */
export function demandVmfs(datastore: Datastore, host: Host, { inventory }: Context) {
  demandMount(inventory, datastore, host);
  const found = vmfsOf(inventory, datastore);
  if (!found) throw new VimFault('NotFound', {}, 'The datastore is no VMFS volume.');
  return found;
}

/** Disks in use, used by nobody else: no other volume, no VM that has the disk as it is. */
export function availableDisks(
  host: Host,
  extended: Datastore | undefined,
  { inventory }: Context,
): readonly HostScsiDisk[] {
  const volumes = volumesByDisk(inventory);
  const raw = rawDisks(inventory);
  return disksOf(inventory, host).filter((disk) => {
    const user = volumes.get(nameOf(disk))?.datastore;
    const isFree = !user || user.value === extended?.value;
    return isFree && !raw.has(disk.uuid) && !isDetached(disk);
  });
}

/** Throws PlatformConfigFault for a disk that somebody uses. */
export function demandAvailable(
  host: Host,
  disk: HostScsiDisk,
  extended: Datastore | undefined,
  context: Context,
): void {
  if (availableDisks(host, extended, context).includes(disk)) return;
  throw hostRefuses(
    `Failed to update disk partition information: the disk ${nameOf(disk)} is in use`,
  );
}

interface Made {
  readonly ref: Datastore;
  readonly changes: readonly Change[];
}

/** A datastore with the table of its disk. Throws InvalidName, DuplicateName, InvalidArgument, PlatformConfigFault. */
function vmfsMade(
  host: Host,
  disk: HostScsiDisk,
  spec: VmfsDatastoreCreateSpec,
  context: Context,
): Made {
  const { inventory } = context;
  const extents = [spec.vmfs.extent, ...(spec.extent ?? [])];
  if (extents.some(({ diskName }) => diskName !== nameOf(disk))) {
    throw invalidArgument('spec.vmfs.extent.diskName');
  }
  demandAvailable(host, disk, undefined, context);
  demandWritable(disk, spec.partition);
  const ranges = extents.map((one) => extentRange(spec.partition, one, 'spec.partition'));
  const written = table(disk, formatOf(spec.partition), partitionsOf(spec.partition));
  const formatted = vmfsFormatted(host, disk, { spec: spec.vmfs, extents, ranges }, context);
  const hosts = hostsSeeing(inventory, host, disk);
  return {
    ref: formatted.ref,
    changes: [...tablesWritten(inventory, hosts, [[disk, written]]), ...formatted.changes],
  };
}

export interface Formatting {
  readonly spec: HostVmfsSpec;
  readonly extents: readonly HostScsiDiskPartition[];
  /** Of the extents, in their order. */
  readonly ranges: readonly Range[];
}

/** A file system on partitions that are there, and the datastore which it is. */
export function vmfsFormatted(
  host: Host,
  disk: HostScsiDisk,
  { spec, extents, ranges }: Formatting,
  context: Context,
): Made {
  const { inventory } = context;
  const name = entityName(spec.volumeName);
  const majorVersion = vmfsVersion(inventory, host, spec.majorVersion, 'spec.vmfs.majorVersion');
  demandVmfsSettings(spec, 'spec.vmfs');
  demandFreeName(context, { type: 'Datastore', parent: datastoreFolderOf(context, host), name });
  for (const range of ranges) demandRoom(range);
  const ref = newDatastoreRef(context);
  const uuid = volumeUuid(`${ref.value}/${name}`);
  const made = volume({
    ...{ type: 'VMFS', name, uuid, majorVersion },
    capacityBytes: ranges.reduce((sum, range) => sum + capacityOf(range), 0),
    local: disk.localDisk ?? false,
    ssd: disk.ssd ?? false,
  });
  const changes = datastoreCreated(
    {
      ...{ ref, name, uuid, type: 'VMFS', event: 'VMFSDatastoreCreatedEvent' },
      volume: {
        ...made,
        extent: extents.map(({ diskName, partition }) =>
          build('HostScsiDiskPartition', { diskName, partition }),
        ),
      } as typeof made,
      hosts: hostsSeeing(inventory, host, disk),
      ownBytes: VMFS_OWN_BYTES,
    },
    context,
  );
  return { ref, changes };
}
