/**
 * How well VMs are served, as DRS scores it: each for itself, and the mean over a cluster by CPU entitlement.
 */
import { clusterScore, vmScore } from '../../../engines/drs/score.ts';
import { SAMPLE_MS } from '../../../engines/statistics/grid.ts';
import type { VmLoad } from '../../../engines/statistics/vm-load.ts';
import type { VmsLoad } from '../loads.ts';
import type { Figures } from './figure.ts';

const KB_PER_MB = 1024;
/** Percent counters count in hundredths. */
const HUNDREDTHS = 100;

/** 0 … 100. */
export function scoreOf(load: VmLoad): number {
  const { facts, readyMs, consumedKb, balloonedKb, swappedKb } = load;
  return vmScore({
    ...{ vcpuCount: facts.vcpuCount, intervalMs: SAMPLE_MS, readyMs },
    consumedMb: consumedKb / KB_PER_MB,
    balloonedMb: balloonedKb / KB_PER_MB,
    swappedMb: swappedKb / KB_PER_MB,
  });
}

export const VM_SCORE_FIGURES: Figures<VmLoad> = {
  'clusterServices.vmDrsScore': (load) => scoreOf(load) * HUNDREDTHS,
};

/** A cluster in which nothing runs serves everybody well. */
export const CLUSTER_SCORE_FIGURES: Figures<VmsLoad> = {
  'clusterServices.clusterDrsScore': ({ vms }) => {
    if (vms.length === 0) return 100 * HUNDREDTHS;
    const scores = vms.map((load) => ({ score: scoreOf(load), weightMhz: load.cpuEntitledMhz }));
    return clusterScore(scores) * HUNDREDTHS;
  },
};
