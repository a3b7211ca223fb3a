/**
 * How good a datastore is for what is to be placed, and how ways to place several things compare.
 * Source: Gulati et al. on Storage DRS initial placement; the formula is ours.
 */
import { demandAt, isPartial, type Newcomer } from './newcomers.ts';
import type { PodConfig } from './pod-config.ts';
import type { DatastoreState, PodLoad } from './pod-load.ts';
import { suitsProfiles } from './room.ts';
import { isOver, TOLERANCE } from './space.ts';

/** How good a datastore is for a newcomer, or a way for all of them. */
export interface Rank {
  /** The threshold counts more than a profile, that more than being mounted everywhere. */
  readonly drawbacks: number;
  readonly overThreshold: boolean;
  readonly score: number;
  readonly latencyMs: number;
  /** What it asks for, bytes. */
  readonly weight: number;
}

const DRAWBACK = { overThreshold: 4, profile: 2, partial: 1 };

/** The more loaded dimension weighs more. Both are shares of what is allowed: 1 is at the threshold. */
export function placementScore(space: number, latency: number): number {
  const sum = space + latency;
  return sum > 0 ? (space * space + latency * latency) / sum : 0;
}

export function rankOf(
  newcomer: Newcomer,
  to: DatastoreState,
  { load, config }: { readonly load: PodLoad; readonly config: PodConfig },
): Rank {
  const { ioLoadBalanceEnabled, ioLoadBalanceConfig } = config;
  const { capacityBytes, leasedBytes = 0 } = to.facts;
  const asked = to.demandBytes + leasedBytes + demandAt(newcomer, to, load);
  const overThreshold = isOver(asked, to.limitBytes, capacityBytes);
  // Nothing may be used where all of it must stay free.
  const space = asked / Math.max(to.limitBytes, 1);
  const leavesProfile = load.options.profiles !== 'off' && !suitsProfiles(newcomer, to);
  const latencyMs = to.latencyMs ?? 0;
  return {
    drawbacks:
      (overThreshold ? DRAWBACK.overThreshold : 0) +
      (leavesProfile ? DRAWBACK.profile : 0) +
      (isPartial(newcomer, to) ? DRAWBACK.partial : 0),
    overThreshold,
    score: ioLoadBalanceEnabled
      ? placementScore(space, latencyMs / ioLoadBalanceConfig.ioLatencyThreshold)
      : space,
    latencyMs,
    weight: Math.max(1, demandAt(newcomer, to, load)),
  };
}

/** Of a way: its worst drawbacks, and the average of the rest, in which large groups weigh more. */
export function meanRank(ranks: readonly Rank[]): Rank {
  const total = ranks.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (rank: Rank) => number) =>
    ranks.reduce((sum, rank) => sum + of(rank) * rank.weight, 0) / total;
  return {
    drawbacks: Math.max(...ranks.map(({ drawbacks }) => drawbacks)),
    overThreshold: ranks.some(({ overThreshold }) => overThreshold),
    score: mean(({ score }) => score),
    latencyMs: mean(({ latencyMs }) => latencyMs),
    weight: total,
  };
}

export function compareRanks(left: Rank, right: Rank): number {
  if (left.drawbacks !== right.drawbacks) return left.drawbacks - right.drawbacks;
  const difference = left.score - right.score;
  return Math.abs(difference) > TOLERANCE ? difference : left.latencyMs - right.latencyMs;
}
