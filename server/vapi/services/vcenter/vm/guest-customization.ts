/** `com.vmware.vcenter.vm.guest.customization`: a guest made over at its next power-on, and how it went. */
import type { Ref } from '../../../../vmodl/reference.ts';
import { VapiError } from '../../../error.ts';
import type {
  VcenterVmGuestCustomizationInfo,
  VcenterVmGuestCustomizationInfoStatus,
} from '../../../generated/types.ts';
import { objectOf } from '../../../objects.ts';
import { vapiService } from '../../../service.ts';
import { CUSTOMIZATION_SPECS } from '../guest/spec-manager.ts';
import { vimSpec } from '../guest/to-vim.ts';

const STATUSES: Readonly<Record<string, VcenterVmGuestCustomizationInfoStatus>> = {
  TOOLSDEPLOYPKG_IDLE: 'IDLE',
  TOOLSDEPLOYPKG_PENDING: 'PENDING',
  TOOLSDEPLOYPKG_RUNNING: 'RUNNING',
  TOOLSDEPLOYPKG_SUCCEEDED: 'SUCCEEDED',
  TOOLSDEPLOYPKG_FAILED: 'FAILED',
};

/** Faults of what the guest is, and is asked to be. */
const FAULTS = {
  UncustomizableGuest: { error: 'invalid_argument' },
  NicSettingMismatch: { error: 'invalid_argument' },
  CustomizationPending: { error: 'not_allowed_in_current_state' },
  NotSupported: { error: 'invalid_argument' },
} as const;

export const guestCustomization = vapiService('com.vmware.vcenter.vm.guest.customization', {
  /** By a specification's name, or whole. */
  async set({ vm, spec: { name, spec } }, context) {
    const self = objectOf(context, 'VirtualMachine', vm);
    const kept =
      name === undefined
        ? undefined
        : await context.call(CUSTOMIZATION_SPECS, 'GetCustomizationSpec', { name });
    const wanted = kept?.spec ?? (spec && vimSpec(spec));
    if (!wanted || (kept && spec)) throw oneOfBoth();
    await context.carryOut(self, 'CustomizeVM_Task', { spec: wanted }, { faults: FAULTS });
  },

  get({ vm }, context): VcenterVmGuestCustomizationInfo {
    const { inventory } = context;
    const self = objectOf(context, 'VirtualMachine', vm);
    if (inventory.read(self as Ref, '_customizing') === true) return { status: 'PENDING' };
    const info = inventory.read(self, 'guest')?.customizationInfo;
    const status = STATUSES[info?.customizationStatus ?? ''] ?? 'IDLE';
    return {
      status,
      error: status === 'FAILED' ? (info?.errorMsg ?? '') : undefined,
      start_time: info?.startTime,
      end_time: info?.endTime,
    };
  },
});

function oneOfBoth(): VapiError {
  return new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.vm.guest.customization.specification',
    default_message: "Exactly one of 'name' and 'spec' must be set.",
    args: [],
  });
}
