/** `com.vmware.vcenter.vm.guest.power`: what a guest is asked to do by itself. */

import type { VcenterVmGuestPowerState } from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { TOOLS_FAULTS } from './guest-answers.ts';
import { powerStateOf } from './list.ts';

const STATES: Readonly<Record<string, VcenterVmGuestPowerState>> = {
  running: 'RUNNING',
  shuttingDown: 'SHUTTING_DOWN',
  resetting: 'RESETTING',
  standby: 'STANDBY',
  notRunning: 'NOT_RUNNING',
  unknown: 'UNAVAILABLE',
};

export const guestPower = vapiService('com.vmware.vcenter.vm.guest.power', {
  get({ vm }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'VirtualMachine', vm);
    const guest = inventory.read(self, 'guest');
    return {
      state: STATES[guest?.guestState ?? 'unknown'] ?? 'UNAVAILABLE',
      operations_ready: guest?.guestStateChangeSupported ?? false,
    };
  },

  /** Returns at once; the guest takes its time. */
  async shutdown({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const isOff = powerStateOf(context.inventory, self) === 'POWERED_OFF';
    await context.call(self, 'ShutdownGuest', {}, { faults: faultsOf(isOff) });
  },

  async reboot({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    await context.call(self, 'RebootGuest', {}, { faults: faultsOf(false) });
  },

  async standby({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const isSuspended = powerStateOf(context.inventory, self) === 'SUSPENDED';
    await context.call(self, 'StandbyGuest', {}, { faults: faultsOf(isSuspended) });
  },
});

function faultsOf(isThere: boolean) {
  const error = isThere ? 'already_in_desired_state' : 'not_allowed_in_current_state';
  return { ...TOOLS_FAULTS, InvalidPowerState: { error } } as const;
}
