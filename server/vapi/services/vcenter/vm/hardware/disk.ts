/** `com.vmware.vcenter.vm.hardware.disk`. */
import { vapiService } from '../../../../service.ts';
import { removable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { diskInfo } from './storage-info.ts';
import { existingDiskBacking, planDisk } from './storage-spec.ts';

export const disk = vapiService('com.vmware.vcenter.vm.hardware.disk', {
  ...removable('disk', 'disk'),

  get({ vm, disk: id }, context) {
    const machine = machineOf(context, vm);
    return diskInfo(deviceOf(machine, 'disk', id), machine.devices);
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planDisk(plan, spec));
  },

  /** Another file takes the place of the disk's, which stays on its datastore. */
  async update({ vm, disk: id, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'disk', id);
    if (!spec.backing) return;
    const backing = existingDiskBacking(spec.backing.vmdk_file ?? '');
    await editDevice(machine, { ...device, backing }, context);
  },
});
