/**
 * Another file in the place of a disk's: the disk keeps its address and its key, the old file stays on its
 * datastore, owned by nobody.
 */
import { describe } from '../../../../inventory/templates/vm-devices.ts';
import { capacityText } from '../../../../inventory/templates/vm-drives.ts';
import type { VirtualDisk } from '../../../../vmodl/generated/data.ts';
import { BYTES_PER_KB } from '../../../../vmodl/units.ts';
import { type DeviceChange, type DeviceWork, demandOff, invalidOperation } from './device-work.ts';
import { existingFile } from './disk-file.ts';
import { leaveFiles } from './disk-leave.ts';

/** Throws InvalidPowerState unless the VM is off, FileNotFound, FileLocked, InvalidDatastorePath. */
export function swapDisk(change: DeviceChange, disk: VirtualDisk, work: DeviceWork): void {
  if (work.owner.hasSnapshots || change.spec.fileOperation !== undefined) {
    throw invalidOperation(change);
  }
  demandOff(work);
  const { capacityBytes, backing } = existingFile(change, work);
  leaveFiles(disk, work);
  const capacityInKB = capacityBytes / BYTES_PER_KB;
  work.replace({
    ...disk,
    backing,
    capacityInKB,
    capacityInBytes: capacityBytes,
    deviceInfo: describe(disk.deviceInfo?.label ?? '', capacityText(capacityInKB)),
  } as VirtualDisk);
}
