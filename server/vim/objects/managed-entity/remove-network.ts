/**
 * Networks and distributed switches go only when nobody uses them.
 */
import { assign, type Change, destroy } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { inUse, type Removal, removalEvent } from './removal.ts';

type Switch = Ref<Kinds['DistributedVirtualSwitch']>;
type Portgroup = Ref<'DistributedVirtualPortgroup'>;

export const destroyNetworkMethods: MethodTable<'Network'> = {
  DestroyNetwork(self, _args, context) {
    const removal = { context, chainId: context.events.nextChainId() };
    context.inventory.apply(networkRemoved(self, removal), causeOf(context));
  },
};

/** Throws ResourceInUse while a VM is plugged in; a standard network also while a host has it. */
export function networkRemoved(self: Ref<Kinds['Network']>, removal: Removal): Change[] {
  const { inventory } = removal.context;
  if (self.type === 'DistributedVirtualPortgroup') {
    return portgroupRemoved(self as Portgroup, removal);
  }
  const used = [...(inventory.read(self, 'host') ?? []), ...(inventory.read(self, 'vm') ?? [])];
  if (used.length > 0) throw inUse(self, removal.context);
  return [destroy(self)];
}

/** The uplink port group belongs to its switch: NotSupported. */
function portgroupRemoved(self: Portgroup, removal: Removal): Change[] {
  const { inventory } = removal.context;
  const owner = inventory.read(self, 'config').distributedVirtualSwitch;
  const uplinks = owner ? (inventory.read(owner, 'config')?.uplinkPortgroup ?? []) : [];
  if (uplinks.some(({ value }) => value === self.value)) throw new VimFault('NotSupported');
  if (isPluggedIn(self, removal.context)) throw inUse(self, removal.context);
  return [
    removalEvent(removal, 'DVPortgroupDestroyedEvent', self),
    ...leaveHosts([self], removal.context),
    destroy(self),
  ];
}

/** A switch goes with its port groups. Throws ResourceInUse while anything is plugged into one. */
export function switchRemoved(self: Switch, removal: Removal): Change[] {
  const { context } = removal;
  const { inventory } = context;
  const portgroups = inventory.read(self, 'portgroup') ?? [];
  if (portgroups.some((portgroup) => isPluggedIn(portgroup, context))) throw inUse(self, context);
  const uuid = inventory.read(self, 'uuid');
  const proxies = inventory.ofType('HostSystem').flatMap((host) => {
    const known = inventory.read(host, 'config')?.network?.proxySwitch ?? [];
    const rest = known.filter(({ dvsUuid }) => dvsUuid !== uuid);
    return rest.length === known.length ? [] : [assign(host, 'config.network.proxySwitch', rest)];
  });
  return [
    removalEvent(removal, 'DvsDestroyedEvent', self),
    ...proxies,
    ...leaveHosts(portgroups, context),
    ...portgroups.map(destroy),
    destroy(self),
  ];
}

/** A VM's card or a host's VMkernel adapter. */
function isPluggedIn(portgroup: Portgroup, { inventory }: Context): boolean {
  if ((inventory.read(portgroup, 'vm') ?? []).length > 0) return true;
  return (inventory.read(portgroup, 'host') ?? []).some((host) =>
    (inventory.read(host, 'config')?.network?.vnic ?? []).some(
      ({ spec }) => spec.distributedVirtualPort?.portgroupKey === portgroup.value,
    ),
  );
}

/** Hosts no longer offer these networks. */
function leaveHosts(networks: readonly Ref[], { inventory }: Context): Change[] {
  const ids = new Set(networks.map(({ value }) => value));
  return inventory.ofType('HostSystem').flatMap((host) => {
    const offered = inventory.read(host, 'network') ?? [];
    const rest = offered.filter(({ value }) => !ids.has(value));
    return rest.length === offered.length ? [] : [assign(host, 'network', rest)];
  });
}
