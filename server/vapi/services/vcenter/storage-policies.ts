/** Storage policies: this server has none. */
import { VapiError } from '../../error.ts';
import { objectOf } from '../../objects.ts';
import { vapiService } from '../../service.ts';

export const storagePolicies = vapiService('com.vmware.vcenter.storage.policies', {
  list: () => [],
  check_compatibility({ policy }) {
    throw unknownPolicy(policy);
  },
});

export const storagePolicyVms = vapiService('com.vmware.vcenter.storage.policies.VM', {
  list({ policy }) {
    throw unknownPolicy(policy);
  },
});

export const datastoreDefaultPolicy = vapiService('com.vmware.vcenter.datastore.default_policy', {
  get({ datastore }, context) {
    objectOf(context, 'Datastore', datastore);
    return undefined;
  },
});

function unknownPolicy(id: string): VapiError {
  return new VapiError('not_found', {
    id: 'com.vmware.api.vcenter.storage.policies.not_found',
    default_message: `Storage policy with identifier '${id}' does not exist.`,
    args: [id],
  });
}
