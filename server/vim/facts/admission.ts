/**
 * May a VM power on there? Host first, then the chain of pools.
 */
import { hostVerdict, poolVerdict } from '../../engines/resources/reservations.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { hostResources } from './host-facts.ts';
import { poolChain } from './pool-facts.ts';
import { vmResources } from './vm-facts.ts';

/** Throws the fault of the first thing that forbids it. */
export function admitVm(
  inventory: Inventory,
  vm: Ref<'VirtualMachine'>,
  host: Ref<'HostSystem'>,
): void {
  const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
  if (connectionState === 'notResponding') throw new VimFault('HostNotReachable');
  if (connectionState !== 'connected') throw new VimFault('HostNotConnected');
  const entering = inventory.read(host as Ref, '_enteringMaintenance') === true;
  if (inMaintenanceMode || entering) throw new VimFault('InvalidHostState', { host });
  const resources = vmResources(inventory, vm);
  const pool = inventory.read(vm, 'resourcePool');
  const verdicts = [
    ...hostVerdict(resources, hostResources(inventory, host, vm)),
    ...(pool ? poolVerdict(resources, poolChain(inventory, pool, vm)) : []),
  ];
  const [first] = verdicts;
  if (first) throw new VimFault(first.name, first.detail, first.message);
}
