/**
 * Destroy_Task, by the rules of each kind of entity.
 *
 * What makes no sense for the kind is refused at once; what the state of things forbids ends the task in
 * error. Folders and datacenters are emptied child by child, each child one commit, and stop at the first
 * that cannot go.
 */
import { type Change, destroy } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { childrenOf } from '../../entity-names.ts';
import type { Context, MethodTable } from '../../method.ts';
import { podRemoved } from '../../storage-drs/membership.ts';
import type { Pod } from '../../storage-drs/pod-entry.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { datastoreRemoved } from '../datastore/destroy.ts';
import {
  computeResourceRemoved,
  demandHostRemovable,
  hostsRemoved,
} from '../host-system/remove.ts';
import type { Pool } from '../resource-pool/remove.ts';
import { demandPoolRemovable, poolRemoved, vappRemoved } from '../resource-pool/remove.ts';
import type { Vm } from '../virtual-machine/power.ts';
import {
  demandDeletable,
  demandStopped,
  vmsDeleted,
  vmsUnregistered,
} from '../virtual-machine/remove.ts';
import { inUse, type Removal } from './removal.ts';
import { networkRemoved, switchRemoved } from './remove-network.ts';

/** How long it takes, ms of virtual time. Ours. */
const DESTROY_MS = 500;

interface Work extends Removal {
  /** VMs are only unregistered. */
  readonly keepsFiles: boolean;
  /** Commits one step of a long removal. */
  readonly commit: (changes: readonly Change[]) => void;
}

interface Kind {
  readonly type: string;
  /** Needed on the entity and on what is above it. */
  readonly privilege: string;
  /** Throws for what this entity can never do. */
  readonly refuse?: (self: Ref, context: Context) => void;
  /** What takes the entity away, all below it being gone. Throws what stands against it. */
  readonly remove: (self: Ref, work: Work) => readonly Change[];
}

/** The nearest kind comes before its supertypes. */
const KINDS: readonly Kind[] = [
  {
    type: 'VirtualMachine',
    privilege: 'VirtualMachine.Inventory.Delete',
    remove: (self, work) => vmRemoved(self as Vm, work),
  },
  {
    type: 'VirtualApp',
    privilege: 'VApp.Delete',
    remove: (self, work) => vappRemoved(self as Pool, work),
  },
  {
    type: 'ResourcePool',
    privilege: 'Resource.DeletePool',
    refuse: (self, context) => demandPoolRemovable(self as Pool, context),
    remove: (self, work) => poolRemoved(self as Pool, work),
  },
  {
    type: 'HostSystem',
    privilege: 'Host.Inventory.RemoveHostFromCluster',
    refuse: (self, { inventory }) => {
      const parent = inventory.read(self as Ref<'HostSystem'>, 'parent');
      if (parent?.type !== 'ClusterComputeResource') throw new VimFault('NotSupported');
    },
    remove: (self, work) => {
      demandHostRemovable(self as Ref<'HostSystem'>, work.context);
      return hostsRemoved([self as Ref<'HostSystem'>], work);
    },
  },
  {
    type: 'ClusterComputeResource',
    privilege: 'Host.Inventory.DeleteCluster',
    remove: (self, work) => computeResourceRemoved(self as Ref<'ClusterComputeResource'>, work),
  },
  {
    type: 'ComputeResource',
    privilege: 'Host.Inventory.RemoveHostFromCluster',
    remove: (self, work) => computeResourceRemoved(self as Ref<'ComputeResource'>, work),
  },
  {
    type: 'Datacenter',
    privilege: 'Datacenter.Delete',
    remove: (self, work) => datacenterRemoved(self as Ref<'Datacenter'>, work),
  },
  {
    type: 'StoragePod',
    privilege: 'Folder.Delete',
    remove: (self, { context, chainId }) => podRemoved(self as Pod, context, chainId),
  },
  {
    type: 'Folder',
    privilege: 'Folder.Delete',
    refuse: refuseFixedFolder,
    remove: (self, work) => folderRemoved(self as Ref<Kinds['Folder']>, work),
  },
  {
    type: 'Datastore',
    privilege: 'Datastore.Delete',
    remove: (self, work) => datastoreRemoved(self as Ref<'Datastore'>, work),
  },
  {
    type: 'DistributedVirtualPortgroup',
    privilege: 'DVPortgroup.Delete',
    remove: (self, work) => networkRemoved(self as Ref<'DistributedVirtualPortgroup'>, work),
  },
  {
    type: 'Network',
    privilege: 'Network.Delete',
    remove: (self, work) => networkRemoved(self as Ref<'Network'>, work),
  },
  {
    type: 'DistributedVirtualSwitch',
    privilege: 'DVSwitch.Delete',
    remove: (self, work) => switchRemoved(self as Ref<'DistributedVirtualSwitch'>, work),
  },
];

export const destroyMethods: MethodTable<'ManagedEntity'> = {
  Destroy_Task(self, _args, context) {
    const kind = kindOf(self, context);
    demandRight(self, kind, context);
    kind.refuse?.(self, context);
    return start(self, 'Destroy_Task', context, false, (work) => kind.remove(self, work));
  },
};

export const unregisterFolderMethods: MethodTable<'Folder'> = {
  UnregisterAndDestroy_Task(self, _args, context) {
    const takes: readonly string[] = context.inventory.read(self, 'childType') ?? [];
    if (!takes.includes('VirtualMachine')) throw new VimFault('NotSupported');
    refuseFixedFolder(self, context);
    return start(self, 'UnregisterAndDestroy_Task', context, true, (work) =>
      folderRemoved(self, work),
    );
  },
};

function start(
  self: Ref,
  name: string,
  context: Context,
  keepsFiles: boolean,
  remove: (work: Work) => readonly Change[],
): Ref<'Task'> {
  const workOf = (task: RunningTask): Work => ({
    context,
    chainId: task.chainId,
    task: task.ref,
    keepsFiles,
    commit: (changes) => {
      const userName = context.session?.userName;
      context.inventory.apply(changes, { method: name, task: task.key, userName });
    },
  });
  return context.tasks.start(context, {
    entity: self,
    name,
    durationMs: DESTROY_MS,
    finish: (task) => ({
      changes: context.inventory.has(self) ? remove(workOf(task)) : gone(self),
    }),
  });
}

function gone(self: Ref): never {
  throw new VimFault('ManagedObjectNotFound', { obj: self });
}

function kindOf(self: Ref, { catalog }: Context): Kind {
  const kind = KINDS.find(({ type }) => catalog.isA(self.type, type));
  if (!kind) throw new VimFault('NotSupported');
  return kind;
}

function demandRight(self: Ref, kind: Kind, context: Context): void {
  const parent = context.inventory.read(self, 'parent') as Ref | undefined;
  demandPrivilege(context, kind.privilege, self, parent);
}

/** The root and the folders a datacenter is born with stay. */
function refuseFixedFolder(self: Ref, { inventory }: Context): void {
  const parent = inventory.read(self, 'parent') as Ref | undefined;
  if (!parent || parent.type === 'Datacenter') throw new VimFault('NotSupported');
}

function vmRemoved(vm: Vm, work: Work): readonly Change[] {
  if (work.keepsFiles) {
    demandStopped(vm, work);
    return vmsUnregistered([vm], work);
  }
  demandDeletable(vm, work);
  return vmsDeleted([vm], work);
}

function folderRemoved(self: Ref<Kinds['Folder']>, work: Work): readonly Change[] {
  const { inventory } = work.context;
  const takes: readonly string[] = inventory.read(self, 'childType') ?? [];
  const children = childrenOf(inventory, self);
  const mustBeEmpty = takes.includes('Datastore') || takes.includes('Network');
  if (mustBeEmpty && children.length > 0) throw inUse(self, work.context);
  for (const child of children) removeChild(child, work);
  return [destroy(self)];
}

function removeChild(child: Ref, work: Work): void {
  if (!work.context.inventory.has(child)) return;
  const kind = kindOf(child, work.context);
  demandRight(child, kind, work.context);
  work.commit(kind.remove(child, work));
}

/** Hosts go with their VMs, which are not stopped; then switches, then what is left, then the folders. */
function datacenterRemoved(self: Ref<'Datacenter'>, work: Work): readonly Change[] {
  const { inventory } = work.context;
  const folders = (['hostFolder', 'networkFolder', 'datastoreFolder', 'vmFolder'] as const).map(
    (property) => inventory.read(self, property),
  );
  const left = folders.filter((folder) => inventory.has(folder));
  for (const folder of left) emptied(folder, work);
  return [...left.map(destroy), destroy(self)];
}

function emptied(folder: Ref, work: Work): void {
  const { inventory, catalog } = work.context;
  const isSwitch = (ref: Ref) => catalog.isA(ref.type, 'DistributedVirtualSwitch');
  const children = childrenOf(inventory, folder);
  // A switch takes its port groups along, and the one for uplinks goes no other way.
  const inOrder = [...children.filter(isSwitch), ...children.filter((ref) => !isSwitch(ref))];
  for (const child of inOrder) {
    if (!inventory.has(child)) continue;
    if (catalog.isA(child.type, 'Folder')) {
      emptied(child, work);
      work.commit([destroy(child)]);
    } else {
      removeChild(child, work);
    }
  }
}
