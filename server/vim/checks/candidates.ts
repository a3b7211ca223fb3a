/**
 * The hosts a question is asked of when its caller names none: the host of a stand-alone compute
 * resource, or those of a cluster that are in service.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { sameReference } from '../../vmodl/reference.ts';
import type { Host, Pool } from '../migrations/move.ts';

type Owner = Ref<Kinds['ComputeResource']>;

export interface Target {
  readonly pool: Pool;
  readonly host?: Host | undefined;
  /** A cluster without DRS will do too: nobody need choose for a VM that does not run. */
  readonly anyCluster: boolean;
}

/** How the caller calls host and pool, for faults. */
export interface ArgumentNames {
  readonly host: string;
  readonly pool: string;
}

/** Throws InvalidArgument, and NoActiveHostInCluster when a cluster has no host in service. */
export function candidates(
  inventory: Inventory,
  { pool, host, anyCluster }: Target,
  names: ArgumentNames,
): readonly Host[] {
  const owner = ownerOf(inventory, pool);
  if (host) {
    if (!sameReference(owner, inventory.read(host, 'parent'))) throw invalidArgument(names.pool);
    return [host];
  }
  const hosts = inventory.read(owner, 'host') ?? [];
  if (owner.type !== 'ClusterComputeResource') return hosts;
  const drs = inventory.readPath(owner, 'configurationEx.drsConfig.enabled') === true;
  if (!drs && !anyCluster) throw invalidArgument(names.host);
  return inService(inventory, hosts, owner);
}

/** Those of a cluster's hosts that are connected and not in maintenance. Throws NoActiveHostInCluster. */
export function inService(
  inventory: Inventory,
  hosts: readonly Host[],
  owner: Owner,
): readonly Host[] {
  const active = hosts.filter((host) => {
    const { connectionState, inMaintenanceMode } = inventory.read(host, 'runtime');
    return connectionState === 'connected' && !inMaintenanceMode;
  });
  if (active.length > 0) return active;
  const name = inventory.read(owner, 'name');
  const message = `There is no host in cluster '${name}' that is connected and not in maintenance mode.`;
  throw new VimFault('NoActiveHostInCluster', { computeResource: owner }, message);
}

export function ownerOf(inventory: Inventory, pool: Pool): Owner {
  return inventory.read(pool, 'owner') as Owner;
}

/** The root pool of a host's compute resource. */
export function rootPoolOf(inventory: Inventory, host: Host): Pool {
  const owner = inventory.read(host, 'parent');
  const pool = owner && inventory.read(owner as Owner, 'resourcePool');
  if (!pool) throw new VimFault('InvalidState');
  return pool;
}
