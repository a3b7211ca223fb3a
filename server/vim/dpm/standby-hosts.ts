/**
 * Hosts in standby that are needed for a VM: because no other host of the cluster has a place for it, or
 * because vSphere HA would not have enough left for failures.
 */
import type { DpmHost } from '../../engines/dpm/facts.ts';
import { RuleBook } from '../../engines/drs/rules.ts';
import { failoverVerdict } from '../../engines/resources/failover.ts';
import { bytesOfMb } from '../../engines/resources/memory-overhead.ts';
import { hostVerdict, reservationNeed } from '../../engines/resources/reservations.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Found, noPlaceFault, type Placer, type PlacingServices } from '../drs/placement.ts';
import { dpmSettings, hasDpm } from '../facts/dpm-settings.ts';
import { drsRules } from '../facts/drs-rules.ts';
import { failoverCapacity, failoverFacts } from '../facts/failover-facts.ts';
import { hostResources } from '../facts/host-facts.ts';
import { vmResources } from '../facts/vm-facts.ts';
import type { Host } from '../migrations/move.ts';
import { wakeProblem } from '../objects/host-system/standby-wake.ts';

type Vm = Ref<'VirtualMachine'>;
type Cluster = Placer['cluster'];

/** Whose hosts count: those that DPM wakes by itself, or also those that it asks for first. */
export type Consent = 'automated' | 'any';

/** Hosts that could run it. Throws the fault for which there is none. */
export function standbyHostsFor(
  services: PlacingServices,
  vm: Vm,
  { cluster }: Pick<Placer, 'cluster'>,
  found: Found,
  consent: Consent = 'automated',
): readonly Host[] {
  const { inventory } = services;
  const rules = new RuleBook(drsRules(inventory, cluster));
  const suited = wakeableHosts(services, cluster, consent).filter(
    (host) => !found.unfit.has(host.value) && !rules.isForbidden(vm.value, host.value),
  );
  if (suited.length === 0) throw noPlaceFault(services, vm, found);
  const wanted = vmResources(inventory, vm);
  const able = suited.filter(
    (host) => hostVerdict(wanted, hostResources(inventory, host)).length === 0,
  );
  if (able.length === 0) throw insufficient(services, vm, suited);
  return able;
}

/**
 * Hosts with which HA would admit the VM that it does not admit now: the largest, as few as will do. None
 * where it admits it, or would not with all of them.
 */
export function standbyHostsForFailover(
  services: PlacingServices,
  vm: Vm,
  cluster: Cluster,
  consent: Consent = 'automated',
): readonly Host[] {
  const { inventory } = services;
  const facts = failoverFacts(inventory, cluster, vm);
  if (!facts) return [];
  const wanted = vmResources(inventory, vm);
  const isAdmitted = (more: readonly Host[]) => {
    const hosts = [...facts.hosts, ...more.map((host) => failoverCapacity(inventory, host))];
    return failoverVerdict(wanted, { ...facts, hosts }).length === 0;
  };
  if (isAdmitted([])) return [];
  const size = (host: Host) => {
    const { cpuMhz, memoryMb } = failoverCapacity(inventory, host);
    return cpuMhz + memoryMb;
  };
  const candidates = wakeableHosts(services, cluster, consent).toSorted(
    (left, right) => size(right) - size(left),
  );
  const taken: Host[] = [];
  for (const host of candidates) {
    taken.push(host);
    if (isAdmitted(taken)) return taken;
  }
  return [];
}

/** Automated ones first. */
function wakeableHosts(
  services: PlacingServices,
  cluster: Cluster,
  consent: Consent,
): readonly Host[] {
  const { inventory } = services;
  if (!hasDpm(inventory, cluster)) return [];
  const { behaviorOf } = dpmSettings(inventory, cluster);
  const takes: readonly DpmHost['behavior'][] =
    consent === 'any' ? ['automated', 'manual'] : ['automated'];
  const hosts = (inventory.read(cluster, 'host') ?? []).filter((host) =>
    isWakeable(services, host),
  );
  return takes.flatMap((behavior) => hosts.filter((host) => behaviorOf(host) === behavior));
}

function isWakeable({ inventory }: PlacingServices, host: Host): boolean {
  const { powerState, standbyMode, inMaintenanceMode } = inventory.read(host, 'runtime');
  if (powerState !== 'standBy' || inMaintenanceMode) return false;
  if (standbyMode === 'exiting') return true;
  const supported = inventory.read(host, 'capability')?.standbySupported === true;
  return supported && wakeProblem(inventory, host) === undefined;
}

/** Of what none of the hosts has enough; `available` is what the host with the most has. */
function insufficient({ inventory }: PlacingServices, vm: Vm, hosts: readonly Host[]): VimFault {
  const need = reservationNeed(vmResources(inventory, vm));
  const free = hosts.map((host) => hostResources(inventory, host));
  const cpuMhz = Math.max(...free.map((one) => one.availableCpuMhz - one.reservedCpuMhz));
  const memoryMb = Math.max(...free.map((one) => one.availableMemoryMb - one.reservedMemoryMb));
  if (need.memoryMb > memoryMb) {
    return new VimFault('InsufficientStandbyMemoryResource', {
      available: bytesOfMb(memoryMb),
      requested: bytesOfMb(need.memoryMb),
    });
  }
  return new VimFault('InsufficientStandbyCpuResource', {
    available: Math.floor(cpuMhz),
    requested: Math.ceil(need.cpuMhz),
  });
}
