/**
 * A file that came in at the door `/folder`: whether it may be put there, and what is put there.
 */
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { folderOf } from './datastore-path.ts';
import { FileEdits } from './file-edits.ts';
import { cannotCreate, fileExists, fileNotFound, noDiskSpace } from './file-faults.ts';
import { demandFree } from './file-locks.ts';
import { type FilePlace, placeBeside } from './file-place.ts';
import { FileTree } from './file-tree.ts';
import { isExtent, type StoredFile, storedFile } from './stored-file.ts';
import { uploadedDisk } from './uploaded-disk.ts';

/** A content that has come in whole. */
export interface Arrival {
  /** Id in the content store. */
  readonly content: string;
  readonly size: number;
  /** Its first bytes. */
  readonly head: Buffer;
}

export interface UploadWish {
  readonly place: FilePlace;
  /** May a file that is there be overwritten? */
  readonly overwrite: boolean;
}

/**
 * The file that would be overwritten, if any. Throws FileNotFound without a folder for the new file,
 * FileAlreadyExists, FileLocked, CannotCreateFile.
 */
export function demandUploadable(
  { place, overwrite }: UploadWish,
  inventory: Inventory,
): StoredFile | undefined {
  const tree = new FileTree(inventory, place.datastore);
  const there = tree.at(place.path);
  if (there.kind === 'folder') throw cannotCreate(place.name);
  if (there.kind === 'file' && !overwrite) throw fileExists(place.name);
  const folder = folderOf(place.path);
  if (!tree.isFolder(folder)) throw fileNotFound(placeBeside(place, folder).name);
  if (there.kind === 'missing') return undefined;
  demandFree([there.file], 'change', { place, tree, inventory });
  return there.file;
}

/** Bytes the file may have, once the one it overwrites has given way. */
export function roomFor(
  { datastore }: FilePlace,
  before: StoredFile | undefined,
  inventory: Inventory,
): number {
  return Number(inventory.read(datastore, 'summary').freeSpace) + (before?.size ?? 0);
}

/** Throws as `demandUploadable`: much can have happened since; and NoDiskSpace. */
export function uploadChanges(
  wish: UploadWish,
  { content, size, head }: Arrival,
  { inventory, now }: { readonly inventory: Inventory; readonly now: string },
): readonly Change[] {
  const { place } = wish;
  const before = demandUploadable(wish, inventory);
  if (size > roomFor(place, before, inventory)) throw noDiskSpace(place.name, place.datastoreName);
  const disk = uploadedDisk(head, size, { place, before: before?.disk, inventory });
  const file = storedFile({
    ...{ path: place.path, size, content, modified: now },
    type: disk ? 'diskDescriptor' : isExtent(place.path) ? 'diskExtent' : 'file',
    disk,
    // Nobody reads a .vmx here: its VM is registered as it was.
    registration: before?.registration,
  });
  return new FileEdits({ inventory, now }).put(place.datastore, [file]).changes();
}
