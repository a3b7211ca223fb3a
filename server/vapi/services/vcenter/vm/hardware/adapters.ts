/** `com.vmware.vcenter.vm.hardware.adapter.scsi`, `….sata` and `….nvme`: what disks and drives hang on. */
import type { VirtualDevice, VirtualSCSIController } from '../../../../../vmodl/generated/data.ts';
import { vapiService } from '../../../../service.ts';
import { planNvme, planSata, planScsi, SHARED_BUS } from './adapter-spec.ts';
import { removable } from './device-operations.ts';
import { addDevice, deviceOf, editDevice, machineOf } from './hardware-calls.ts';
import { nvmeInfo, sataInfo, scsiInfo } from './storage-info.ts';

export const scsiAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.scsi', {
  ...removable('scsi', 'adapter'),

  get({ vm, adapter }, context) {
    return scsiInfo(deviceOf(machineOf(context, vm), 'scsi', adapter));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planScsi(plan, spec));
  },

  async update({ vm, adapter, spec }, context) {
    const machine = machineOf(context, vm);
    const device = deviceOf(machine, 'scsi', adapter) as VirtualSCSIController;
    if (!spec.sharing) return;
    const shared: VirtualSCSIController = { ...device, sharedBus: SHARED_BUS[spec.sharing] };
    await editDevice(machine, shared as VirtualDevice, context);
  },
});

export const sataAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.sata', {
  ...removable('sata', 'adapter'),

  get({ vm, adapter }, context) {
    return sataInfo(deviceOf(machineOf(context, vm), 'sata', adapter));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planSata(plan, spec));
  },
});

export const nvmeAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.nvme', {
  ...removable('nvme', 'adapter'),

  get({ vm, adapter }, context) {
    return nvmeInfo(deviceOf(machineOf(context, vm), 'nvme', adapter));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planNvme(plan, spec));
  },
});
