/**
 * How a host in standby can be woken: by its management controller (IPMI, or iLO, which takes the same
 * settings), else by a magic packet which another host of the cluster sends over the vMotion network.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { vmotionAdapters } from '../../facts/host-facts.ts';
import { isEffective } from '../../facts/host-hardware.ts';

type Host = Ref<'HostSystem'>;

/** What stands against waking the host; nothing when it can be woken. */
export function wakeProblem(inventory: Inventory, host: Host): VimFault | undefined {
  if (hasController(inventory, host)) return undefined;
  const adapters = vmotionAdapters(inventory, host);
  if (!adapters) return new VimFault('VmotionInterfaceNotEnabled');
  if (!adapters.some(({ wakeOnLanSupported }) => wakeOnLanSupported)) {
    return new VimFault('WakeOnLanNotSupportedByVmotionNIC');
  }
  return hasPeer(inventory, host) ? undefined : new VimFault('NoPeerHostFound');
}

function hasController(inventory: Inventory, host: Host): boolean {
  const { bmcIpAddress, bmcMacAddress, login } = inventory.read(host, 'config')?.ipmi ?? {};
  const isKnown = [bmcIpAddress, bmcMacAddress, login].every((one) => (one ?? '') !== '');
  return isKnown && inventory.read(host, 'capability')?.ipmiSupported === true;
}

/** Is there another host in the cluster to send the packet? */
function hasPeer(inventory: Inventory, host: Host): boolean {
  const owner = inventory.read(host, 'parent');
  if (owner?.type !== 'ClusterComputeResource') return false;
  const cluster = owner as Ref<'ClusterComputeResource'>;
  return (inventory.read(cluster, 'host') ?? []).some(
    (other) =>
      other.value !== host.value &&
      isEffective(inventory, other) &&
      vmotionAdapters(inventory, other) !== undefined,
  );
}
