/**
 * Sums over the VMs of a host, cluster, pool or datastore.
 */
import type { VmLoad } from '../../engines/statistics/vm-load.ts';

export interface Totals {
  readonly vcpus: number;
  readonly cpuMhz: number;
  readonly cpuDemandMhz: number;
  readonly cpuReservedMhz: number;
  readonly readyMs: number;
  readonly activeKb: number;
  readonly consumedKb: number;
  readonly overheadKb: number;
  readonly writtenKb: number;
  readonly balloonedKb: number;
  readonly swappedKb: number;
  readonly memoryReservedKb: number;
  readonly receivedKbps: number;
  readonly transmittedKbps: number;
}

const KB_PER_MB = 1024;

export function totalsOf(loads: readonly VmLoad[]): Totals {
  const sums: { -readonly [K in keyof Totals]: Totals[K] } = { ...NOTHING };
  // Every name is spelled: this runs for every sample of a cluster.
  for (const load of loads) {
    const { facts } = load;
    sums.vcpus += facts.vcpuCount;
    sums.cpuMhz += load.cpuMhz;
    sums.cpuDemandMhz += load.cpuDemandMhz;
    sums.cpuReservedMhz += facts.cpu.reservation;
    sums.readyMs += load.readyMs;
    sums.activeKb += load.activeKb;
    sums.consumedKb += load.consumedKb;
    sums.overheadKb += load.overheadKb;
    sums.writtenKb += load.writtenKb;
    sums.balloonedKb += load.balloonedKb;
    sums.swappedKb += load.swappedKb;
    sums.memoryReservedKb += facts.memory.reservation * KB_PER_MB;
    sums.receivedKbps += load.receivedKbps;
    sums.transmittedKbps += load.transmittedKbps;
  }
  return sums;
}

const NOTHING: Totals = {
  vcpus: 0,
  cpuMhz: 0,
  cpuDemandMhz: 0,
  cpuReservedMhz: 0,
  readyMs: 0,
  activeKb: 0,
  consumedKb: 0,
  overheadKb: 0,
  writtenKb: 0,
  balloonedKb: 0,
  swappedKb: 0,
  memoryReservedKb: 0,
  receivedKbps: 0,
  transmittedKbps: 0,
};
