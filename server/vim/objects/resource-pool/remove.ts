/**
 * A resource pool goes; what it held moves up to its parent pool.
 */
import { assign, type Change, destroy } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context } from '../../method.ts';
import { type Removal, removalEvent } from '../managed-entity/removal.ts';
import { event, type Vm } from '../virtual-machine/power.ts';
import { demandDeletable, vmsDeleted } from '../virtual-machine/remove.ts';

export type Pool = Ref<Kinds['ResourcePool']>;

/** The pool above a pool; undefined for the root pool of a compute resource. */
export function parentPool({ catalog, inventory }: Context, pool: Pool): Pool | undefined {
  const parent = inventory.read(pool, 'parent') as Ref | undefined;
  return parent && catalog.isA(parent.type, 'ResourcePool') ? (parent as Pool) : undefined;
}

/** Throws InvalidType for a root pool, NoPermission without the rights on all that it touches. */
export function demandPoolRemovable(pool: Pool, context: Context): void {
  const parent = parentPool(context, pool);
  if (!parent) throw new VimFault('InvalidType');
  const vapp = pool.type === 'VirtualApp';
  demandPrivilege(context, vapp ? 'VApp.Delete' : 'Resource.DeletePool', pool, parent);
  if (vapp) return;
  const vms = context.inventory.read(pool, 'vm') ?? [];
  if (vms.length > 0) demandPrivilege(context, 'Resource.AssignVMToPool', parent, ...vms);
}

/** The pool goes, its VMs, pools and vApps move to its parent. Throws DuplicateName. */
export function poolRemoved(pool: Pool, removal: Removal): Change[] {
  const { context } = removal;
  const { inventory } = context;
  const parent = parentPool(context, pool);
  if (!parent) throw new VimFault('InvalidType');
  const children = inventory.read(pool, 'resourcePool') ?? [];
  for (const child of children) {
    demandFreeName(context, {
      type: child.type,
      parent,
      name: inventory.read(child, 'name'),
      self: pool,
    });
  }
  return [
    ...vmsMoved(inventory.read(pool, 'vm') ?? [], parent, removal),
    ...children.flatMap((child) => poolMoved(child, parent, removal)),
    ...poolGone(pool, removal),
  ];
}

/** All pools below go, at any depth; VMs and vApps in them move up to `pool`. */
export function poolsBelowRemoved(pool: Pool, removal: Removal, target: Pool = pool): Change[] {
  const { inventory } = removal.context;
  return (inventory.read(pool, 'resourcePool') ?? []).flatMap((child) => {
    if (child.type === 'VirtualApp') {
      return pool === target ? [] : poolMoved(child, target, removal);
    }
    return [
      ...vmsMoved(inventory.read(child, 'vm') ?? [], target, removal),
      ...poolsBelowRemoved(child, removal, target),
      ...poolGone(child, removal),
    ];
  });
}

/** A vApp goes with all that is in it. Throws InvalidPowerState while one of its VMs runs. */
export function vappRemoved(vapp: Pool, removal: Removal): Change[] {
  const { inventory } = removal.context;
  const pools = poolTree(removal.context, vapp);
  const vms = pools.flatMap((pool) => inventory.read(pool, 'vm') ?? []);
  for (const vm of vms) demandDeletable(vm, removal);
  return [...vmsDeleted(vms, removal), ...pools.flatMap((pool) => poolGone(pool, removal))];
}

/** A pool and all pools below it, the deepest first. */
export function poolTree(context: Pick<Context, 'inventory'>, pool: Pool): readonly Pool[] {
  const children = context.inventory.read(pool, 'resourcePool') ?? [];
  return [...children.flatMap((child) => poolTree(context, child)), pool];
}

export function vmsMoved(
  vms: readonly Vm[],
  target: Pool,
  { context, chainId }: Removal,
): Change[] {
  const { inventory } = context;
  return vms.flatMap((vm) => {
    const from = inventory.read(vm, 'resourcePool');
    if (!from || from === target) return [];
    return [
      assign(vm, 'resourcePool', target),
      event(context, 'VmResourcePoolMovedEvent', vm, chainId, {
        oldParent: eventArgument(context, from),
        newParent: eventArgument(context, target),
      }),
    ];
  });
}

export function poolMoved(pool: Pool, target: Pool, removal: Removal): Change[] {
  const { context } = removal;
  const from = parentPool(context, pool);
  if (!from || from === target) return [];
  return [
    assign(pool, 'parent', target),
    removalEvent(removal, 'ResourcePoolMovedEvent', pool, {
      resourcePool: eventArgument(context, pool),
      oldParent: eventArgument(context, from),
      newParent: eventArgument(context, target),
    }),
  ];
}

function poolGone(pool: Pool, removal: Removal): Change[] {
  return [
    removalEvent(removal, 'ResourcePoolDestroyedEvent', pool, {
      resourcePool: eventArgument(removal.context, pool),
    }),
    destroy(pool),
  ];
}
