/**
 * A virtual disk as it lies on a datastore: the descriptor, the files with its blocks beside it, and
 * what the descriptor says of it.
 */

import type { Inventory } from '../../inventory/inventory.ts';
import type { SizedBacking } from '../../inventory/templates/vm-drives.ts';
import { capacityBytesOf, isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { data, member } from '../../vmodl/value.ts';
import { backingChain } from '../objects/virtual-machine/backing-chain.ts';
import { type NewDisk, newDisk } from './disk-facts.ts';
import { fileNotFound } from './file-faults.ts';
import { demandFree, demandReadable } from './file-locks.ts';
import { type FilePlace, placeBeside } from './file-place.ts';
import { FileTree } from './file-tree.ts';
import { extentPaths, type StoredDisk, type StoredFile, storedFile } from './stored-file.ts';

export interface DiskFiles {
  readonly place: FilePlace;
  readonly descriptor: StoredFile;
  /** None for a disk that is one file. */
  readonly extents: readonly StoredFile[];
  readonly disk: StoredDisk;
}

/** As the files of VMs' disks have it; what it says fits in. */
export const DESCRIPTOR_BYTES = 512;

/** Throws InvalidArgument for what is no name of a disk. */
export function demandDiskName(place: FilePlace, argument: string): void {
  if (!/[^/]\.vmdk$/i.test(place.path)) throw invalidArgument(argument);
}

/** The disk at that place, of a VM or of nobody. Throws FileNotFound. */
export function diskFilesAt(place: FilePlace, inventory: Inventory): DiskFiles {
  const tree = new FileTree(inventory, place.datastore);
  const found = tree.at(place.path);
  if (found.kind !== 'file') throw fileNotFound(place.name);
  const descriptor = found.file;
  const extents = extentPaths(place.path).flatMap((path) => {
    const at = tree.at(path);
    return at.kind === 'file' ? [at.file] : [];
  });
  const disk = descriptor.disk ?? diskOfVm(place, inventory);
  return { place, descriptor, extents, disk: disk ?? unknownDisk(place, descriptor, extents) };
}

/** Throws FileLocked and CannotDeleteFile as `demandFree` does, for all files of the disk. */
export function demandDiskFree(
  { place, descriptor, extents }: DiskFiles,
  deed: 'delete' | 'change',
  inventory: Inventory,
): void {
  const tree = new FileTree(inventory, place.datastore);
  demandFree([descriptor, ...extents], deed, { place, tree, inventory });
}

/** Throws FileLocked when a running VM writes to the disk. */
export function demandDiskReadable(files: DiskFiles, inventory: Inventory): void {
  for (const file of [files.descriptor, ...files.extents]) {
    demandReadable(file, placeBeside(files.place, file.path), inventory);
  }
}

export function madeDiskFiles(
  place: FilePlace,
  plan: NewDisk,
  { inventory, now }: { readonly inventory: Inventory; readonly now: string },
): readonly StoredFile[] {
  return filesOfDisk(place, newDisk(place, plan, inventory), now);
}

/** Descriptor and extent of a disk; the extent takes what is written of it. */
export function filesOfDisk(
  place: FilePlace,
  disk: StoredDisk,
  now: string,
): readonly StoredFile[] {
  const backing = disk.backing as SizedBacking;
  const size =
    backing.thinProvisioned === true ? (backing._allocatedBytes ?? 0) : disk.capacityBytes;
  const [flat = ''] = extentPaths(place.path);
  return [
    storedFile({
      path: place.path,
      size: DESCRIPTOR_BYTES,
      type: 'diskDescriptor',
      modified: now,
      disk,
    }),
    storedFile({ path: flat, size, type: 'diskExtent', modified: now }),
  ];
}

/** The disk of a registered VM whose chain has that descriptor. */
export function diskOfVm(
  { datastore, name }: FilePlace,
  inventory: Inventory,
): StoredDisk | undefined {
  for (const vm of inventory.read(datastore, 'vm') ?? []) {
    const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
    for (const device of devices.filter(isVirtualDisk)) {
      for (const at of backingChain(device)) {
        if (member(at, 'fileName') !== name) continue;
        return data<StoredDisk>('_LooseDisk', {
          capacityBytes: capacityBytesOf(device),
          backing: at as SizedBacking,
          adapterType: adapterOf(devices.find(({ key }) => key === device.controllerKey)),
        });
      }
    }
  }
  return undefined;
}

function adapterOf(controller: { readonly _typeName: string } | undefined): string | undefined {
  if (controller?._typeName === 'VirtualBusLogicController') return 'buslogic';
  return controller?._typeName === 'VirtualIDEController' ? 'ide' : 'lsilogic';
}

/** Somebody put it there and nothing is known of it: as large as it is. */
function unknownDisk(
  place: FilePlace,
  descriptor: StoredFile,
  extents: readonly StoredFile[],
): StoredDisk {
  const written = extents.reduce((sum, { size }) => sum + size, 0);
  const backing = {
    _typeName: 'VirtualDiskFlatVer2BackingInfo',
    fileName: place.name,
    datastore: place.datastore as Ref<'Datastore'>,
    diskMode: 'persistent',
    thinProvisioned: false,
  } satisfies SizedBacking;
  return data<StoredDisk>('_LooseDisk', {
    capacityBytes: Math.max(written, descriptor.size),
    backing,
  });
}
