/**
 * Space of datastores: what is used, what is asked for, where the threshold lies, how fast it grows.
 *
 * Used is what is written. Asked for counts a part of what thin disks have not written yet, so that many
 * thin disks do not all land where little is written. Source: VMware articles on Storage DRS space demand;
 * how growth is averaged is ours.
 */
import type { DrmDisk } from './facts.ts';
import type { SpaceLoadBalanceConfig } from './pod-config.ts';

export const TOLERANCE = 1e-9;
const BYTES_PER_GB = 2 ** 30;
const BYTES_PER_MB = 2 ** 20;
const PERCENT = 100;
/** Weight of the latest hour in the average growth. */
const GROWTH_ALPHA = 0.5;

/** Percent of a capacity. */
export function percentOf(bytes: number, capacityBytes: number): number {
  return capacityBytes > 0 ? (bytes / capacityBytes) * PERCENT : 0;
}

/** What a disk asks for, bytes: what it has written and a part of what it may still write. */
export function diskDemand(
  { allocatedBytes, provisionedBytes }: Pick<DrmDisk, 'allocatedBytes' | 'provisionedBytes'>,
  idleDemandPercent: number,
): number {
  const idle = Math.max(0, provisionedBytes - allocatedBytes);
  return allocatedBytes + (idleDemandPercent / PERCENT) * idle;
}

/** How much of a datastore may be used before it is too full, bytes. */
export function usedLimit(capacityBytes: number, config: SpaceLoadBalanceConfig): number {
  return config.spaceThresholdMode === 'utilization'
    ? (config.spaceUtilizationThreshold / PERCENT) * capacityBytes
    : Math.max(0, capacityBytes - config.freeSpaceThresholdGB * BYTES_PER_GB);
}

/** Bytes by which so much is more than allowed; 0 when it is not. A rounding error is not. */
export function excessOf(usedBytes: number, limitBytes: number, capacityBytes: number): number {
  return isOver(usedBytes, limitBytes, capacityBytes) ? usedBytes - limitBytes : 0;
}

export function isOver(usedBytes: number, limitBytes: number, capacityBytes: number): boolean {
  return usedBytes - limitBytes > (TOLERANCE / PERCENT) * capacityBytes;
}

/**
 * Average growth by hour, bytes, of the changes of the last hours, oldest first: each older hour counts
 * half as much as the one after it. 0 when nothing is known.
 */
export function growthPerHour(hourlyChangesBytes: readonly number[]): number {
  const [first, ...later] = hourlyChangesBytes;
  if (first === undefined) return 0;
  return later.reduce(
    (average, change) => GROWTH_ALPHA * change + (1 - GROWTH_ALPHA) * average,
    first,
  );
}

/** What a copy takes, hours; infinite when the destination cannot even take what the guest writes. */
export function copyHours(
  copy: { readonly bytes: number; readonly guestWriteMbPerSecond: number },
  rates: { readonly readMbPerSecond: number; readonly writeMbPerSecond: number },
): number {
  if (copy.bytes <= 0) return 0;
  const rate = Math.min(rates.readMbPerSecond, rates.writeMbPerSecond - copy.guestWriteMbPerSecond);
  return rate > 0 ? copy.bytes / BYTES_PER_MB / rate / 3600 : Number.POSITIVE_INFINITY;
}
