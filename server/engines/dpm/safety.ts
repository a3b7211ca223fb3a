/**
 * What must stay on whatever the load: what the administrator asked for, what vSphere HA needs for a
 * failure.
 */
import { failoverVerdict } from '../resources/failover.ts';
import type { DpmFacts } from './facts.ts';
import { capacityOn, hostsOn, type Picture } from './picture.ts';

/** `MinPoweredOnCpuCapacity` and `MinPoweredOnMemCapacity`, both. */
export function keepsMinimum(picture: Picture): boolean {
  const { minPoweredOn } = picture.facts.options;
  const { cpuMhz, memoryMb } = capacityOn(picture);
  return cpuMhz >= minPoweredOn.cpuMhz && memoryMb >= minPoweredOn.memoryMb;
}

/** Would HA still find a place for the VMs of failed hosts? */
export function keepsFailover(picture: Picture): boolean {
  const { failover } = picture.facts;
  if (!failover) return true;
  if (picture.on.size < failover.hostsToTolerate + 1) return false;
  const { policy, running, capacities } = failover;
  const last = running.at(-1);
  if (!policy || !last) return true;
  // Admission asks for one VM more; the last one plays it.
  const hosts = hostsOn(picture).map(({ id, capacity }) => capacities?.get(id) ?? capacity);
  return failoverVerdict(last, { policy, hosts, running: running.slice(0, -1) }).length === 0;
}

/** What reservations of VMs leave of a host. */
export function unreserved({ facts, places }: Picture, hostId: string) {
  const host = facts.drs.hosts.find(({ id }) => id === hostId);
  const vms = facts.drs.vms.filter(({ id }) => places.get(id) === hostId);
  const reserved = (of: (vm: DpmFacts['drs']['vms'][number]) => number) =>
    vms.reduce((sum, vm) => sum + of(vm), 0);
  return {
    cpuMhz: (host?.capacity.cpuMhz ?? 0) - reserved(({ cpu }) => cpu.reservation),
    memoryMb:
      (host?.capacity.memoryMb ?? 0) -
      reserved(({ memory, overheadMb }) => memory.reservation + overheadMb),
  };
}
