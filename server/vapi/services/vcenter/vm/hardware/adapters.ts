/** `com.vmware.vcenter.vm.hardware.adapter.scsi`, `….sata` and `….nvme`: what disks and drives hang on. */
import type { VirtualDevice, VirtualSCSIController } from '../../../../../vmodl/generated/data.ts';
import { vapiService } from '../../../../service.ts';
import { planNvme, planSata, planScsi, SHARED_BUS } from './adapter-spec.ts';
import {
  addDevice,
  deviceOf,
  editDevice,
  idsOf,
  machineOf,
  removeDevice,
} from './hardware-calls.ts';
import { nvmeInfo, sataInfo, scsiInfo } from './storage-info.ts';

export const scsiAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.scsi', {
  list({ vm }, context) {
    return idsOf(machineOf(context, vm), 'scsi').map((adapter) => ({ adapter }));
  },

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

  async delete({ vm, adapter }, context) {
    await removeDevice(context, vm, 'scsi', adapter);
  },
});

export const sataAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.sata', {
  list({ vm }, context) {
    return idsOf(machineOf(context, vm), 'sata').map((adapter) => ({ adapter }));
  },

  get({ vm, adapter }, context) {
    return sataInfo(deviceOf(machineOf(context, vm), 'sata', adapter));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planSata(plan, spec));
  },

  async delete({ vm, adapter }, context) {
    await removeDevice(context, vm, 'sata', adapter);
  },
});

export const nvmeAdapter = vapiService('com.vmware.vcenter.vm.hardware.adapter.nvme', {
  list({ vm }, context) {
    return idsOf(machineOf(context, vm), 'nvme').map((adapter) => ({ adapter }));
  },

  get({ vm, adapter }, context) {
    return nvmeInfo(deviceOf(machineOf(context, vm), 'nvme', adapter));
  },

  create({ vm, spec }, context) {
    return addDevice(context, vm, (plan) => planNvme(plan, spec));
  },

  async delete({ vm, adapter }, context) {
    await removeDevice(context, vm, 'nvme', adapter);
  },
});
