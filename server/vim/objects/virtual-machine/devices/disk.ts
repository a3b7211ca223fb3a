/**
 * Virtual disks of a VM: made, attached, grown, taken out with or without their files.
 */
import { NORMAL_SHARES, shares } from '../../../../inventory/templates/allocation.ts';
import {
  DISK_KEY,
  describe,
  SCSI_KEY,
  SCSI_OWN_UNIT,
} from '../../../../inventory/templates/vm-devices.ts';
import { capacityText, type SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import { capacityBytesOf } from '../../../../inventory/templates/vm-files.ts';
import { build } from '../../../../vmodl/build.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualDevice, VirtualDisk } from '../../../../vmodl/generated/data.ts';
import { BYTES_PER_KB } from '../../../../vmodl/units.ts';
import { member } from '../../../../vmodl/value.ts';
import {
  type DeviceChange,
  type DeviceWork,
  demandOff,
  deviceFault,
  invalidOperation,
} from './device-work.ts';
import { existingFile, MAX_DISK_BYTES, newFile, promise, wantedBytes } from './disk-file.ts';
import { leaveFiles } from './disk-leave.ts';
import { swapDisk } from './disk-swap.ts';

/** Buses that take disks: key of the first disk, how many units, how many keys a bus has to itself. */
const BUSES = [
  { type: 'VirtualSCSIController', firstKey: DISK_KEY, units: 16, stride: 16 },
  { type: 'VirtualAHCIController', firstKey: 16_000, units: 30, stride: 30 },
  { type: 'VirtualNVMEController', firstKey: 32_000, units: 15, stride: 15 },
  { type: 'VirtualIDEController', firstKey: 3_000, units: 2, stride: 2 },
] as const;

export function addDisk(change: DeviceChange, work: DeviceWork): void {
  const wish = change.device as VirtualDisk;
  const { fileOperation } = change.spec;
  if (fileOperation !== undefined && fileOperation !== 'create') throw invalidOperation(change);
  if (wish.backing?._typeName !== 'VirtualDiskFlatVer2BackingInfo') throw invalidOperation(change);
  // Nothing here lays a new file upon one that lies on a datastore.
  if (fileOperation === 'create' && member(wish.backing, 'parent') !== undefined) {
    throw invalidOperation(change);
  }
  const slot = slotFor(change, work);
  const made = fileOperation === 'create' ? newFile(change, work) : existingFile(change, work);
  const { capacityBytes, backing } = made;
  const capacityInKB = capacityBytes / BYTES_PER_KB;
  const disk: VirtualDisk = {
    _typeName: 'VirtualDisk',
    key: work.freeKey(slot.key),
    deviceInfo: describe(work.freeLabel('Hard disk'), capacityText(capacityInKB)),
    backing,
    controllerKey: slot.controllerKey,
    unitNumber: slot.unitNumber,
    capacityInKB,
    capacityInBytes: capacityBytes,
    shares: wish.shares ?? shares('normal', NORMAL_SHARES.disk),
    storageIOAllocation:
      wish.storageIOAllocation ??
      build('StorageIOAllocationInfo', {
        limit: -1,
        shares: shares('normal', NORMAL_SHARES.disk),
        reservation: 0,
      }),
    nativeUnmanagedLinkedClone: false,
  };
  work.add(disk, wish.key);
}

/**
 * A disk grows, never shrinks; its mode and its share of the datastore's speed may change. A VM that is
 * off takes another file in its place.
 */
export function editDisk(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  const disk = before as VirtualDisk;
  const wish = change.device as VirtualDisk;
  const backing = disk.backing as SizedBacking;
  const file = member(wish.backing, 'fileName');
  if (wish._typeName !== 'VirtualDisk')
    throw deviceFault('InvalidDeviceSpec', change.index, 'device');
  if (file !== undefined && file !== '' && file !== backing.fileName) {
    swapDisk(change, disk, work);
    return;
  }
  const old = capacityBytesOf(disk);
  const wanted = wantedBytes(wish, old);
  if (wanted < old || (wanted > old && work.owner.hasSnapshots)) throw invalidOperation(change);
  if (wanted > MAX_DISK_BYTES) throw invalidOperation(change);
  const datastore = backing.datastore;
  if (datastore && backing.thinProvisioned !== true) {
    promise(datastore, wanted - old, backing.fileName, work);
  }
  const capacityInKB = wanted / BYTES_PER_KB;
  work.replace({
    ...disk,
    backing: { ...backing, diskMode: member(wish.backing, 'diskMode') ?? backing.diskMode },
    capacityInKB,
    capacityInBytes: wanted,
    deviceInfo: describe(disk.deviceInfo?.label ?? '', capacityText(capacityInKB)),
    shares: wish.shares ?? disk.shares,
    storageIOAllocation: wish.storageIOAllocation ?? disk.storageIOAllocation,
  } as VirtualDevice);
}

/** A disk goes: with `destroy` its files too, else they stay on the datastore. */
export function removeDisk(change: DeviceChange, disk: VirtualDevice, work: DeviceWork): void {
  const { fileOperation } = change.spec;
  const wrong = fileOperation !== undefined && fileOperation !== 'destroy';
  if (wrong || work.owner.hasSnapshots) throw invalidOperation(change);
  demandHot(work.byKey(disk.controllerKey), work);
  work.remove(disk);
  if (fileOperation === undefined) leaveFiles(disk as VirtualDisk, work);
}

function slotFor({ device, index }: DeviceChange, work: DeviceWork) {
  const key = device.controllerKey ?? SCSI_KEY;
  const controller = work.byKey(key);
  if (!controller) throw deviceFault('MissingController', index, 'device.controllerKey');
  const bus = BUSES.find(({ type }) => work.isA(controller, type));
  if (!bus) {
    throw deviceFault('InvalidController', index, 'device.controllerKey', { controllerKey: key });
  }
  const taken = new Set(work.unitsOn(controller.key));
  if (bus.type === 'VirtualSCSIController') taken.add(SCSI_OWN_UNIT);
  const asked = device.unitNumber;
  const free = Array.from({ length: bus.units }, (_, unit) => unit).filter(
    (unit) => !taken.has(unit),
  );
  const wants = asked !== undefined && asked >= 0;
  const unitNumber = wants ? free.find((unit) => unit === asked) : free[0];
  if (unitNumber === undefined) {
    if (free.length === 0) throw new VimFault('TooManyDevices');
    throw deviceFault('InvalidDeviceSpec', index, 'device.unitNumber');
  }
  demandHot(controller, work);
  const busNumber = Number(member(controller, 'busNumber') ?? 0);
  return {
    controllerKey: controller.key,
    unitNumber,
    key: bus.firstKey + busNumber * bus.stride + unitNumber,
  };
}

/** Nothing is plugged into the IDE bus of a running VM, or out of it. */
function demandHot(controller: VirtualDevice | undefined, work: DeviceWork): void {
  if (controller && work.isA(controller, 'VirtualIDEController')) demandOff(work);
}
