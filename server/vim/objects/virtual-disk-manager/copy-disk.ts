/**
 * VirtualDiskManager: disks are copied and moved, each with its descriptor and extent. A copy of a disk
 * that is a delta of others holds what the whole chain holds.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { folderOf } from '../../datastore-files/datastore-path.ts';
import { chainBytes, diskAt, freshUuid, provisioningOf } from '../../datastore-files/disk-facts.ts';
import {
  type DiskFiles,
  demandDiskFree,
  demandDiskName,
  demandDiskReadable,
  diskFilesAt,
  madeDiskFiles,
} from '../../datastore-files/disk-files.ts';
import { copiedEvent, movedEvent } from '../../datastore-files/file-events.ts';
import { fileExists, fileNotFound, noDiskSpace } from '../../datastore-files/file-faults.ts';
import { type FilePlace, managedPlace, placeBeside } from '../../datastore-files/file-place.ts';
import { FileTree } from '../../datastore-files/file-tree.ts';
import { playFileWork } from '../../datastore-files/play-work.ts';
import { changedFile, extentPaths, type StoredFile } from '../../datastore-files/stored-file.ts';
import { copyMs } from '../../datastore-files/work-time.ts';
import type { Context, MethodTable } from '../../method.ts';

interface Arguments {
  readonly sourceName: string;
  readonly sourceDatacenter?: Ref<'Datacenter'> | undefined;
  readonly destName: string;
  readonly destDatacenter?: Ref<'Datacenter'> | undefined;
  readonly force?: boolean | undefined;
}

interface Request {
  readonly source: FilePlace;
  readonly target: FilePlace;
  readonly force: boolean;
}

export const copyDiskMethods: MethodTable<'VirtualDiskManager'> = {
  /** vCenter itself converts nothing: a copy has the format of its source. */
  CopyVirtualDisk_Task(_self, args, context) {
    if (args.destSpec) throw new VimFault('NotImplemented');
    const { inventory, clock } = context;
    const request = requestOf(args, context);
    const { source, target } = request;
    return playFileWork(context, {
      method: 'CopyVirtualDisk_Task',
      datastore: target.datastore,
      durationMs: durationOf(request, context),
      begin: () => {
        const disk = diskFilesAt(source, inventory);
        demandDiskReadable(disk, inventory);
        const files = copiedFiles(disk, target, { inventory, now: clock.iso() });
        demandTarget(request, sizeOf(files), context);
        return {
          busy: [{ datastore: target.datastore, how: 'arriving', files }],
          finish: (_edits, { chainId }) => ({
            result: target.name,
            changes: [copiedEvent(source, target, context, chainId)],
          }),
        };
      },
    });
  },

  MoveVirtualDisk_Task(_self, args, context) {
    const { inventory } = context;
    const request = requestOf(args, context);
    const { source, target } = request;
    const renames = isSame(source.datastore, target.datastore);
    return playFileWork(context, {
      method: 'MoveVirtualDisk_Task',
      datastore: target.datastore,
      durationMs: renames ? copyMs(inventory, 0, between(request)) : durationOf(request, context),
      begin: () => {
        const files = movedFiles(request, context);
        return {
          busy: renames ? [] : [{ datastore: target.datastore, how: 'arriving', files }],
          finish: (edits, { chainId }) => {
            const disk = diskFilesAt(source, inventory);
            demandDiskFree(disk, 'change', inventory);
            const moved = renames ? movedFiles(request, context) : files;
            const gone = [disk.descriptor, ...disk.extents].map(({ path }) => path);
            edits.remove(source.datastore, gone).put(target.datastore, moved);
            return {
              result: target.name,
              changes: [movedEvent(source, target, context, chainId)],
            };
          },
        };
      },
    });
  },
};

function requestOf(args: Arguments, context: Context): Request {
  const { sourceName, sourceDatacenter, destName, destDatacenter, force } = args;
  const source = managedPlace(
    { name: sourceName, datacenter: sourceDatacenter, argument: 'sourceDatacenter' },
    context,
  );
  const datacenter = destDatacenter ?? source.datacenter;
  const target = managedPlace({ name: destName, datacenter, argument: 'destDatacenter' }, context);
  demandDiskName(source, 'sourceName');
  demandDiskName(target, 'destName');
  return { source, target, force: force ?? false };
}

function between({ source, target }: Request) {
  return { from: source.datastore, to: target.datastore };
}

/** A source that is not there takes no time to copy. */
function durationOf(request: Request, { inventory }: Context): number {
  const tree = new FileTree(inventory, request.source.datastore);
  const there = tree.at(request.source.path).kind === 'file';
  const bytes = there ? chainBytes(diskFilesAt(request.source, inventory).disk) : 0;
  return copyMs(inventory, bytes, between(request));
}

/** What was uploaded as the source's blocks is the copy's too. */
function copiedFiles(
  { disk, extents }: DiskFiles,
  target: FilePlace,
  at: { readonly inventory: Context['inventory']; readonly now: string },
): readonly StoredFile[] {
  const plan = {
    capacityBytes: disk.capacityBytes,
    provisioning: provisioningOf(disk),
    allocatedBytes: chainBytes(disk),
    adapterType: disk.adapterType,
    uuid: freshUuid(target.name, at.inventory),
  };
  const [blocks] = extents;
  return madeDiskFiles(target, plan, at).map((file) =>
    file.type === 'diskExtent' ? changedFile(file, { content: blocks?.content }) : file,
  );
}

/** A disk that moves stays the disk it is; its files take the new name. */
function movedFiles(request: Request, context: Context): readonly StoredFile[] {
  const { inventory } = context;
  const { source, target } = request;
  const disk = diskFilesAt(source, inventory);
  demandDiskFree(disk, 'change', inventory);
  const suffixes = extentPaths(target.path);
  const extents = disk.extents.map((file) => {
    const kind = extentPaths(source.path).indexOf(file.path);
    return changedFile(file, { path: suffixes[kind] ?? target.path });
  });
  const descriptor = changedFile(disk.descriptor, {
    path: target.path,
    disk: diskAt(disk.disk, target),
  });
  const files = [descriptor, ...extents];
  const renames = isSame(source.datastore, target.datastore);
  demandTarget(request, renames ? 0 : sizeOf(files), context);
  return files;
}

/**
 * Throws FileAlreadyExists, FileLocked, FileNotFound for what speaks against the target, and NoDiskSpace
 * when the bytes that come to its datastore are more than it has, those of a disk that gives way apart.
 */
function demandTarget(
  { source, target, force }: Request,
  arrivingBytes: number,
  { inventory }: Context,
): void {
  const tree = new FileTree(inventory, target.datastore);
  const there = tree.at(target.path);
  const itself = source.name === target.name && isSame(source.datastore, target.datastore);
  if (itself || there.kind === 'folder' || (there.kind === 'file' && !force)) {
    throw fileExists(target.name);
  }
  if (!tree.isFolder(folderOf(target.path))) {
    throw fileNotFound(placeBeside(target, folderOf(target.path)).name);
  }
  const replaced = there.kind === 'file' ? diskFilesAt(target, inventory) : undefined;
  if (replaced) demandDiskFree(replaced, 'change', inventory);
  const bytes = arrivingBytes - sizeOf(replaced ? [replaced.descriptor, ...replaced.extents] : []);
  if (bytes > 0 && bytes > Number(inventory.read(target.datastore, 'summary').freeSpace)) {
    throw noDiskSpace(target.name, target.datastoreName);
  }
}

function sizeOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function isSame(left: Ref, right: Ref): boolean {
  return left.value === right.value;
}
