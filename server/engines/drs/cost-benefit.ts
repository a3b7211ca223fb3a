/**
 * Is a move worth what it costs? A migration takes CPU on both hosts, holds memory twice and slows the
 * guest down; what it brings lasts only as long as the load stays as it is.
 *
 * That DRS weighs so, and that it looks at stun times, is VMware's ("VMware Distributed Resource
 * Management"; options `CostBenefit`, `UseDownTime`, `IgnoreDownTimeLessThan`); the figures are ours.
 */
import { cpuShare, type HostState, type VmState } from './cluster-load.ts';
import type { DrsOptions } from './facts.ts';

/** For how long load is taken to stay as it is, seconds. */
const STABLE_SECONDS = 300;
const CPU_PERCENT_MIN = 30;
const CPU_PERCENT_PER_GBPS = 10;

export function isWorthIt(vm: VmState, options: DrsOptions): boolean {
  if (!options.costBenefit) return true;
  const { migrationSeconds, downtimeSeconds } = vm.facts;
  const isStunned = options.useDownTime && downtimeSeconds > options.ignoredDownTimeSeconds;
  const seconds = migrationSeconds + (isStunned ? downtimeSeconds : 0);
  if (seconds > STABLE_SECONDS) return false;

  const reliefMhz = unmetRelief(vm);
  if (reliefMhz <= 0) return true;
  const cost = migrationCpuMhz(vm.host) * seconds * 2;
  return reliefMhz * (STABLE_SECONDS - seconds) >= cost;
}

/** Demand that its host cannot meet and would be rid of, MHz. */
function unmetRelief({ host, load }: VmState): number {
  const unmet = (cpuShare(host) - 1) * host.facts.capacity.cpuMhz;
  return Math.min(Math.max(0, unmet), load.cpuMhz);
}

/** What all vMotions of a host may take of one core (`Migrate.CpuMinPctDefault`, `CpuPctPerGb`). */
function migrationCpuMhz({ facts }: HostState): number {
  const percent = Math.max(CPU_PERCENT_MIN, CPU_PERCENT_PER_GBPS * facts.vmotionLineGbps);
  return (Math.min(100, percent) / 100) * facts.coreMhz;
}
