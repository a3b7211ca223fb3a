/**
 * DRS as of vSphere 7.0: not how even hosts are, but how well each virtual machine is served.
 *
 * A VM's score tells how much of the throughput it would have alone it has where it runs. Sources: VMware,
 * "vSphere 7: a closer look at the VM DRS score"; buckets and `drsScore` as the API has them. What makes up
 * the score here, and how a score elsewhere is foretold, is ours.
 */
import {
  type ClusterLoad,
  fullness,
  fullnessWith,
  type HostState,
  type VmState,
} from './cluster-load.ts';
import { compareIds } from './corrections.ts';
import { isWorthIt } from './cost-benefit.ts';
import type { DrsFacts, DrsLevel, DrsRecommendation } from './facts.ts';
import { movedForBalance } from './recommend.ts';
import { hasMovesLeft, hostsWithUnseen, isMovable, isOpenTo } from './room.ts';
import type { RuleBook } from './rules.ts';

/** What a VM went without in one interval. */
export interface ServiceSample {
  readonly vcpuCount: number;
  readonly intervalMs: number;
  /** Of all vCPUs together. */
  readonly readyMs: number;
  readonly consumedMb: number;
  readonly balloonedMb: number;
  readonly swappedMb: number;
  /** Share of its network traffic that passed; 1 unless told. */
  readonly networkShare?: number | undefined;
}

const BALLOON_COST = 0.5;
const BUCKETS = 5;
/** What a VM loses on a host that is full, next to one with headroom. */
const FULL_LOSS = 0.2;
/** Above that load the level begins to care. */
const HEADROOM = { 2: 0.5, 3: 0.5, 4: 0.3, 5: 0.3 } as const;
/** What a move must gain, as a share. */
const GAIN_MIN = { 2: 0.1, 3: 0.05, 4: 0.03, 5: 0.01 } as const;
const TOLERANCE = 1e-9;
const STEP_CANDIDATES = 4000;

/** 0 … 100. */
export function vmScore(sample: ServiceSample): number {
  const { vcpuCount, intervalMs, readyMs, consumedMb, balloonedMb, swappedMb } = sample;
  const cpu = 1 - Math.min(1, readyMs / (intervalMs * vcpuCount));
  const reclaimed = BALLOON_COST * balloonedMb + swappedMb;
  const memory = 1 - Math.min(1, consumedMb > 0 ? reclaimed / consumedMb : 0);
  return Math.round(100 * cpu * memory * (sample.networkShare ?? 1));
}

/** Mean by CPU entitlement; a VM without one counts as one. */
export function clusterScore(
  scores: readonly { readonly score: number; readonly weightMhz: number }[],
): number {
  const weight = ({ weightMhz }: { weightMhz: number }) => weightMhz || 1;
  const total = scores.reduce((sum, one) => sum + weight(one), 0);
  if (total === 0) return 0;
  return Math.round(scores.reduce((sum, one) => sum + one.score * weight(one), 0) / total);
}

/** `numVmsPerDrsScoreBucket`: 0–20, 21–40, 41–60, 61–80, 81–100. */
export function scoreBuckets(scores: readonly number[]): number[] {
  const buckets = new Array<number>(BUCKETS).fill(0);
  for (const score of scores) {
    const index = Math.min(BUCKETS - 1, Math.max(0, Math.ceil(score / 20) - 1));
    buckets[index] = (buckets[index] ?? 0) + 1;
  }
  return buckets;
}

/** What a VM gets on a host that full, of 1: all of it up to the headroom, less and less above. */
export function expectedService(share: number, level: DrsLevel): number {
  if (level === 1) return 1;
  const headroom = HEADROOM[level];
  if (share <= headroom) return 1;
  if (share <= 1) return 1 - (FULL_LOSS * (share - headroom)) / (1 - headroom);
  return (1 - FULL_LOSS) / share;
}

/** Moves whoever is clearly better served elsewhere, the worst served first, once each. */
export function* balanceByScore(
  load: ClusterLoad,
  rules: RuleBook,
  facts: DrsFacts,
  recommendations: DrsRecommendation[],
): Generator<void> {
  const { level } = facts;
  if (level === 1 || load.hostCount < 2) return;
  const gainMin = GAIN_MIN[level];
  let looked = 0;
  for (const vm of worstServedFirst(load)) {
    const here = expectedService(fullness(vm.host), level);
    if (1 - here < gainMin || !isMovable(vm) || !isWorthIt(vm, facts.options)) continue;
    const to = bestHost(vm, load, rules, facts);
    looked += load.hostCount;
    if (looked >= STEP_CANDIDATES) {
      looked = 0;
      yield;
    }
    if (!to) continue;
    const gain = expectedService(fullnessWith(to, vm.load), level) - here;
    if (gain < gainMin - TOLERANCE) continue;
    recommendations.push(movedForBalance(load, vm, to, priorityOf(gain, level)));
  }
}

function worstServedFirst(load: ClusterLoad): VmState[] {
  const unseen = hostsWithUnseen(load.able);
  return [...load.vms.values()]
    .filter(({ host }) => host.facts.state === 'able' && !unseen.has(host))
    .sort(
      (left, right) =>
        fullness(right.host) - fullness(left.host) || compareIds(left.facts.id, right.facts.id),
    );
}

function bestHost(
  vm: VmState,
  load: ClusterLoad,
  rules: RuleBook,
  { options }: DrsFacts,
): HostState | undefined {
  if (!hasMovesLeft(vm.host, options)) return undefined;
  let best: HostState | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const host of load.able) {
    if (!isOpenTo(host, vm, options) || !rules.allows(vm, host)) continue;
    // Nobody gains where the destination ends up as full as the source was.
    const full = fullnessWith(host, vm.load);
    if (full < least - TOLERANCE && full < fullness(vm.host) - TOLERANCE) {
      [best, least] = [host, full];
    }
  }
  return best;
}

/** Twice the least gain is worth a priority more; never less than the level keeps. */
function priorityOf(gain: number, level: DrsLevel): 2 | 3 | 4 | 5 {
  const steps = Math.floor(gain / GAIN_MIN[2] + TOLERANCE);
  const priority = Math.min(Math.max(2, level), Math.max(2, 5 - steps * 1));
  return priority as 2 | 3 | 4 | 5;
}
