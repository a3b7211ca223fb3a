/**
 * Hosts and compute resources leave the inventory. The hosts go on running: their VMs are unregistered,
 * neither stopped nor deleted. What no other host has goes with them: local datastores, networks.
 */
import { assign, type Change, destroy, remove } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { isDataObject } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';
import { forgetInSettings, type Removal, removalEvent } from '../managed-entity/removal.ts';
import { poolTree } from '../resource-pool/remove.ts';
import { vmsLeft } from '../virtual-machine/remove.ts';
import { type Host, vmsOn } from './host-event.ts';

type ComputeResource = Ref<Kinds['ComputeResource']>;

/**
 * A host of a cluster must be out of use: in maintenance mode or disconnected. Throws InvalidState;
 * NotSupported for a standalone host, which goes with its compute resource only.
 */
export function demandHostRemovable(host: Host, { inventory }: Context): void {
  if (inventory.read(host, 'parent')?.type !== 'ClusterComputeResource') {
    throw new VimFault('NotSupported');
  }
  const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
  if (connectionState === 'connected' && !inMaintenanceMode) throw new VimFault('InvalidState');
}

/** Hosts go with all that is theirs alone. */
export function hostsRemoved(hosts: readonly Host[], removal: Removal): Change[] {
  const { context } = removal;
  const vms = hosts.flatMap((host) => vmsOn(context, host));
  return [
    ...forgetInSettings(removal, [...hosts, ...vms]),
    ...leaveSwitches(hosts, context),
    ...vmsLeft(vms, removal),
    ...hosts.map((host) => removalEvent(removal, 'HostRemovedEvent', host)),
    ...hosts.flatMap((host) => [...ownObjects(context, host).map(destroy), destroy(host)]),
    ...unmounted(hosts, context),
    ...networksLeft(hosts, context),
  ];
}

/** A compute resource goes with its hosts and pools. */
export function computeResourceRemoved(self: ComputeResource, removal: Removal): Change[] {
  const { context } = removal;
  const { inventory } = context;
  const cluster = self.type === 'ClusterComputeResource';
  const rootPool = inventory.read(self, 'resourcePool');
  const browser = inventory.read(self, 'environmentBrowser');
  return [
    ...hostsRemoved(inventory.read(self, 'host') ?? [], removal),
    ...(cluster ? [removalEvent(removal, 'ClusterDestroyedEvent', self)] : []),
    ...(rootPool ? poolTree(context, rootPool).map(destroy) : []),
    ...(browser ? browserWithKin(context, browser).map(destroy) : []),
    destroy(self),
  ];
}

/** The managers of a host, and the browser of its datastores. */
function ownObjects({ inventory }: Context, host: Host): readonly Ref[] {
  const managers: unknown = inventory.read(host, 'configManager');
  const named = isDataObject(managers) ? Object.values(managers) : [];
  const browser: unknown = inventory.read(host, 'datastoreBrowser');
  return [...named, browser].filter(isReference).filter((ref) => inventory.has(ref));
}

function browserWithKin({ inventory }: Context, browser: Ref): readonly Ref[] {
  if (!inventory.has(browser)) return [];
  const inner: unknown = inventory.read(browser, 'datastoreBrowser');
  return isReference(inner) && inventory.has(inner) ? [inner, browser] : [browser];
}

/** Datastores lose the mounts; those that nobody mounts any more disappear. */
function unmounted(hosts: readonly Host[], { inventory }: Context): Change[] {
  const ids = new Set(hosts.map(({ value }) => value));
  return inventory.ofType('Datastore').flatMap((datastore) => {
    const mounts = inventory.read(datastore, 'host') ?? [];
    const own = mounts.filter(({ key }) => ids.has(key.value));
    if (own.length === 0) return [];
    if (own.length < mounts.length) {
      return own.map(({ key }) => remove(datastore, `host["${key.value}"]`));
    }
    const browser: unknown = inventory.read(datastore, 'browser');
    const kin = isReference(browser) && inventory.has(browser) ? [destroy(browser)] : [];
    return [...kin, destroy(datastore)];
  });
}

/** Standard and opaque networks that only these hosts had disappear. */
function networksLeft(hosts: readonly Host[], { inventory }: Context): Change[] {
  const ids = new Set(hosts.map(({ value }) => value));
  return inventory
    .ofType('Network')
    .filter((network: Ref) => network.type !== 'DistributedVirtualPortgroup')
    .filter((network) => {
      const users = inventory.read(network, 'host') ?? [];
      return users.length > 0 && users.every(({ value }) => ids.has(value));
    })
    .map(destroy);
}

/** Distributed switches strike the hosts off their members. */
function leaveSwitches(hosts: readonly Host[], { inventory }: Context): Change[] {
  const ids = new Set(hosts.map(({ value }) => value));
  return inventory.ofType('DistributedVirtualSwitch').flatMap((one) => {
    const members = inventory.read(one, 'config')?.host ?? [];
    const staying = members.filter(({ config: { host } }) => !host || !ids.has(host.value));
    return staying.length === members.length ? [] : [assign(one, 'config.host', staying)];
  });
}
