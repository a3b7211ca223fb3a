/**
 * What lies where on a datastore. Folders are there when something lies in them, or when they stand in
 * the list themselves.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { folderOf, isWithin } from './datastore-path.ts';
import { isFolder, type StoredFile } from './stored-file.ts';

type Datastore = Ref<'Datastore'>;

export type Found =
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; readonly file: StoredFile; readonly ofVm: boolean };

export interface FolderEntry {
  /** Within the folder. */
  readonly name: string;
  /** Absent for a folder that is there only because something lies in it. */
  readonly file?: StoredFile | undefined;
  readonly folder: boolean;
}

/** One moment of a datastore. */
export class FileTree {
  readonly #all: readonly StoredFile[];
  readonly #loose: ReadonlySet<string>;

  constructor(inventory: Inventory, datastore: Datastore) {
    this.#all = filesOfDatastore(inventory, datastore, '_listing');
    this.#loose = new Set(filesOfDatastore(inventory, datastore, '_files').map(({ path }) => path));
  }

  at(path: string): Found {
    if (path === '') return { kind: 'folder' };
    const file = this.#all.find((one) => one.path === path);
    if (file && !isFolder(file)) return { kind: 'file', file, ofVm: !this.#loose.has(path) };
    return file || this.#all.some((one) => one.path.startsWith(`${path}/`))
      ? { kind: 'folder' }
      : { kind: 'missing' };
  }

  /** Is it a folder, in which something can be made? */
  isFolder(path: string): boolean {
    return this.at(path).kind === 'folder';
  }

  /** All entries at and below a folder, with those of VMs. */
  within(folder: string): readonly StoredFile[] {
    return this.#all.filter(({ path }) => isWithin(path, folder));
  }

  isOfVm(path: string): boolean {
    return !this.#loose.has(path);
  }

  /** What lies in a folder, by name. */
  entries(folder: string): readonly FolderEntry[] {
    const found = new Map<string, FolderEntry>();
    for (const file of this.#all) {
      if (file.path === folder || !isWithin(file.path, folder)) continue;
      const rest = folder === '' ? file.path : file.path.slice(folder.length + 1);
      const name = rest.split('/', 1)[0] ?? '';
      const direct = name === rest;
      const entry = direct ? { name, file, folder: isFolder(file) } : { name, folder: true };
      if (direct || !found.has(name)) found.set(name, entry);
    }
    return [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}

export function filesOfDatastore(
  inventory: Inventory,
  datastore: Datastore,
  property: '_files' | '_listing',
): readonly StoredFile[] {
  return (inventory.read(datastore as Ref, property) ?? []) as unknown as readonly StoredFile[];
}

/** Every folder above a path, nearest first, without the root. */
export function foldersAbove(path: string): readonly string[] {
  const above: string[] = [];
  for (let at = folderOf(path); at !== ''; at = folderOf(at)) above.push(at);
  return above;
}
