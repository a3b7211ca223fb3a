/**
 * What a guest does, as the engines and the statistics read it from a VM's internal property
 * `_profile`: CPU demand and active memory as shares, in percent, of what is configured; memory
 * written per second, in MB; the part of memory it writes to.
 */
import type { DemandProfile, DiskDemands } from '../../engines/statistics/read-demand.ts';
import type { DataObject } from '../../vmodl/value.ts';
import { data } from '../../vmodl/value.ts';
import type { Shelf } from './shelf.ts';

export interface VmProfile extends DataObject {
  readonly cpuPercent: number;
  readonly activeMemoryPercent: number;
  readonly dirtyRateMbPerSecond: number;
  readonly workingSetMb: number;
  readonly grantedMemoryMb?: number | undefined;
  readonly diskIops: number;
  /** Operations it keeps outstanding on all its disks together, instead of so many per second. */
  readonly diskOutstandingIo?: number | undefined;
  /** What it sees of latency, whatever its datastores do. */
  readonly diskLatencyMs?: number | undefined;
  /** What it writes to all its disks, MB/s: a storage vMotion sends it to the destination too. */
  readonly diskWriteMbPerSecond: number;
  /** By how much what is written of its thin disks grows, all together, while it runs. */
  readonly diskGrowthMbPerHour?: number | undefined;
  /** Functions of time, before the numbers above (`docs/statistics.md`). */
  readonly demand?: DemandProfile | undefined;
  /** What single disks do, by label, instead of their part of the whole. */
  readonly disks?: DiskDemands | undefined;
}

export type ProfileWish = {
  readonly [K in keyof Omit<VmProfile, '_typeName'>]?: VmProfile[K] | undefined;
};

/** A mildly busy server. Ours. */
const CPU_PERCENT = 10;
const ACTIVE_PERCENT = 20;
const DIRTY_SHARE_PER_SECOND = 0.005;
const WORKING_SET_SHARE = 0.25;
const DISK_IOPS = 20;
/** Of its I/O: a common mix of an application server. Ours. */
const WRITE_SHARE = 0.3;
const IO_KB = 8;

/** What a guest writes, MB/s, when only its I/O operations per second are known. */
export function diskWriteMbPerSecond(diskIops: number): number {
  return (diskIops * WRITE_SHARE * IO_KB) / 1024;
}

export function vmProfile(
  memoryMb: number,
  wish: ProfileWish | undefined,
  shelf: Shelf,
): VmProfile {
  return shelf.keep(`profile:${memoryMb}:${wish ? JSON.stringify(wish) : ''}`, () =>
    data<VmProfile>('_VmProfile', {
      cpuPercent: CPU_PERCENT,
      activeMemoryPercent: ACTIVE_PERCENT,
      dirtyRateMbPerSecond: memoryMb * DIRTY_SHARE_PER_SECOND,
      workingSetMb: memoryMb * WORKING_SET_SHARE,
      diskIops: DISK_IOPS,
      diskWriteMbPerSecond: diskWriteMbPerSecond(wish?.diskIops ?? DISK_IOPS),
      ...Object.fromEntries(Object.entries(wish ?? {}).filter(([, value]) => value !== undefined)),
    }),
  );
}
