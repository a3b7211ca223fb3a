/** `com.vmware.vcenter.vm.hardware.parallel`: parallel ports. */
import { vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import { pluggable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { parallelInfo } from './port-info.ts';
import { parallelBacking, planParallel } from './port-spec.ts';
import { demandUnplugged } from './refusals.ts';

export const parallel = vapiService('com.vmware.vcenter.vm.hardware.parallel', {
  ...pluggable('parallel', 'port'),

  get({ vm, port: id }, context) {
    const machine = machineOf(context, vm);
    return parallelInfo(deviceOf(machine, 'parallel', id));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planParallel(plan, spec));
  },

  /** What is in it changes while it is not connected, the rest at any time. */
  async update({ vm, port: id, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'parallel', id);
    if (spec.backing) demandUnplugged(device);
    const backing = spec.backing ? parallelBacking(spec.backing) : device.backing;
    const connectable = changedConnection(device, spec);
    await editDevice(machine, { ...device, backing, connectable }, context);
  },
});
