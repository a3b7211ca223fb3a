/**
 * MoveIntoFolder_Task: entities go to another folder of their kind, one after the other; the first that
 * cannot ends the task, those before it have moved. A host of a cluster which moves into a host folder
 * stands for itself from then on.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { standaloneConfig } from '../../../inventory/templates/compute.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf, lineage } from '../../place.ts';
import { movedBetweenPods } from '../../storage-drs/membership.ts';
import { vmsOn } from '../host-system/host-event.ts';
import { forgetInCluster } from '../managed-entity/removal.ts';
import { standaloneCompute } from './standalone.ts';

type Folder = Ref<Kinds['Folder']>;
type Host = Ref<'HostSystem'>;

/** How long a move takes, ms of virtual time. Ours. */
const MOVE_MS = 200;

/** What a folder must take, and the right that moving needs on object, source and destination. */
const KINDS: readonly {
  readonly type: string;
  readonly childType: string;
  readonly privilege: string;
}[] = [
  {
    type: 'VirtualMachine',
    childType: 'VirtualMachine',
    privilege: 'VirtualMachine.Inventory.Move',
  },
  { type: 'VirtualApp', childType: 'VirtualApp', privilege: 'VApp.Move' },
  {
    type: 'ComputeResource',
    childType: 'ComputeResource',
    privilege: 'Host.Inventory.MoveCluster',
  },
  { type: 'Datacenter', childType: 'Datacenter', privilege: 'Datacenter.Move' },
  { type: 'StoragePod', childType: 'StoragePod', privilege: 'Folder.Move' },
  { type: 'Folder', childType: 'Folder', privilege: 'Folder.Move' },
  { type: 'Datastore', childType: 'Datastore', privilege: 'Datastore.Move' },
  { type: 'Network', childType: 'Network', privilege: 'Network.Move' },
  {
    type: 'DistributedVirtualSwitch',
    childType: 'DistributedVirtualSwitch',
    privilege: 'DVSwitch.Move',
  },
];

export const moveIntoFolderMethods: MethodTable<'Folder'> = {
  MoveIntoFolder_Task(self, { list }, context) {
    const entities = list.map((ref) => context.inventory.demand(ref as Ref));
    for (const entity of entities) demandFitting(entity, self, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'MoveIntoFolder_Task',
      durationMs: MOVE_MS,
      finish: (task) => {
        for (const entity of entities) {
          const userName = context.session.userName;
          const changes = moveChanges(entity, self, context, task.chainId);
          const cause = { method: 'MoveIntoFolder_Task', task: task.key, userName };
          if (changes.length > 0) context.inventory.apply(changes, cause);
        }
        return { changes: [] };
      },
    });
  },
};

/** Throws NotSupported for what can never lie in such a folder, NoPermission without the rights. */
function demandFitting(entity: Ref, self: Folder, context: Context): void {
  const { catalog, inventory } = context;
  const takes: readonly string[] = inventory.read(self, 'childType') ?? [];
  const parent = inventory.read(entity, 'parent') as Ref | undefined;
  if (entity.type === 'HostSystem') {
    if (!takes.includes('ComputeResource')) throw new VimFault('NotSupported');
    demandPrivilege(context, 'Host.Inventory.EditCluster', parent);
    demandPrivilege(context, 'Host.Inventory.MoveHost', entity);
    demandPrivilege(context, 'Host.Inventory.AddStandaloneHost', self);
    return;
  }
  const kind = KINDS.find(({ type }) => catalog.isA(entity.type, type));
  if (!kind || !takes.includes(kind.childType) || !parent || parent.type === 'Datacenter') {
    throw new VimFault('NotSupported');
  }
  if (kind.type === 'Folder' && !sameKind(entity, self, context))
    throw new VimFault('NotSupported');
  demandPrivilege(context, kind.privilege, entity, parent, self);
}

/** A folder lies only in folders that take what it takes. */
function sameKind(folder: Ref, self: Folder, { inventory }: Context): boolean {
  const inner: readonly string[] = inventory.read(folder as Folder, 'childType') ?? [];
  const outer: readonly string[] = inventory.read(self, 'childType') ?? [];
  return inner.length === outer.length && inner.every((type) => outer.includes(type));
}

function moveChanges(
  entity: Ref,
  self: Folder,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { inventory } = context;
  inventory.demand(entity);
  inventory.demand(self);
  if (entity.type === 'HostSystem') return hostLeavesCluster(entity as Host, self, context);
  const parent = inventory.read(entity, 'parent') as Ref | undefined;
  if (parent?.value === self.value) return [];
  if (liesWithin(self, entity, context)) {
    throw new VimFault('InvalidFolder', { target: entity });
  }
  if (entity.type !== 'Datacenter') demandSameDatacenter(entity, self, context);
  const name = String(inventory.read(entity, 'name') ?? '');
  demandFreeName(context, { type: entity.type, parent: self, name, self: entity });
  return [
    assign(entity, 'parent', self),
    ...(entity.type === 'Datastore'
      ? movedBetweenPods(entity as Ref<'Datastore'>, self, context, chainId)
      : []),
  ];
}

/** What hosts, files and networks a thing lives on belongs to one datacenter: it cannot leave it this way. */
function demandSameDatacenter(entity: Ref, self: Folder, { inventory }: Context): void {
  const from = datacenterOf(inventory, entity);
  if (from && from !== datacenterOf(inventory, self)) throw invalidArgument('list');
}

function liesWithin(place: Ref, container: Ref, { inventory }: Context): boolean {
  return lineage(inventory, place).some((at) => at.value === container.value);
}

/** Throws InvalidState unless it is a host in maintenance mode of a cluster of the same datacenter. */
function hostLeavesCluster(host: Host, self: Folder, context: Context): readonly Change[] {
  const { inventory } = context;
  const cluster = inventory.read(host, 'parent');
  const fits =
    cluster?.type === 'ClusterComputeResource' &&
    inventory.read(host, 'runtime').inMaintenanceMode &&
    datacenterOf(inventory, host) === datacenterOf(inventory, self);
  if (!fits) throw new VimFault('InvalidState');
  const name = inventory.read(host, 'name');
  demandFreeName(context, { type: 'ComputeResource', parent: self, name });
  const { pool, owner, changes } = standaloneCompute(self, name, standaloneConfig(), context);
  const vms = vmsOn(context, host);
  return [
    ...changes,
    assign(host, 'parent', owner),
    ...forgetInCluster(cluster, [host, ...vms], context),
    ...vms
      .filter((vm) => inventory.read(vm, 'resourcePool'))
      .map((vm) => assign(vm, 'resourcePool', pool)),
  ];
}
