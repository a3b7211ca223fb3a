/**
 * Is switching a host off worth it? It saves while the cluster stays as quiet as it is, less the time it
 * takes to empty and stop the host; it costs what the migrations take, and what VMs may miss should they
 * ask for more in that time.
 *
 * Both are counted in host seconds: a host that is idle for a second saves one; migrations cost the cores
 * they occupy at both ends. Source of the idea and of the ratio's default: "VMware Distributed Resource
 * Management" (VMware Technical Journal 2012), which publishes no numbers: the constants are ours.
 */
import type { DrsHost } from '../drs/facts.ts';
import type { DpmOptions } from './facts.ts';

/** How long a cluster is taken to stay as quiet as it is. */
const CLUSTER_STABLE_SECONDS = 1800;
const POWER_OFF_SECONDS = 120;
/** Of a core, at each end of a migration. */
const MIGRATION_CORES = 0.3;
const ENDS = 2;

export interface PowerOffCost {
  readonly host: Pick<DrsHost, 'migrationSlots' | 'coreCount'>;
  /** Of each VM that must leave. */
  readonly migrationSeconds: readonly number[];
  /** What may be asked for in vain afterwards, in hosts of this size. */
  readonly unmetHosts: number;
}

/** How long the host would be off before the cluster may have changed, seconds; negative: not at all. */
export function stableOffSeconds({ host, migrationSeconds }: PowerOffCost): number {
  const evacuation = total(migrationSeconds) / Math.max(1, host.migrationSlots);
  return CLUSTER_STABLE_SECONDS - (evacuation + POWER_OFF_SECONDS);
}

export function isWorthPoweringOff(facts: PowerOffCost, options: DpmOptions): boolean {
  if (!options.weighsCost) return true;
  const offSeconds = stableOffSeconds(facts);
  if (offSeconds <= 0) return false;
  const { host, migrationSeconds, unmetHosts } = facts;
  const migrations = (total(migrationSeconds) * MIGRATION_CORES * ENDS) / host.coreCount;
  const cost = migrations + unmetHosts * offSeconds;
  return offSeconds >= cost * options.benefitRatio;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
