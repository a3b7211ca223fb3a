/**
 * What VMs asked for lately, and will ask for, as DRS and alarms want to know it: from the same functions
 * that the statistics show.
 */
import {
  IDLE_PERCENT,
  memoryDemandMb,
  windowDemand,
  worstCaseCpuMhz,
} from '../../engines/drs/demand.ts';
import { SAMPLE_SECONDS, sampleAt } from '../../engines/statistics/grid.ts';
import type { VmLoad } from '../../engines/statistics/vm-load.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import { Sampler } from '../statistics/sampler.ts';

/** DRS looks at the last five minutes. */
const WINDOW_SECONDS = 300;
const KB_PER_MB = 1024;

type Observed = Pick<Services, 'inventory' | 'statistics' | 'clock'>;
type Vm = Ref<'VirtualMachine'>;

export interface DemandQuestion {
  /** How far back to look; five minutes unless told. */
  readonly windowSeconds?: number | undefined;
  /** Percent of idle memory that counts; 25 unless told. */
  readonly idlePercent?: number | undefined;
  /** The 80th percentile of CPU instead of the mean. */
  readonly aggressiveCpu?: boolean | undefined;
}

export interface VmDemand {
  readonly cpuMhz: number;
  /** Overhead included. */
  readonly memoryMb: number;
  readonly activeMb: number;
  readonly consumedMb: number;
  readonly overheadMb: number;
  /** Means over the window of what was given, and of time ready in percent of its processors' time. */
  readonly cpuDeliveredMhz: number;
  readonly readyPercent: number;
  /** Samples there were; 0 for a VM which has just been started: then the worst is assumed. */
  readonly samples: number;
}

/** Demand of running VMs by id; those that do not run are left out. */
export function demandOf(
  services: Observed,
  vms: readonly Vm[],
  question: DemandQuestion = {},
): ReadonlyMap<string, VmDemand> {
  const sampler = new Sampler(services.statistics, services.inventory);
  const last = sampleAt(services.clock.now());
  const samples = Math.max(
    1,
    Math.floor((question.windowSeconds ?? WINDOW_SECONDS) / SAMPLE_SECONDS),
  );
  const found = new Map<string, VmDemand>();
  for (const { value: id } of vms) {
    const demand = demandOfOne(services, sampler, id, last - samples + 1, last, question);
    if (demand) found.set(id, demand);
  }
  return found;
}

/**
 * What a VM will ask for: CPU in MHz and memory in MB (25 % of what is idle, and overhead), at every step
 * from now on, provided that nobody changes or moves it.
 */
export function forecastOf(
  services: Observed,
  vm: Vm,
  lookAheadSeconds: number,
  stepSeconds = WINDOW_SECONDS,
): readonly { readonly inSeconds: number; readonly cpuMhz: number; readonly memoryMb: number }[] {
  const sampler = new Sampler(services.statistics, services.inventory);
  const now = sampleAt(services.clock.now());
  const steps = Math.floor(lookAheadSeconds / stepSeconds);
  return Array.from({ length: steps }, (_, index) => (index + 1) * stepSeconds).flatMap(
    (inSeconds) => {
      const { load } = sampler.vm(vm.value, now + Math.floor(inSeconds / SAMPLE_SECONDS));
      return load
        ? [{ inSeconds, cpuMhz: load.cpuDemandMhz, memoryMb: memoryOf(load, IDLE_PERCENT) }]
        : [];
    },
  );
}

function demandOfOne(
  { statistics }: Observed,
  sampler: Sampler,
  id: string,
  first: number,
  last: number,
  { idlePercent = IDLE_PERCENT, aggressiveCpu }: DemandQuestion,
): VmDemand | undefined {
  const facts = statistics.vmNow(id);
  if (!facts) return undefined;
  const loads: VmLoad[] = [];
  for (let sample = first; sample <= last; ) {
    const { load, until } = sampler.vm(id, sample);
    const next = Math.min(last + 1, Math.max(sample + 1, until));
    for (; sample < next; sample++) if (load) loads.push(load);
  }
  const overheadMb = facts.overheadKb / KB_PER_MB;
  const mean = (of: (load: VmLoad) => number) => windowDemand(loads.map(of));
  if (loads.length === 0) {
    const { vcpuCount, maxCpuMhz, memoryMb, cpu } = facts;
    return {
      cpuMhz: worstCaseCpuMhz(vcpuCount, maxCpuMhz / Math.max(1, vcpuCount), cpu.limit),
      memoryMb: memoryMb + overheadMb,
      ...{ activeMb: memoryMb, consumedMb: memoryMb, overheadMb },
      ...{ cpuDeliveredMhz: 0, readyPercent: 0, samples: 0 },
    };
  }
  return {
    cpuMhz: windowDemand(
      loads.map(({ cpuDemandMhz }) => cpuDemandMhz),
      aggressiveCpu,
    ),
    memoryMb: mean((load) => memoryOf(load, idlePercent)),
    activeMb: mean(({ activeKb }) => activeKb) / KB_PER_MB,
    consumedMb: mean(({ consumedKb }) => consumedKb) / KB_PER_MB,
    overheadMb,
    cpuDeliveredMhz: mean(({ cpuMhz }) => cpuMhz),
    readyPercent:
      mean(({ readyMs }) => readyMs) / (SAMPLE_SECONDS * 10 * Math.max(1, facts.vcpuCount)),
    samples: loads.length,
  };
}

function memoryOf({ activeKb, consumedKb, overheadKb }: VmLoad, idlePercent: number): number {
  return memoryDemandMb(
    {
      activeMb: activeKb / KB_PER_MB,
      consumedMb: consumedKb / KB_PER_MB,
      overheadMb: overheadKb / KB_PER_MB,
    },
    idlePercent,
  );
}
