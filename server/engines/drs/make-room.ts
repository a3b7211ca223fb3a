/**
 * Room for a virtual machine that fits nowhere: which others must move first.
 *
 * Of every host that could run it, VMs are sent away, the smallest that frees enough first, until it fits. The
 * host is taken for which the least memory must be copied. How the movers are chosen is ours.
 */
import {
  ClusterLoad,
  cpuShare,
  fullnessWith,
  type HostState,
  memoryShare,
  reservationOf,
  type VmState,
} from './cluster-load.ts';
import { byMemory, compareIds } from './corrections.ts';
import { entitlements } from './entitlement.ts';
import type { DrsReason, DrsRecommendation } from './facts.ts';
import { capacityOf, type PlacementFacts, type PlacementRefusal, refusalOf } from './placement.ts';
import { recommended } from './recommend.ts';
import { admits, canMoveTo, isMovable, staysBelowFull } from './room.ts';
import { RuleBook } from './rules.ts';

const TOLERANCE = 1e-9;
/** More moves for one VM than that are not worth it. Ours. */
const MOVES_MAX = 8;
/** Hosts tried in a large cluster: those that lack the least. Ours. */
const HOSTS_MAX = 16;

export interface Room {
  readonly host: string;
  /** In the order to carry them out, priority 1; one move each. */
  readonly moves: readonly DrsRecommendation[];
}

/** Undefined where no moves make room. Facts as for placing it, with where the others can run. */
export function makeRoom(facts: PlacementFacts): Room | undefined {
  const { newcomer, vms, pools, hosts } = facts;
  const entitled = entitlements({ capacity: capacityOf(hosts), pools, vms });
  const rules = new RuleBook(facts.rules);
  let best: { room: Room; memoryMb: number } | undefined;
  const start = new ClusterLoad(facts, entitled);
  const candidates = start.able
    .filter((host) => CURABLE.has(refusalOf(host, facts, rules) ?? 'notAble'))
    .toSorted((left, right) => lack(left, newcomer) - lack(right, newcomer));
  for (const { index } of candidates.slice(0, HOSTS_MAX)) {
    const load = new ClusterLoad(facts, entitled);
    const host = load.hosts[index];
    const moves = host && new Clearing(load, rules, facts).clear(host);
    if (!host || !moves) continue;
    const memoryMb = moves
      .flatMap((one) => one.moves)
      .reduce((sum, one) => sum + one.load.memoryMb, 0);
    if (best && memoryMb >= best.memoryMb - TOLERANCE) continue;
    best = { room: { host: host.facts.id, moves }, memoryMb };
  }
  return best?.room;
}

/** Refusals that moves of others may cure. */
const CURABLE: ReadonlySet<PlacementRefusal> = new Set(['noRoom', 'rule']);

class Clearing {
  readonly #load: ClusterLoad;
  readonly #rules: RuleBook;
  readonly #facts: PlacementFacts;

  constructor(load: ClusterLoad, rules: RuleBook, facts: PlacementFacts) {
    this.#load = load;
    this.#rules = rules;
    this.#facts = facts;
  }

  /** Undefined when it cannot be done. */
  clear(host: HostState): readonly DrsRecommendation[] | undefined {
    const { newcomer } = this.#facts;
    if (this.#rules.isForbidden(newcomer.id, host.facts.id)) return undefined;
    const moves: DrsRecommendation[] = [];
    while (moves.length < MOVES_MAX) {
      const refusal = refusalOf(host, this.#facts, this.#rules);
      if (!refusal) return moves;
      const found = refusal === 'rule' ? this.#adversary(host) : this.#occupant(host);
      if (!found) return undefined;
      const { vm, to } = found;
      const reason = refusal === 'rule' ? 'antiAffin' : this.#reason(host);
      moves.push(recommended(reason, 1, [vm], [this.#load.move(vm, to)]));
    }
    return refusalOf(host, this.#facts, this.#rules) ? undefined : moves;
  }

  /** One that must not run beside it. */
  #adversary(host: HostState) {
    const { id } = this.#facts.newcomer;
    const kept = new Set(
      this.#rules.vmRules
        .filter(({ kind, vms }) => kind === 'antiAffinity' && vms.includes(id))
        .flatMap(({ vms }) => vms),
    );
    return this.#first(byMemory([...host.vms]).filter(({ facts }) => kept.has(facts.id)));
  }

  /** The smallest that frees enough, else the largest that fits elsewhere. */
  #occupant(host: HostState) {
    const all = byReservation([...host.vms]);
    const short = shortage(host, this.#facts.newcomer);
    const enough = all.filter((vm) => {
      const { cpuMhz, memoryMb } = reservationOf(vm.facts);
      return cpuMhz >= short.cpuMhz - TOLERANCE && memoryMb >= short.memoryMb - TOLERANCE;
    });
    return this.#first(enough) ?? this.#first(all.toReversed());
  }

  #first(vms: readonly VmState[]): { vm: VmState; to: HostState } | undefined {
    for (const vm of vms) {
      const to = isMovable(vm) ? this.#destination(vm) : undefined;
      if (to) return { vm, to };
    }
    return undefined;
  }

  /** The host that stays emptiest with it; no rule is broken by it, and none gets full. */
  #destination(vm: VmState): HostState | undefined {
    const { options } = this.#facts;
    return this.#load.able
      .filter(
        (host) =>
          canMoveTo(vm, host) &&
          staysBelowFull(host, vm) &&
          admits(host, vm.facts, options) &&
          this.#rules.allows(vm, host),
      )
      .toSorted(
        (left, right) =>
          fullnessWith(left, vm.load) - fullnessWith(right, vm.load) ||
          compareIds(left.facts.id, right.facts.id),
      )[0];
  }

  #reason(host: HostState): DrsReason {
    const { cpuMhz, memoryMb } = shortage(host, this.#facts.newcomer);
    if (memoryMb > TOLERANCE) return 'reservationMem';
    return cpuMhz > TOLERANCE ? 'reservationCpu' : 'maxVmsConstraint';
  }
}

/** What is missing for its reservations. */
function shortage(host: HostState, newcomer: PlacementFacts['newcomer']) {
  const need = reservationOf(newcomer);
  const { capacity } = host.facts;
  return {
    cpuMhz: Math.max(0, host.reservedCpu + need.cpuMhz - capacity.cpuMhz),
    memoryMb: Math.max(0, host.reservedMemory + need.memoryMb - capacity.memoryMb),
  };
}

function lack(host: HostState, newcomer: PlacementFacts['newcomer']): number {
  const { cpuMhz, memoryMb } = shortage(host, newcomer);
  const { capacity } = host.facts;
  const short = Math.max(cpuMhz / capacity.cpuMhz, memoryMb / capacity.memoryMb);
  return short + (cpuShare(host) + memoryShare(host)) * TOLERANCE;
}

function byReservation(vms: readonly VmState[]): VmState[] {
  const reserved = ({ facts }: VmState) => {
    const { cpuMhz, memoryMb } = reservationOf(facts);
    return cpuMhz + memoryMb;
  };
  return byMemory(vms).sort((left, right) => reserved(left) - reserved(right));
}
