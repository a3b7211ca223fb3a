/**
 * Where a VM is to be: what the members of a placement mean together, and the pool they lead to.
 *
 * A host or cluster alone means its root resource pool. Members that contradict each other are refused.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import type { Kinds } from '../../../../vmodl/generated/references.ts';
import { type Ref, sameReference } from '../../../../vmodl/reference.ts';
import { VapiError } from '../../../error.ts';
import { objectOf } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';

export type Pool = Ref<Kinds['ResourcePool']>;
type Host = Ref<'HostSystem'>;
type Owner = Ref<Kinds['ComputeResource']>;

export interface PlacementWish {
  readonly folder?: string | undefined;
  readonly resource_pool?: string | undefined;
  readonly host?: string | undefined;
  readonly cluster?: string | undefined;
  readonly datastore?: string | undefined;
}

export interface Placement {
  readonly folder?: Ref<'Folder'> | undefined;
  /** Of the pool that is asked for, or the root pool of the host or cluster that is. */
  readonly pool?: Pool | undefined;
  readonly host?: Host | undefined;
  readonly datastore?: Ref<'Datastore'> | undefined;
}

/**
 * Throws not_found for what is not there, invalid_argument for members that contradict each other.
 * `current` is the pool of a VM that stands: a host of its cluster leads nowhere else.
 */
export function placementOf(
  wish: PlacementWish,
  context: VapiContext,
  current?: Pool | undefined,
): Placement {
  const { inventory } = context;
  const pool = named(context, 'ResourcePool', wish.resource_pool);
  const host = named(context, 'HostSystem', wish.host);
  const cluster = named(context, 'ClusterComputeResource', wish.cluster);
  const owners: readonly (readonly [string, Owner | undefined])[] = [
    ['resource_pool', pool && inventory.read(pool, 'owner')],
    ['host', host && (inventory.read(host, 'parent') as Owner | undefined)],
    ['cluster', cluster],
  ];
  const told = owners.flatMap(([member, owner]) => (owner ? [{ member, owner }] : []));
  const [first] = told;
  const other = told.find(({ owner }) => !sameReference(owner, first?.owner));
  if (first && other) throw contradiction(first.member, other.member);
  return {
    folder: wish.folder === undefined ? undefined : vmFolder(wish.folder, context),
    pool: pool ?? poolIn(inventory, first?.owner, current),
    host,
    datastore: named(context, 'Datastore', wish.datastore),
  };
}

function named<T extends 'ResourcePool' | 'HostSystem' | 'ClusterComputeResource' | 'Datastore'>(
  context: VapiContext,
  type: T,
  id: string | undefined,
): Ref<T> | undefined {
  return id === undefined ? undefined : objectOf(context, type, id);
}

/** The member, or invalid_argument where the product needs it. */
export function demandMember<T>(value: T | undefined, path: string): T {
  if (value !== undefined) return value;
  throw new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.vm.placement_unset',
    default_message: `The value of '${path}' is unset, and it is needed to place the virtual machine.`,
    args: [path],
  });
}

function vmFolder(id: string, context: VapiContext): Ref<'Folder'> {
  const folder = objectOf(context, 'Folder', id);
  if (context.inventory.read(folder, 'childType')?.includes('VirtualMachine')) return folder;
  throw new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.vm.folder_not_for_vms',
    default_message: `Folder with identifier '${id}' does not hold virtual machines.`,
    args: [id],
  });
}

/** The current pool where it is there already, else the root pool. */
function poolIn(
  inventory: Inventory,
  owner: Owner | undefined,
  current: Pool | undefined,
): Pool | undefined {
  if (!owner) return undefined;
  if (current && sameReference(inventory.read(current, 'owner'), owner)) return current;
  return inventory.read(owner, 'resourcePool');
}

function contradiction(one: string, other: string): VapiError {
  return new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.vm.placement_contradiction',
    default_message: `The values of 'placement.${one}' and 'placement.${other}' belong to different compute resources.`,
    args: [one, other],
  });
}
