/**
 * Virtual disks as files: what a descriptor remembers of its disk, and how that changes when the disk
 * gets another name.
 */

import type { Inventory } from '../../inventory/inventory.ts';
import { uuidOf } from '../../inventory/seed/identity.ts';
import { Shelf } from '../../inventory/templates/shelf.ts';
import { diskBacking, type SizedBacking } from '../../inventory/templates/vm-drives.ts';
import { data } from '../../vmodl/value.ts';
import type { FilePlace } from './file-place.ts';
import type { StoredDisk } from './stored-file.ts';

export type Provisioning = 'thin' | 'thick' | 'eager';

export interface NewDisk {
  readonly capacityBytes: number;
  readonly provisioning: Provisioning;
  /** Written bytes of a thin disk; a thick one takes its capacity. */
  readonly allocatedBytes: number;
  readonly adapterType?: string | undefined;
  /** A fresh one unless given. */
  readonly uuid?: string | undefined;
}

export function newDisk(place: FilePlace, plan: NewDisk, inventory: Inventory): StoredDisk {
  const { capacityBytes, provisioning, adapterType } = plan;
  const allocatedBytes = provisioning === 'thin' ? plan.allocatedBytes : capacityBytes;
  return data<StoredDisk>('_LooseDisk', {
    capacityBytes,
    adapterType,
    backing: diskBacking(
      {
        ...{ capacityBytes, provisioning, allocatedBytes },
        fileName: place.name,
        datastore: place.datastore,
        uuid: plan.uuid ?? freshUuid(place.name, inventory),
      },
      new Shelf(),
    ),
  });
}

/** The same disk under another name, or on another datastore. */
export function diskAt(disk: StoredDisk, { name, datastore }: FilePlace): StoredDisk {
  return withBacking(disk, { fileName: name, datastore });
}

export function withBacking(
  disk: StoredDisk,
  members: Partial<SizedBacking>,
  capacityBytes = disk.capacityBytes,
): StoredDisk {
  const { _typeName, ...rest } = disk;
  const backing = { ...backingOf(disk), ...members };
  return data<StoredDisk>('_LooseDisk', { ...rest, capacityBytes, backing });
}

export function backingOf(disk: StoredDisk): SizedBacking {
  return disk.backing as SizedBacking;
}

export function provisioningOf(disk: StoredDisk): Provisioning {
  const { thinProvisioned, eagerlyScrub } = backingOf(disk);
  if (thinProvisioned === true) return 'thin';
  return eagerlyScrub === true ? 'eager' : 'thick';
}

/** Bytes written to a disk, those of the disks it is a delta of included. */
export function chainBytes(disk: StoredDisk): number {
  let sum = 0;
  for (let at: SizedBacking | undefined = backingOf(disk); at; at = at.parent) {
    const whole = at.thinProvisioned !== true && at.parent === undefined;
    sum += whole ? disk.capacityBytes : (at._allocatedBytes ?? 0);
  }
  return Math.min(sum, disk.capacityBytes);
}

/** VMware's own prefix, and the rest from name and a counter: equal in equal runs. */
export function freshUuid(name: string, inventory: Inventory): string {
  return `6000C29${uuidOf(`${name}#${inventory.counter('disk')}`).slice(7)}`;
}
