/**
 * VirtualMachineSnapshot: what a VM was, to go back to. Where it stands in the tree, its name and its time
 * are the VM's to say (`VirtualMachine.snapshot`).
 *
 * Stored: `vm`, and `config`, whose disks name the files that hold what was written until then.
 */
import { over } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';
import { removeSnapshot } from './virtual-machine/snapshots/remove.ts';
import { renameSnapshot } from './virtual-machine/snapshots/rename.ts';
import { revertTo } from './virtual-machine/snapshots/revert.ts';
import { treeOf } from './virtual-machine/snapshots/tree.ts';

export const virtualMachineSnapshot = objectType({
  type: 'VirtualMachineSnapshot',
  methods: {
    RevertToSnapshot_Task(self, args, context) {
      const vm = context.inventory.read(self, 'vm');
      return revertTo(vm, { ...args, snapshot: self, method: 'RevertToSnapshot_Task' }, context);
    },

    RemoveSnapshot_Task(self, args, context) {
      return removeSnapshot(self, args, context);
    },

    RenameSnapshot(self, args, context) {
      renameSnapshot(self, args, context);
    },

    /** Files are handed out by a lease, which nothing here gives. */
    ExportSnapshot() {
      throw new VimFault('NotSupported');
    },
  },
  relations: [
    {
      from: 'VirtualMachineSnapshot',
      property: 'vm',
      inverse: ['VirtualMachine', '_snapshots'],
      onDestroy: 'refuse',
    },
  ],
  derivations: [
    derived(
      'VirtualMachineSnapshot',
      'childSnapshot',
      ['vm', over('vm', ['snapshot'])],
      (self, read) => {
        const vm = read(self, 'vm');
        const trees = vm && read(vm, 'snapshot')?.rootSnapshotList;
        const children = treeOf(trees, self)?.childSnapshotList ?? [];
        return children.map(({ snapshot }) => snapshot);
      },
    ),
  ],
});
