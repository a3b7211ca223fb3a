/**
 * Hosts in standby that could run a VM for which no other host of the cluster has a place.
 */
import { RuleBook } from '../../engines/drs/rules.ts';
import { bytesOfMb } from '../../engines/resources/memory-overhead.ts';
import { hostVerdict, reservationNeed } from '../../engines/resources/reservations.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Found, noPlaceFault, type Placer, type PlacingServices } from '../drs/placement.ts';
import { dpmSettings, hasDpm } from '../facts/dpm-settings.ts';
import { drsRules } from '../facts/drs-rules.ts';
import { hostResources } from '../facts/host-facts.ts';
import { vmResources } from '../facts/vm-facts.ts';
import type { Host } from '../migrations/move.ts';
import { wakeProblem } from '../objects/host-system/standby-wake.ts';

type Vm = Ref<'VirtualMachine'>;

/** Hosts that DPM may wake by itself, or wakes already. Throws the fault for which there is none. */
export function standbyHostsFor(
  services: PlacingServices,
  vm: Vm,
  { cluster, hosts }: Pick<Placer, 'cluster' | 'hosts'>,
  found: Found,
): readonly Host[] {
  const { inventory } = services;
  if (!hasDpm(inventory, cluster)) throw noPlaceFault(services, vm, found);
  const { behaviorOf } = dpmSettings(inventory, cluster);
  const rules = new RuleBook(drsRules(inventory, cluster));
  const suited = hosts.filter(
    (host) =>
      behaviorOf(host) === 'automated' &&
      isWakeable(services, host) &&
      !found.unfit.has(host.value) &&
      !rules.isForbidden(vm.value, host.value),
  );
  if (suited.length === 0) throw noPlaceFault(services, vm, found);
  const wanted = vmResources(inventory, vm);
  const able = suited.filter(
    (host) => hostVerdict(wanted, hostResources(inventory, host)).length === 0,
  );
  if (able.length === 0) throw insufficient(services, vm, suited);
  return able;
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
