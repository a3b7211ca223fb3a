/**
 * Datastore: brought up to date, renamed, asked what it can do.
 */
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import { entityName } from '../../entity-names.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { vmfsOf } from '../../storage/host-disks.ts';
import { renameChanges } from '../managed-entity/rename.ts';

/** How long a look through the files of VMs takes, ms of virtual time. Ours. */
const UPDATE_FILES_MS = 500;

export const refreshDatastoreMethods: MethodTable<'Datastore'> = {
  /** Free space follows from the files and is never stale; but somebody must be able to look. */
  RefreshDatastore(self, _args, { inventory }) {
    const { accessible } = inventory.read(self, 'summary');
    if (!accessible) throw new VimFault('NotFound');
  },

  RefreshDatastoreStorageInfo: () => undefined,

  /** The files of VMs are named by their datastore, never by where it was mounted: none has to be changed. */
  UpdateVirtualMachineFiles_Task(self, { mountPathDatastoreMapping }, context) {
    const { inventory } = context;
    for (const { datastore } of mountPathDatastoreMapping) {
      const { accessible, name } = inventory.read(inventory.demand(datastore), 'summary');
      if (!accessible) throw new VimFault('InvalidDatastore', { datastore, name });
    }
    return context.tasks.start(context, {
      entity: self,
      name: 'UpdateVirtualMachineFiles_Task',
      durationMs: UPDATE_FILES_MS,
      finish: () => ({ changes: [], result: build('UpdateVirtualMachineFilesResult', {}) }),
    });
  },

  IsClusteredVmdkEnabled(self, _args, { inventory }) {
    const name = inventory.read(self, 'name');
    if (!vmfsOf(inventory, self)) throw new VimFault('InvalidDatastore', { datastore: self, name });
    return inventory.read(self, 'capability').clusteredVmdkSupported ?? false;
  },

  RenameDatastore(self, { newName }, context) {
    const name = entityName(newName, self);
    const changes = renameChanges(self, name, context, context.events.nextChainId());
    if (changes.length > 0) context.inventory.apply(changes, causeOf(context));
  },
};
