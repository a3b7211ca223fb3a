/**
 * Resource pools: made, set up, moved, dissolved.
 */
import { poolVerdict } from '../../../engines/resources/reservations.ts';
import { assign, type Change, create } from '../../../inventory/change.ts';
import { NORMAL_SHARES, shares } from '../../../inventory/templates/allocation.ts';
import { entityProperties } from '../../../inventory/templates/entity.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { ResourceAllocationInfo, ResourceConfigSpec } from '../../../vmodl/generated/data.ts';
import { type Ref, sameReference } from '../../../vmodl/reference.ts';
import { data } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName, entityName } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import { poolChain } from '../../facts/pool-facts.ts';
import { vmResources } from '../../facts/vm-facts.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { newRef } from '../folder/create.ts';
import { removalEvent } from '../managed-entity/removal.ts';
import type { Vm } from '../virtual-machine/power.ts';
import { vmResourcesChanged } from '../virtual-machine/reconfigure-resources.ts';
import { demandReservable, demandSound } from './admission.ts';
import { type Pool, parentPool, poolMoved, poolsBelowRemoved, vmsMoved } from './remove.ts';

const LEVEL_UNSET = 'normal';

export const configurePoolMethods: MethodTable<'ResourcePool'> = {
  CreateResourcePool(self, args, context) {
    const { inventory } = context;
    const name = entityName(args.name);
    demandWhole(args.spec);
    demandSound(args.spec, 'spec');
    demandFreeName(context, { type: 'ResourcePool', parent: self, name });
    demandReservable(self, args.spec, undefined, context);
    const ref = newRef('ResourcePool', 'resgroup-', context);
    inventory.apply(
      [
        create(ref, {
          ...entityProperties(self),
          name,
          owner: inventory.read(self, 'owner'),
          config: poolSettings(ref, undefined, args.spec),
        }),
        context.events.change({
          type: 'ResourcePoolCreatedEvent',
          about: self,
          userName: context.session.userName,
          members: {
            parent: eventArgument(context, self),
            resourcePool: build('ResourcePoolEventArgument', { name, resourcePool: ref }),
          },
        }),
      ],
      causeOf(context),
    );
    return ref;
  },

  UpdateConfig(self, args, context) {
    const changes = configChanges(self, args, context, 'config');
    if (changes.length > 0) context.inventory.apply(changes, causeOf(context));
  },

  UpdateChildResourceConfiguration(self, { spec }, context) {
    const { inventory } = context;
    const children = spec.map((one) => childNamed(self, one.entity, context));
    // Each child is one commit, and the first refusal ends the call: so the API has it.
    for (const [index, one] of spec.entries()) {
      const child = children[index];
      if (!child) continue;
      const changes =
        child.type === 'VirtualMachine'
          ? vmResourcesChanged(child as Vm, one, context)
          : configChanges(child as Pool, { config: one }, context, 'spec');
      if (changes.length > 0) inventory.apply(changes, causeOf(context));
    }
  },

  MoveIntoResourcePool(self, { list }, context) {
    const { inventory } = context;
    const entities = list.map((ref) => inventory.demand(ref as Ref));
    for (const entity of entities) demandMovable(entity, self, context);
    for (const entity of entities) {
      const changes = moveChanges(entity, self, context);
      if (changes.length > 0) inventory.apply(changes, causeOf(context));
    }
  },

  DestroyChildren(self, _args, context) {
    const { inventory } = context;
    const children = (inventory.read(self, 'resourcePool') ?? []).filter(
      ({ type }) => type === 'ResourcePool',
    );
    if (children.length === 0) return;
    demandPrivilege(context, 'Resource.DeletePool', self, ...children);
    const vms = children.flatMap((child) => inventory.read(child, 'vm') ?? []);
    if (vms.length > 0) demandPrivilege(context, 'Resource.AssignVMToPool', self, ...vms);
    const removal = { context, chainId: context.events.nextChainId() };
    inventory.apply(poolsBelowRemoved(self, removal), causeOf(context));
  },
};

/** A new pool's allocations must say everything. */
function demandWhole(spec: ResourceConfigSpec): void {
  for (const kind of ['cpuAllocation', 'memoryAllocation'] as const) {
    for (const name of ['reservation', 'expandableReservation', 'limit', 'shares'] as const) {
      if (spec[kind][name] === undefined) throw invalidArgument(`spec.${kind}.${name}`);
    }
  }
}

/** The changes of name and settings. Root pools are set up by the server alone: NotSupported. */
function configChanges(
  self: Pool,
  args: { readonly name?: string | undefined; readonly config?: ResourceConfigSpec | undefined },
  context: Context,
  path: string,
): readonly Change[] {
  const { inventory } = context;
  const parent = parentPool(context, self);
  if (!parent) throw new VimFault('NotSupported');
  const right = self.type === 'VirtualApp' ? 'VApp.ResourceConfig' : 'Resource.EditPool';
  demandPrivilege(context, right, self, parent);
  const changes: Change[] = [];
  if (args.name !== undefined) {
    const name = entityName(args.name, self);
    demandFreeName(context, { type: self.type, parent, name, self });
    if (name !== inventory.read(self, 'name')) changes.push(assign(self, 'name', name));
  }
  if (args.config) {
    const before = inventory.read(self, 'config');
    demandSound(args.config, path);
    demandCurrent(args.config, before);
    demandReservable(parent, args.config, before, context);
    changes.push(assign(self, 'config', poolSettings(self, before, args.config, context)));
  }
  if (changes.length === 0) return [];
  const removal = { context, chainId: context.events.nextChainId() };
  const resourcePool = eventArgument(context, self);
  return [
    ...changes,
    removalEvent(removal, 'ResourcePoolReconfiguredEvent', self, { resourcePool }),
  ];
}

/** Throws ConcurrentAccess when the caller looked at older settings. */
function demandCurrent(wanted: ResourceConfigSpec, current: ResourceConfigSpec): void {
  const { changeVersion } = wanted;
  if (changeVersion !== undefined && changeVersion !== (current.changeVersion ?? '')) {
    throw new VimFault('ConcurrentAccess');
  }
}

/** The settings as they will be: what is not said stays. */
function poolSettings(
  entity: Pool,
  before: ResourceConfigSpec | undefined,
  spec: ResourceConfigSpec,
  context?: Context,
): ResourceConfigSpec {
  const lastModified = context?.clock.iso();
  const changeVersion = context ? String(context.inventory.counter('poolVersion')) : undefined;
  return data<ResourceConfigSpec>('ResourceConfigSpec', {
    entity: entity as Ref as Ref<'ResourcePool'>,
    changeVersion,
    lastModified,
    cpuAllocation: allocation(spec.cpuAllocation, before?.cpuAllocation, NORMAL_SHARES.poolCpu),
    memoryAllocation: allocation(
      spec.memoryAllocation,
      before?.memoryAllocation,
      NORMAL_SHARES.poolMemory,
    ),
    scaleDescendantsShares:
      spec.scaleDescendantsShares ?? before?.scaleDescendantsShares ?? 'disabled',
  });
}

function allocation(
  wanted: ResourceAllocationInfo,
  before: ResourceAllocationInfo | undefined,
  normalShares: number,
): ResourceAllocationInfo {
  const { shares: wish } = wanted;
  const level = wish?.level ?? LEVEL_UNSET;
  const chosen =
    level === 'custom'
      ? shares(wish?.shares ?? normalShares, normalShares)
      : shares(level, normalShares);
  return build('ResourceAllocationInfo', {
    reservation: wanted.reservation ?? before?.reservation ?? 0,
    expandableReservation: wanted.expandableReservation ?? before?.expandableReservation ?? true,
    limit: wanted.limit ?? before?.limit ?? -1,
    shares: wish || !before?.shares ? chosen : before.shares,
    overheadLimit: wanted.overheadLimit ?? before?.overheadLimit,
  });
}

/** Throws InvalidArgument for what is no child of the pool. */
function childNamed(self: Pool, entity: Ref | undefined, { inventory }: Context): Ref {
  const child = entity && inventory.demand(entity);
  const children: readonly Ref[] = [
    ...(inventory.read(self, 'resourcePool') ?? []),
    ...(inventory.read(self, 'vm') ?? []),
  ];
  if (!child || !children.some((one) => sameReference(one, child))) {
    throw invalidArgument('spec.entity');
  }
  return child;
}

/** Throws InvalidArgument for another compute resource's, for ancestors, root pools and other types. */
function demandMovable(entity: Ref, self: Pool, context: Context): void {
  const vm = entity.type === 'VirtualMachine';
  if (!vm && !context.catalog.isA(entity.type, 'ResourcePool')) throw invalidArgument('list');
  if (vm) demandMovableVm(entity as Vm, self, context);
  else demandMovablePool(entity as Pool, self, context);
}

function demandMovableVm(vm: Vm, self: Pool, context: Context): void {
  const { inventory } = context;
  const pool = inventory.read(vm, 'resourcePool');
  if (!pool || inventory.read(pool, 'owner') !== inventory.read(self, 'owner')) {
    throw invalidArgument('list');
  }
  const right = self.type === 'VirtualApp' ? 'VApp.AssignVM' : 'Resource.AssignVMToPool';
  demandPrivilege(context, right, vm, self);
}

function demandMovablePool(pool: Pool, self: Pool, context: Context): void {
  const { inventory } = context;
  const parent = parentPool(context, pool);
  if (!parent || inventory.read(pool, 'owner') !== inventory.read(self, 'owner')) {
    throw invalidArgument('list');
  }
  for (let at: Pool | undefined = self; at; at = parentPool(context, at)) {
    if (sameReference(at, pool)) throw invalidArgument('list');
  }
  const vapp = pool.type === 'VirtualApp';
  demandPrivilege(context, vapp ? 'VApp.Move' : 'Resource.MovePool', pool, parent);
  const intoPool = vapp ? 'Resource.AssignVAppToPool' : 'Resource.MovePool';
  const intoApp = vapp ? 'VApp.AssignVApp' : 'VApp.AssignResourcePool';
  demandPrivilege(context, self.type === 'VirtualApp' ? intoApp : intoPool, self);
}

function moveChanges(entity: Ref, self: Pool, context: Context): readonly Change[] {
  const { inventory } = context;
  const removal = { context, chainId: context.events.nextChainId() };
  if (entity.type === 'VirtualMachine') {
    demandRoomFor(entity as Vm, self, context);
    return vmsMoved([entity as Vm], self, removal);
  }
  const pool = entity as Pool;
  if (sameReference(parentPool(context, pool), self)) return [];
  const name = inventory.read(pool, 'name');
  demandFreeName(context, { type: pool.type, parent: self, name, self: pool });
  demandReservable(self, inventory.read(pool, 'config'), undefined, context);
  return poolMoved(pool, self, removal);
}

/** A running VM brings its reservations along. */
function demandRoomFor(vm: Vm, self: Pool, { inventory }: Context): void {
  if (inventory.read(vm, 'runtime').powerState !== 'poweredOn') return;
  const [first] = poolVerdict(vmResources(inventory, vm), poolChain(inventory, self, vm));
  if (first) throw new VimFault(first.name, first.detail, first.message);
}
