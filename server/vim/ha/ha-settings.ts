/**
 * What a cluster wants of vSphere HA: whether VMs of failed hosts are restarted, and in which order.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { clusterConfigOf } from '../facts/drs-settings.ts';

type Vm = Ref<'VirtualMachine'>;

/** Most urgent first. */
const PRIORITIES = ['highest', 'high', 'medium', 'low', 'lowest'];
const DEFAULT = 'medium';

/** The cluster's HA watches hosts. */
export function watchesHosts(inventory: Inventory, owner: Ref | undefined): boolean {
  if (owner?.type !== 'ClusterComputeResource') return false;
  const das = clusterConfigOf(inventory, owner)?.dasConfig;
  return das?.enabled === true && (das.hostMonitoring ?? 'enabled') === 'enabled';
}

/** Place in the order of restarts, 0 first; undefined for a VM that is not restarted. */
export function restartRank(inventory: Inventory, owner: Ref, vm: Vm): number | undefined {
  const config = clusterConfigOf(inventory, owner);
  const general = config?.dasConfig?.defaultVmSettings?.restartPriority ?? DEFAULT;
  const own = config?.dasVmConfig?.find(({ key }) => key.value === vm.value);
  const wish = own?.dasSettings?.restartPriority ?? own?.restartPriority ?? general;
  const priority = wish === 'clusterRestartPriority' ? general : wish;
  if (priority === 'disabled') return undefined;
  const rank = PRIORITIES.indexOf(priority);
  return rank < 0 ? PRIORITIES.indexOf(DEFAULT) : rank;
}
