/**
 * Controllers that a VM can be given: SCSI, SATA, NVMe, USB.
 */
import {
  describe,
  PCI_KEY,
  SATA_KEY,
  SCSI_KEY,
  SCSI_OWN_UNIT,
} from '../../../../inventory/templates/vm-devices.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualController, VirtualDevice } from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import {
  type DeviceChange,
  type DeviceWork,
  demandOff,
  deviceFault,
  invalidOperation,
} from './device-work.ts';

interface ControllerKind {
  readonly type: string;
  readonly label: string;
  readonly summary: (typeName: string) => string;
  readonly firstKey: number;
  /** Place on the PCI bus of the first of them. */
  readonly firstUnit: number;
  readonly max: number;
  /** Can be plugged into a running VM. */
  readonly hot: boolean;
}

const SCSI_SUMMARIES: Readonly<Record<string, string>> = {
  ParaVirtualSCSIController: 'VMware paravirtual SCSI',
  VirtualLsiLogicController: 'LSI Logic',
  VirtualLsiLogicSASController: 'LSI Logic SAS',
  VirtualBusLogicController: 'BusLogic',
};

const KINDS: readonly ControllerKind[] = [
  {
    type: 'VirtualSCSIController',
    label: 'SCSI controller',
    summary: (typeName) => SCSI_SUMMARIES[typeName] ?? typeName,
    firstKey: SCSI_KEY,
    firstUnit: 3,
    max: 4,
    hot: true,
  },
  {
    type: 'VirtualAHCIController',
    label: 'SATA controller',
    summary: () => 'AHCI',
    firstKey: SATA_KEY,
    firstUnit: 24,
    max: 4,
    hot: true,
  },
  {
    type: 'VirtualNVMEController',
    label: 'NVME controller',
    summary: () => 'NVME controller',
    firstKey: 31_000,
    firstUnit: 30,
    max: 4,
    hot: true,
  },
  {
    type: 'VirtualUSBXHCIController',
    label: 'USB xHCI controller',
    summary: () => 'USB xHCI controller',
    firstKey: 14_000,
    firstUnit: 23,
    max: 1,
    hot: true,
  },
  {
    type: 'VirtualUSBController',
    label: 'USB controller',
    summary: () => 'Auto connect Disabled',
    firstKey: 7_000,
    firstUnit: 22,
    max: 1,
    hot: false,
  },
];

export function isAddable(device: VirtualDevice, work: DeviceWork): boolean {
  return kindOf(device, work) !== undefined && device._typeName !== 'VirtualSCSIController';
}

export function addController(change: DeviceChange, work: DeviceWork): void {
  const wish = change.device as VirtualController;
  const kind = kindOf(wish, work);
  if (!kind) throw invalidOperation(change);
  if (!kind.hot) demandOff(work);
  const there = work.devices.filter((one) => work.isA(one, kind.type));
  if (there.length >= kind.max) throw new VimFault('TooManyDevices');
  const taken = new Set(there.map((one) => member(one, 'busNumber')));
  let busNumber = wish.busNumber;
  if (taken.has(busNumber) || busNumber < 0 || busNumber >= kind.max) {
    busNumber = 0;
    while (taken.has(busNumber)) busNumber += 1;
  }
  const scsi = kind.type === 'VirtualSCSIController';
  const many = kind.max > 1;
  work.add(
    {
      ...wish,
      key: kind.firstKey + busNumber,
      deviceInfo: describe(
        many ? `${kind.label} ${busNumber}` : kind.label,
        kind.summary(wish._typeName),
      ),
      controllerKey: PCI_KEY,
      unitNumber: kind.firstUnit + busNumber,
      busNumber,
      device: [],
      ...(scsi
        ? {
            sharedBus: member(wish, 'sharedBus') ?? 'noSharing',
            hotAddRemove: true,
            scsiCtlrUnitNumber: SCSI_OWN_UNIT,
          }
        : {}),
    } as VirtualDevice,
    wish.key,
  );
}

/** A controller with devices stays, and so do those that every VM has. */
export function removeController(
  change: DeviceChange,
  controller: VirtualDevice,
  work: DeviceWork,
): void {
  const kind = kindOf(controller, work);
  const used = work.devices.some(({ controllerKey }) => controllerKey === controller.key);
  if (!kind || used) throw invalidOperation(change);
  if (!kind.hot) demandOff(work);
  work.remove(controller);
}

/** Only how a SCSI bus is shared can be changed. */
export function editController(
  change: DeviceChange,
  controller: VirtualDevice,
  work: DeviceWork,
): void {
  const wish = change.device;
  if (wish._typeName !== controller._typeName) {
    throw deviceFault('InvalidDeviceSpec', change.index, 'device');
  }
  const sharedBus = member(wish, 'sharedBus');
  if (sharedBus === undefined || sharedBus === member(controller, 'sharedBus')) return;
  demandOff(work);
  work.replace({ ...controller, sharedBus } as VirtualDevice);
}

function kindOf(device: VirtualDevice, work: DeviceWork): ControllerKind | undefined {
  return KINDS.find(({ type }) => work.isA(device, type));
}
