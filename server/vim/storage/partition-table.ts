/**
 * Partition tables of disks: what is free on a disk, what a table may look like, and its two shapes in
 * the API: the specification (sectors) and the layout (block ranges).
 *
 * A GPT keeps the first and the last 34 sectors of a disk, an MBR the first 63, to itself; partitions of
 * ESXi begin at a megabyte.
 */
import { build } from '../../vmodl/build.ts';
import type {
  HostDiskPartitionAttributes,
  HostDiskPartitionBlockRange,
  HostDiskPartitionInfo,
  HostDiskPartitionLayout,
  HostDiskPartitionSpec,
  HostScsiDisk,
} from '../../vmodl/generated/data.ts';

/** Sectors from the first to the last, both included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type PartitionFormat = 'gpt' | 'mbr';

export const SECTOR_BYTES = 512;
export const VMFS = 'vmfs';

const ALIGNED_START = 2048;
const GPT_SECTORS = 34;
const MBR_SECTORS = 63;
/** An MBR counts sectors in 32 bits, and knows four primary partitions. */
const MBR_SECTORS_MAX = 2 ** 32;
const MBR_PARTITIONS_MAX = 4;
const GPT_PARTITIONS_MAX = 128;
/** Less than that is a gap of alignment, no space for a partition. */
const RANGE_SECTORS_MIN = 2048;
/** Geometry as every disk reports it. */
const HEADS = 255;
const SECTORS_PER_TRACK = 63;
/** What the vendor marks VMFS partitions of a GPT with. */
const VMFS_GUID = 'AA31E02A400F11DB9590000C2911D1B8';

/** Size in sectors. */
export function sectorsOf({ capacity }: HostScsiDisk): number {
  return Math.floor((Number(capacity.block) * capacity.blockSize) / SECTOR_BYTES);
}

export function bytesOf({ start, end }: Range): number {
  return (end - start + 1) * SECTOR_BYTES;
}

export function rangeOf({ startSector, endSector }: HostDiskPartitionAttributes): Range {
  return { start: Number(startSector), end: Number(endSector) };
}

/** A table of these partitions; format `unknown` for a disk which has none. */
export function table(
  disk: HostScsiDisk,
  format: string,
  partitions: readonly HostDiskPartitionAttributes[],
): HostDiskPartitionSpec {
  const totalSectors = sectorsOf(disk);
  return build('HostDiskPartitionSpec', {
    partitionFormat: format,
    chs: build('HostDiskDimensionsChs', {
      cylinder: Math.floor(totalSectors / (HEADS * SECTORS_PER_TRACK)),
      head: HEADS,
      sector: SECTORS_PER_TRACK,
    }),
    totalSectors,
    partition: partitions.toSorted((left, right) => left.partition - right.partition),
    sectorSize: SECTOR_BYTES,
  });
}

export function blankTable(disk: HostScsiDisk): HostDiskPartitionSpec {
  return table(disk, 'unknown', []);
}

export function vmfsPartition(
  partition: number,
  { start, end }: Range,
  format: string,
): HostDiskPartitionAttributes {
  return build('HostDiskPartitionAttributes', {
    partition,
    startSector: start,
    endSector: end,
    type: VMFS,
    guid: format === 'gpt' ? VMFS_GUID : undefined,
    logical: false,
    attributes: 0,
  });
}

/** All of a disk that a partition can have. */
export function wholeDisk(disk: HostScsiDisk, format: PartitionFormat = 'gpt'): Range {
  const total = sectorsOf(disk);
  const end = format === 'gpt' ? total - GPT_SECTORS : Math.min(total, MBR_SECTORS_MAX) - 1;
  return { start: ALIGNED_START, end };
}

/** What is free between the partitions of a table, in order; without gaps of alignment. */
export function freeRanges(disk: HostScsiDisk, spec: HostDiskPartitionSpec): readonly Range[] {
  const whole = wholeDisk(disk, formatOf(spec));
  const taken = partitionsOf(spec)
    .map(rangeOf)
    .toSorted((left, right) => left.start - right.start);
  const free: Range[] = [];
  let start = whole.start;
  for (const range of taken) {
    free.push({ start, end: range.start - 1 });
    start = Math.max(start, range.end + 1);
  }
  free.push({ start, end: whole.end });
  return free.filter((range) => range.end - range.start + 1 >= RANGE_SECTORS_MIN);
}

/** The lowest number no partition has. */
export function nextNumber(spec: HostDiskPartitionSpec): number {
  const taken = new Set(partitionsOf(spec).map(({ partition }) => partition));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

export function partitionsOf(spec: HostDiskPartitionSpec): readonly HostDiskPartitionAttributes[] {
  return spec.partition ?? [];
}

/** `unknown` becomes a GPT as soon as something is written. */
export function formatOf({ partitionFormat }: HostDiskPartitionSpec): PartitionFormat {
  return partitionFormat === 'mbr' ? 'mbr' : 'gpt';
}

/** What is wrong with a table for a disk, in words; undefined when it can be written. */
export function defectOf(disk: HostScsiDisk, spec: HostDiskPartitionSpec): string | undefined {
  return defectOfNumbers(spec) ?? defectOfRanges(disk, spec);
}

function defectOfNumbers(spec: HostDiskPartitionSpec): string | undefined {
  const max = formatOf(spec) === 'mbr' ? MBR_PARTITIONS_MAX : GPT_PARTITIONS_MAX;
  const numbers = partitionsOf(spec).map(({ partition }) => partition);
  const strange = numbers.find((number) => number < 1 || number > max);
  if (strange !== undefined) return `Partition number ${strange} is out of range`;
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  return twice === undefined ? undefined : `Partition number ${twice} is used twice`;
}

function defectOfRanges(disk: HostScsiDisk, spec: HostDiskPartitionSpec): string | undefined {
  const first = formatOf(spec) === 'mbr' ? MBR_SECTORS : GPT_SECTORS;
  const last = wholeDisk(disk, formatOf(spec)).end;
  let free = first;
  const ranges = partitionsOf(spec).map(rangeOf);
  for (const { start, end } of ranges.toSorted((left, right) => left.start - right.start)) {
    if (start > end) return `A partition begins at sector ${start} and ends at ${end}`;
    if (start < first || end > last) {
      return `Sectors ${start} to ${end} are out of the usable range, ${first} to ${last}`;
    }
    if (start < free) return `Partitions overlap at sector ${start}`;
    free = end + 1;
  }
  return undefined;
}

/** The table as `RetrieveDiskPartitionInfo` tells it. */
export function partitionInfo(
  disk: HostScsiDisk,
  spec: HostDiskPartitionSpec,
): HostDiskPartitionInfo {
  return build('HostDiskPartitionInfo', {
    deviceName: disk.deviceName,
    spec,
    layout: layoutOf(disk, spec),
  });
}

export function layoutOf(disk: HostScsiDisk, spec: HostDiskPartitionSpec): HostDiskPartitionLayout {
  return build('HostDiskPartitionLayout', {
    total: lba(sectorsOf(disk)),
    partition: partitionsOf(spec).map((one) =>
      blockRange(rangeOf(one), { type: one.type, partition: one.partition }),
    ),
  });
}

/** The table that a layout asks for: its ranges get the numbers 1, 2 … in their order. */
export function tableOfLayout(
  disk: HostScsiDisk,
  layout: HostDiskPartitionLayout,
  format: PartitionFormat,
): HostDiskPartitionSpec {
  const partitions = layout.partition.map((range, index) =>
    partitionOfRange(range, index + 1, format),
  );
  return table(disk, format, partitions);
}

function partitionOfRange(
  { type, start, end }: HostDiskPartitionBlockRange,
  partition: number,
  format: PartitionFormat,
): HostDiskPartitionAttributes {
  const first = sectorAt(start);
  const last = sectorAt(end);
  return build('HostDiskPartitionAttributes', {
    ...vmfsPartition(partition, { start: first, end: last }, format),
    type,
    guid: format === 'gpt' && type === VMFS ? VMFS_GUID : undefined,
  });
}

/** Sectors of a block range. */
export function rangeOfBlocks({ start, end }: HostDiskPartitionBlockRange): Range {
  return { start: sectorAt(start), end: sectorAt(end) };
}

export function blockRange(
  { start, end }: Range,
  { type, partition }: { readonly type: string; readonly partition?: number | undefined },
): HostDiskPartitionBlockRange {
  return build('HostDiskPartitionBlockRange', {
    partition,
    type,
    start: lba(start),
    end: lba(end),
  });
}

function lba(block: number) {
  return build('HostDiskDimensionsLba', { blockSize: SECTOR_BYTES, block });
}

function sectorAt({ blockSize, block }: { readonly blockSize: number; readonly block: unknown }) {
  return Math.floor((Number(block) * blockSize) / SECTOR_BYTES);
}
