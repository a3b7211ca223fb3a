/**
 * A file of no VM as `Datastore._files` holds it, with what file operations add to it.
 */
import { type DataObject, data } from '../../vmodl/value.ts';
import type { LooseDisk, LooseFile } from '../objects/virtual-machine/loose-files.ts';
import { baseName } from './datastore-path.ts';

export interface StoredFile extends LooseFile {
  /** Id of what was uploaded (`FileContents`); without it the content is made up when read. */
  readonly content?: string | undefined;
  /** Being written by a copy, or a disk being changed: nobody else may touch it. */
  readonly busy?: 'arriving' | 'changing' | undefined;
  readonly disk?: StoredDisk | undefined;
}

export interface StoredDisk extends LooseDisk {
  /** As its descriptor says it: `lsilogic`, `buslogic`, `ide`. */
  readonly adapterType?: string | undefined;
}

/** The members a new file is made of; what is left out is what a plain file of root has. */
export type FileMembers = Pick<StoredFile, 'path' | 'size' | 'modified'> &
  Partial<Omit<StoredFile, '_typeName' | 'key' | 'path' | 'size' | 'modified'>>;

export function storedFile(members: FileMembers): StoredFile {
  return data<StoredFile>('_DatastoreFile', {
    type: 'file',
    owner: 'root',
    ...members,
    key: members.path,
  });
}

/** The file with other members; those given as undefined are taken away. */
export function changedFile(file: StoredFile, members: Partial<StoredFile>): StoredFile {
  const { _typeName, ...before } = file;
  const path = members.path ?? file.path;
  const after: Omit<StoredFile, '_typeName'> = { ...before, ...members, path, key: path };
  return data<StoredFile>('_DatastoreFile', after);
}

export function folderEntry(path: string, modified: string): StoredFile {
  return storedFile({ path, size: 0, type: 'folder', modified });
}

export function isFolder(file: DataObject & { readonly type: string }): boolean {
  return file.type === 'folder';
}

/** The files with a disk's blocks, beside its descriptor. */
export function extentPaths(descriptor: string): readonly string[] {
  const stem = descriptor.replace(/\.vmdk$/i, '');
  return [`${stem}-flat.vmdk`, `${stem}-sesparse.vmdk`];
}

export function isExtent(path: string): boolean {
  return /-(flat|sesparse|delta)\.vmdk$/i.test(baseName(path));
}
