/** `com.vmware.vcenter.vm.hardware.cpu`. */
import { vapiService } from '../../../../service.ts';
import { machineOf, reconfigure } from './hardware-calls.ts';
import { cpuInfo } from './settings-info.ts';
import { cpuWish } from './settings-spec.ts';

export const cpu = vapiService('com.vmware.vcenter.vm.hardware.cpu', {
  get({ vm }, context) {
    return cpuInfo(machineOf(context, vm).config);
  },

  async update({ vm, spec }, context) {
    await reconfigure(machineOf(context, vm), cpuWish(spec), context);
  },
});
