/** `com.vmware.vcenter.vm.hardware.floppy`: floppy drives. */
import { vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import { pluggable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { demandUnplugged } from './refusals.ts';
import { floppyInfo } from './storage-info.ts';
import { floppyBacking, planFloppy } from './storage-spec.ts';

export const floppy = vapiService('com.vmware.vcenter.vm.hardware.floppy', {
  ...pluggable('floppy', 'floppy'),

  get({ vm, floppy: id }, context) {
    const machine = machineOf(context, vm);
    return floppyInfo(deviceOf(machine, 'floppy', id));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planFloppy(plan, spec));
  },

  /** What is in it changes while it is not connected, the rest at any time. */
  async update({ vm, floppy: id, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'floppy', id);
    if (spec.backing) demandUnplugged(device);
    const backing = spec.backing ? floppyBacking(spec.backing) : device.backing;
    const connectable = changedConnection(device, spec);
    await editDevice(machine, { ...device, backing, connectable }, context);
  },
});
