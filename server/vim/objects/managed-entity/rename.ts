/**
 * Rename_Task for every entity that has a name of its own, and Reload.
 *
 * Hosts and standard networks are called what they are called elsewhere; the folders a datacenter is
 * born with keep their names. A datastore's name is part of every path on it, so it takes them along.
 */
import type { Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { demandFreeName, entityName, nameChange } from '../../entity-names.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datastoreRenamed } from '../datastore/renamed-paths.ts';
import { configTouched } from '../virtual-machine/config-version.ts';
import { switchRenamed } from './renamed-switch.ts';

/** Ours: writing a name down takes no time to speak of. */
const RENAME_MS = 100;

/** Who may rename what; the nearest type counts, types that are not listed cannot be renamed. */
const PRIVILEGES: readonly (readonly [type: string, privilege: string])[] = [
  ['VirtualMachine', 'VirtualMachine.Config.Rename'],
  ['Datacenter', 'Datacenter.Rename'],
  ['Folder', 'Folder.Rename'],
  ['ClusterComputeResource', 'Host.Inventory.RenameCluster'],
  ['VirtualApp', 'VApp.Rename'],
  ['ResourcePool', 'Resource.RenamePool'],
  ['Datastore', 'Datastore.Rename'],
  ['DistributedVirtualSwitch', 'DVSwitch.Modify'],
  ['DistributedVirtualPortgroup', 'DVPortgroup.Modify'],
];

/** Events with `oldName` and `newName`; a pool's tells of a reconfiguration. Others leave their task's only. */
const EVENTS: readonly (readonly [type: string, event: string])[] = [
  ['VirtualMachine', 'VmRenamedEvent'],
  ['Datacenter', 'DatacenterRenamedEvent'],
  ['Datastore', 'DatastoreRenamedEvent'],
  ['DistributedVirtualSwitch', 'DvsRenamedEvent'],
  ['DistributedVirtualPortgroup', 'DVPortgroupRenamedEvent'],
];

export const renameMethods: MethodTable<'ManagedEntity'> = {
  Rename_Task(self, { newName }, context) {
    const name = entityName(newName, self);
    const { catalog } = context;
    const privilege = PRIVILEGES.find(([type]) => catalog.isA(self.type, type))?.[1];
    if (!privilege || isFixed(self, context)) throw new VimFault('NotSupported');
    demandPrivilege(context, privilege, self);
    return context.tasks.start(context, {
      entity: self,
      name: 'Rename_Task',
      durationMs: RENAME_MS,
      finish: (task) => ({ changes: renameChanges(self, name, context, task.chainId) }),
    });
  },
};

export const reloadMethods: MethodTable<'ManagedEntity'> = {
  /** Nothing but the server itself changes what an entity is, so there is nothing to read again. */
  Reload: () => undefined,
};

/** What a new name changes. Throws DuplicateName. */
export function renameChanges(
  self: Ref,
  name: string,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { catalog, inventory } = context;
  const oldName = String(inventory.read(self, 'name') ?? '');
  if (oldName === name) return [];
  const parent = inventory.read(self, 'parent') as Ref | undefined;
  if (parent) demandFreeName(context, { type: self.type, parent, name, self });
  return [
    nameChange(context, self, name),
    ...consequences(self, oldName, name, context),
    ...renamedEvent(catalog, self, { oldName, newName: name }, context, chainId),
  ];
}

function consequences(
  self: Ref,
  oldName: string,
  newName: string,
  context: Context,
): readonly Change[] {
  const { catalog, inventory } = context;
  if (self.type === 'VirtualMachine') {
    return configTouched(self as Ref<'VirtualMachine'>, context);
  }
  if (self.type === 'Datastore') {
    return datastoreRenamed(inventory, self as Ref<'Datastore'>, oldName, newName);
  }
  if (catalog.isA(self.type, 'DistributedVirtualSwitch')) {
    return switchRenamed(inventory, self, newName);
  }
  return [];
}

function renamedEvent(
  catalog: Context['catalog'],
  self: Ref,
  names: { readonly oldName: string; readonly newName: string },
  context: Context,
  chainId: number,
): Change[] {
  const userName = context.session?.userName;
  const post = (type: string, members: Readonly<Record<string, unknown>>) => [
    context.events.change({ type, about: self, members, chainId, userName }),
  ];
  if (catalog.isA(self.type, 'ResourcePool')) {
    return post('ResourcePoolReconfiguredEvent', { resourcePool: eventArgument(context, self) });
  }
  const type = EVENTS.find(([each]) => catalog.isA(self.type, each))?.[1];
  if (!type) return [];
  const datastore = type === 'DatastoreRenamedEvent' ? eventArgument(context, self) : undefined;
  return post(type, { ...names, ...(datastore ? { datastore } : {}) });
}

/** The root, a datacenter's own folders and root pools are what they are. */
function isFixed(self: Ref, { catalog, inventory }: Context): boolean {
  const parent = inventory.read(self, 'parent') as Ref | undefined;
  if (catalog.isA(self.type, 'Folder')) return !parent || parent.type === 'Datacenter';
  return self.type === 'ResourcePool' && !catalog.isA(parent?.type ?? '', 'ResourcePool');
}
