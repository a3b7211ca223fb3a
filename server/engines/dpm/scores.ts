/**
 * How far the use of hosts is from where DPM wants it: the root of the sum of squared distances from the
 * target, over hosts above the range (high) and below it (low), each resource for itself.
 *
 * Source: "VMware Distributed Resource Management" (VMware Technical Journal 2012); that the distance is
 * taken from the target and only hosts out of range count is how we read it.
 */
import type { DpmOptions, DpmScores, HostUse } from './facts.ts';

const TOLERANCE = 1e-9;

type Range = Pick<DpmOptions, 'target' | 'tolerance'>;

export function scoresOf(uses: readonly HostUse[], range: Range): DpmScores {
  const cpu = uses.map(({ cpuShare }) => cpuShare);
  const memory = uses.map(({ memoryShare }) => memoryShare);
  return {
    highCpu: distance(
      cpu.filter((share) => isAbove(share, range)),
      range,
    ),
    highMemory: distance(
      memory.filter((share) => isAbove(share, range)),
      range,
    ),
    lowCpu: distance(
      cpu.filter((share) => isBelow(share, range)),
      range,
    ),
    lowMemory: distance(
      memory.filter((share) => isBelow(share, range)),
      range,
    ),
  };
}

export function highScore({ highCpu, highMemory }: DpmScores): number {
  return highCpu + highMemory;
}

export function lowScore({ lowCpu, lowMemory }: DpmScores): number {
  return lowCpu + lowMemory;
}

/** Above the range in one resource at least. */
export function isHot({ cpuShare, memoryShare }: HostUse, range: Range): boolean {
  return isAbove(cpuShare, range) || isAbove(memoryShare, range);
}

/** Below the range in both resources. */
export function isIdle({ cpuShare, memoryShare }: HostUse, range: Range): boolean {
  return isBelow(cpuShare, range) && isBelow(memoryShare, range);
}

export function exceeds(left: number, right: number): boolean {
  return left > right + TOLERANCE;
}

/** Of the resource that is asked for more. */
export function fuller({ cpuShare, memoryShare }: HostUse): number {
  return Math.max(cpuShare, memoryShare);
}

/** Power-off: by how far below the target the hosts that stay on would be used. */
export function powerOffPriority(spare: number): 2 | 3 | 4 | 5 {
  if (exceeds(spare, 0.4)) return 2;
  if (exceeds(spare, 0.25)) return 3;
  return exceeds(spare, 0.1) ? 4 : 5;
}

/** Power-on: by how much of the hot hosts is asked for, on average. */
export function powerOnPriority(hot: readonly HostUse[]): 2 | 3 {
  const mean = hot.reduce((sum, use) => sum + fuller(use), 0) / Math.max(1, hot.length);
  return exceeds(mean, 0.95) ? 2 : 3;
}

function isAbove(share: number, { target, tolerance }: Range): boolean {
  return exceeds(share, target + tolerance);
}

function isBelow(share: number, { target, tolerance }: Range): boolean {
  return exceeds(target - tolerance, share);
}

function distance(shares: readonly number[], { target }: Range): number {
  return Math.sqrt(shares.reduce((sum, share) => sum + (share - target) ** 2, 0));
}
