/**
 * Balancing of reserved I/O: a datastore on which more operations per second are reserved than it may
 * promise gives some up, the smallest reservation first that suffices. How a source and a destination are
 * chosen is ours.
 */
import type { Findings, WantedMove } from './findings.ts';
import { insufficientIops } from './immovable.ts';
import type { IoLoadBalanceConfig } from './pod-config.ts';
import type { DatastoreState, DiskGroup, PodLoad } from './pod-load.ts';
import {
  breaksRule,
  hasRoom,
  isBetterPlace,
  leavesProfile,
  refusalOf,
  staysBelowThreshold,
} from './room.ts';
import { TOLERANCE } from './space.ts';
import { byId } from './space-balance.ts';

/** What a datastore may promise, operations per second; undefined: not known. */
export function reservableIops(
  peakIops: number | undefined,
  config: IoLoadBalanceConfig,
): number | undefined {
  if (config.reservableThresholdMode === 'manual') return config.reservableIopsThreshold;
  if (peakIops === undefined) return undefined;
  return (config.reservablePercentThreshold / 100) * peakIops;
}

export class IopsBalancer {
  readonly #load: PodLoad;
  readonly #config: IoLoadBalanceConfig;
  readonly #findings: Findings;

  constructor(load: PodLoad, config: IoLoadBalanceConfig, findings: Findings) {
    this.#load = load;
    this.#config = config;
    this.#findings = findings;
  }

  run(): void {
    for (const source of this.#load.able) this.#relieve(source);
  }

  #relieve(source: DatastoreState): void {
    if (this.#excess(source) <= 0) return;
    const candidates = [...source.groups]
      .filter((group) => group.fault === undefined && !group.moved && group.reservedIops > 0)
      .sort((left, right) => left.reservedIops - right.reservedIops || byId(left, right));
    for (let excess = this.#excess(source); excess > 0; excess = this.#excess(source)) {
      const at = candidates.findIndex(({ reservedIops }) => reservedIops >= excess);
      const [group] = candidates.splice(at, 1);
      if (!group) break;
      const to = this.#destination(group);
      if (to) this.#take({ group, to });
    }
    const left = this.#excess(source);
    if (left > 0) this.#explain(source, left);
  }

  #excess(state: DatastoreState): number {
    const reservable = reservableIops(state.facts.peakIops, this.#config);
    const excess = reservable === undefined ? 0 : state.reservedIops - reservable;
    return excess > TOLERANCE ? excess : 0;
  }

  #destination(group: DiskGroup): DatastoreState | undefined {
    let best: DatastoreState | undefined;
    for (const to of this.#load.able) {
      if (!this.#takes(to, group)) continue;
      if (!best || isBetterPlace(to, best, group.bytes)) best = to;
    }
    return best;
  }

  #takes(to: DatastoreState, group: DiskGroup): boolean {
    const reservable = reservableIops(to.facts.peakIops, this.#config);
    if (reservable === undefined) return false;
    return (
      to.reservedIops + group.reservedIops <= reservable + TOLERANCE &&
      refusalOf(group, to, this.#load) === undefined &&
      !leavesProfile(group, to, this.#load) &&
      !breaksRule(group, to) &&
      hasRoom(to, group.bytes) &&
      staysBelowThreshold(to, group.bytes)
    );
  }

  #take(wanted: WantedMove): void {
    this.#findings.note('iops', wanted, 'taken');
    this.#findings.recommend([wanted], {
      reason: 'balanceDatastoreIOPSReservation',
      category: 'ioLoadBalance',
      priority: 2,
    });
  }

  #explain(source: DatastoreState, excess: number): void {
    const reservable = reservableIops(source.facts.peakIops, this.#config) ?? 0;
    for (const group of [...source.groups].sort(byId)) {
      if (group.reservedIops <= 0) continue;
      const fault = insufficientIops({
        unreservedIops: Math.max(0, Math.floor(reservable - source.reservedIops)),
        requestedIops: Math.ceil(Math.min(excess, group.reservedIops)),
        datastoreName: source.facts.name,
      });
      this.#findings.fail('balanceDatastoreIOPSReservation', group, group.fault ?? fault);
    }
  }
}
