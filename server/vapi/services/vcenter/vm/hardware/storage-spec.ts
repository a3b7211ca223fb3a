/**
 * New disks, CD-ROM and floppy drives, as they are asked for: `VM.create` and the devices' own services plan
 * them here.
 */
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
} from '../../../../../vmodl/generated/data.ts';
import { BYTES_PER_KB, BYTES_PER_MB } from '../../../../../vmodl/units.ts';
import type {
  VcenterVmHardwareCdromBackingSpec,
  VcenterVmHardwareCdromCreateSpec,
  VcenterVmHardwareDiskCreateSpec,
  VcenterVmHardwareDiskVmdkCreateSpec,
  VcenterVmHardwareFloppyBackingSpec,
  VcenterVmHardwareFloppyCreateSpec,
} from '../../../../generated/types.ts';
import { newConnection } from './connection.ts';
import type { DevicePlan } from './device-plan.ts';
import { wrongArgument } from './refusals.ts';
import { type BusType, busTypeOf } from './storage-address.ts';
import { slotFor } from './storage-slot.ts';

/** Throws invalid_argument unless there is exactly one of a file to take and a file to make. */
export function planDisk(plan: DevicePlan, spec: VcenterVmHardwareDiskCreateSpec): VirtualDevice {
  const { backing, new_vmdk } = spec;
  if ((backing === undefined) === (new_vmdk === undefined)) {
    throw wrongArgument('backing', 'exactly one of backing and new_vmdk must be there.');
  }
  const type = spec.type ?? recommendedBus(plan.guest.recommendedDiskController, 'SCSI');
  const file = new_vmdk ? newVmdk(plan, new_vmdk) : existingVmdk(backing?.vmdk_file ?? '');
  const slot = slotFor(plan, {
    type,
    ide: spec.ide,
    place: spec.scsi ?? spec.sata ?? spec.nvme,
  });
  return plan.add(
    (key) => build('VirtualDisk', { key, ...slot, ...file }),
    new_vmdk ? 'create' : undefined,
  );
}

function recommendedBus(controller: string | undefined, otherwise: BusType): BusType {
  return busTypeOf({ _typeName: controller ?? '', key: 0 }) ?? otherwise;
}

function newVmdk(
  plan: DevicePlan,
  { name, capacity, storage_policy }: VcenterVmHardwareDiskVmdkCreateSpec,
) {
  if (storage_policy) throw wrongArgument('storage_policy', 'there is no such storage policy.');
  if (name !== undefined && !/^[^/[\]]+$/.test(name)) {
    throw wrongArgument('name', `'${name}' is no name of a file.`);
  }
  const bytes = capacity ?? plan.guest.recommendedDiskSizeMB * BYTES_PER_MB;
  if (bytes <= 0) throw wrongArgument('capacity', 'a disk has at least one byte.');
  return {
    backing: build('VirtualDiskFlatVer2BackingInfo', {
      fileName: name === undefined ? '' : `${name}.vmdk`,
      diskMode: 'persistent',
    }),
    capacityInKB: Math.ceil(bytes / BYTES_PER_KB),
    capacityInBytes: bytes,
  };
}

function existingVmdk(fileName: string) {
  return { backing: existingDiskBacking(fileName), capacityInKB: 0 };
}

/** `[datastore] folder/disk.vmdk`, which belongs to nobody. */
export function existingDiskBacking(fileName: string): VirtualDeviceBackingInfo {
  return build('VirtualDiskFlatVer2BackingInfo', { fileName, diskMode: 'persistent' });
}

export function planCdrom(
  plan: DevicePlan,
  spec: VcenterVmHardwareCdromCreateSpec = {},
): VirtualDevice {
  const type = spec.type ?? recommendedBus(plan.guest.recommendedCdromController, 'IDE');
  const slot = slotFor(plan, { type, ide: spec.ide, place: spec.sata });
  return plan.add((key) =>
    build('VirtualCdrom', {
      key,
      ...slot,
      backing: cdromBacking(spec.backing ?? { type: 'HOST_DEVICE' }),
      connectable: newConnection(spec),
    }),
  );
}

export function cdromBacking(spec: VcenterVmHardwareCdromBackingSpec): VirtualDeviceBackingInfo {
  const access = spec.device_access_type ?? 'EMULATION';
  const exclusive = access === 'PASSTHRU_EXCLUSIVE';
  switch (spec.type) {
    case 'ISO_FILE':
      return build('VirtualCdromIsoBackingInfo', { fileName: spec.iso_file ?? '' });
    case 'CLIENT_DEVICE': {
      const device = { deviceName: '', useAutoDetect: false };
      return access === 'EMULATION'
        ? build('VirtualCdromRemoteAtapiBackingInfo', device)
        : build('VirtualCdromRemotePassthroughBackingInfo', { ...device, exclusive });
    }
    default: {
      const device = hostDeviceBacking(spec.host_device);
      return access === 'EMULATION'
        ? build('VirtualCdromAtapiBackingInfo', device)
        : build('VirtualCdromPassthroughBackingInfo', { ...device, exclusive });
    }
  }
}

/** A device of the host: the one that is named, or whichever is found. */
export function hostDeviceBacking(deviceName: string | undefined) {
  return { deviceName: deviceName ?? '', useAutoDetect: deviceName === undefined };
}

export function planFloppy(
  plan: DevicePlan,
  spec: VcenterVmHardwareFloppyCreateSpec = {},
): VirtualDevice {
  return plan.add((key) =>
    build('VirtualFloppy', {
      key,
      backing: floppyBacking(spec.backing ?? { type: 'HOST_DEVICE' }),
      connectable: newConnection(spec),
    }),
  );
}

export function floppyBacking(spec: VcenterVmHardwareFloppyBackingSpec): VirtualDeviceBackingInfo {
  switch (spec.type) {
    case 'IMAGE_FILE':
      return build('VirtualFloppyImageBackingInfo', { fileName: spec.image_file ?? '' });
    case 'CLIENT_DEVICE':
      return build('VirtualFloppyRemoteDeviceBackingInfo', {
        deviceName: '',
        useAutoDetect: false,
      });
    default:
      return build('VirtualFloppyDeviceBackingInfo', hostDeviceBacking(spec.host_device));
  }
}
