/**
 * The cluster as a pass imagines it: who would run where, and how loaded each host would be. Moves are
 * tried on it one by one.
 *
 * The imbalance of a move is told from running sums (of shares and of their squares), so that a candidate
 * costs the same in a cluster of two hosts as in one of a hundred.
 */
import type { Amount, DrsFacts, DrsHost, DrsMove, DrsVm, HostLoad } from './facts.ts';
import { combined, deviation, type Weights, weightsFor } from './imbalance.ts';

const TOLERANCE = 1e-9;
/** Without a reservation nothing is kept free but this; mirrors admission. */
const NO_RESERVATION = 0;

/** A host in the picture. */
export interface HostState {
  readonly facts: DrsHost;
  readonly index: number;
  readonly vms: Set<VmState>;
  loadCpu: number;
  loadMemory: number;
  reservedCpu: number;
  reservedMemory: number;
  vcpus: number;
  movesOut: number;
  movesIn: number;
}

export interface VmState {
  readonly facts: DrsVm;
  readonly load: Amount;
  /** 1 where it can run, by host index; one array for all VMs of one kind. */
  readonly canRunOn: Uint8Array;
  host: HostState;
}

/** Sums over able hosts of one resource. */
interface Sums {
  sum: number;
  squares: number;
  /** Hosts of which more is asked than they have. */
  scarce: number;
}

export class ClusterLoad {
  readonly hosts: readonly HostState[];
  readonly able: readonly HostState[];
  /** Of able hosts. */
  readonly hostCount: number;
  readonly vms: ReadonlyMap<string, VmState>;
  readonly #fixedWeights: Weights | undefined;
  readonly #cpu: Sums = { sum: 0, squares: 0, scarce: 0 };
  readonly #memory: Sums = { sum: 0, squares: 0, scarce: 0 };

  constructor(facts: DrsFacts, entitlements: ReadonlyMap<string, Amount>) {
    this.hosts = facts.hosts.map(hostState);
    this.able = this.hosts.filter(({ facts: { state } }) => state === 'able');
    this.hostCount = this.able.length;
    this.#fixedWeights = facts.options.weights;
    const byId = new Map(this.hosts.map((host) => [host.facts.id, host]));
    const masks = new Map<ReadonlySet<string>, Uint8Array>();
    const vms = new Map<string, VmState>();
    for (const vm of facts.vms) {
      const host = byId.get(vm.host);
      if (!host) continue;
      const canRunOn = masks.get(vm.hosts) ?? this.#mask(vm.hosts);
      masks.set(vm.hosts, canRunOn);
      const load = entitlements.get(vm.id) ?? { cpuMhz: 0, memoryMb: 0 };
      const state: VmState = { facts: vm, load, canRunOn, host };
      vms.set(vm.id, state);
      occupy(host, state);
    }
    this.vms = vms;
    for (const host of this.able) this.#count(host, 1);
  }

  imbalance(): number {
    return this.#imbalanceOf(this.#cpu, this.#memory);
  }

  /** Deviations of CPU and memory. */
  deviations(): { readonly cpu: number; readonly memory: number } {
    return {
      cpu: deviation(this.hostCount, this.#cpu.sum, this.#cpu.squares),
      memory: deviation(this.hostCount, this.#memory.sum, this.#memory.squares),
    };
  }

  /** The greatest difference between two able hosts, of CPU or memory. */
  spread(): number {
    if (this.able.length < 2) return 0;
    const spreadOf = (shares: readonly number[]) => Math.max(...shares) - Math.min(...shares);
    return Math.max(spreadOf(this.able.map(cpuShare)), spreadOf(this.able.map(memoryShare)));
  }

  /** The imbalance as it would be after a move. */
  imbalanceAfter(vm: VmState, to: HostState): number {
    const { cpuMhz, memoryMb } = vm.load;
    const from = vm.host.facts.state === 'able' ? vm.host : undefined;
    return this.#imbalanceOf(
      shifted(this.#cpu, capacityCpu, loadCpu, { from, to, amount: cpuMhz }),
      shifted(this.#memory, capacityMemory, loadMemory, { from, to, amount: memoryMb }),
    );
  }

  /** The imbalance with a VM added that runs nowhere yet. */
  imbalanceWith({ cpuMhz, memoryMb }: Amount, to: HostState): number {
    return this.#imbalanceOf(
      shifted(this.#cpu, capacityCpu, loadCpu, { from: undefined, to, amount: cpuMhz }),
      shifted(this.#memory, capacityMemory, loadMemory, { from: undefined, to, amount: memoryMb }),
    );
  }

  /** Carries a move out in the picture; answers it with the loads there were. */
  move(vm: VmState, to: HostState): DrsMove {
    const from = vm.host;
    const told: DrsMove = {
      vm: vm.facts.id,
      source: from.facts.id,
      destination: to.facts.id,
      load: vm.load,
      sourceLoad: loadOf(from),
      destinationLoad: loadOf(to),
    };
    for (const host of [from, to]) if (host.facts.state === 'able') this.#count(host, -1);
    leave(from, vm);
    occupy(to, vm);
    vm.host = to;
    for (const host of [from, to]) if (host.facts.state === 'able') this.#count(host, 1);
    from.movesOut += 1;
    to.movesIn += 1;
    return told;
  }

  picture(): HostLoad[] {
    return this.hosts.map((host) => ({
      id: host.facts.id,
      load: loadOf(host),
      cpuShare: cpuShare(host),
      memoryShare: memoryShare(host),
      vmCount: host.vms.size,
    }));
  }

  #mask(hosts: ReadonlySet<string>): Uint8Array {
    return Uint8Array.from(this.hosts, ({ facts }) => (hosts.has(facts.id) ? 1 : 0));
  }

  #count(host: HostState, sign: 1 | -1): void {
    for (const [sums, share] of [
      [this.#cpu, cpuShare(host)],
      [this.#memory, memoryShare(host)],
    ] as const) {
      sums.sum += sign * share;
      sums.squares += sign * share * share;
      sums.scarce += sign * isScarce(share);
    }
  }

  #imbalanceOf(cpu: Sums, memory: Sums): number {
    const weights = this.#fixedWeights ?? weightsFor(cpu.scarce > 0, memory.scarce > 0);
    return combined(
      deviation(this.hostCount, cpu.sum, cpu.squares),
      deviation(this.hostCount, memory.sum, memory.squares),
      weights,
    );
  }
}

interface Shift {
  readonly from: HostState | undefined;
  readonly to: HostState;
  readonly amount: number;
}

/** Sums of one resource as they would be with an amount elsewhere. */
function shifted(
  { sum, squares, scarce }: Sums,
  capacity: (host: HostState) => number,
  load: (host: HostState) => number,
  { from, to, amount }: Shift,
): Sums {
  const added = amount / capacity(to);
  const before = load(to) / capacity(to);
  const after = before + added;
  const sums = {
    sum: sum + added,
    squares: squares + added * (before + after),
    scarce: scarce + isScarce(after) - isScarce(before),
  };
  if (!from) return sums;
  const taken = amount / capacity(from);
  const had = load(from) / capacity(from);
  sums.sum -= taken;
  sums.squares -= taken * (2 * had - taken);
  sums.scarce += isScarce(had - taken) - isScarce(had);
  return sums;
}

function isScarce(share: number): 0 | 1 {
  return share > 1 + TOLERANCE ? 1 : 0;
}

function loadCpu(host: HostState): number {
  return host.loadCpu;
}

function loadMemory(host: HostState): number {
  return host.loadMemory;
}

export function cpuShare(host: HostState): number {
  return host.loadCpu / capacityCpu(host);
}

export function memoryShare(host: HostState): number {
  return host.loadMemory / capacityMemory(host);
}

/** The larger of its two shares: how full a host is. */
export function fullness(host: HostState): number {
  return Math.max(cpuShare(host), memoryShare(host));
}

/** How full it would be with a VM more. */
export function fullnessWith(host: HostState, load: Amount): number {
  return Math.max(
    (host.loadCpu + load.cpuMhz) / capacityCpu(host),
    (host.loadMemory + load.memoryMb) / capacityMemory(host),
  );
}

export function loadOf(host: HostState): Amount {
  return { cpuMhz: host.loadCpu, memoryMb: host.loadMemory };
}

/** Reserved memory includes the overhead of virtualization. */
export function reservationOf({ cpu, memory, overheadMb }: DrsVm): Amount {
  return {
    cpuMhz: Math.max(NO_RESERVATION, cpu.reservation),
    memoryMb: Math.max(NO_RESERVATION, memory.reservation) + overheadMb,
  };
}

function capacityCpu({ facts }: HostState): number {
  return Math.max(facts.capacity.cpuMhz, TOLERANCE);
}

function capacityMemory({ facts }: HostState): number {
  return Math.max(facts.capacity.memoryMb, TOLERANCE);
}

function hostState(facts: DrsHost, index: number): HostState {
  return {
    facts,
    index,
    vms: new Set(),
    loadCpu: 0,
    loadMemory: 0,
    reservedCpu: 0,
    reservedMemory: 0,
    vcpus: 0,
    movesOut: 0,
    movesIn: 0,
  };
}

function occupy(host: HostState, vm: VmState): void {
  host.vms.add(vm);
  add(host, vm, 1);
}

function leave(host: HostState, vm: VmState): void {
  host.vms.delete(vm);
  add(host, vm, -1);
}

function add(host: HostState, { facts, load }: VmState, sign: 1 | -1): void {
  const reserved = reservationOf(facts);
  host.loadCpu += sign * load.cpuMhz;
  host.loadMemory += sign * load.memoryMb;
  host.reservedCpu += sign * reserved.cpuMhz;
  host.reservedMemory += sign * reserved.memoryMb;
  host.vcpus += sign * facts.vcpuCount;
}
