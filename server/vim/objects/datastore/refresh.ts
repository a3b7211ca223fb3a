/**
 * Datastore: refreshed and renamed at once, without a task.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import { entityName } from '../../entity-names.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { renameChanges } from '../managed-entity/rename.ts';

export const refreshDatastoreMethods: MethodTable<'Datastore'> = {
  /** Free space follows from the files and is never stale; but somebody must be able to look. */
  RefreshDatastore(self, _args, { inventory }) {
    const { accessible } = inventory.read(self, 'summary');
    if (!accessible) throw new VimFault('NotFound');
  },

  RefreshDatastoreStorageInfo: () => undefined,

  RenameDatastore(self, { newName }, context) {
    const name = entityName(newName, self);
    const changes = renameChanges(self, name, context, context.events.nextChainId());
    if (changes.length > 0) context.inventory.apply(changes, causeOf(context));
  },
};
