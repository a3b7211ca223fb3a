/**
 * What entities other than VMs have at a sample.
 */
import type { VmLoad } from '../../engines/statistics/vm-load.ts';
import type { HostLoadFacts } from './load-facts.ts';
import { type Totals, totalsOf } from './totals.ts';

/** What was at a sample; undefined where there was nothing to measure. */
export interface Sampled<S> {
  readonly load: S | undefined;
  /** First sample at which it may differ. */
  readonly until: number;
}

/** Some VMs together. */
export interface VmsLoad {
  readonly vms: readonly VmLoad[];
  readonly totals: Totals;
}

export interface HostLoad extends VmsLoad {
  readonly facts: HostLoadFacts;
}

export interface ClusterLoad extends VmsLoad {
  readonly hosts: readonly HostLoad[];
}

export const NO_VMS: VmsLoad = Object.freeze({ vms: [], totals: totalsOf([]) });

export function togetherOf(vms: readonly VmLoad[]): VmsLoad {
  return vms.length === 0 ? NO_VMS : { vms, totals: totalsOf(vms) };
}
