/** `com.vmware.vcenter.vm.power`. */
import type { LocalizableMessage } from '../../../error.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { powerStateOf } from './list.ts';

export const power = vapiService('com.vmware.vcenter.vm.power', {
  /** Whether the guest shut itself down is told of one that is off. */
  get({ vm }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'VirtualMachine', vm);
    const state = powerStateOf(inventory, self);
    const clean_power_off = inventory.read(self, 'runtime').cleanPowerOff ?? false;
    return { state, clean_power_off: state === 'POWERED_OFF' ? clean_power_off : undefined };
  },

  async start({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const faults = already('powered_on', 'powered on');
    await context.carryOut(self, 'PowerOnVM_Task', {}, { faults });
  },

  async stop({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const faults = already('powered_off', 'powered off');
    await context.carryOut(self, 'PowerOffVM_Task', {}, { faults });
  },

  /** Of one that is off: not allowed; of one that is suspended: done. */
  async suspend({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const isSuspended = powerStateOf(context.inventory, self) === 'SUSPENDED';
    const faults = isSuspended ? already('suspended', 'suspended') : notPoweredOn('suspended');
    await context.carryOut(self, 'SuspendVM_Task', {}, { faults });
  },

  async reset({ vm }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    await context.carryOut(self, 'ResetVM_Task', {}, { faults: notPoweredOn('reset') });
  },
});

function already(name: string, words: string) {
  const message: LocalizableMessage = {
    id: `com.vmware.api.vcenter.vm.power.already_${name}`,
    default_message: `Virtual machine is already ${words}.`,
    args: [],
  };
  return { InvalidPowerState: { error: 'already_in_desired_state', message } } as const;
}

function notPoweredOn(deed: string) {
  const message: LocalizableMessage = {
    id: 'com.vmware.api.vcenter.vm.power.not_powered_on',
    default_message: `Virtual machine cannot be ${deed} because it is not powered on.`,
    args: [],
  };
  return { InvalidPowerState: { error: 'not_allowed_in_current_state', message } } as const;
}
