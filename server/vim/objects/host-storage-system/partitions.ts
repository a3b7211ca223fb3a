/**
 * HostStorageSystem: the partition tables of disks, read, thought out and written.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import {
  demandDiskAt,
  diskByName,
  disksOf,
  hostsSeeing,
  tableOf,
  tablesWritten,
  volumeOn,
} from '../../storage/host-disks.ts';
import {
  formatOf,
  type PartitionFormat,
  partitionInfo,
  partitionsOf,
  rangeOfBlocks,
  table,
  tableOfLayout,
} from '../../storage/partition-table.ts';
import { demandKept } from '../host-datastore-system/grow-vmfs.ts';
import { demandWritable } from '../host-datastore-system/vmfs-spec.ts';
import { storageHost } from './storage-host.ts';

export const partitionMethods: MethodTable<'HostStorageSystem'> = {
  RetrieveDiskPartitionInfo(self, { devicePath }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const disks = disksOf(inventory, host);
    return devicePath.map((path) => {
      const disk = disks.find((one) => one.devicePath === path);
      if (!disk) throw invalidArgument('devicePath');
      return partitionInfo(disk, tableOf(inventory, host, disk));
    });
  },

  ComputeDiskPartitionInfo(self, args, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const disk = demandDiskAt(inventory, host, args.devicePath);
    const format = formatAsked(args.partitionFormat) ?? formatOf(tableOf(inventory, host, disk));
    const spec = tableOfLayout(disk, args.layout, format);
    demandWritable(disk, spec);
    return partitionInfo(disk, spec);
  },

  ComputeDiskPartitionInfoForResize(self, { partition, blockRange, partitionFormat }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const disk = diskByName(inventory, host, partition.diskName);
    const now = disk && tableOf(inventory, host, disk);
    const known = now && partitionsOf(now).some((one) => one.partition === partition.partition);
    if (!disk || !now || !known) throw new VimFault('NotFound');
    const { start, end } = rangeOfBlocks(blockRange);
    const partitions = partitionsOf(now).map((one) =>
      one.partition === partition.partition
        ? build('HostDiskPartitionAttributes', { ...one, startSector: start, endSector: end })
        : one,
    );
    const spec = table(disk, formatAsked(partitionFormat) ?? formatOf(now), partitions);
    demandWritable(disk, spec);
    return partitionInfo(disk, spec);
  },

  /** Partitions on which a volume lies may grow at their end; otherwise they stay. */
  UpdateDiskPartitions(self, { devicePath, spec }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const disk = demandDiskAt(inventory, host, devicePath);
    demandWritable(disk, spec);
    const volume = volumeOn(inventory, disk)?.volume;
    const now = tableOf(inventory, host, disk);
    if (volume) demandKept(volume, disk, { now, after: spec, mayGrow: true });
    const written = table(disk, formatOf(spec), partitionsOf(spec));
    inventory.apply(
      tablesWritten(inventory, hostsSeeing(inventory, host, disk), [[disk, written]]),
      causeOf(context),
    );
  },
};

/** Throws InvalidArgument for a format that cannot be written. */
function formatAsked(format: string | undefined): PartitionFormat | undefined {
  if (format === undefined || format === 'gpt' || format === 'mbr') return format;
  throw invalidArgument('partitionFormat');
}
