/**
 * `TryBalanceVmsPerHost`: hosts that run about as many virtual machines each, so that the loss of one takes
 * no more of them than need be.
 *
 * Best effort, after balancing: a VM goes from the host with the most to one with at least two fewer, the VM
 * that leaves the cluster most even first, as long as the cluster does not become less even than its level
 * wants it. VMware describes the aim (vSphere Resource Management, "VM Distribution"); the way is ours.
 */
import { keptPriority } from './balance.ts';
import {
  type ClusterLoad,
  cpuShare,
  type HostState,
  memoryShare,
  type VmState,
} from './cluster-load.ts';
import { compareIds } from './corrections.ts';
import { isWorthIt } from './cost-benefit.ts';
import type { DrsFacts, DrsRecommendation } from './facts.ts';
import { isPairwiseViolated, targetImbalance } from './imbalance.ts';
import { recommended } from './recommend.ts';
import { hasMovesLeft, hostsWithUnseen, isMovable, isOpenTo } from './room.ts';
import type { RuleBook } from './rules.ts';

const TOLERANCE = 1e-9;
/** With one VM more than another a host has not too many. */
const DIFFERENCE_MIN = 2;
const PRIORITY = 3;

interface Choice {
  readonly vm: VmState;
  readonly to: HostState;
  readonly imbalance: number;
}

/** One VM after another, with a rest after each. */
export function* balanceCounts(
  load: ClusterLoad,
  rules: RuleBook,
  facts: DrsFacts,
  recommendations: DrsRecommendation[],
): Generator<void> {
  const { level, options } = facts;
  const target = targetImbalance(level, load.hostCount, options.targetScale);
  if (target === undefined || load.hostCount < 2) return;
  const moved = new Set(recommendations.flatMap(({ moves }) => moves.map(({ vm }) => vm)));
  const counts = new CountBalancer({ load, rules, facts, moved, target });
  for (let choice = counts.next(); choice; choice = counts.next()) {
    const { vm, to } = choice;
    moved.add(vm.facts.id);
    const priority = keptPriority(PRIORITY, level);
    recommendations.push(recommended('maxVmsConstraint', priority, [vm], [load.move(vm, to)]));
    yield;
  }
}

interface Cluster {
  readonly load: ClusterLoad;
  readonly rules: RuleBook;
  readonly facts: DrsFacts;
  /** Ids of VMs that are on their way already. */
  readonly moved: ReadonlySet<string>;
  readonly target: number;
}

class CountBalancer {
  readonly #cluster: Cluster;
  readonly #unseen: ReadonlySet<HostState>;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#unseen = hostsWithUnseen(cluster.load.able);
  }

  /** The next VM to move: of the hosts with the most VMs, the first that can give one. */
  next(): Choice | undefined {
    const { options } = this.#cluster.facts;
    const open = this.#cluster.load.able
      .filter((host) => hasMovesLeft(host, options))
      .sort((left, right) => left.vms.size - right.vms.size || compareHosts(left, right));
    for (const source of open.toReversed()) {
      if (this.#unseen.has(source)) continue;
      for (const to of open) {
        if (source.vms.size - to.vms.size < DIFFERENCE_MIN) break;
        const choice = this.#best(source, to);
        if (choice) return choice;
      }
    }
    return undefined;
  }

  #best(source: HostState, to: HostState): Choice | undefined {
    const { load, target } = this.#cluster;
    // What is uneven already must at least not become worse.
    const most = Math.max(target, load.imbalance());
    let best: Choice | undefined;
    for (const vm of source.vms) {
      if (!this.#mayMove(vm, to)) continue;
      const imbalance = load.imbalanceAfter(vm, to);
      if (imbalance > most + TOLERANCE || !this.#keepsPairs(vm, to)) continue;
      if (!best || isBetter({ vm, to, imbalance }, best)) best = { vm, to, imbalance };
    }
    return best;
  }

  #mayMove(vm: VmState, to: HostState): boolean {
    const { facts, rules, moved } = this.#cluster;
    return (
      isMovable(vm) &&
      !moved.has(vm.facts.id) &&
      isOpenTo(to, vm, facts.options) &&
      rules.allows(vm, to) &&
      isWorthIt(vm, facts.options)
    );
  }

  /** No two hosts further apart by it than the level wants: balancing would take it back. */
  #keepsPairs(vm: VmState, to: HostState): boolean {
    const { load, facts } = this.#cluster;
    if (!facts.options.pairwise) return true;
    const sign = (host: HostState) => (host === to ? 1 : host === vm.host ? -1 : 0);
    const cpu = load.able.map(
      (host) => cpuShare(host) + (sign(host) * vm.load.cpuMhz) / host.facts.capacity.cpuMhz,
    );
    const memory = load.able.map(
      (host) => memoryShare(host) + (sign(host) * vm.load.memoryMb) / host.facts.capacity.memoryMb,
    );
    const after = Math.max(spreadOf(cpu), spreadOf(memory));
    return after <= load.spread() + TOLERANCE || !isPairwiseViolated(facts.level, after);
  }
}

function spreadOf(shares: readonly number[]): number {
  return Math.max(...shares) - Math.min(...shares);
}

function isBetter(one: Choice, other: Choice): boolean {
  if (Math.abs(one.imbalance - other.imbalance) > TOLERANCE) {
    return one.imbalance < other.imbalance;
  }
  return compareIds(one.vm.facts.id, other.vm.facts.id) < 0;
}

function compareHosts(left: HostState, right: HostState): number {
  return compareIds(left.facts.id, right.facts.id);
}
