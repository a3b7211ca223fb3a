/**
 * A VMFS volume grows once the partitions are there: by further ones, or because one of its own has become
 * larger.
 */
import type { Change } from '../../../inventory/change.ts';
import type {
  HostScsiDisk,
  HostScsiDiskPartition,
  HostVmfsVolume,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context } from '../../method.ts';
import {
  diskByName,
  type Host,
  hostRefuses,
  hostsSeeing,
  nameOf,
  tableOf,
} from '../../storage/host-disks.ts';
import { volumeChanged } from '../../storage/mounts.ts';
import type { Range } from '../../storage/partition-table.ts';
import { capacityOf, demandRoom, EXTENTS_MAX, extentRange, partitionOn } from './vmfs-spec.ts';

type Datastore = Ref<'Datastore'>;

/** The file system takes what its partition has grown by. Throws PlatformConfigFault when it has not. */
export function extentExpanded(
  host: Host,
  growth: {
    readonly datastore: Datastore;
    readonly volume: HostVmfsVolume;
    readonly extent: HostScsiDiskPartition;
    /** Of the extent's partition. */
    readonly after: Range;
  },
  context: Context,
): readonly Change[] {
  const { datastore, volume, extent, after } = growth;
  const ownBytes = heldBy(host, volume, extent, context);
  if (capacityOf(after) <= ownBytes) {
    throw hostRefuses('Failed to expand the file system: the extent has not become larger');
  }
  const capacity = Number(volume.capacity) + capacityOf(after) - ownBytes;
  return grown(host, datastore, { ...volume, capacity }, 'VMFSDatastoreExpandedEvent', context);
}

/** What an extent holds of a volume: what the others do not. */
function heldBy(
  host: Host,
  volume: HostVmfsVolume,
  extent: HostScsiDiskPartition,
  { inventory }: Context,
): number {
  let held = Number(volume.capacity);
  for (const one of volume.extent.filter((each) => !same(each, extent))) {
    const disk = diskByName(inventory, host, one.diskName);
    if (disk) held -= capacityOf(extentRange(tableOf(inventory, host, disk), one, 'extent'));
  }
  return held;
}

export function isExtent({ extent }: HostVmfsVolume, one: HostScsiDiskPartition): boolean {
  return extent.some((each) => same(each, one));
}

function same(left: HostScsiDiskPartition, right: HostScsiDiskPartition): boolean {
  return left.diskName === right.diskName && left.partition === right.partition;
}

/** Further partitions become part of the file system. Throws PlatformConfigFault. */
export function extentsAdded(
  host: Host,
  growth: {
    readonly datastore: Datastore;
    readonly volume: HostVmfsVolume;
    readonly disk: HostScsiDisk;
    readonly extents: readonly HostScsiDiskPartition[];
    readonly ranges: readonly Range[];
  },
  context: Context,
): readonly Change[] {
  const { datastore, volume, disk, extents, ranges } = growth;
  if (volume.extent.length + extents.length > EXTENTS_MAX) {
    throw hostRefuses(`A VMFS volume has at most ${EXTENTS_MAX} extents`);
  }
  for (const range of ranges) demandRoom(range);
  demandSeenByAll(host, datastore, disk, context);
  const added = extents.map(({ partition }) => partitionOn(disk, partition));
  const more = ranges.reduce((sum, range) => sum + capacityOf(range), 0);
  const after = {
    ...volume,
    capacity: Number(volume.capacity) + more,
    extent: [...volume.extent, ...added],
  };
  return grown(host, datastore, after, 'VMFSDatastoreExtendedEvent', context);
}

/** Throws PlatformConfigFault when a host would lose the datastore, not seeing all of it. */
function demandSeenByAll(
  host: Host,
  datastore: Datastore,
  disk: HostScsiDisk,
  { inventory }: Context,
): void {
  const seeing = new Set(hostsSeeing(inventory, host, disk).map(({ value }) => value));
  const blind = (inventory.read(datastore, 'host') ?? []).find(({ key }) => !seeing.has(key.value));
  if (!blind) return;
  const name = inventory.read(blind.key, 'name');
  throw hostRefuses(`Host ${name} uses the datastore and does not see the disk ${nameOf(disk)}`);
}

function grown(
  about: Host,
  datastore: Datastore,
  volume: HostVmfsVolume,
  type: string,
  context: Context,
): readonly Change[] {
  const { inventory, events, session } = context;
  const chainId = events.nextChainId();
  const { userName } = session;
  const argument = eventArgument(context, datastore);
  const oldCapacity = inventory.read(datastore, 'summary').capacity;
  const newCapacity = volume.capacity;
  return [
    ...volumeChanged(inventory, datastore, volume),
    events.change({ type, about, members: { datastore: argument }, chainId, userName }),
    events.change({
      type: 'DatastoreCapacityIncreasedEvent',
      about: datastore,
      members: { datastore: argument, oldCapacity, newCapacity },
      chainId,
      userName,
    }),
  ];
}
