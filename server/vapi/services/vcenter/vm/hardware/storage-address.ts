/**
 * Where disks and CD-ROM drives hang: bus and unit, or primary and master on IDE.
 */
import type { VirtualDevice } from '../../../../../vmodl/generated/data.ts';
import { member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareDiskHostBusAdapterType,
  VcenterVmHardwareIdeAddressInfo,
  VcenterVmHardwareScsiAddressInfo,
} from '../../../../generated/types.ts';

export type BusType = VcenterVmHardwareDiskHostBusAdapterType;

export interface StorageAddress {
  readonly type: BusType;
  readonly ide?: VcenterVmHardwareIdeAddressInfo | undefined;
  readonly scsi?: VcenterVmHardwareScsiAddressInfo | undefined;
  readonly sata?: VcenterVmHardwareScsiAddressInfo | undefined;
  readonly nvme?: VcenterVmHardwareScsiAddressInfo | undefined;
}

const BY_CONTROLLER: Readonly<Record<string, BusType>> = {
  VirtualIDEController: 'IDE',
  VirtualAHCIController: 'SATA',
  VirtualSATAController: 'SATA',
  VirtualNVMEController: 'NVME',
  ParaVirtualSCSIController: 'SCSI',
  VirtualBusLogicController: 'SCSI',
  VirtualLsiLogicController: 'SCSI',
  VirtualLsiLogicSASController: 'SCSI',
};

/** Undefined for what is no controller of storage. */
export function busTypeOf({ _typeName }: VirtualDevice): BusType | undefined {
  return BY_CONTROLLER[_typeName];
}

export function busNumberOf(controller: VirtualDevice): number {
  return Number(member(controller, 'busNumber') ?? 0);
}

export function storageAddress(
  { controllerKey, unitNumber: unit = 0 }: VirtualDevice,
  devices: readonly VirtualDevice[],
): StorageAddress {
  const controller = devices.find(({ key }) => key === controllerKey);
  const type = (controller && busTypeOf(controller)) ?? 'SCSI';
  const bus = controller ? busNumberOf(controller) : 0;
  const place = { bus, unit };
  switch (type) {
    case 'IDE':
      return { type, ide: { primary: bus === 0, master: unit === 0 } };
    case 'SATA':
      return { type, sata: place };
    case 'NVME':
      return { type, nvme: place };
    default:
      return { type: 'SCSI', scsi: place };
  }
}
