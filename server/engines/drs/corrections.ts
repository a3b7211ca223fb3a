/**
 * What DRS does before it thinks of balance: empties hosts that are leaving, mends broken rules, and
 * frees hosts on which more is reserved than they have. All of it has priority 1, except soft rules
 * between VMs and hosts, which are only mended where no host gets full by it.
 */
import type { FaultVerdict } from '../plan.ts';
import {
  type ClusterLoad,
  cpuShare,
  fullness,
  fullnessWith,
  type HostState,
  memoryShare,
  type VmState,
} from './cluster-load.ts';
import type { DrsFault, DrsOptions, DrsReason, DrsRecommendation } from './facts.ts';
import { recommended } from './recommend.ts';
import { admits, canMoveTo, isMovable, staysBelowFull } from './room.ts';
import type { HostRule, RuleBook, VmRule } from './rules.ts';

const TOLERANCE = 1e-9;

/** Recommendations and faults as they are found. */
export interface Findings {
  readonly recommendations: DrsRecommendation[];
  readonly faults: DrsFault[];
}

export class Corrections {
  readonly #load: ClusterLoad;
  readonly #rules: RuleBook;
  readonly #options: DrsOptions;
  readonly #findings: Findings;

  constructor(load: ClusterLoad, rules: RuleBook, options: DrsOptions, findings: Findings) {
    this.#load = load;
    this.#rules = rules;
    this.#options = options;
    this.#findings = findings;
  }

  run(): void {
    for (const host of this.#load.hosts) {
      if (host.facts.state === 'leaving') this.#evacuate(host);
    }
    for (const rule of this.#rules.hostRules) if (rule.mandatory) this.#mendHostRule(rule);
    for (const rule of this.#rules.vmRules) {
      if (rule.kind === 'affinity') this.#mendAffinity(rule);
      else this.#mendAntiAffinity(rule);
    }
    for (const host of this.#load.able) this.#mendReservations(host);
    for (const rule of this.#rules.hostRules) if (!rule.mandatory) this.#mendHostRule(rule);
  }

  #evacuate(host: HostState): void {
    const reason = host.facts.leavesFor === 'standby' ? 'enterStandby' : 'hostMaint';
    for (const vm of byMemory([...host.vms]).reverse()) {
      if (vm.host !== host) continue;
      if (!this.#mayMove(vm, reason)) continue;
      const group = this.#companionsOn(vm, host);
      const to = this.#best(group) ?? this.#best([vm]);
      if (to) this.#recommend(reason, to === this.#best(group) ? group : [vm], to);
      else this.#fail(reason, vm, noCompatibleHost(vm));
    }
  }

  /** VMs of a host that must stay with this one and can move with it. */
  #companionsOn(vm: VmState, host: HostState): VmState[] {
    const ids = this.#rules.companions(vm.facts.id);
    return [...host.vms].filter((one) => ids.has(one.facts.id) && isMovable(one));
  }

  #mendHostRule(rule: HostRule): void {
    const reason = rule.mandatory ? 'vmHostHardAffinity' : 'vmHostSoftAffinity';
    const hosts = new Set(rule.hosts);
    for (const id of rule.vms) {
      const vm = this.#load.vms.get(id);
      if (!vm || hosts.has(vm.host.facts.id) === rule.affine) continue;
      if (!this.#mayMove(vm, reason)) continue;
      const fits = ({ facts }: HostState) => hosts.has(facts.id) === rule.affine;
      const to = this.#best([vm], (host) => fits(host) && staysBelowFull(host, vm));
      const forced = rule.mandatory ? this.#best([vm], fits) : undefined;
      if (to ?? forced) this.#recommend(reason, [vm], (to ?? forced) as HostState);
      else this.#fail(reason, vm, noRuleHost(vm, rule.mandatory));
    }
  }

  /** All to the host where the least must move. */
  #mendAffinity(rule: VmRule): void {
    const vms = this.#present(rule);
    const homes = [...new Set(vms.map(({ host }) => host))];
    if (homes.length < 2) return;
    let best: { to: HostState; movers: VmState[]; memoryMb: number } | undefined;
    for (const to of homes) {
      const movers = vms.filter(({ host }) => host !== to);
      if (!movers.every(isMovable) || !this.#takes(to, movers)) continue;
      const memoryMb = sum(movers.map(({ load }) => load.memoryMb));
      if (!best || memoryMb < best.memoryMb - TOLERANCE) best = { to, movers, memoryMb };
    }
    if (best) this.#recommend('jointAffin', best.movers, best.to);
    else for (const vm of vms) this.#fail('jointAffin', vm, ruleViolation(vm));
  }

  /** Where several run, the largest stays. */
  #mendAntiAffinity(rule: VmRule): void {
    const vms = this.#present(rule);
    for (const host of new Set(vms.map((vm) => vm.host))) {
      const here = byMemory(vms.filter((vm) => vm.host === host));
      for (const vm of here) {
        const isAlone = vms.every((other) => other === vm || other.host !== vm.host);
        if (isAlone) continue;
        if (!this.#mayMove(vm, 'antiAffin')) continue;
        const to = this.#best([vm]);
        if (to) this.#recommend('antiAffin', [vm], to);
        else this.#fail('antiAffin', vm, ruleViolation(vm));
      }
    }
  }

  /** The smallest VM that frees enough, else the largest that fits elsewhere, until it suffices. */
  #mendReservations(host: HostState): void {
    for (let over = overReserved(host); over; over = overReserved(host)) {
      const candidates = byReservation([...host.vms]).filter(isMovable);
      const mover =
        candidates.find((vm) => frees(vm, over) && this.#best([vm])) ??
        candidates.findLast((vm) => this.#best([vm]));
      const to = mover && this.#best([mover]);
      if (!mover || !to) return;
      this.#recommend(over.cpuMhz > 0 ? 'reservationCpu' : 'reservationMem', [mover], to);
    }
  }

  #present(rule: VmRule): VmState[] {
    return rule.vms.flatMap((id) => this.#load.vms.get(id) ?? []);
  }

  /** Says why not when a VM must not move. */
  #mayMove(vm: VmState, reason: DrsReason): boolean {
    if (isMovable(vm)) return true;
    this.#fail(reason, vm, vm.facts.immovable ?? drsDisabled());
    return false;
  }

  /** The host that stays emptiest with the VMs on it; a full one only when there is no other. */
  #best(vms: readonly VmState[], fits?: (host: HostState) => boolean): HostState | undefined {
    let best: HostState | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const host of this.#load.able) {
      if (!this.#takes(host, vms, { full: true }) || (fits && !fits(host))) continue;
      const full = fullnessWith(host, sumOf(vms));
      const rank = full < 1 - TOLERANCE ? full : full + 1000;
      if (rank < least - TOLERANCE) [best, least] = [host, rank];
    }
    return best;
  }

  #takes(host: HostState, vms: readonly VmState[], may: { full: boolean } = { full: false }) {
    const movers = vms.filter((vm) => vm.host !== host);
    const together = new Set(vms.map(({ facts }) => facts.id));
    const { fullestShare } = this.#options;
    const full = fullnessWith(host, sumOf(movers));
    return (
      (fullestShare === undefined || full <= fullestShare + TOLERANCE) &&
      (may.full || full < 1 - TOLERANCE) &&
      movers.every(
        (vm) =>
          canMoveTo(vm, host) &&
          admits(host, vm.facts, this.#options) &&
          !this.#rules.isForbidden(vm.facts.id, host.facts.id) &&
          (vms.length > 1 || !this.#breaksMore(vm, host, together)),
      )
    );
  }

  /** A VM alone must not leave its companions or meet those it is kept from. */
  #breaksMore(vm: VmState, host: HostState, together: ReadonlySet<string>): boolean {
    return together.size < 2 && this.#rules.breaksVmRule(vm, host) && !this.#isLeft(vm);
  }

  /** On a host that is leaving a broken rule is the lesser evil. */
  #isLeft(vm: VmState): boolean {
    return vm.host.facts.state === 'leaving';
  }

  #recommend(reason: DrsReason, vms: readonly VmState[], to: HostState): void {
    const moves = vms.filter((vm) => vm.host !== to).map((vm) => this.#load.move(vm, to));
    this.#findings.recommendations.push(recommended(reason, 1, vms, moves));
  }

  #fail(reason: DrsReason, vm: VmState, fault: FaultVerdict): void {
    this.#findings.faults.push({ reason, vm: vm.facts.id, fault });
  }
}

/** Small ones first; equals by id. */
export function byMemory(vms: readonly VmState[]): VmState[] {
  return vms.toSorted(
    (left, right) =>
      left.load.memoryMb - right.load.memoryMb || compareIds(left.facts.id, right.facts.id),
  );
}

function byReservation(vms: readonly VmState[]): VmState[] {
  const reserved = ({ facts }: VmState) => facts.cpu.reservation + facts.memory.reservation;
  return byMemory(vms).sort((left, right) => reserved(left) - reserved(right));
}

/** `vm-9` before `vm-10`. */
export function compareIds(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

function overReserved(host: HostState): { cpuMhz: number; memoryMb: number } | undefined {
  const cpuMhz = Math.max(0, host.reservedCpu - host.facts.capacity.cpuMhz);
  const memoryMb = Math.max(0, host.reservedMemory - host.facts.capacity.memoryMb);
  return cpuMhz > TOLERANCE || memoryMb > TOLERANCE ? { cpuMhz, memoryMb } : undefined;
}

function frees({ facts }: VmState, over: { cpuMhz: number; memoryMb: number }): boolean {
  const memoryMb = facts.memory.reservation + facts.overheadMb;
  return facts.cpu.reservation >= over.cpuMhz && memoryMb >= over.memoryMb;
}

function sumOf(vms: readonly VmState[]) {
  return {
    cpuMhz: sum(vms.map(({ load }) => load.cpuMhz)),
    memoryMb: sum(vms.map(({ load }) => load.memoryMb)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function noCompatibleHost({ facts }: VmState): FaultVerdict {
  const message = `No compatible host has been found for the virtual machine '${facts.name}'.`;
  return { name: 'NoCompatibleHost', detail: {}, message };
}

function noRuleHost({ facts }: VmState, mandatory: boolean): FaultVerdict {
  return {
    name: mandatory ? 'NoCompatibleHardAffinityHost' : 'SoftRuleVioCorrectionImpact',
    detail: { vmName: facts.name },
    message: mandatory
      ? `No host is compatible with the virtual machine '${facts.name}' and its mandatory rules.`
      : `Correcting the soft rule of the virtual machine '${facts.name}' would load a host too much.`,
  };
}

function ruleViolation({ facts }: VmState): FaultVerdict {
  const message = `The virtual machine '${facts.name}' violates a rule that cannot be corrected now.`;
  return { name: 'RuleViolation', detail: {}, message };
}

function drsDisabled(): FaultVerdict {
  return {
    name: 'DrsDisabledOnVm',
    detail: {},
    message: 'DRS is disabled for the virtual machine.',
  };
}

/** How loaded a host is, for ties: by its fuller resource, then by both. */
export function compareLoads(left: HostState, right: HostState): number {
  const both = (host: HostState) => cpuShare(host) + memoryShare(host);
  return fullness(left) - fullness(right) || both(left) - both(right);
}
