/**
 * May a VM power on there? The host's state first, then that of its datastores, what the VM needs to find there,
 * its reservations, the chain of pools, what HA keeps free, room for the swap file.
 */
import { checkCompatibility } from '../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../engines/compatibility/issue.ts';
import type { FaultVerdict } from '../../engines/plan.ts';
import { failoverVerdict } from '../../engines/resources/failover.ts';
import { hostVerdict, poolVerdict } from '../../engines/resources/reservations.ts';
import { swapVerdict } from '../../engines/resources/swap.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { sameReference } from '../../vmodl/reference.ts';
import { demandInService } from '../objects/datastore/maintenance-state.ts';
import { demandFileRoom } from '../objects/virtual-machine/file-room.ts';
import { failoverFacts, isFailoverHost } from './failover-facts.ts';
import { swapFacts } from './file-facts.ts';
import { hostResources } from './host-facts.ts';
import { runFacts } from './placement-facts.ts';
import { poolChain } from './pool-facts.ts';
import { vmResources } from './vm-facts.ts';

type Vm = Ref<'VirtualMachine'>;
type Host = Ref<'HostSystem'>;

const PLACE_TESTS: readonly CheckTestType[] = ['hostTests', 'datastoreTests', 'networkTests'];

/** Throws the fault of the first thing that forbids it. */
export function admitVm(inventory: Inventory, vm: Vm, host: Host): void {
  const { connectionState, inMaintenanceMode, powerState, standbyMode } = inventory.read(
    host,
    'runtime',
  );
  if (powerState === 'standBy' || (standbyMode ?? 'none') !== 'none') {
    throw new VimFault('InvalidHostState', { host });
  }
  if (connectionState === 'notResponding') throw new VimFault('HostNotReachable');
  if (connectionState !== 'connected') throw new VimFault('HostNotConnected');
  const entering = inventory.read(host as Ref, '_enteringMaintenance') === true;
  if (inMaintenanceMode || entering) throw new VimFault('InvalidHostState', { host });
  if (isFailoverHost(inventory, host)) {
    const hostname = inventory.read(host, 'name');
    const message = `Host '${hostname}' is kept as failover host by vSphere HA: the operation is not allowed on it.`;
    throw new VimFault('DisallowedOperationOnFailoverHost', { host, hostname }, message);
  }
  // HA does not ask: what ran on a datastore that is being emptied is started again.
  for (const datastore of inventory.read(vm, 'datastore') ?? []) {
    demandInService(inventory, datastore);
  }
  const [first] = [...verdictsElsewhere(inventory, vm, host), ...verdicts(inventory, vm, host)];
  if (first) throw new VimFault(first.name, first.detail, first.message);
  // Beside the swap file the monitor has one of its own, and a log.
  const runtime = { ...inventory.read(vm, 'runtime'), host, powerState: 'poweredOn' as const };
  demandFileRoom(vm, { runtime }, { inventory });
}

/**
 * What keeps vSphere HA from restarting a VM on a host that is in service. What admission control kept free
 * is for this, and shares of pools do not count.
 */
export function restartVerdicts(inventory: Inventory, vm: Vm, host: Host): readonly FaultVerdict[] {
  const resources = vmResources(inventory, vm);
  return [
    ...verdictsElsewhere(inventory, vm, host),
    ...hostVerdict(resources, hostResources(inventory, host, vm)),
    ...swapVerdict(resources, swapFacts(inventory, vm)),
  ];
}

/** On another host than its own, the VM must find its files and networks. */
function verdictsElsewhere(inventory: Inventory, vm: Vm, host: Host): readonly FaultVerdict[] {
  const source = inventory.read(vm, 'runtime').host;
  const pool = inventory.read(vm, 'resourcePool');
  if (!source || !pool || sameReference(source, host)) return [];
  const facts = runFacts(inventory, { vm, source, destination: host, pool }, 'run');
  return checkCompatibility(facts, PLACE_TESTS).errors.map(({ fault }) => fault);
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
