/**
 * Shares, reservations and limits with vCenter's own numbers: normal is 1000 shares per vCPU, 10 per
 * MB of memory, 4000 and 163840 for a resource pool; low is half of it, high twice.
 */
import { build } from '../../vmodl/build.ts';
import type { ResourceAllocationInfo, SharesInfo } from '../../vmodl/generated/data.ts';
import type { SharesLevel } from '../../vmodl/generated/enums.ts';

/** What somebody asked for; reservation and limit in MHz or MB, shares as a level or a number. */
export interface AllocationWish {
  readonly reservation?: number | undefined;
  /** Unlimited when absent. */
  readonly limit?: number | undefined;
  readonly shares?: SharesLevel | number | undefined;
  /** Pools only. */
  readonly expandable?: boolean | undefined;
}

/** Shares that `normal` means for each kind of consumer. */
export const NORMAL_SHARES = {
  cpuPerVcpu: 1000,
  memoryPerMb: 10,
  poolCpu: 4000,
  poolMemory: 163_840,
  disk: 1000,
  network: 50,
} as const;

const LEVEL_FACTORS = { low: 0.5, normal: 1, high: 2 } as const;
/** A limit that is none. */
export const UNLIMITED = -1;

/** Shares at a level (or a custom number) for a consumer whose `normal` is the given number. */
export function shares(wish: SharesLevel | number | undefined, normal: number): SharesInfo {
  if (typeof wish === 'number') return build('SharesInfo', { shares: wish, level: 'custom' });
  const level = wish === undefined || wish === 'custom' ? 'normal' : wish;
  return build('SharesInfo', { shares: Math.round(normal * LEVEL_FACTORS[level]), level });
}

/** The allocation of a VM: nothing reserved, no limit, normal shares unless wished otherwise. */
export function vmAllocation(wish: AllocationWish, normalShares: number): ResourceAllocationInfo {
  return build('ResourceAllocationInfo', {
    reservation: wish.reservation ?? 0,
    expandableReservation: false,
    limit: wish.limit ?? UNLIMITED,
    shares: shares(wish.shares, normalShares),
  });
}

/** The allocation of a pool: expandable unless wished otherwise. */
export function poolAllocation(wish: AllocationWish, normalShares: number): ResourceAllocationInfo {
  return build('ResourceAllocationInfo', {
    reservation: wish.reservation ?? 0,
    expandableReservation: wish.expandable ?? true,
    limit: wish.limit ?? UNLIMITED,
    shares: shares(wish.shares, normalShares),
  });
}
