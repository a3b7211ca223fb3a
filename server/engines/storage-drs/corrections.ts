/**
 * What Storage DRS does before it thinks of balance: empties datastores that enter maintenance, and mends
 * broken rules. A datastore that gets too full by it is taken only when there is no other.
 */
import type { FaultVerdict } from '../plan.ts';
import type { StorageVmRule } from './facts.ts';
import type { Findings, Recommending, WantedMove } from './findings.ts';
import { groupBy } from './grouping.ts';
import { insufficientSpace, noCompatibleDatastore } from './immovable.ts';
import type { DatastoreState, DiskGroup, PodLoad, ScatteredSet } from './pod-load.ts';
import {
  breaksRule,
  hasRoom,
  isBetterPlace,
  leavesProfile,
  meetsOthers,
  refusalOf,
  staysBelowThreshold,
} from './room.ts';
import { bySize } from './space-balance.ts';
import type { StorageReason } from './storage-plan.ts';

/** Groups looked at between two rests. */
const STEP_GROUPS = 64;

interface Latitude {
  readonly ignoresRules?: boolean;
  /** Nowhere else. */
  readonly among?: ReadonlySet<DatastoreState>;
}

export class Corrections {
  readonly #load: PodLoad;
  readonly #rules: readonly StorageVmRule[];
  readonly #findings: Findings;

  constructor(load: PodLoad, rules: readonly StorageVmRule[], findings: Findings) {
    this.#load = load;
    this.#rules = rules;
    this.#findings = findings;
  }

  /** Rests now and then, so that its caller may do something else. */
  *run(): Generator<void> {
    let done = 0;
    for (const work of this.#works()) {
      work();
      done += 1;
      if (done % STEP_GROUPS === 0) yield;
    }
  }

  *#works(): Generator<() => void> {
    for (const state of this.#load.datastores) {
      if (state.facts.state !== 'leaving') continue;
      for (const group of [...state.groups].sort(bySize).reverse()) {
        yield () => this.#evacuate(group);
      }
    }
    for (const set of this.#load.scattered) yield () => this.#gather(set);
    for (const list of this.#load.apart) yield () => this.#part(list);
    for (const rule of this.#rules) yield () => this.#partVms(rule);
  }

  #evacuate(group: DiskGroup): void {
    const reason = 'datastoreMaint';
    if (group.fault) {
      this.#findings.fail(reason, group, group.fault);
      return;
    }
    const ignoresRules = this.#load.options.maintenanceIgnoresRules;
    const mates = new Set(group.mates.map(({ datastore }) => datastore));
    const to =
      this.#best(group, { among: mates }) ??
      this.#best(group) ??
      (ignoresRules ? this.#best(group, { ignoresRules }) : undefined);
    if (to) this.#recommend([{ group, to }], reason);
    else this.#findings.fail(reason, group, this.#whyNowhere(group));
  }

  /** All to the datastore where the least must be copied; to another one when none of theirs will do. */
  #gather(set: ScatteredSet): void {
    const homes = [...new Set(set.map(({ datastore }) => datastore))];
    if (homes.length < 2 || set.some(isLeft)) return;
    const others = this.#load.able.filter((state) => !homes.includes(state));
    const best = this.#cheapest(set, homes) ?? this.#cheapest(set, others);
    if (best) {
      this.#recommend(best, 'virtualDiskJointAffin');
      return;
    }
    for (const group of set) this.#failToMend('virtualDiskJointAffin', group);
  }

  #cheapest(set: ScatteredSet, targets: readonly DatastoreState[]): WantedMove[] | undefined {
    let best: { moves: WantedMove[]; to: DatastoreState; bytes: number; over: boolean } | undefined;
    for (const to of targets) {
      const movers = set.filter(({ datastore }) => datastore !== to);
      const bytes = movers.reduce((sum, group) => sum + group.bytes, 0);
      const fits = movers.every((group) => this.#mayMove(group) && this.#mayGo(group, to));
      if (!fits || !hasRoom(to, bytes)) continue;
      const over = !staysBelowThreshold(to, bytes);
      const isBetter =
        !best ||
        (over === best.over
          ? bytes < best.bytes || (bytes === best.bytes && isBetterPlace(to, best.to, bytes))
          : best.over);
      if (isBetter) best = { moves: movers.map((group) => ({ group, to })), to, bytes, over };
    }
    return best?.moves;
  }

  /** Where several are, the largest stays, or one that cannot move. */
  #part(list: readonly DiskGroup[]): void {
    const isAlone = (group: DiskGroup) =>
      list.every((other) => other === group || other.datastore !== group.datastore);
    const order = staysLast(list).filter((group) => !isLeft(group));
    for (const group of order) {
      if (isAlone(group) || !this.#mayMove(group)) continue;
      const to = this.#best(group);
      if (to) this.#recommend([{ group, to }], 'virtualDiskAntiAffin');
    }
    // Only now: what could not leave may have been left by the others.
    for (const group of order) {
      if (!isAlone(group)) this.#failToMend('virtualDiskAntiAffin', group);
    }
  }

  /** Where disks of several virtual machines are, those of the one with the most stay. */
  #partVms(rule: StorageVmRule): void {
    for (const state of this.#load.able) {
      if ((state.disksOfRule.get(rule) ?? 0) === 0) continue;
      const bound = [...state.groups].filter(({ rules }) => rules.includes(rule));
      const byVm = [...groupBy(bound, ({ vm }) => vm).values()];
      for (const groups of leastFirst(byVm)) this.#leave(groups, rule, state);
      for (const group of bound) {
        const isStill = group.datastore === state && meetsOthers(group, rule, state);
        if (isStill) this.#failToMend('antiAffin', group);
      }
    }
  }

  /** All of one virtual machine's, or none: a part of them mends nothing. */
  #leave(groups: readonly DiskGroup[], rule: StorageVmRule, from: DatastoreState): void {
    const [first] = groups;
    if (!first || !meetsOthers(first, rule, from)) return;
    const bytes = groups.reduce((sum, group) => sum + group.bytes, 0);
    let best: DatastoreState | undefined;
    for (const to of this.#load.able) {
      const fits = groups.every((group) => this.#mayMove(group) && this.#mayGo(group, to));
      if (!fits || !hasRoom(to, bytes)) continue;
      if (!best || this.#isBetter(to, best, bytes)) best = to;
    }
    if (!best) return;
    const to = best;
    const wanted = groups.map((group) => ({ group, to }));
    this.#recommend(wanted, 'antiAffin');
  }

  #failToMend(reason: StorageReason, group: DiskGroup): void {
    this.#findings.fail(reason, group, group.fault ?? this.#whyNowhere(group));
  }

  #best(group: DiskGroup, may: Latitude = {}): DatastoreState | undefined {
    let best: DatastoreState | undefined;
    for (const to of this.#load.able) {
      if (may.among && !may.among.has(to)) continue;
      if (!this.#mayGo(group, to, may) || !hasRoom(to, group.bytes)) continue;
      if (!best || this.#isBetter(to, best, group.bytes, group)) best = to;
    }
    return best;
  }

  /** Where its profile holds, then where the threshold does, then the emptier one. */
  #isBetter(one: DatastoreState, other: DatastoreState, bytes: number, group?: DiskGroup): boolean {
    const rank = (to: DatastoreState) =>
      (group && leavesProfile(group, to, this.#load) ? 2 : 0) +
      (staysBelowThreshold(to, bytes) ? 0 : 1);
    return rank(one) === rank(other) ? isBetterPlace(one, other, bytes) : rank(one) < rank(other);
  }

  #mayGo(group: DiskGroup, to: DatastoreState, may: Latitude = {}): boolean {
    if (refusalOf(group, to, this.#load) !== undefined) return false;
    return may.ignoresRules === true || !breaksRule(group, to);
  }

  #mayMove(group: DiskGroup): boolean {
    return group.fault === undefined && !group.moved;
  }

  /** No datastore that could take it at all, or none with room? */
  #whyNowhere(group: DiskGroup): FaultVerdict {
    const { name } = group.vm;
    const isPossible = this.#load.able.some((to) => this.#mayGo(group, to));
    return isPossible ? insufficientSpace(name) : noCompatibleDatastore(name);
  }

  #recommend(wanted: readonly WantedMove[], reason: StorageReason): void {
    const category: Recommending['category'] =
      reason === 'datastoreMaint' ? 'vmEvacuation' : 'ruleEnforcement';
    this.#findings.recommend(wanted, { reason, category, priority: 1 });
  }
}

/** On a datastore it should have left: what keeps it there was told already. */
function isLeft({ datastore }: DiskGroup): boolean {
  return datastore.facts.state !== 'able';
}

/** Small ones first, those that cannot move last. */
function staysLast(list: readonly DiskGroup[]): DiskGroup[] {
  const pinned = ({ fault, moved }: DiskGroup) => (fault !== undefined || moved ? 1 : 0);
  return list.toSorted((left, right) => pinned(left) - pinned(right) || bySize(left, right));
}

function leastFirst(sets: readonly DiskGroup[][]): DiskGroup[][] {
  const bytes = (set: readonly DiskGroup[]) => set.reduce((sum, group) => sum + group.bytes, 0);
  const pinned = (set: readonly DiskGroup[]) =>
    set.some(({ fault, moved }) => fault !== undefined || moved) ? 1 : 0;
  return sets.toSorted((left, right) => {
    const difference = pinned(left) - pinned(right) || bytes(left) - bytes(right);
    const [one, other] = [left[0], right[0]];
    return difference || (one && other ? bySize(one, other) : 0);
  });
}
