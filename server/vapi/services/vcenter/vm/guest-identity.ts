/** `com.vmware.vcenter.vm.guest.identity`: which system the guest is, and what it is called. */
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { answeringGuest, noInformation } from './guest-answers.ts';
import { guestFamilyOf, guestOsOf } from './guest-os.ts';

export const guestIdentity = vapiService('com.vmware.vcenter.vm.guest.identity', {
  get({ vm }, context) {
    const { guest } = answeringGuest(vm, context);
    const { guestId, guestFamily, guestFullName = '', hostName, ipAddress } = guest;
    if (guestId === undefined || hostName === undefined) throw noInformation(vm);
    return {
      name: guestOsOf(guestId, context),
      family: guestFamilyOf(guestFamily),
      full_name: {
        id: `vmsg.guestos.${guestId}.label`,
        default_message: guestFullName,
        args: [],
      },
      host_name: hostName,
      ip_address: ipAddress,
    };
  },
});

export const guestOperations = vapiService('com.vmware.vcenter.vm.guest.operations', {
  get({ vm }, context) {
    const guest = context.inventory.read(objectOf(context, 'VirtualMachine', vm), 'guest');
    return {
      guest_operations_ready: guest?.guestOperationsReady ?? false,
      interactive_guest_operations_ready: guest?.interactiveGuestOperationsReady ?? false,
    };
  },
});
