/**
 * What a VMFS datastore may be made of: the options for a disk, and the check of what a client sends.
 *
 * Capacity follows what ESXi shows: a volume is counted in steps of 256 MB, and its first partition begins at
 * the first megabyte, so that a LUN of 50 GB becomes a datastore of 49.75 GB; 1.41 GB of it are the
 * file system's own tables.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type {
  HostDiskPartitionSpec,
  HostScsiDisk,
  HostScsiDiskPartition,
  HostVmfsSpec,
  VmfsDatastoreBaseOption,
  VmfsDatastoreSpec,
} from '../../../vmodl/generated/data.ts';
import { BYTES_PER_GB, BYTES_PER_MB } from '../../../vmodl/units.ts';
import { type Host, hostRefuses, nameOf } from '../../storage/host-disks.ts';
import {
  blockRange,
  bytesOf,
  defectOf,
  formatOf,
  freeRanges,
  layoutOf,
  nextNumber,
  partitionsOf,
  type Range,
  rangeOf,
  table,
  VMFS,
  vmfsPartition,
  wholeDisk,
} from '../../storage/partition-table.ts';

/** In what steps a volume is counted. */
const CAPACITY_STEP_BYTES = 256 * BYTES_PER_MB;
/** What a fresh VMFS volume shows as used. */
export const VMFS_OWN_BYTES = Math.round(1.41 * BYTES_PER_GB);
const VMFS_BYTES_MIN = Math.round(1.3 * BYTES_PER_GB);
const BLOCK_SIZE_KB = 1024;
export const EXTENTS_MAX = 32;

/** What a partition adds to a volume. */
export function capacityOf(range: Range): number {
  return Math.floor(bytesOf(range) / CAPACITY_STEP_BYTES) * CAPACITY_STEP_BYTES;
}

/** A way to use space of a disk: the table then, and which partition of it is the extent. */
export interface Extent {
  readonly table: HostDiskPartitionSpec;
  readonly partition: number;
  readonly range: Range;
  /** Everything else on the disk is lost. */
  readonly whole: boolean;
}

/** All of the disk; or, where it has partitions, each free range of it as well. */
export function extentsFor(disk: HostScsiDisk, now: HostDiskPartitionSpec): readonly Extent[] {
  const range = wholeDisk(disk);
  const whole = {
    table: table(disk, 'gpt', [vmfsPartition(1, range, 'gpt')]),
    partition: 1,
    range,
    whole: true,
  };
  return partitionsOf(now).length === 0 ? [whole] : [whole, ...freeExtents(disk, now)];
}

export function freeExtents(disk: HostScsiDisk, now: HostDiskPartitionSpec): readonly Extent[] {
  const format = formatOf(now);
  const partition = nextNumber(now);
  return freeRanges(disk, now).map((range) => ({
    table: table(disk, format, [...partitionsOf(now), vmfsPartition(partition, range, format)]),
    partition,
    range,
    whole: false,
  }));
}

export function optionOf(
  disk: HostScsiDisk,
  now: HostDiskPartitionSpec,
  extent: Extent,
  spec: VmfsDatastoreSpec,
) {
  const { whole, range, partition } = extent;
  const info = {
    layout: layoutOf(disk, extent.table),
    partitionFormatChange: formatOf(now) !== formatOf(extent.table),
    vmfsExtent: blockRange(range, { type: VMFS, partition }),
  };
  const option: VmfsDatastoreBaseOption = whole
    ? build('VmfsDatastoreAllExtentOption', info)
    : build('VmfsDatastoreSingleExtentOption', info);
  return build('VmfsDatastoreOption', { info: option, spec });
}

export function partitionOn(disk: HostScsiDisk, partition: number): HostScsiDiskPartition {
  return build('HostScsiDiskPartition', { diskName: nameOf(disk), partition });
}

/** As `QueryVmfsDatastoreCreateOptions` suggests it; the name is the client's to give. */
export function suggestedVmfs(disk: HostScsiDisk, partition: number, majorVersion: number) {
  return build('HostVmfsSpec', {
    extent: partitionOn(disk, partition),
    blockSizeMb: 1,
    majorVersion,
    volumeName: '',
    blockSize: BLOCK_SIZE_KB,
    ...(majorVersion === 6 ? { unmapGranularity: BLOCK_SIZE_KB, unmapPriority: 'low' } : {}),
  });
}

/** The version of VMFS, the host's newest unless told. Throws InvalidArgument for one it cannot make. */
export function vmfsVersion(
  inventory: Inventory,
  host: Host,
  wanted: number | undefined,
  property: string,
): 5 | 6 {
  const known = inventory.read(host, 'capability')?.supportedVmfsMajorVersion ?? [];
  const version = wanted ?? Math.max(...known);
  if ((version !== 5 && version !== 6) || !known.includes(version)) throw invalidArgument(property);
  return version;
}

/** Throws InvalidArgument for settings VMFS does not have. */
export function demandVmfsSettings(spec: HostVmfsSpec, property: string): void {
  if ((spec.blockSizeMb ?? 1) !== 1) throw invalidArgument(`${property}.blockSizeMb`);
  const blockSizes = spec.majorVersion === 6 ? [64, BLOCK_SIZE_KB] : [BLOCK_SIZE_KB];
  if (spec.blockSize !== undefined && !blockSizes.includes(spec.blockSize)) {
    throw invalidArgument(`${property}.blockSize`);
  }
}

/** Throws PlatformConfigFault for a table that cannot be written. */
export function demandWritable(disk: HostScsiDisk, spec: HostDiskPartitionSpec): void {
  const defect = defectOf(disk, spec);
  if (defect) throw hostRefuses(`Failed to update disk partition information: ${defect}`);
}

/** The sectors of an extent in a table. Throws InvalidArgument when there is no such VMFS partition. */
export function extentRange(
  spec: HostDiskPartitionSpec,
  { partition }: HostScsiDiskPartition,
  property: string,
): Range {
  const found = partitionsOf(spec).find((one) => one.partition === partition);
  if (found?.type !== VMFS) throw invalidArgument(property);
  return rangeOf(found);
}

/** Throws PlatformConfigFault for a partition that is too small for a file system. */
export function demandRoom(range: Range): void {
  if (bytesOf(range) < VMFS_BYTES_MIN) {
    throw hostRefuses('Unable to create file system: the partition is smaller than 1.3 GB');
  }
}
