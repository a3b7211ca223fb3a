/**
 * OverheadMemoryManager: what a running machine costs in memory beyond what its guest sees.
 */
import { bytesOfMb, memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import { VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';

export const overheadMemoryManager = objectType({
  type: 'OverheadMemoryManager',
  methods: {
    /** Bytes; the same on every host. NotFound for a machine whose configuration cannot be read. */
    LookupVmOverheadMemory: (_self, { vm, host }, { inventory }) => {
      inventory.demand(host);
      const hardware = inventory.read(inventory.demand(vm), 'config')?.hardware;
      if (!hardware) throw new VimFault('NotFound');
      return bytesOfMb(memoryOverheadMb(hardware.memoryMB, hardware.numCPU));
    },
  },
});
