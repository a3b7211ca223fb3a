/** `com.vmware.vcenter.vm.hardware.cdrom`: CD-ROM drives. */
import { vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import { pluggable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { demandUnplugged } from './refusals.ts';
import { cdromInfo } from './storage-info.ts';
import { cdromBacking, planCdrom } from './storage-spec.ts';

export const cdrom = vapiService('com.vmware.vcenter.vm.hardware.cdrom', {
  ...pluggable('cdrom', 'cdrom'),

  get({ vm, cdrom: id }, context) {
    const machine = machineOf(context, vm);
    return cdromInfo(deviceOf(machine, 'cdrom', id), machine.devices);
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planCdrom(plan, spec));
  },

  /** What is in it changes while it is not connected, the rest at any time. */
  async update({ vm, cdrom: id, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'cdrom', id);
    if (spec.backing) demandUnplugged(device);
    const backing = spec.backing ? cdromBacking(spec.backing) : device.backing;
    const connectable = changedConnection(device, spec);
    await editDevice(machine, { ...device, backing, connectable }, context);
  },
});
