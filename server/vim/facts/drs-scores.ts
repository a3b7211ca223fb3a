/**
 * How well each VM of a cluster is served, 0 … 100: from the last sample of the statistics.
 */
import { sampleAt } from '../../engines/statistics/grid.ts';
import { scoreOf } from '../statistics/figures/score-figures.ts';
import { Sampler } from '../statistics/sampler.ts';
import type { ClusterPicture, DrsServices } from './drs-facts.ts';

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
  for (const [index, { id }] of facts.vms.entries()) {
    if (index > 0 && index % STEP_VMS === 0) yield;
    const { load } = sampler.vm(id, sample);
    if (!load) continue;
    scores.set(id, scoreOf(load));
  }
  return scores;
}
