/**
 * May a VM power on there? The host's state first, then its reservations, the chain of pools, what HA
 * keeps free, room for the swap file.
 */
import type { FaultVerdict } from '../../engines/plan.ts';
import { failoverVerdict } from '../../engines/resources/failover.ts';
import { hostVerdict, poolVerdict } from '../../engines/resources/reservations.ts';
import { type SwapFacts, swapVerdict } from '../../engines/resources/swap.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { failoverFacts, isFailoverHost } from './failover-facts.ts';
import { FileFacts } from './file-facts.ts';
import { hostResources } from './host-facts.ts';
import { poolChain } from './pool-facts.ts';
import { vmResources } from './vm-facts.ts';

type Vm = Ref<'VirtualMachine'>;
type Host = Ref<'HostSystem'>;

/** Throws the fault of the first thing that forbids it. */
export function admitVm(inventory: Inventory, vm: Vm, host: Host): void {
  const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
  if (connectionState === 'notResponding') throw new VimFault('HostNotReachable');
  if (connectionState !== 'connected') throw new VimFault('HostNotConnected');
  const entering = inventory.read(host as Ref, '_enteringMaintenance') === true;
  if (inMaintenanceMode || entering) throw new VimFault('InvalidHostState', { host });
  if (isFailoverHost(inventory, host)) {
    const hostname = inventory.read(host, 'name');
    const message = `Host '${hostname}' is kept as failover host by vSphere HA: the operation is not allowed on it.`;
    throw new VimFault('DisallowedOperationOnFailoverHost', { host, hostname }, message);
  }
  const [first] = verdicts(inventory, vm, host);
  if (first) throw new VimFault(first.name, first.detail, first.message);
}

function verdicts(inventory: Inventory, vm: Vm, host: Host): readonly FaultVerdict[] {
  const resources = vmResources(inventory, vm);
  const pool = inventory.read(vm, 'resourcePool');
  const failover = failoverFacts(inventory, inventory.read(host, 'parent'), vm);
  return [
    ...hostVerdict(resources, hostResources(inventory, host, vm)),
    ...(pool ? poolVerdict(resources, poolChain(inventory, pool, vm)) : []),
    ...(failover ? failoverVerdict(resources, failover) : []),
    ...swapVerdict(resources, swapFacts(inventory, vm)),
  ];
}

/** The swap file the VM would have: beside its configuration. */
export function swapFacts(inventory: Inventory, vm: Vm): SwapFacts {
  const { path, datastore } = new FileFacts(inventory, vm).home();
  return {
    file: path.replace(/\.vmx$/, '.vswp'),
    datastore: datastore.name,
    freeMb: datastore.freeMb,
  };
}
