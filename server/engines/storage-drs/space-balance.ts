/**
 * Space load balancing: a datastore that is fuller than its threshold gives up what it has too much of, to
 * the emptiest datastore that is emptier by enough and will not be too full itself before long.
 *
 * The group of disks closest to what must go, and large enough, moves first: fewer copies than many small
 * ones, less data than a large one. What cannot move anywhere cannot do so later in the same turn either,
 * since destinations only get fuller; so every group is looked at once, and a pass over a full cluster of the
 * largest size stays short. Source: VMware's articles on Storage DRS space balancing; the order is ours.
 */
import { compareIds } from '../drs/corrections.ts';
import type { Findings, WantedMove } from './findings.ts';
import { insufficientSpace } from './immovable.ts';
import type { SpaceLoadBalanceConfig } from './pod-config.ts';
import { type DatastoreState, type DiskGroup, type PodLoad, spaceUtil } from './pod-load.ts';
import {
  breaksRule,
  hasRoom,
  isBetterPlace,
  leavesProfile,
  refusalOf,
  staysBelowThreshold,
} from './room.ts';
import { copyHours, excessOf, percentOf, TOLERANCE } from './space.ts';
import type { MoveRefusal, StorageRecommendation } from './storage-plan.ts';

/** How far growth is looked ahead. */
const RISK_WINDOW_HOURS = 30;
/** A copy that takes longer is not worth it. Ours. */
const COPY_HOURS_MAX = 8;
/** Candidates looked at between two rests. */
const STEP_CANDIDATES = 4000;
/** So many percent of capacity too much are urgent, or less so. Ours. */
const EXCESS_URGENT = 10;
const EXCESS_SERIOUS = 5;

/** How close to being taken a destination was, for those who ask why. */
const CLOSENESS: Partial<Record<MoveRefusal, number>> = {
  ...{ notAble: 0, notMounted: 1, profile: 2, rule: 3, noRoom: 4, overThreshold: 5 },
  ...{ tooLittleDifference: 6, outgrown: 7, copyTooLong: 8 },
};

export class SpaceBalancer {
  readonly #load: PodLoad;
  readonly #config: SpaceLoadBalanceConfig;
  readonly #findings: Findings;
  #looked = 0;

  constructor(load: PodLoad, config: SpaceLoadBalanceConfig, findings: Findings) {
    this.#load = load;
    this.#config = config;
    this.#findings = findings;
  }

  /** Worst first. Rests now and then, so that its caller may do something else. */
  *run(): Generator<void> {
    const violating = this.#load.able
      .filter((state) => needOf(state) > 0)
      .sort((left, right) => excessPercent(right) - excessPercent(left));
    for (const source of violating) yield* this.#relieve(source);
  }

  *#relieve(source: DatastoreState): Generator<void> {
    const outage = isOutOfSpace(source);
    const candidates = [...source.groups]
      .filter((group) => group.fault === undefined && !group.moved && group.bytes > 0)
      .sort(bySize);
    const stuck: DiskGroup[] = [];
    for (let need = needOf(source); need > 0; need = needOf(source)) {
      const group = takeClosest(candidates, need);
      if (!group) break;
      const to = this.#destination(group, outage);
      if (to) this.#take({ group, to }, outage);
      else stuck.push(group);
      yield* this.#rest();
    }
    if (needOf(source) > 0) this.#explain(source, outage ? stuck : []);
  }

  *#rest(): Generator<void> {
    if (this.#looked < STEP_CANDIDATES) return;
    this.#looked = 0;
    yield;
  }

  #take(wanted: WantedMove, outage: boolean): void {
    const excess = excessPercent(wanted.group.datastore);
    this.#findings.note('space', wanted, 'taken');
    this.#findings.recommend([wanted], {
      reason: outage ? 'datastoreSpaceOutage' : 'balanceDatastoreSpaceUsage',
      category: 'spaceLoadBalance',
      priority: outage ? 1 : priorityOf(excess),
    });
  }

  /** The emptiest afterwards of those that may take it. */
  #destination(group: DiskGroup, outage: boolean): DatastoreState | undefined {
    let best: DatastoreState | undefined;
    let closest: { to: DatastoreState; verdict: MoveRefusal; rank: number } | undefined;
    for (const to of this.#load.datastores) {
      if (to === group.datastore) continue;
      this.#looked += 1;
      const verdict = this.#refusal(group, to, outage);
      if (verdict !== undefined) {
        const rank = CLOSENESS[verdict] ?? 0;
        if (!closest || rank > closest.rank) closest = { to, verdict, rank };
      } else if (!best || isBetterPlace(to, best, group.bytes)) best = to;
    }
    if (!best && closest) {
      this.#findings.note('space', { group, to: closest.to }, closest.verdict);
    }
    return best;
  }

  #refusal(group: DiskGroup, to: DatastoreState, outage: boolean): MoveRefusal | undefined {
    const refusal = refusalOf(group, to, this.#load);
    if (refusal !== undefined) return refusal;
    if (leavesProfile(group, to, this.#load)) return 'profile';
    if (breaksRule(group, to)) return 'rule';
    if (!hasRoom(to, group.bytes)) return 'noRoom';
    if (!staysBelowThreshold(to, group.bytes)) return 'overThreshold';
    // A guest that cannot write is worth any copy.
    return outage ? undefined : this.#worthRefusal(group, to);
  }

  #worthRefusal(group: DiskGroup, to: DatastoreState): MoveRefusal | undefined {
    const source = group.datastore;
    const difference = spaceUtil(source) - spaceUtil(to);
    if (!(difference > this.#config.minSpaceUtilizationDifference + TOLERANCE))
      return 'tooLittleDifference';
    const growth = Math.max(0, to.growthBytesPerHour + group.growthBytesPerHour);
    if (!staysBelowThreshold(to, group.bytes + growth * RISK_WINDOW_HOURS)) return 'outgrown';
    const hours = copyHours(group, {
      readMbPerSecond: source.facts.readMbPerSecond,
      writeMbPerSecond: to.facts.writeMbPerSecond,
    });
    return hours > COPY_HOURS_MAX + TOLERANCE ? 'copyTooLong' : undefined;
  }

  /** Says what stays on a datastore that stays too full. */
  #explain(source: DatastoreState, stuck: readonly DiskGroup[]): void {
    const reason = isOutOfSpace(source) ? 'datastoreSpaceOutage' : 'balanceDatastoreSpaceUsage';
    for (const group of [...source.groups].sort(byId)) {
      if (group.fault) this.#findings.fail(reason, group, group.fault);
    }
    for (const group of stuck) {
      this.#findings.fail(reason, group, insufficientSpace(group.vm.name));
    }
  }
}

function needOf({ usedBytes, limitBytes, facts }: DatastoreState): number {
  return excessOf(usedBytes, limitBytes, facts.capacityBytes);
}

function excessPercent(state: DatastoreState): number {
  return percentOf(needOf(state), state.facts.capacityBytes);
}

function priorityOf(excess: number): StorageRecommendation['priority'] {
  if (excess >= EXCESS_URGENT) return 2;
  return excess >= EXCESS_SERIOUS - TOLERANCE ? 3 : 4;
}

/** No space is left, or not for what is written within the hour. */
function isOutOfSpace({ usedBytes, growthBytesPerHour, facts }: DatastoreState): boolean {
  const free = facts.capacityBytes - usedBytes;
  return free <= 0 || growthBytesPerHour > free;
}

/** Removes the smallest that is large enough, else the largest. */
function takeClosest(ascending: DiskGroup[], needBytes: number): DiskGroup | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle]?.bytes ?? 0) >= needBytes - 1) high = middle;
    else low = middle + 1;
  }
  if (low === ascending.length) return lastOfEquals(ascending);
  return ascending.splice(low, 1)[0];
}

/** The largest; of equals the one that comes first. */
function lastOfEquals(ascending: DiskGroup[]): DiskGroup | undefined {
  let at = ascending.length - 1;
  while (at > 0 && ascending[at - 1]?.bytes === ascending[at]?.bytes) at -= 1;
  return at < 0 ? undefined : ascending.splice(at, 1)[0];
}

/** Small ones first; of equals the one with less I/O, whose copy costs less. */
export function bySize(left: DiskGroup, right: DiskGroup): number {
  return left.bytes - right.bytes || left.workload - right.workload || byId(left, right);
}

export function byId(left: DiskGroup, right: DiskGroup): number {
  const own = compareIds(left.vm.id, right.vm.id);
  return own || compareIds(left.disks[0]?.id ?? '', right.disks[0]?.id ?? '');
}
