/**
 * I/O load balancing: where a datastore is slower than allowed and the datastores are uneven, disks go
 * from the slow to the fast, as long as nobody else gets too slow by it.
 *
 * What a move does to latency is told by the devices' models. The move that makes latencies more even for
 * each GB copied is the best one. The whole counts more than the single: disks on a destination may get
 * slower. Sources: BASIL and Pesto (see `device-model.ts`); Jain's index and the short cuts are ours.
 */
import type { Findings, WantedMove } from './findings.ts';
import { jainOf } from './latency.ts';
import type { IoLoadBalanceConfig } from './pod-config.ts';
import type { DatastoreState, DiskGroup, PodLoad } from './pod-load.ts';
import { breaksRule, hasRoom, leavesProfile, refusalOf, staysBelowThreshold } from './room.ts';
import { TOLERANCE } from './space.ts';
import { byId } from './space-balance.ts';
import type { MoveRefusal, StorageRecommendation } from './storage-plan.ts';

const BYTES_PER_GB = 2 ** 30;
/** A group is never cheaper than so much, GB: what hardly anything is copied for is still a migration. */
const GB_MIN = 1;
/** Of the groups of a datastore that are busiest for their size so many are looked at. */
const CANDIDATES_MAX = 64;
/** In large clusters so many of the fastest destinations are. */
const DESTINATIONS_MAX = 8;
const EXACT_DATASTORES_MAX = 16;
/** Where none of those will do, so many groups, with every destination. */
const LAST_CANDIDATES_MAX = 256;
const FAIRNESS_BAD = 0.5;
const FAIRNESS_POOR = 0.75;

/** A datastore whose latency is known. */
type TimedDatastore = DatastoreState & { latencyMs: number };

interface Candidate extends WantedMove {
  readonly gainPerGb: number;
}

/** Of latencies: what Jain's index is made of. */
interface LatencySums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

interface Search {
  readonly source: TimedDatastore;
  /** Fastest first. */
  readonly destinations: readonly TimedDatastore[];
  readonly latencies: LatencySums;
}

export class IoBalancer {
  readonly #load: PodLoad;
  readonly #config: IoLoadBalanceConfig;
  readonly #findings: Findings;
  /** Sources that no move helps any more. */
  readonly #helpless = new Set<DatastoreState>();
  /** Groups of a source in the order they are looked at; what comes to it later has moved already. */
  readonly #busiest = new Map<DatastoreState, DiskGroup[]>();

  constructor(load: PodLoad, config: IoLoadBalanceConfig, findings: Findings) {
    this.#load = load;
    this.#config = config;
    this.#findings = findings;
  }

  /** Rests after every datastore it looked at. */
  *run(): Generator<void> {
    while (this.#isUneven()) {
      const source = this.#slowest();
      if (!source) return;
      const best = this.#bestFrom(source);
      if (best) this.#take(best);
      else this.#helpless.add(source);
      yield;
    }
  }

  #isUneven(): boolean {
    const fairness = this.#load.fairness();
    if (fairness === undefined) return false;
    return 1 - fairness > this.#config.ioLoadImbalanceThreshold / 100 + TOLERANCE;
  }

  /** The slowest of those that are too slow and may be helped; of equals the older one. */
  #slowest(): TimedDatastore | undefined {
    let slowest: TimedDatastore | undefined;
    for (const state of this.#timed()) {
      if (!this.#isTooSlow(state.latencyMs) || this.#helpless.has(state)) continue;
      if (!slowest || state.latencyMs > slowest.latencyMs + TOLERANCE) slowest = state;
    }
    return slowest;
  }

  #timed(): TimedDatastore[] {
    return this.#load.able.filter(isTimed);
  }

  #isTooSlow(latencyMs: number): boolean {
    return latencyMs > this.#config.ioLatencyThreshold + TOLERANCE;
  }

  #bestFrom(source: TimedDatastore): Candidate | undefined {
    const timed = this.#timed();
    const latencies = sumsOf(timed);
    const fastest = timed
      .filter((state) => state !== source)
      .sort((left, right) => left.latencyMs - right.latencyMs);
    const candidates = this.#candidates(source);
    const isSmall = timed.length <= EXACT_DATASTORES_MAX;
    return (
      this.#bestAmong(candidates.slice(0, CANDIDATES_MAX), {
        ...{ source, latencies },
        destinations: isSmall ? fastest : fastest.slice(0, DESTINATIONS_MAX),
      }) ??
      this.#bestAmong(candidates.slice(0, LAST_CANDIDATES_MAX), {
        ...{ source, latencies },
        destinations: fastest,
      })
    );
  }

  #bestAmong(candidates: readonly DiskGroup[], search: Search): Candidate | undefined {
    let best: Candidate | undefined;
    for (const group of candidates) best = this.#better(group, search, best) ?? best;
    return best;
  }

  #candidates(source: DatastoreState): readonly DiskGroup[] {
    const known = this.#busiest.get(source) ?? busiest(source);
    this.#busiest.set(source, known);
    return known;
  }

  /** The best move of a group, if it beats the best so far. */
  #better(
    group: DiskGroup,
    { source, destinations, latencies }: Search,
    best: Candidate | undefined,
  ): Candidate | undefined {
    const gb = gbOf(group);
    let better: Candidate | undefined;
    let refused: { to: DatastoreState; verdict: MoveRefusal } | undefined;
    let least = (best?.gainPerGb ?? 0) + TOLERANCE;
    for (const to of destinations) {
      const gainPerGb = gainOf({ group, source, to }, latencies) / gb;
      if (gainPerGb <= TOLERANCE) refused ??= { to, verdict: 'noGain' };
      if (gainPerGb <= least) continue;
      const verdict = this.#refusal(group, source, to);
      if (verdict !== undefined) {
        refused ??= { to, verdict };
        continue;
      }
      better = { group, to, gainPerGb };
      least = gainPerGb + TOLERANCE;
    }
    if (!better && refused) this.#findings.note('io', { group, to: refused.to }, refused.verdict);
    return better;
  }

  #refusal(group: DiskGroup, source: DatastoreState, to: TimedDatastore): MoveRefusal | undefined {
    const refusal = refusalOf(group, to, this.#load);
    if (refusal !== undefined) return refusal;
    if (isCorrelated(source, to)) return 'correlated';
    if (leavesProfile(group, to, this.#load)) return 'profile';
    if (breaksRule(group, to)) return 'rule';
    if (!hasRoom(to, group.bytes)) return 'noRoom';
    if (!staysBelowThreshold(to, group.bytes)) return 'overThreshold';
    const after = to.latencyMs + to.slopeMs * group.workload;
    return this.#isTooSlow(after) ? 'tooSlow' : undefined;
  }

  #take(wanted: Candidate): void {
    const candidates = this.#busiest.get(wanted.group.datastore);
    candidates?.splice(candidates.indexOf(wanted.group), 1);
    const priority = priorityOf(this.#load.fairness() ?? 1);
    this.#findings.note('io', wanted, 'taken');
    this.#findings.recommend([wanted], {
      reason: 'balanceDatastoreIOLoad',
      category: 'ioLoadBalance',
      priority,
    });
    // It is slower now, so what is there may help again.
    this.#helpless.delete(wanted.to);
  }
}

function sumsOf(timed: readonly TimedDatastore[]): LatencySums {
  let sum = 0;
  let squares = 0;
  for (const { latencyMs } of timed) {
    sum += latencyMs;
    squares += latencyMs ** 2;
  }
  return { count: timed.length, sum, squares };
}

/** By how much latencies would be more even. */
function gainOf(
  move: {
    readonly group: DiskGroup;
    readonly source: TimedDatastore;
    readonly to: TimedDatastore;
  },
  { count, sum, squares }: LatencySums,
): number {
  const { group, source, to } = move;
  const sourceAfter = Math.max(0, source.latencyMs - source.slopeMs * group.workload);
  const toAfter = to.latencyMs + to.slopeMs * group.workload;
  const after = jainOf(
    sum - source.latencyMs - to.latencyMs + sourceAfter + toAfter,
    squares - source.latencyMs ** 2 - to.latencyMs ** 2 + sourceAfter ** 2 + toAfter ** 2,
    count,
  );
  return after - jainOf(sum, squares, count);
}

function gbOf({ bytes }: DiskGroup): number {
  return Math.max(GB_MIN, bytes / BYTES_PER_GB);
}

function isTimed(state: DatastoreState): state is TimedDatastore {
  return state.latencyMs !== undefined;
}

function isCorrelated({ facts }: DatastoreState, other: DatastoreState): boolean {
  return (
    (facts.correlatedWith?.has(other.facts.id) ?? false) ||
    (other.facts.correlatedWith?.has(facts.id) ?? false)
  );
}

/** Those that may move and have any I/O, the busiest for their size first. */
function busiest(source: DatastoreState): DiskGroup[] {
  const density = ({ workload, bytes }: DiskGroup) => workload / Math.max(bytes, BYTES_PER_GB);
  return [...source.groups]
    .filter((group) => group.fault === undefined && !group.moved && group.workload > 0)
    .sort((left, right) => density(right) - density(left) || byId(left, right));
}

/** Ours: the more uneven, the more urgent. */
function priorityOf(fairness: number): StorageRecommendation['priority'] {
  if (fairness < FAIRNESS_BAD) return 2;
  return fairness < FAIRNESS_POOR ? 3 : 4;
}
