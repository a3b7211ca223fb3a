/** `com.vmware.vcenter.system_config.deployment_type`: vCenter with all it needs on one machine. */
import { VapiError } from '../../error.ts';
import { vapiService } from '../../service.ts';
import { demandAdministrator } from './appliance-store.ts';

const EMBEDDED = 'VCSA_EMBEDDED' as const;

export const deploymentType = vapiService('com.vmware.vcenter.system_config.deployment_type', {
  get: () => ({ type: EMBEDDED }),

  /** Since version 7 there is no other type to turn into. */
  reconfigure({ spec: { type } }, context) {
    demandAdministrator(context);
    const isSame = type === EMBEDDED;
    throw new VapiError(isSame ? 'not_allowed_in_current_state' : 'unsupported', {
      id: `com.vmware.api.vcenter.deployment_type.${isSame ? 'same' : 'unsupported'}`,
      default_message: isSame
        ? 'This vCenter Server is of that type.'
        : `A vCenter Server of type ${type} is not supported.`,
      args: [type],
    });
  },
});
