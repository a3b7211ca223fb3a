/**
 * Methods of a VM that are about its snapshots.
 */
import { build } from '../../../../vmodl/build.ts';
import { BYTES_PER_KB } from '../../../../vmodl/units.ts';
import { box } from '../../../../vmodl/value.ts';
import type { MethodTable } from '../../../method.ts';
import { homeDatastoreOf } from '../relocate/file-moves.ts';
import { createSnapshot } from './create.ts';
import { consolidateDisks, consolidationBytes, removeAllSnapshots } from './remove.ts';
import { revertTo } from './revert.ts';

const ESTIMATE_MS = 100;

export const snapshotMethods: MethodTable<'VirtualMachine'> = {
  CreateSnapshot_Task(self, { name, description = '', memory, quiesce }, context) {
    const wish = { name, description, memory, quiesce };
    return createSnapshot(self, { ...wish, method: 'CreateSnapshot_Task' }, context);
  },

  CreateSnapshotEx_Task(self, { name, description = '', memory, quiesceSpec }, context) {
    const wish = { name, description, memory, quiesce: quiesceSpec !== undefined };
    return createSnapshot(self, { ...wish, method: 'CreateSnapshotEx_Task' }, context);
  },

  RevertToCurrentSnapshot_Task(self, args, context) {
    return revertTo(self, { ...args, method: 'RevertToCurrentSnapshot_Task' }, context);
  },

  RemoveAllSnapshots_Task(self, args, context) {
    return removeAllSnapshots(self, args, context);
  },

  ConsolidateVMDisks_Task(self, _args, context) {
    return consolidateDisks(self, context);
  },

  EstimateStorageForConsolidateSnapshots_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'EstimateStorageForConsolidateSnapshots_Task',
      durationMs: ESTIMATE_MS,
      looksOnly: true,
      finish: () => {
        const datastore = homeDatastoreOf(context.inventory, self);
        const freeSpaceRequiredInKb = consolidationBytes(self, context) / BYTES_PER_KB;
        const needed = datastore
          ? [build('StorageRequirement', { datastore, freeSpaceRequiredInKb })]
          : [];
        return { changes: [], result: box('ArrayOfStorageRequirement', needed) };
      },
    });
  },
};
