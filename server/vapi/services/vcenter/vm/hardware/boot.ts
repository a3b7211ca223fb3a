/** `com.vmware.vcenter.vm.hardware.boot` and `….boot.device`: firmware, and what it boots from. */
import { build } from '../../../../../vmodl/build.ts';
import { vapiService } from '../../../../service.ts';
import { machineOf, reconfigure } from './hardware-calls.ts';
import { bootDevicesInfo, bootInfo } from './settings-info.ts';
import { bootOrder, bootWish } from './settings-spec.ts';

export const boot = vapiService('com.vmware.vcenter.vm.hardware.boot', {
  get({ vm }, context) {
    return bootInfo(machineOf(context, vm).config);
  },

  async update({ vm, spec }, context) {
    await reconfigure(machineOf(context, vm), bootWish(spec), context);
  },
});

export const bootDevice = vapiService('com.vmware.vcenter.vm.hardware.boot.device', {
  get({ vm }, context) {
    return bootDevicesInfo(machineOf(context, vm).config);
  },

  /** An empty list stands for the usual order. */
  async set({ vm, devices }, context) {
    const machine = machineOf(context, vm);
    const order = bootOrder(devices, machine.devices);
    const bootOptions = build('VirtualMachineBootOptions', { bootOrder: order });
    await reconfigure(machine, { bootOptions }, context);
  },
});
