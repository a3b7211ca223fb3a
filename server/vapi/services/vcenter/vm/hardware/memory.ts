/** `com.vmware.vcenter.vm.hardware.memory`. */
import { vapiService } from '../../../../service.ts';
import { machineOf, reconfigure } from './hardware-calls.ts';
import { memoryInfo } from './settings-info.ts';
import { memoryWish } from './settings-spec.ts';

export const memory = vapiService('com.vmware.vcenter.vm.hardware.memory', {
  get({ vm }, context) {
    const { config, runtime } = machineOf(context, vm);
    return memoryInfo(config, runtime.powerState);
  },

  async update({ vm, spec }, context) {
    await reconfigure(machineOf(context, vm), memoryWish(spec), context);
  },
});
