/**
 * ResourcePool.CreateChildVM_Task: a new VM in a vApp, where it lies in no folder. Pools that are no vApp
 * take their VMs from `Folder.CreateVM_Task`.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import type { MethodTable } from '../../method.ts';
import { createVm } from '../folder/create-vm.ts';

export const createChildVmMethods: MethodTable<'ResourcePool'> = {
  CreateChildVM_Task(self, { config: spec, host }, context) {
    if (self.type !== 'VirtualApp') throw new VimFault('NotSupported');
    return createVm(
      { method: 'CreateChildVM_Task', entity: self, pool: self, host, spec },
      context,
    );
  },
};
