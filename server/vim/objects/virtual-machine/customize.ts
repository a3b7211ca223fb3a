/**
 * CustomizeVM_Task: the guest of a VM that is off is made over when it runs for the next time.
 */
import { assign } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { CustomizationSpec, GuestInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, MethodTable } from '../../method.ts';
import { demandCustomizable, guestOfCopy } from './clone/customization.ts';
import { demandState, refuseTemplate, type Vm } from './power.ts';

/** How long it takes to put the specification on the VM's disk, ms of virtual time. Ours. */
const CUSTOMIZE_MS = 1_000;

export const customizeMethods: MethodTable<'VirtualMachine'> = {
  CheckCustomizationSpec(self, { spec }, context) {
    refuseTemplate(self, context);
    demandFit(self, spec, context);
  },

  CustomizeVM_Task(self, { spec }, context) {
    refuseTemplate(self, context);
    const { config } = demandFit(self, spec, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'CustomizeVM_Task',
      durationMs: CUSTOMIZE_MS,
      finish: () => {
        const { inventory } = context;
        demandState(self, context, ['poweredOff'], 'poweredOff');
        if (inventory.read(self as Ref, '_customizing') === true) {
          throw new VimFault('CustomizationPending');
        }
        const guest = demandGuest(self, context);
        const request = { name: config.name, spec: { customization: spec } };
        return {
          changes: [
            assign(self, '_customizing', true),
            assign(self, '_guest', guestOfCopy(guest, request, config)),
          ],
        };
      },
    });
  },
};

/** Throws NicSettingMismatch, UncustomizableGuest, InvalidArgument, NotSupported. */
function demandFit(self: Vm, customization: CustomizationSpec, context: Context) {
  const config = context.inventory.read(self, 'config');
  if (!config) throw new VimFault('InvalidState');
  demandCustomizable({ base: config, spec: { customization } }, demandGuest(self, context));
  return { config };
}

function demandGuest(self: Vm, { inventory }: Context): GuestInfo {
  const guest = inventory.read(self as Ref, '_guest') as GuestInfo | undefined;
  if (!guest) throw new VimFault('InvalidState');
  return guest;
}
