/**
 * What can be asked of a guest while VMware Tools run in it; else nothing is known, and who asks is told so.
 */
import type { GuestInfo } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { VapiError } from '../../../error.ts';
import { objectOf } from '../../../objects.ts';
import type { VapiContext } from '../../../service.ts';

export interface AnsweringGuest {
  readonly self: Ref<'VirtualMachine'>;
  readonly guest: GuestInfo;
}

/** Faults of methods that need tools. */
export const TOOLS_FAULTS = {
  ToolsUnavailable: { error: 'service_unavailable' },
} as const;

/** Throws service_unavailable where VMware Tools do not run, not_found for a VM that is not there. */
export function answeringGuest(vm: string, context: VapiContext): AnsweringGuest {
  const self = objectOf(context, 'VirtualMachine', vm);
  const guest = context.inventory.read(self, 'guest');
  if (guest?.toolsRunningStatus === 'guestToolsRunning') return { self, guest };
  throw new VapiError('service_unavailable', {
    id: 'com.vmware.api.vcenter.vm.guest.tools_not_running',
    default_message: `VMware Tools are not running in Virtual machine with identifier '${vm}'.`,
    args: [vm],
  });
}

/** Tools run and have told nothing of what was asked. */
export function noInformation(vm: string): VapiError {
  return new VapiError('service_unavailable', {
    id: 'com.vmware.api.vcenter.vm.guest.information_not_available',
    default_message: `VMware Tools in the virtual machine with identifier '${vm}' provided no information.`,
    args: [vm],
  });
}
