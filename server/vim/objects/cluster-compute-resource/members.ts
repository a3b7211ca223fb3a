/**
 * Hosts that are in the inventory come into a cluster: from another one, in maintenance mode, or from
 * standing for themselves, with their VMs whatever these do.
 */
import { assign, type Change, destroy } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import { vmsOn } from '../host-system/host-event.ts';
import { forgetInCluster, type Removal } from '../managed-entity/removal.ts';
import {
  type Pool,
  poolMoved,
  poolsBelowRemoved,
  poolTree,
  vmsMoved,
} from '../resource-pool/remove.ts';
import { evcModeOf, evcRefusal, newcomer } from './evc.ts';
import type { Cluster, Host } from './scope.ts';

/** How long each takes, ms of virtual time. Ours. */
const MOVE_MS = 500;
/** Hosts of a cluster, vSphere 8 configuration maximums. */
const HOSTS_MAX = 96;

export const memberMethods: MethodTable<'ClusterComputeResource'> = {
  MoveInto_Task(self, args, context) {
    const hosts = args.host.map((host) => context.inventory.demand(host));
    for (const host of hosts) demandMovable(host, self, context);
    const name = 'MoveInto_Task';
    return context.tasks.start(context, {
      entity: self,
      name,
      durationMs: MOVE_MS,
      finish: ({ chainId, key: task }) => {
        // Host by host: those before the first that cannot come have moved.
        for (const host of hosts) {
          const changes = movedIn(host, self, undefined, { context, chainId });
          const { userName } = context.session;
          if (changes.length > 0)
            context.inventory.apply(changes, { method: name, task, userName });
        }
        return { changes: [] };
      },
    });
  },

  MoveHostInto_Task(self, args, context) {
    const host = context.inventory.demand(args.host);
    demandMovable(host, self, context);
    const pool = args.resourcePool && demandPool(args.resourcePool, self, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'MoveHostInto_Task',
      durationMs: MOVE_MS,
      finish: ({ chainId }) => ({
        changes: movedIn(host, self, pool, { context, chainId }),
      }),
    });
  },
};

/**
 * The pool of the cluster that a host's own pools come into. Throws InvalidArgument for another
 * cluster's, and where there is no DRS to keep pools.
 */
export function demandPool(ref: Pool, cluster: Cluster, { inventory }: Context): Pool {
  const pool = inventory.demand(ref);
  if (inventory.read(pool, 'owner')?.value !== cluster.value) {
    throw invalidArgument('resourcePool');
  }
  const isRoot = pool.value === inventory.read(cluster, 'resourcePool')?.value;
  if (!isRoot && !hasDrs(cluster, { inventory })) throw invalidArgument('resourcePool');
  return pool;
}

/** Throws TooManyHosts when the cluster is full. */
export function demandRoom(cluster: Cluster, { inventory }: Context): void {
  const count = inventory.read(cluster, 'host')?.length ?? 0;
  if (count >= HOSTS_MAX) throw new VimFault('TooManyHosts');
}

/** Throws InvalidArgument for a host of another datacenter, NoPermission without the right where it is. */
function demandMovable(host: Host, cluster: Cluster, context: Context): void {
  const { inventory } = context;
  demandPrivilege(context, 'Host.Inventory.EditCluster', inventory.read(host, 'parent'));
  if (datacenterOf(inventory, host) !== datacenterOf(inventory, cluster)) {
    throw invalidArgument('host');
  }
}

/** Throws InvalidState, TooManyHosts, DuplicateName, EVC's refusals. Nothing for a host that is there already. */
function movedIn(
  host: Host,
  cluster: Cluster,
  pool: Pool | undefined,
  removal: Removal,
): readonly Change[] {
  const { context } = removal;
  const { inventory } = context;
  inventory.demand(host);
  inventory.demand(cluster);
  const from = inventory.read(host, 'parent') as Ref | undefined;
  if (!from || from.value === cluster.value) return [];
  const standsAlone = from.type !== 'ClusterComputeResource';
  if (!standsAlone && !inventory.read(host, 'runtime').inMaintenanceMode) {
    throw new VimFault('InvalidState');
  }
  demandRoom(cluster, context);
  const name = inventory.read(host, 'name');
  demandFreeName(context, { type: 'HostSystem', parent: cluster, name, self: host });
  const refusal = evcRefusal(evcModeOf(inventory, cluster), newcomer(inventory, host));
  if (refusal) throw refusal;
  const root = inventory.read(cluster, 'resourcePool');
  if (!root) throw new Error(`${cluster.value} has no pool`);
  const moved = [assign(host, 'parent', cluster)];
  if (standsAlone) {
    const alone = from as Ref<'ComputeResource'>;
    return [
      ...moved,
      ...poolsMoved(alone, cluster, pool ?? root, pool !== undefined, removal),
      destroy(alone),
    ];
  }
  const vms = vmsOn(context, host);
  return [
    ...moved,
    ...forgetInCluster(from, [host, ...vms], context),
    ...vmsMoved(
      vms.filter((vm) => inventory.read(vm, 'resourcePool')),
      pool ?? root,
      removal,
    ),
  ];
}

/**
 * What the pool of a stand-alone host holds goes to the target; the pools below it come along or are
 * dissolved. Throws NotSupported for vApps where there is no DRS, DuplicateName.
 */
function poolsMoved(
  alone: Ref<'ComputeResource'>,
  cluster: Cluster,
  target: Pool,
  keepsPools: boolean,
  removal: Removal,
): readonly Change[] {
  const { context } = removal;
  const { inventory } = context;
  const root = inventory.read(alone, 'resourcePool');
  if (!root) return [];
  const children = inventory.read(root, 'resourcePool') ?? [];
  const staying = children.filter(({ type }) => keepsPools || type === 'VirtualApp');
  if (staying.length > 0 && !hasDrs(cluster, context)) throw new VimFault('NotSupported');
  for (const child of staying) {
    demandFreeName(context, {
      type: child.type,
      parent: target,
      name: inventory.read(child, 'name'),
    });
  }
  return [
    ...vmsMoved(inventory.read(root, 'vm') ?? [], target, removal),
    ...(keepsPools
      ? children.flatMap((child) => poolMoved(child, target, removal))
      : poolsBelowRemoved(root, removal, target)),
    ...staying
      .flatMap((child) => poolTree(context, child))
      .map((one) => assign(one, 'owner', cluster)),
    destroy(root),
  ];
}

function hasDrs(cluster: Cluster, { inventory }: Pick<Context, 'inventory'>): boolean {
  return inventory.readPath(cluster, 'configurationEx.drsConfig.enabled') === true;
}
