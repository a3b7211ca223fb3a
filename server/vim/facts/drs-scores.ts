/**
 * How well each VM of a cluster is served, 0 … 100: from the last sample of the statistics.
 */
import { vmScore } from '../../engines/drs/score.ts';
import { SAMPLE_SECONDS, sampleAt } from '../../engines/statistics/grid.ts';
import { Sampler } from '../statistics/sampler.ts';
import type { ClusterPicture, DrsServices } from './drs-facts.ts';

const KB_PER_MB = 1024;
const MS_PER_S = 1000;

/** VMs looked at between two rests. */
const STEP_VMS = 250;

/** By VM id; VMs without a sample yet are left out. Rests now and then. */
export function* vmScores(
  { statistics, inventory, clock }: DrsServices,
  { facts }: ClusterPicture,
): Generator<void, ReadonlyMap<string, number>> {
  const sampler = new Sampler(statistics, inventory);
  const sample = sampleAt(clock.now());
  const scores = new Map<string, number>();
  for (const [index, { id, vcpuCount }] of facts.vms.entries()) {
    if (index > 0 && index % STEP_VMS === 0) yield;
    const { load } = sampler.vm(id, sample);
    if (!load) continue;
    const { readyMs, consumedKb, balloonedKb, swappedKb } = load;
    scores.set(
      id,
      vmScore({
        vcpuCount,
        intervalMs: SAMPLE_SECONDS * MS_PER_S,
        readyMs,
        consumedMb: consumedKb / KB_PER_MB,
        balloonedMb: balloonedKb / KB_PER_MB,
        swappedMb: swappedKb / KB_PER_MB,
      }),
    );
  }
  return scores;
}
