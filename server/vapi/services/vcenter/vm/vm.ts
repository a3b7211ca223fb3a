/** `com.vmware.vcenter.VM`. */
import { VapiError } from '../../../error.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { cloneVm, relocateVm } from './copies.ts';
import { createVm, registerVm } from './create.ts';
import { vmInfo } from './info.ts';
import { listVms } from './list.ts';

/** Of a VM that runs, or that is on its way. */
const MUST_BE_OFF = {
  InvalidPowerState: {
    error: 'not_allowed_in_current_state',
    message: {
      id: 'com.vmware.api.vcenter.vm.not_powered_off',
      default_message: 'The virtual machine must be powered off.',
      args: [],
    },
  },
} as const;

export const vm = vapiService('com.vmware.vcenter.VM', {
  list: ({ filter = {} }, context) => listVms(filter, context),

  get: ({ vm: id }, context) => vmInfo(id, context),

  create: ({ spec }, context) => createVm(spec, context),

  register: ({ spec }, context) => registerVm(spec, context),

  clone: ({ spec }, context) => cloneVm(spec, context),

  relocate: ({ vm: id, spec }, context) => relocateVm(id, spec, context),

  async delete({ vm: id }, context) {
    const self = objectOf(context, 'VirtualMachine', id);
    await context.carryOut(self, 'Destroy_Task', {}, { faults: MUST_BE_OFF });
  },

  async unregister({ vm: id }, context) {
    const self = objectOf(context, 'VirtualMachine', id);
    await context.call(self, 'UnregisterVM', {}, { faults: MUST_BE_OFF });
  },

  /** This server's VMs cannot be frozen, and so none can be cloned while it runs. */
  instant_clone({ spec }, context) {
    objectOf(context, 'VirtualMachine', spec.source);
    throw new VapiError('unsupported', {
      id: 'com.vmware.api.vcenter.vm.instant_clone_unsupported',
      default_message: 'Instant clone is not supported.',
      args: [],
    });
  },
});
