/**
 * Is there room for a VM on a host: by reservations, and by the limits an administrator set?
 */
import { fullnessWith, type HostState, reservationOf, type VmState } from './cluster-load.ts';
import type { DrsOptions } from './facts.ts';

const TOLERANCE = 1e-9;

/** What a host must have: what is reserved is admitted, and no more VMs and vCPUs than allowed. */
export function admits(host: HostState, vm: VmState['facts'], options: DrsOptions): boolean {
  const need = reservationOf(vm);
  const { capacity, coreCount } = host.facts;
  if (host.reservedCpu + need.cpuMhz > capacity.cpuMhz + TOLERANCE) return false;
  if (host.reservedMemory + need.memoryMb > capacity.memoryMb + TOLERANCE) return false;
  if (options.vmsPerHostMax !== undefined && host.vms.size >= options.vmsPerHostMax) return false;
  const vcpusMax = (options.vcpusPerCoreMax ?? Number.POSITIVE_INFINITY) * coreCount;
  return host.vcpus + vm.vcpuCount <= vcpusMax + TOLERANCE;
}

/** Normal balancing never fills a host. */
export function staysBelowFull(host: HostState, vm: VmState): boolean {
  return fullnessWith(host, vm.load) < 1 - TOLERANCE;
}

/** Can it run there at all, and may it be asked to move? */
export function canMoveTo(vm: VmState, host: HostState): boolean {
  return host !== vm.host && host.facts.state === 'able' && vm.canRunOn[host.index] === 1;
}

/** May balancing send it there: it can run there, there is room, and the host may still take part. */
export function isOpenTo(host: HostState, vm: VmState, options: DrsOptions): boolean {
  return (
    canMoveTo(vm, host) &&
    staysBelowFull(host, vm) &&
    hasMovesLeft(host, options) &&
    admits(host, vm.facts, options)
  );
}

export function isMovable({ facts }: VmState): boolean {
  return facts.behavior !== 'disabled' && facts.immovable === undefined;
}

/** May the host take part in another migration within this period? */
export function hasMovesLeft(
  { facts, movesIn, movesOut }: HostState,
  options: DrsOptions,
): boolean {
  const { migrationSlots, migrationSeconds } = facts;
  const most =
    options.maxMovesPerHost ??
    movesPerHostMax(migrationSlots, migrationSeconds, options.pollPeriodSeconds);
  return movesIn + movesOut < most;
}

/** Hosts with a VM whose load is only assumed: nobody leaves them for balance yet. */
export function hostsWithUnseen(hosts: readonly HostState[]): ReadonlySet<HostState> {
  return new Set(hosts.filter(({ vms }) => [...vms].some(({ facts }) => facts.unseen)));
}

/**
 * How many migrations a host may take part in within one period: what fits, by how long they took of
 * late, but always as many as run at once.
 */
export function movesPerHostMax(
  slots: number,
  averageSeconds: number | undefined,
  periodSeconds: number,
): number {
  if (averageSeconds === undefined || averageSeconds <= 0) return slots;
  return Math.max(slots, Math.floor(periodSeconds / averageSeconds + TOLERANCE) * slots);
}
