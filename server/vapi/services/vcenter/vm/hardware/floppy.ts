/** `com.vmware.vcenter.vm.hardware.floppy`: floppy drives. */
import { vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import {
  addDevice,
  deviceOf,
  editDevice,
  idsOf,
  machineOf,
  removeDevice,
  replug,
} from './hardware-calls.ts';
import { demandUnplugged } from './refusals.ts';
import { floppyInfo } from './storage-info.ts';
import { floppyBacking, planFloppy } from './storage-spec.ts';

export const floppy = vapiService('com.vmware.vcenter.vm.hardware.floppy', {
  list({ vm }, context) {
    return idsOf(machineOf(context, vm), 'floppy').map((id) => ({ floppy: id }));
  },

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

  async delete({ vm, floppy: id }, context) {
    await removeDevice(context, vm, 'floppy', id);
  },

  async connect({ vm, floppy: id }, context) {
    await replug(context, vm, { kind: 'floppy', id, connected: true });
  },

  async disconnect({ vm, floppy: id }, context) {
    await replug(context, vm, { kind: 'floppy', id, connected: false });
  },
});
