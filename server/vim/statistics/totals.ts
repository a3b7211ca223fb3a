/**
 * Sums over the VMs of a host, cluster, pool or datastore.
 */
import type { VmLoad } from '../../engines/statistics/vm-load.ts';

/** Members of a VM's load which add up. */
const ADDITIVE = [
  'cpuMhz',
  'cpuDemandMhz',
  'readyMs',
  'usedMs',
  'activeKb',
  'consumedKb',
  'overheadKb',
  'writtenKb',
  'balloonedKb',
  'swappedKb',
  'readIops',
  'writeIops',
  'readKbps',
  'writeKbps',
  'receivedKbps',
  'transmittedKbps',
] as const;

export type Totals = { readonly [K in (typeof ADDITIVE)[number]]: number } & {
  readonly vms: number;
  readonly vcpus: number;
  /** Highest, not a sum. */
  readonly latencyMs: number;
  readonly cpuReservedMhz: number;
  readonly memoryReservedKb: number;
};

const KB_PER_MB = 1024;

export function totalsOf(loads: readonly VmLoad[]): Totals {
  const sums = Object.fromEntries(ADDITIVE.map((name) => [name, 0])) as Record<
    (typeof ADDITIVE)[number],
    number
  >;
  let vcpus = 0;
  let latencyMs = 0;
  let cpuReservedMhz = 0;
  let memoryReservedKb = 0;
  for (const load of loads) {
    for (const name of ADDITIVE) sums[name] += load[name];
    vcpus += load.facts.vcpuCount;
    latencyMs = Math.max(latencyMs, load.latencyMs);
    cpuReservedMhz += load.facts.cpu.reservation;
    memoryReservedKb += load.facts.memory.reservation * KB_PER_MB;
  }
  return { ...sums, vms: loads.length, vcpus, latencyMs, cpuReservedMhz, memoryReservedKb };
}
