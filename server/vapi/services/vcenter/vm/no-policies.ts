/** What VMs have from libraries, policies for storage and for computing: this server has none of these. */
import { VapiError } from '../../../error.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';

export const vmLibraryItem = vapiService('com.vmware.vcenter.vm.library_item', {
  get({ vm }, context) {
    objectOf(context, 'VirtualMachine', vm);
    return {};
  },
});

export const vmComputePolicies = vapiService('com.vmware.vcenter.vm.compute.policies', {
  get({ vm, policy }, context) {
    objectOf(context, 'VirtualMachine', vm);
    throw new VapiError('not_found', {
      id: 'com.vmware.vcenter.compute.policies.not_found',
      default_message: `Compute policy with identifier '${policy}' does not exist.`,
      args: [policy],
    });
  },
});
