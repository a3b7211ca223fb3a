/** `com.vmware.vcenter.vm.hardware.serial`: serial ports. */
import { build } from '../../../../../vmodl/build.ts';
import { member } from '../../../../../vmodl/value.ts';
import { vapiService } from '../../../../service.ts';
import { changedConnection } from './connection.ts';
import { pluggable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { serialInfo } from './port-info.ts';
import { planSerial, serialBacking } from './port-spec.ts';
import { demandUnplugged } from './refusals.ts';

export const serial = vapiService('com.vmware.vcenter.vm.hardware.serial', {
  ...pluggable('serial', 'port'),

  get({ vm, port: id }, context) {
    const machine = machineOf(context, vm);
    return serialInfo(deviceOf(machine, 'serial', id));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planSerial(plan, spec));
  },

  /** What is in it changes while it is not connected, the rest at any time. */
  async update({ vm, port: id, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'serial', id);
    if (spec.backing) demandUnplugged(device);
    const backing = spec.backing ? serialBacking(spec.backing) : device.backing;
    const connectable = changedConnection(device, spec);
    const yieldOnPoll = spec.yield_on_poll ?? member(device, 'yieldOnPoll') === true;
    const port = build('VirtualSerialPort', { ...device, yieldOnPoll, backing, connectable });
    await editDevice(machine, port, context);
  },
});
