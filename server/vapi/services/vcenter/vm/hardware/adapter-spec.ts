/**
 * Adapters for disks and drives, as new ones are asked for: `VM.create` and the adapters' own services
 * plan them here.
 */
import { PCI_KEY } from '../../../../../inventory/templates/vm-devices.ts';
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDevicePciBusSlotInfo,
} from '../../../../../vmodl/generated/data.ts';
import type {
  VcenterVmHardwareAdapterNvmeCreateSpec,
  VcenterVmHardwareAdapterSataCreateSpec,
  VcenterVmHardwareAdapterScsiCreateSpec,
  VcenterVmHardwareAdapterScsiSharing,
  VcenterVmHardwareAdapterScsiType,
} from '../../../../generated/types.ts';
import type { DevicePlan } from './device-plan.ts';
import { devicesOfKind } from './kinds.ts';
import { refusal, wrongArgument } from './refusals.ts';
import { type BusType, busNumberOf, busTypeOf } from './storage-address.ts';

/** As many adapters of a kind as a VM can have. */
export const ADAPTERS_MAX = 4;

const SCSI_TYPES = {
  BUSLOGIC: 'VirtualBusLogicController',
  LSILOGIC: 'VirtualLsiLogicController',
  LSILOGICSAS: 'VirtualLsiLogicSASController',
  PVSCSI: 'ParaVirtualSCSIController',
} as const satisfies Record<VcenterVmHardwareAdapterScsiType, string>;

export const SHARED_BUS = {
  NONE: 'noSharing',
  VIRTUAL: 'virtualSharing',
  PHYSICAL: 'physicalSharing',
} as const satisfies Record<VcenterVmHardwareAdapterScsiSharing, string>;

export function planScsi(
  plan: DevicePlan,
  spec: VcenterVmHardwareAdapterScsiCreateSpec = {},
): VirtualDevice {
  const busNumber = freeBus(plan, 'scsi', spec.bus);
  const type = spec.type ? SCSI_TYPES[spec.type] : recommendedScsi(plan);
  return plan.add((key) =>
    build(type, {
      key,
      controllerKey: PCI_KEY,
      slotInfo: pciSlot(spec.pci_slot_number),
      busNumber,
      sharedBus: SHARED_BUS[spec.sharing ?? 'NONE'],
    }),
  );
}

function recommendedScsi({ guest }: DevicePlan) {
  const wanted = guest.recommendedSCSIController;
  return Object.values(SCSI_TYPES).find((type) => type === wanted) ?? 'VirtualLsiLogicController';
}

export function planSata(
  plan: DevicePlan,
  spec: VcenterVmHardwareAdapterSataCreateSpec = {},
): VirtualDevice {
  const busNumber = freeBus(plan, 'sata', spec.bus);
  return plan.add((key) =>
    build('VirtualAHCIController', {
      key,
      controllerKey: PCI_KEY,
      slotInfo: pciSlot(spec.pci_slot_number),
      busNumber,
    }),
  );
}

export function planNvme(
  plan: DevicePlan,
  spec: VcenterVmHardwareAdapterNvmeCreateSpec = {},
): VirtualDevice {
  const busNumber = freeBus(plan, 'nvme', spec.bus);
  return plan.add((key) =>
    build('VirtualNVMEController', {
      key,
      controllerKey: PCI_KEY,
      slotInfo: pciSlot(spec.pci_slot_number),
      busNumber,
    }),
  );
}

/** An adapter for a drive; on IDE there are two from the beginning, and no more. */
export function planAdapter(
  plan: DevicePlan,
  type: BusType,
  bus: number,
): VirtualDevice | undefined {
  switch (type) {
    case 'SCSI':
      return planScsi(plan, { bus });
    case 'SATA':
      return planSata(plan, { bus });
    case 'NVME':
      return planNvme(plan, { bus });
    default:
      return undefined;
  }
}

/** The adapters of a bus type, lowest bus first. */
export function adaptersOf({ devices }: DevicePlan, type: BusType): readonly VirtualDevice[] {
  return devices
    .filter((device) => busTypeOf(device) === type)
    .toSorted((one, other) => busNumberOf(one) - busNumberOf(other));
}

function freeBus(
  { devices }: DevicePlan,
  kind: 'scsi' | 'sata' | 'nvme',
  asked: number | undefined,
): number {
  const there = devicesOfKind(devices, kind).map(([, device]) => busNumberOf(device));
  if (asked !== undefined) {
    if (asked < 0 || asked >= ADAPTERS_MAX) {
      throw wrongArgument('bus', `${asked} is not between 0 and ${ADAPTERS_MAX - 1}.`);
    }
    if (!there.includes(asked)) return asked;
    throw refusal(
      'resource_in_use',
      'bus_in_use',
      `There is an adapter with bus number ${asked}.`,
      [String(asked)],
    );
  }
  const free = Array.from({ length: ADAPTERS_MAX }, (_, bus) => bus).find(
    (bus) => !there.includes(bus),
  );
  if (free !== undefined) return free;
  throw refusal(
    'unable_to_allocate_resource',
    'no_available_bus',
    'The virtual machine has as many adapters of that kind as it can have.',
  );
}

export function pciSlot(
  pciSlotNumber: number | undefined,
): VirtualDevicePciBusSlotInfo | undefined {
  if (pciSlotNumber === undefined) return undefined;
  if (pciSlotNumber < 0) throw wrongArgument('pci_slot_number', 'it is negative.');
  return build('VirtualDevicePciBusSlotInfo', { pciSlotNumber });
}
