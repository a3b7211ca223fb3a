/**
 * VirtualDiskManager: disks that belong to no VM grow and change their format.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../../vmodl/units.ts';
import { backingOf, provisioningOf, withBacking } from '../../datastore-files/disk-facts.ts';
import { type DiskFiles, demandDiskFree, diskFilesAt } from '../../datastore-files/disk-files.ts';
import { noDiskSpace } from '../../datastore-files/file-faults.ts';
import type { FilePlace } from '../../datastore-files/file-place.ts';
import { playFileWork } from '../../datastore-files/play-work.ts';
import {
  changedFile,
  type StoredDisk,
  type StoredFile,
} from '../../datastore-files/stored-file.ts';
import { BRIEF_MS, writeMs } from '../../datastore-files/work-time.ts';
import type { Context, MethodTable } from '../../method.ts';
import { MAX_DISK_BYTES } from '../virtual-machine/devices/disk-file.ts';
import { type DiskArguments, diskPlace } from './disk-place.ts';

/** What becomes of a disk; a thrown fault refuses it. */
interface DiskChange {
  readonly method: string;
  /** Bytes that are written meanwhile. */
  readonly writes?: (disk: StoredDisk) => number;
  readonly change: (disk: StoredDisk) => StoredDisk;
  /** Are the blocks all zero afterwards? */
  readonly wipes?: boolean;
}

export const changeDiskMethods: MethodTable<'VirtualDiskManager'> = {
  ExtendVirtualDisk_Task(_self, { name, datacenter, newCapacityKb, eagerZero }, context) {
    const capacityBytes = Number(newCapacityKb) * BYTES_PER_KB;
    if (!(capacityBytes > 0 && capacityBytes <= MAX_DISK_BYTES)) {
      throw invalidArgument('newCapacityKb');
    }
    const added = (disk: StoredDisk) => Math.max(0, capacityBytes - disk.capacityBytes);
    return play({ name, datacenter }, context, {
      method: 'ExtendVirtualDisk_Task',
      writes: (disk) => (eagerZero || provisioningOf(disk) === 'eager' ? added(disk) : 0),
      change(disk) {
        if (capacityBytes <= disk.capacityBytes) throw invalidArgument('newCapacityKb');
        if (provisioningOf(disk) === 'thin') return withBacking(disk, {}, capacityBytes);
        return withBacking(disk, { _allocatedBytes: capacityBytes }, capacityBytes);
      },
    });
  },

  /** A thin disk gets all its blocks. */
  InflateVirtualDisk_Task(_self, args, context) {
    return play(args, context, {
      method: 'InflateVirtualDisk_Task',
      writes: (disk) => disk.capacityBytes - (backingOf(disk)._allocatedBytes ?? 0),
      change(disk) {
        if (provisioningOf(disk) !== 'thin') throw new VimFault('InvalidDiskFormat');
        return eager(disk);
      },
    });
  },

  /** What a thin disk holds is known to be written: there is nothing to give back. */
  ShrinkVirtualDisk_Task(_self, args, context) {
    return play(args, context, {
      method: 'ShrinkVirtualDisk_Task',
      change(disk) {
        if (provisioningOf(disk) !== 'thin') throw new VimFault('InvalidDiskFormat');
        return disk;
      },
    });
  },

  EagerZeroVirtualDisk_Task(_self, args, context) {
    return play(args, context, {
      method: 'EagerZeroVirtualDisk_Task',
      writes: (disk) => (provisioningOf(disk) === 'thick' ? disk.capacityBytes : 0),
      change(disk) {
        if (provisioningOf(disk) === 'thin') throw new VimFault('InvalidDiskFormat');
        return eager(disk);
      },
    });
  },

  ZeroFillVirtualDisk_Task(_self, args, context) {
    return play(args, context, {
      method: 'ZeroFillVirtualDisk_Task',
      writes: (disk) => disk.capacityBytes,
      change: (disk) => withBacking(disk, { _allocatedBytes: disk.capacityBytes }),
      wipes: true,
    });
  },

  /** Files of one piece have no fragments. */
  DefragmentVirtualDisk_Task(_self, args, context) {
    return play(args, context, { method: 'DefragmentVirtualDisk_Task', change: (disk) => disk });
  },
};

/** Throws in the task: FileNotFound, FileLocked, NoDiskSpace and what the change throws. */
function play(args: DiskArguments, context: Context, deed: DiskChange): Ref<'Task'> {
  const { inventory, clock } = context;
  const place = diskPlace(args, context);
  const bytes = knownBytes(place, deed, context);
  return playFileWork(context, {
    method: deed.method,
    datastore: place.datastore,
    durationMs: bytes > 0 ? writeMs(inventory, bytes, place.datastore) : BRIEF_MS,
    begin: () => {
      const files = diskFilesAt(place, inventory);
      demandDiskFree(files, 'change', inventory);
      const after = changed(files, deed, clock.iso());
      demandRoom(files, after, context);
      return {
        busy: [
          {
            datastore: place.datastore,
            how: 'changing',
            files: [files.descriptor, ...files.extents],
          },
        ],
        finish: (edits) => {
          edits.put(place.datastore, changed(diskFilesAt(place, inventory), deed, clock.iso()));
          return {};
        },
      };
    },
  });
}

/** For the time it takes; a disk that is not there will be told of by the task. */
function knownBytes(place: FilePlace, { writes }: DiskChange, { inventory }: Context): number {
  try {
    return writes?.(diskFilesAt(place, inventory).disk) ?? 0;
  } catch (error) {
    if (error instanceof VimFault) return 0;
    throw error;
  }
}

/** The disk's files as they are afterwards, free again. */
function changed(
  { descriptor, extents, disk }: DiskFiles,
  deed: DiskChange,
  modified: string,
): readonly StoredFile[] {
  const after = deed.change(disk);
  const allocated = backingOf(after)._allocatedBytes ?? 0;
  const size = provisioningOf(after) === 'thin' ? allocated : after.capacityBytes;
  const wiped = deed.wipes ? { content: undefined } : {};
  return [
    changedFile(descriptor, { busy: undefined, modified, disk: after }),
    ...extents.map((file) => changedFile(file, { busy: undefined, modified, size, ...wiped })),
  ];
}

function demandRoom(
  { place, descriptor, extents }: DiskFiles,
  after: readonly StoredFile[],
  { inventory }: Context,
): void {
  const sum = (files: readonly StoredFile[]) => files.reduce((total, { size }) => total + size, 0);
  const bytes = sum(after) - sum([descriptor, ...extents]);
  if (bytes > 0 && bytes > Number(inventory.read(place.datastore, 'summary').freeSpace)) {
    throw noDiskSpace(place.name, place.datastoreName);
  }
}

function eager(disk: StoredDisk): StoredDisk {
  return withBacking(disk, {
    thinProvisioned: false,
    eagerlyScrub: true,
    _allocatedBytes: disk.capacityBytes,
  });
}
