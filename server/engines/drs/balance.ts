/**
 * Balancing, the classic way: greedy hill climbing. As long as the cluster is less even than its level
 * wants, the one move that helps most is taken, if it is worth its cost.
 *
 * In a large cluster not every move is compared with every other: the best is nearly always one from the
 * fullest host to one of the emptiest, so those are looked at, fullest first, until one helps enough. That
 * keeps a pass over ten thousand VMs short. Source: "VMware Distributed Resource Management" (VMware
 * Technical Journal 2012); the least goodness and the short cut are ours.
 */
import { type ClusterLoad, fullness, type HostState, type VmState } from './cluster-load.ts';
import { byMemory, compareIds } from './corrections.ts';
import { isWorthIt } from './cost-benefit.ts';
import type { ConsideredMove, DrsFacts, DrsLevel, DrsRecommendation } from './facts.ts';
import { balancePriority, isPairwiseViolated, targetImbalance } from './imbalance.ts';
import { movedForBalance } from './recommend.ts';
import { hasMovesLeft, hostsWithUnseen, isMovable, isOpenTo } from './room.ts';
import type { RuleBook } from './rules.ts';

const TOLERANCE = 1e-9;
const GOODNESS_MIN = 0.02;
/** Far from the target small moves are taken too. */
const FAR_FROM_TARGET = 2;
const GOODNESS_FAR_SHARE = 0.1;
/** What is told to those who ask why; older ones are forgotten. */
const CONSIDERED_MAX = 500;
/** Candidates looked at between two rests. */
const STEP_CANDIDATES = 4000;
/** In clusters of no more hosts every candidate is looked at before every move. */
const EXACT_HOSTS_MAX = 16;
/** In larger ones so many of the emptiest hosts are looked at first. */
const DESTINATIONS_MAX = 8;

interface Candidate {
  readonly vm: VmState;
  readonly to: HostState;
  /** By how much the imbalance falls. */
  readonly goodness: number;
}

export class Balancer {
  readonly considered: ConsideredMove[] = [];
  readonly #load: ClusterLoad;
  readonly #rules: RuleBook;
  readonly #facts: DrsFacts;
  readonly #target: number;
  readonly #moved = new Set<VmState>();
  /** Hosts that no move helps any more. */
  readonly #helpless = new Set<HostState>();
  /** Hosts whose load is not known well enough to take VMs from them. */
  readonly #unseen: ReadonlySet<HostState>;
  #looked = 0;

  constructor(load: ClusterLoad, rules: RuleBook, facts: DrsFacts) {
    this.#load = load;
    this.#rules = rules;
    this.#facts = facts;
    this.#unseen = hostsWithUnseen(load.able);
    const { level, options } = facts;
    this.#target =
      targetImbalance(level, load.hostCount, options.targetScale) ?? Number.POSITIVE_INFINITY;
  }

  /** Rests now and then, so that its caller may do something else. */
  *run(recommendations: DrsRecommendation[]): Generator<void> {
    if (this.#facts.level === 1 || this.#load.hostCount < 2) return;
    while (this.#isUneven()) {
      const isSmall = this.#load.hostCount <= EXACT_HOSTS_MAX;
      const chosen = yield* isSmall ? this.#bestOfAll() : this.#bestOfFullest();
      if (!chosen) return;
      recommendations.push(this.#take(chosen));
    }
  }

  #isUneven(): boolean {
    if (this.#load.imbalance() > this.#target + TOLERANCE) return true;
    const { level, options } = this.#facts;
    return options.pairwise && isPairwiseViolated(level, this.#load.spread());
  }

  /** Hosts fuller than the average, fullest first. */
  #sources(): HostState[] {
    const { able } = this.#load;
    const mean = able.reduce((sum, host) => sum + fullness(host), 0) / able.length;
    return able
      .filter((host) => fullness(host) >= mean && this.#gives(host))
      .sort((left, right) => fullness(right) - fullness(left));
  }

  /** The best of all moves, if it gains enough. */
  *#bestOfAll(): Generator<void, Candidate | undefined> {
    let top: Candidate | undefined;
    const candidates: Candidate[] = [];
    for (const source of this.#sources()) {
      const candidate = this.#bestOf(source, this.#load.able);
      yield* this.#rest();
      if (!candidate) continue;
      candidates.push(candidate);
      if (!top || isBetter(candidate, top)) top = candidate;
    }
    const accepted = top && this.#gainsEnough(top) ? top : undefined;
    const beaten = accepted ? 'another was better' : 'too little gained';
    for (const one of candidates) this.#note(one, one === accepted ? 'taken' : beaten);
    return accepted;
  }

  /** In a large cluster the fullest host which a move to one of the emptiest helps enough. */
  *#bestOfFullest(): Generator<void, Candidate | undefined> {
    const emptiest = this.#emptiest();
    for (const source of this.#sources()) {
      if (this.#helpless.has(source)) continue;
      const candidate = this.#bestOf(source, emptiest) ?? this.#bestOf(source, this.#load.able);
      yield* this.#rest();
      const accepted = candidate !== undefined && this.#gainsEnough(candidate);
      if (candidate) this.#note(candidate, accepted ? 'taken' : 'too little gained');
      if (accepted) return candidate;
      this.#helpless.add(source);
    }
    return undefined;
  }

  #emptiest(): readonly HostState[] {
    return this.#load.able
      .filter((host) => this.#hasMovesLeft(host))
      .sort((left, right) => fullness(left) - fullness(right))
      .slice(0, DESTINATIONS_MAX);
  }

  *#rest(): Generator<void> {
    if (this.#looked < STEP_CANDIDATES) return;
    this.#looked = 0;
    yield;
  }

  #gainsEnough({ goodness }: Candidate): boolean {
    return goodness >= this.#goodnessMin(this.#load.imbalance()) - TOLERANCE;
  }

  #goodnessMin(imbalance: number): number {
    const { options } = this.#facts;
    if (options.minGoodness !== undefined) return options.minGoodness;
    const least = GOODNESS_MIN / Math.sqrt(this.#load.hostCount);
    return imbalance > FAR_FROM_TARGET * this.#target ? least * GOODNESS_FAR_SHARE : least;
  }

  #bestOf(source: HostState, destinations: readonly HostState[]): Candidate | undefined {
    const imbalance = this.#load.imbalance();
    let best: Candidate | undefined;
    for (const vm of source.vms) {
      if (!isMovable(vm) || this.#moved.has(vm)) continue;
      for (const to of destinations) {
        if (!this.#fits(vm, to)) continue;
        this.#looked += 1;
        const goodness = imbalance - this.#load.imbalanceAfter(vm, to);
        if (goodness <= TOLERANCE || (best && goodness < best.goodness - TOLERANCE)) continue;
        best = this.#better({ vm, to, goodness }, best);
      }
    }
    return best;
  }

  /** The candidate if it beats the best so far and may be taken. */
  #better(candidate: Candidate, best: Candidate | undefined): Candidate | undefined {
    if (best && !isBetter(candidate, best)) return best;
    if (!this.#rules.allows(candidate.vm, candidate.to)) return best;
    if (isWorthIt(candidate.vm, this.#facts.options)) return candidate;
    this.#note(candidate, 'costs more than it brings');
    return best;
  }

  /** To an emptier host which does not get full by it. */
  #fits(vm: VmState, to: HostState): boolean {
    return fullness(to) < fullness(vm.host) && isOpenTo(to, vm, this.#facts.options);
  }

  #gives(host: HostState): boolean {
    return !this.#unseen.has(host) && this.#hasMovesLeft(host);
  }

  #hasMovesLeft(host: HostState): boolean {
    return hasMovesLeft(host, this.#facts.options);
  }

  #take({ vm, to }: Candidate): DrsRecommendation {
    const priority = balancePriority(this.#load.imbalance(), this.#load.hostCount);
    this.#helpless.delete(to);
    // Once a period is enough for one VM.
    this.#moved.add(vm);
    return movedForBalance(this.#load, vm, to, keptPriority(priority, this.#facts.level));
  }

  #note({ vm, to, goodness }: Candidate, verdict: ConsideredMove['verdict']): void {
    if (this.considered.length >= CONSIDERED_MAX) this.considered.shift();
    const { id } = vm.facts;
    const [source, destination] = [vm.host.facts.id, to.facts.id];
    this.considered.push({ vm: id, source, destination, goodness, verdict });
  }
}

/** More gained; of equals the smaller VM, then the older one, then the emptier host. */
function isBetter(one: Candidate, other: Candidate): boolean {
  if (Math.abs(one.goodness - other.goodness) > TOLERANCE) return one.goodness > other.goodness;
  if (one.vm !== other.vm) {
    const [smaller] = byMemory([one.vm, other.vm]);
    return smaller === one.vm;
  }
  const difference = fullness(one.to) - fullness(other.to);
  if (Math.abs(difference) > TOLERANCE) return difference < 0;
  return compareIds(one.to.facts.id, other.to.facts.id) < 0;
}

/** What only the difference of two hosts asks for still counts as much as the level keeps. */
export function keptPriority(priority: 2 | 3 | 4 | 5, level: DrsLevel): 2 | 3 | 4 | 5 {
  return level >= 2 && priority > level ? (level as 2 | 3 | 4 | 5) : priority;
}
