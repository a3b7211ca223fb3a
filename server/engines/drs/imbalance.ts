/**
 * How unevenly a cluster's load lies on its hosts, and how even it should be.
 *
 * A host's load is what its VMs are entitled to, of its capacity; imbalance is the standard deviation of
 * that over hosts (population form), CPU and memory weighted alike unless one of them is scarce. Sources:
 * "VMware Distributed Resource Management" (VMware Technical Journal 2012); the priority formula of
 * VMware KB 1007485, from which the target of each level is derived (ours).
 */
import type { DrsLevel } from './facts.ts';

const TOLERANCE = 1e-9;
/** The heavier weight of a resource that is scarce while the other is not. */
const SCARCE_WEIGHT = 0.75;
/** How far two hosts may be apart, by level; level 1 balances nothing. */
const PAIRWISE_MAX = { 2: 0.3, 3: 0.2, 4: 0.1, 5: 0.05 } as const;

export interface Weights {
  readonly cpu: number;
  readonly memory: number;
}

/** From the sum and the sum of squares of n shares. */
export function deviation(count: number, sum: number, sumOfSquares: number): number {
  if (count < 2) return 0;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
}

export function standardDeviation(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return deviation(shares.length, sum, squares);
}

/** A resource is scarce where some host has more asked of it than it has. */
export function weightsFor(cpuScarce: boolean, memoryScarce: boolean): Weights {
  if (cpuScarce === memoryScarce) return { cpu: 0.5, memory: 0.5 };
  const cpu = cpuScarce ? SCARCE_WEIGHT : 1 - SCARCE_WEIGHT;
  return { cpu, memory: 1 - cpu };
}

export function combined(cpuDeviation: number, memoryDeviation: number, weights: Weights): number {
  return weights.cpu * cpuDeviation + weights.memory * memoryDeviation;
}

/** Above it a level balances; undefined at level 1. It is where priorities the level keeps end. */
export function targetImbalance(level: DrsLevel, hostCount: number, scale = 1): number | undefined {
  if (level === 1) return undefined;
  return (((5 - level) * 0.1) / Math.sqrt(Math.max(1, hostCount))) * scale;
}

/** Are the busiest and the idlest host further apart than the level bears? */
export function isPairwiseViolated(level: DrsLevel, spread: number): boolean {
  return level !== 1 && spread > PAIRWISE_MAX[level] + TOLERANCE;
}

/** 2 … 5; 1 is for what must be done. */
export function balancePriority(imbalance: number, hostCount: number): 2 | 3 | 4 | 5 {
  const raw = 6 - Math.ceil((imbalance / 0.1) * Math.sqrt(hostCount) - TOLERANCE);
  if (raw <= 2) return 2;
  return raw >= 5 ? 5 : (raw as 3 | 4);
}

/** As the API has it: 5 is best. */
export function ratingOf(priority: number): number {
  return 6 - priority;
}

/** `summary.currentBalance`, `summary.targetBalance`: thousandths. */
export function thousandths(imbalance: number): number {
  return Math.round(imbalance * 1000);
}
