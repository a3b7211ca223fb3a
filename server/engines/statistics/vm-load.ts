/**
 * What a running VM uses at a sample: its demand by its profile, and what its host delivers of it.
 *
 * Figures are whole numbers in the units of the counters, so that a host's are the sums of its VMs'
 * to the last digit. Ready time is demand that was not delivered, as time of the VM's processors.
 */
import { amount, peakOf, type Scaled, steadyUntil } from './demand-function.ts';
import type { DiskFacts, DisksDemand } from './disk-io.ts';
import { SAMPLE_MS, SAMPLE_SECONDS, sampleAfter } from './grid.ts';

/** Shares and bounds of one resource, MHz or MB; a negative limit is none. */
export interface Allocation {
  readonly shares: number;
  readonly reservation: number;
  readonly limit: number;
}

/** What stays the same between two changes of a VM. */
export interface VmLoadFacts {
  readonly host: string;
  readonly pool: string | undefined;
  readonly bootMs: number;
  readonly vcpuCount: number;
  /** All of its processors. */
  readonly maxCpuMhz: number;
  readonly memoryMb: number;
  readonly overheadKb: number;
  readonly cpu: Allocation;
  readonly memory: Allocation;
  readonly disks: readonly DiskFacts[];
  /** Ids of the datastores on which its disks lie, each once. */
  readonly datastores: readonly string[];
  readonly demand: VmDemand;
}

/** A function per quantity, each in the unit of its name. */
export interface VmDemand extends DisksDemand {
  readonly cpuMhz: Scaled;
  readonly activeMb: Scaled;
  readonly consumedMb: Scaled;
  readonly dirtyMbPerSecond: Scaled;
  /** Most that is written anew between two samples. */
  readonly workingSetMb: number;
  readonly networkReceivedKbPerSecond: Scaled;
  readonly networkTransmittedKbPerSecond: Scaled;
  /** Those of them which are not constant, but for what disks do. */
  readonly varying: readonly Scaled[];
}

/** What a VM wants at a sample, before anybody else is asked. */
export interface VmWant {
  readonly cpuMhz: number;
  readonly activeKb: number;
  readonly consumedKb: number;
  readonly writtenKb: number;
  readonly receivedKbps: number;
  readonly transmittedKbps: number;
}

/** What a VM has at a sample. */
export interface VmLoad extends VmWant {
  readonly facts: VmLoadFacts;
  /** Wanted; `cpuMhz` is what was delivered. */
  readonly cpuDemandMhz: number;
  readonly cpuEntitledMhz: number;
  /** Times of all virtual processors between two samples, ms. */
  readonly readyMs: number;
  readonly usedMs: number;
  readonly memoryEntitledKb: number;
  readonly balloonedKb: number;
  readonly swappedKb: number;
  readonly overheadKb: number;
}

/** What a host gives a VM: MHz and KB. */
export interface Grant {
  readonly cpuMhz: number;
  readonly cpuEntitledMhz: number;
  readonly memoryKb: number;
  readonly memoryEntitledKb: number;
}

const KB_PER_MB = 1024;
/** The balloon takes at most this part of a guest's memory (`sched.mem.maxmemctl`); the rest is swapped. */
const BALLOON_SHARE_MAX = 0.65;

export function vmWant({ demand, maxCpuMhz, memoryMb }: VmLoadFacts, sample: number): VmWant {
  const consumedMb = Math.min(memoryMb, amount(demand.consumedMb, sample));
  const activeMb = Math.min(consumedMb, amount(demand.activeMb, sample));
  const writtenMb = amount(demand.dirtyMbPerSecond, sample) * SAMPLE_SECONDS;
  return {
    cpuMhz: Math.round(Math.min(maxCpuMhz, amount(demand.cpuMhz, sample))),
    activeKb: Math.round(activeMb * KB_PER_MB),
    consumedKb: Math.round(consumedMb * KB_PER_MB),
    writtenKb: Math.round(Math.min(demand.workingSetMb, memoryMb, writtenMb) * KB_PER_MB),
    receivedKbps: Math.round(amount(demand.networkReceivedKbPerSecond, sample)),
    transmittedKbps: Math.round(amount(demand.networkTransmittedKbPerSecond, sample)),
  };
}

/** What a VM gets where nobody competes: all it wants, within its own limits. */
export function freeGrant(facts: VmLoadFacts, want: VmWant): Grant {
  const { cpu, memory, maxCpuMhz, memoryMb } = facts;
  const cpuMost = Math.min(maxCpuMhz, ceiling(cpu.limit));
  const memoryMost = Math.min(memoryMb, ceiling(memory.limit)) * KB_PER_MB;
  return {
    cpuMhz: Math.min(want.cpuMhz, cpuMost),
    cpuEntitledMhz: cpuMost,
    memoryKb: Math.min(want.consumedKb, memoryMost),
    memoryEntitledKb: memoryMost,
  };
}

export function vmLoad(facts: VmLoadFacts, want: VmWant, grant: Grant): VmLoad {
  const msPerMhz = (SAMPLE_MS * Math.max(1, facts.vcpuCount)) / Math.max(1, facts.maxCpuMhz);
  const reclaimedKb = want.consumedKb - Math.min(want.consumedKb, Math.floor(grant.memoryKb));
  const balloonMaxKb = Math.floor(facts.memoryMb * KB_PER_MB * BALLOON_SHARE_MAX);
  const balloonedKb = Math.min(reclaimedKb, balloonMaxKb);
  const consumedKb = want.consumedKb - reclaimedKb;
  const cpuMhz = Math.min(want.cpuMhz, Math.floor(grant.cpuMhz));
  // Every name is spelled: this runs for every VM at every sample, and a spread costs ten times as much.
  return {
    cpuMhz,
    activeKb: Math.min(want.activeKb, consumedKb),
    consumedKb,
    writtenKb: want.writtenKb,
    receivedKbps: want.receivedKbps,
    transmittedKbps: want.transmittedKbps,
    facts,
    cpuDemandMhz: want.cpuMhz,
    cpuEntitledMhz: Math.round(grant.cpuEntitledMhz),
    readyMs: Math.round((want.cpuMhz - cpuMhz) * msPerMhz),
    usedMs: Math.round(cpuMhz * msPerMhz),
    memoryEntitledKb: Math.round(grant.memoryEntitledKb),
    balloonedKb,
    swappedKb: reclaimedKb - balloonedKb,
    overheadKb: facts.overheadKb,
  };
}

/** The first sample after this one at which the VM may want something else. */
export function wantSteadyUntil({ demand, bootMs }: VmLoadFacts, sample: number): number {
  return steady(demand.varying, bootMs, sample);
}

/** The same question about its disks. */
export function disksSteadyUntil({ demand, bootMs }: VmLoadFacts, sample: number): number {
  return steady(demand.varyingDisks, bootMs, sample);
}

function steady(varying: readonly Scaled[], bootMs: number, sample: number): number {
  let until = Number.POSITIVE_INFINITY;
  for (const each of varying) {
    until = Math.min(until, steadyUntil(each.demand, sample, each.origin));
  }
  // Before it was started a VM wants nothing.
  const boot = sampleAfter(bootMs);
  return sample < boot ? Math.min(until, boot) : until;
}

/** Most that a VM ever asks of its host: MHz, and KB with overhead. */
export function peakWant(facts: VmLoadFacts): {
  readonly cpuMhz: number;
  readonly memoryKb: number;
} {
  const { demand, maxCpuMhz, memoryMb, overheadKb } = facts;
  const peak = ({ demand: function_, scale }: Scaled) => peakOf(function_) * scale;
  return {
    cpuMhz: Math.min(maxCpuMhz, Math.ceil(peak(demand.cpuMhz))),
    memoryKb: Math.ceil(Math.min(memoryMb, peak(demand.consumedMb)) * KB_PER_MB) + overheadKb,
  };
}

function ceiling(limit: number): number {
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}
