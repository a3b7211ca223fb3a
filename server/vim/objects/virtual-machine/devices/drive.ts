/**
 * CD-ROM drives of a VM, and what is in them.
 */
import {
  describe,
  IDE_CDROM_KEY,
  SATA_CDROM_KEY,
} from '../../../../inventory/templates/vm-devices.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualDevice, VirtualDeviceBackingInfo } from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import { datastoreAt, listing, pathOn } from '../loose-files.ts';
import { type DeviceChange, type DeviceWork, demandOff, deviceFault, plug } from './device-work.ts';

const IDE_SLOTS = 2;
const SATA_SLOTS = 30;

interface Slot {
  readonly controllerKey: number;
  readonly unitNumber: number;
  readonly ide: boolean;
}

export function addDrive(change: DeviceChange, work: DeviceWork): void {
  const slot = slotFor(change, work);
  if (slot.ide) demandOff(work);
  const { device } = change;
  const backing = mediaOf(change, work);
  work.add(
    {
      ...device,
      key: work.freeKey(slot.ide ? IDE_CDROM_KEY : SATA_CDROM_KEY),
      deviceInfo: describe(work.freeLabel('CD/DVD drive'), summaryOf(backing)),
      backing,
      connectable: plug(device.connectable, undefined, work.running),
      controllerKey: slot.controllerKey,
      unitNumber: slot.unitNumber,
    },
    device.key,
  );
}

export function editDrive(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  const { device } = change;
  const backing = device.backing ? mediaOf(change, work) : before.backing;
  const label = before.deviceInfo?.label ?? 'CD/DVD drive 1';
  work.replace({
    ...before,
    backing,
    deviceInfo: describe(label, summaryOf(backing)),
    connectable: plug(device.connectable, before.connectable, work.running),
  } as VirtualDevice);
}

export function removeDrive(drive: VirtualDevice, work: DeviceWork): void {
  const controller = work.byKey(drive.controllerKey);
  if (controller && work.isA(controller, 'VirtualIDEController')) demandOff(work);
  work.remove(drive);
}

/** The slot that is asked for, or the first that is free. */
function slotFor({ device, index }: DeviceChange, work: DeviceWork): Slot {
  if (device.controllerKey !== undefined) return slotOn(device.controllerKey, device, index, work);
  for (const controller of work.devices) {
    const [first] = freeSlots(controller, work);
    if (first) return first;
  }
  throw new VimFault('TooManyDevices');
}

function slotOn(key: number, device: VirtualDevice, index: number, work: DeviceWork): Slot {
  const controller = work.byKey(key);
  if (!controller) throw deviceFault('MissingController', index, 'device.controllerKey');
  if (!takesDrives(controller, work)) {
    throw deviceFault('InvalidController', index, 'device.controllerKey', {
      controllerKey: controller.key,
    });
  }
  const free = freeSlots(controller, work);
  const wanted = device.unitNumber ?? -1;
  const slot = wanted < 0 ? free[0] : free.find(({ unitNumber }) => unitNumber === wanted);
  if (!slot) throw deviceFault('InvalidDeviceSpec', index, 'device.unitNumber');
  return slot;
}

function takesDrives(controller: VirtualDevice, work: DeviceWork): boolean {
  return ['VirtualIDEController', 'VirtualSATAController'].some((type) =>
    work.isA(controller, type),
  );
}

function freeSlots(controller: VirtualDevice, work: DeviceWork): readonly Slot[] {
  if (!takesDrives(controller, work)) return [];
  const ide = work.isA(controller, 'VirtualIDEController');
  const taken = work.unitsOn(controller.key);
  return Array.from({ length: ide ? IDE_SLOTS : SATA_SLOTS }, (_, unitNumber) => unitNumber)
    .filter((unit) => !taken.has(unit))
    .map((unitNumber) => ({ controllerKey: controller.key, unitNumber, ide }));
}

/**
 * What is in the drive. An image must lie on a datastore that the host mounts; whether the file is there
 * is found out when the drive is connected.
 */
function mediaOf({ device, index }: DeviceChange, work: DeviceWork): VirtualDeviceBackingInfo {
  const { backing } = device;
  if (!backing) throw deviceFault('InvalidDeviceBacking', index, 'device.backing');
  if (backing._typeName !== 'VirtualCdromIsoBackingInfo') return backing;
  const file = String(member(backing, 'fileName') ?? '');
  const datastore = datastoreAt(work.context, work.host, file);
  if (!datastore) {
    throw new VimFault(
      'InvalidDatastorePath',
      { datastorePath: file },
      `Invalid datastore path '${file}'.`,
    );
  }
  const connects = work.running && (device.connectable?.connected ?? true);
  const there = listing(work.context, datastore).some(({ path }) => path === pathOn(file));
  if (connects && !there)
    throw new VimFault('FileNotFound', { file }, `File ${file} was not found`);
  return { ...backing, datastore, backingObjectId: '' } as VirtualDeviceBackingInfo;
}

function summaryOf(backing: VirtualDeviceBackingInfo | undefined): string {
  if (backing?._typeName === 'VirtualCdromIsoBackingInfo') {
    return `ISO ${String(member(backing, 'fileName'))}`;
  }
  return backing?._typeName.includes('Atapi') ? 'ATAPI' : 'Remote device';
}
