/**
 * HostDatastoreSystem: VMFS datastores grow, by a further extent (extend) or because an extent they have
 * takes the free space behind it (expand).
 */
import type { Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type {
  HostDiskPartitionSpec,
  HostScsiDisk,
  HostVmfsVolume,
  VmfsDatastoreExpandSpec,
  VmfsDatastoreExtendSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import {
  demandDiskAt,
  diskByName,
  diskByUuid,
  type Host,
  hostRefuses,
  hostsSeeing,
  nameOf,
  tableOf,
  tablesWritten,
} from '../../storage/host-disks.ts';
import {
  formatOf,
  freeRanges,
  partitionsOf,
  type Range,
  rangeOf,
  table,
} from '../../storage/partition-table.ts';
import { availableDisks, connectedHost, demandAvailable, demandVmfs } from './create-vmfs.ts';
import { extentExpanded, extentsAdded, isExtent } from './grow-volume.ts';
import {
  demandWritable,
  type Extent,
  extentRange,
  extentsFor,
  freeExtents,
  optionOf,
  partitionOn,
} from './vmfs-spec.ts';

type Datastore = Ref<'Datastore'>;

export const growVmfsMethods: MethodTable<'HostDatastoreSystem'> = {
  QueryVmfsDatastoreExpandOptions(self, { datastore }, context) {
    const { inventory } = context;
    const host = connectedHost(context, self);
    const { extent } = demandVmfs(datastore, host, context);
    return extent.flatMap((one) => {
      const disk = diskByName(inventory, host, one.diskName);
      if (!disk) return [];
      const now = tableOf(inventory, host, disk);
      const grown = grownExtent(disk, now, one.partition);
      if (!grown) return [];
      const spec = build('VmfsDatastoreExpandSpec', {
        diskUuid: disk.uuid,
        partition: grown.table,
        extent: partitionOn(disk, one.partition),
      });
      return [optionOf(disk, now, grown, spec)];
    });
  },

  ExpandVmfsDatastore(self, { datastore, spec }, context) {
    const host = connectedHost(context, self);
    const changes = expanded(host, datastore, spec, context);
    context.inventory.apply(changes, causeOf(context));
    return datastore;
  },

  QueryVmfsDatastoreExtendOptions(self, args, context) {
    const { inventory } = context;
    const host = connectedHost(context, self);
    const { extent } = demandVmfs(args.datastore, host, context);
    const disk = demandDiskAt(inventory, host, args.devicePath);
    if (!availableDisks(host, args.datastore, context).includes(disk)) return [];
    const now = tableOf(inventory, host, disk);
    const own = extent.filter(({ diskName }) => diskName === nameOf(disk));
    const behindOwn = new Set(
      own.map(({ partition }) => rangeIn(now, partition)?.end).filter((end) => end !== undefined),
    );
    const extents = (own.length > 0 ? freeExtents(disk, now) : extentsFor(disk, now)).filter(
      ({ range }) => !(args.suppressExpandCandidates && behindOwn.has(range.start - 1)),
    );
    return extents.map((one) => {
      const spec = build('VmfsDatastoreExtendSpec', {
        diskUuid: disk.uuid,
        partition: one.table,
        extent: [partitionOn(disk, one.partition)],
      });
      return optionOf(disk, now, one, spec);
    });
  },

  ExtendVmfsDatastore(self, { datastore, spec }, context) {
    const host = connectedHost(context, self);
    const changes = extended(host, datastore, spec, context);
    context.inventory.apply(changes, causeOf(context));
    return datastore;
  },
};

function rangeIn(spec: HostDiskPartitionSpec, partition: number): Range | undefined {
  const found = partitionsOf(spec).find((one) => one.partition === partition);
  return found && rangeOf(found);
}

/** A partition with the free space behind it; undefined when there is none. */
function grownExtent(
  disk: HostScsiDisk,
  now: HostDiskPartitionSpec,
  partition: number,
): Extent | undefined {
  const range = rangeIn(now, partition);
  const behind = freeRanges(disk, now).find(({ start }) => start - 1 === range?.end);
  if (!range || !behind) return undefined;
  const partitions = partitionsOf(now).map((one) =>
    one.partition === partition ? { ...one, endSector: behind.end } : one,
  );
  return {
    table: table(disk, formatOf(now), partitions),
    partition,
    range: { start: range.start, end: behind.end },
    whole: false,
  };
}

function expanded(
  host: Host,
  datastore: Datastore,
  spec: VmfsDatastoreExpandSpec,
  context: Context,
): readonly Change[] {
  const { inventory } = context;
  const volume = demandVmfs(datastore, host, context);
  const disk = demandDisk(host, spec.diskUuid, context);
  if (!isExtent(volume, spec.extent) || spec.extent.diskName !== nameOf(disk)) {
    throw invalidArgument('spec.extent');
  }
  demandWritable(disk, spec.partition);
  const now = tableOf(inventory, host, disk);
  demandKept(volume, disk, { now, after: spec.partition, but: spec.extent.partition });
  const after = extentRange(spec.partition, spec.extent, 'spec.partition');
  demandKept(volume, disk, { now, after: spec.partition, mayGrow: true });
  return [
    ...written(host, disk, spec.partition, context),
    ...extentExpanded(host, { datastore, volume, extent: spec.extent, after }, context),
  ];
}

function extended(
  host: Host,
  datastore: Datastore,
  spec: VmfsDatastoreExtendSpec,
  context: Context,
): readonly Change[] {
  const { inventory } = context;
  const volume = demandVmfs(datastore, host, context);
  const disk = demandDisk(host, spec.diskUuid, context);
  const known = spec.extent.some((one) => isExtent(volume, one));
  const strange = spec.extent.some(({ diskName }) => diskName !== nameOf(disk));
  if (spec.extent.length === 0 || known || strange) throw invalidArgument('spec.extent');
  demandAvailable(host, disk, datastore, context);
  demandWritable(disk, spec.partition);
  demandKept(volume, disk, { now: tableOf(inventory, host, disk), after: spec.partition });
  const ranges = spec.extent.map((one) => extentRange(spec.partition, one, 'spec.partition'));
  return [
    ...written(host, disk, spec.partition, context),
    ...extentsAdded(host, { datastore, volume, disk, extents: spec.extent, ranges }, context),
  ];
}

function demandDisk(host: Host, uuid: string, { inventory }: Context): HostScsiDisk {
  const disk = diskByUuid(inventory, host, uuid);
  if (!disk) throw invalidArgument('spec.diskUuid');
  return disk;
}

/** The partitions on which the volume lies stay where they are. */
export function demandKept(
  { extent }: HostVmfsVolume,
  disk: HostScsiDisk,
  tables: {
    readonly now: HostDiskPartitionSpec;
    readonly after: HostDiskPartitionSpec;
    /** The one that may change; it is looked at elsewhere. */
    readonly but?: number | undefined;
    /** May their ends move on? */
    readonly mayGrow?: boolean;
  },
): void {
  for (const { diskName, partition } of extent) {
    if (diskName !== nameOf(disk) || partition === tables.but) continue;
    const now = rangeIn(tables.now, partition);
    const after = rangeIn(tables.after, partition);
    if (now && after && isKept(now, after, tables.mayGrow ?? false)) continue;
    throw hostRefuses(
      `Failed to update disk partition information: partition ${partition} of ${diskName} is in use`,
    );
  }
}

function isKept(now: Range, after: Range, mayGrow: boolean): boolean {
  if (now.start !== after.start) return false;
  return mayGrow ? after.end >= now.end : after.end === now.end;
}

function written(
  host: Host,
  disk: HostScsiDisk,
  spec: HostDiskPartitionSpec,
  { inventory }: Context,
): readonly Change[] {
  const full = table(disk, formatOf(spec), partitionsOf(spec));
  return tablesWritten(inventory, hostsSeeing(inventory, host, disk), [[disk, full]]);
}
