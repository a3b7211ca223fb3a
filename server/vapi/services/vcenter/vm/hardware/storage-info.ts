/**
 * Disks, CD-ROM and floppy drives, and the adapters they hang on, as the vAPI shows them.
 */
import { capacityBytesOf } from '../../../../../inventory/templates/vm-files.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
  VirtualDisk,
} from '../../../../../vmodl/generated/data.ts';
import { member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareAdapterNvmeInfo,
  VcenterVmHardwareAdapterSataInfo,
  VcenterVmHardwareAdapterScsiInfo,
  VcenterVmHardwareAdapterScsiSharing,
  VcenterVmHardwareAdapterScsiType,
  VcenterVmHardwareCdromBackingInfo,
  VcenterVmHardwareCdromInfo,
  VcenterVmHardwareDiskInfo,
  VcenterVmHardwareFloppyBackingInfo,
  VcenterVmHardwareFloppyInfo,
} from '../../../../generated/types.ts';
import { connectionInfo } from './connection.ts';
import { busNumberOf, storageAddress } from './storage-address.ts';

type Devices = readonly VirtualDevice[];
type Backing = VirtualDeviceBackingInfo | undefined;

const SCSI_TYPES: Readonly<Record<string, VcenterVmHardwareAdapterScsiType>> = {
  ParaVirtualSCSIController: 'PVSCSI',
  VirtualBusLogicController: 'BUSLOGIC',
  VirtualLsiLogicController: 'LSILOGIC',
  VirtualLsiLogicSASController: 'LSILOGICSAS',
};
const SHARING: Readonly<Record<string, VcenterVmHardwareAdapterScsiSharing>> = {
  noSharing: 'NONE',
  virtualSharing: 'VIRTUAL',
  physicalSharing: 'PHYSICAL',
};
const SCSI_OWN_UNIT = 7;

export function labelOf({ deviceInfo, key }: VirtualDevice): string {
  return deviceInfo?.label ?? `Device ${key}`;
}

/** `devices` are all of the VM: the disk's address is that of its controller. */
export function diskInfo(device: VirtualDevice, devices: Devices): VcenterVmHardwareDiskInfo {
  const bytes = capacityBytesOf(device as VirtualDisk);
  return {
    label: labelOf(device),
    ...storageAddress(device, devices),
    backing: { type: 'VMDK_FILE', vmdk_file: fileOf(device.backing) },
    capacity: bytes > 0 ? bytes : undefined,
  };
}

export function cdromInfo(device: VirtualDevice, devices: Devices): VcenterVmHardwareCdromInfo {
  const { ide, sata } = storageAddress(device, devices);
  return {
    type: ide ? 'IDE' : 'SATA',
    label: labelOf(device),
    ...(ide ? { ide } : { sata }),
    backing: cdromBacking(device.backing),
    ...connectionInfo(device),
  };
}

function cdromBacking(backing: Backing): VcenterVmHardwareCdromBackingInfo {
  const type = backing?._typeName ?? '';
  if (type === 'VirtualCdromIsoBackingInfo') return { type: 'ISO_FILE', iso_file: fileOf(backing) };
  const device_access_type = !type.includes('Passthrough')
    ? 'EMULATION'
    : member(backing, 'exclusive') === true
      ? 'PASSTHRU_EXCLUSIVE'
      : 'PASSTHRU';
  if (type.includes('Remote')) return { type: 'CLIENT_DEVICE', device_access_type };
  return { type: 'HOST_DEVICE', ...hostDevice(backing), device_access_type };
}

/** The device of the host; one that is found by itself has a name only where it was found. */
export function hostDevice(backing: Backing) {
  const auto_detect = member(backing, 'useAutoDetect') === true;
  const name = String(member(backing, 'deviceName') ?? '');
  return { host_device: auto_detect && name === '' ? undefined : name, auto_detect };
}

export function fileOf(backing: Backing): string {
  return String(member(backing, 'fileName') ?? '');
}

export function floppyInfo(device: VirtualDevice): VcenterVmHardwareFloppyInfo {
  return {
    label: labelOf(device),
    backing: floppyBacking(device.backing),
    ...connectionInfo(device),
  };
}

function floppyBacking(backing: Backing): VcenterVmHardwareFloppyBackingInfo {
  switch (backing?._typeName) {
    case 'VirtualFloppyImageBackingInfo':
      return { type: 'IMAGE_FILE', image_file: fileOf(backing) };
    case 'VirtualFloppyRemoteDeviceBackingInfo':
      return { type: 'CLIENT_DEVICE' };
    default:
      return { type: 'HOST_DEVICE', ...hostDevice(backing) };
  }
}

export function scsiInfo(adapter: VirtualDevice): VcenterVmHardwareAdapterScsiInfo {
  return {
    label: labelOf(adapter),
    type: SCSI_TYPES[adapter._typeName] ?? 'LSILOGIC',
    scsi: {
      bus: busNumberOf(adapter),
      unit: Number(member(adapter, 'scsiCtlrUnitNumber') ?? SCSI_OWN_UNIT),
    },
    pci_slot_number: pciSlotOf(adapter),
    sharing: SHARING[String(member(adapter, 'sharedBus'))] ?? 'NONE',
  };
}

export function sataInfo(adapter: VirtualDevice): VcenterVmHardwareAdapterSataInfo {
  return {
    label: labelOf(adapter),
    type: 'AHCI',
    bus: busNumberOf(adapter),
    pci_slot_number: pciSlotOf(adapter),
  };
}

export function nvmeInfo(adapter: VirtualDevice): VcenterVmHardwareAdapterNvmeInfo {
  return {
    label: labelOf(adapter),
    bus: busNumberOf(adapter),
    pci_slot_number: pciSlotOf(adapter),
  };
}

/** Undefined until the VM has been powered on with the device, or where nobody asked for a slot. */
export function pciSlotOf({ slotInfo }: VirtualDevice): number | undefined {
  const slot = member(slotInfo, 'pciSlotNumber');
  return slot === undefined ? undefined : Number(slot);
}
