/**
 * Files added, taken away and put in another's place, on any number of datastores, as one list of
 * changes. A folder stays when the last file in it goes, as it does on a real file system.
 */
import { assign, type Change, insert, remove } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { folderOf, isWithin } from './datastore-path.ts';
import { filesOfDatastore } from './file-tree.ts';
import { folderEntry, type StoredFile } from './stored-file.ts';

type Datastore = Ref<'Datastore'>;

/** More changes of one list are told as the new list. */
const ONE_BY_ONE_MAX = 8;

interface Sheet {
  readonly datastore: Datastore;
  readonly before: readonly StoredFile[];
  readonly files: Map<string, StoredFile>;
  /** Folders out of which something went. */
  readonly left: Set<string>;
}

export class FileEdits {
  readonly #inventory: Inventory;
  /** ISO time of the folders that come to stand by themselves. */
  readonly #now: string;
  readonly #sheets = new Map<string, Sheet>();

  constructor({ inventory, now }: { readonly inventory: Inventory; readonly now: string }) {
    this.#inventory = inventory;
    this.#now = now;
  }

  /** Puts files in place; those of the same paths give way. */
  put(datastore: Datastore, files: readonly StoredFile[]): this {
    const sheet = this.#sheet(datastore);
    for (const file of files) sheet.files.set(file.path, file);
    return this;
  }

  /** Takes single files away; their folders stay. */
  remove(datastore: Datastore, paths: Iterable<string>): this {
    const sheet = this.#sheet(datastore);
    for (const path of paths) {
      if (sheet.files.delete(path)) sheet.left.add(folderOf(path));
    }
    return this;
  }

  /** Takes a folder away with all in it, or with those files in it; stays if it holds others. */
  removeTree(datastore: Datastore, folder: string, only?: Iterable<string>): this {
    const sheet = this.#sheet(datastore);
    const within = [...sheet.files.keys()].filter((path) => isWithin(path, folder));
    const gone = new Set(only ?? within);
    for (const path of within) if (gone.has(path)) sheet.files.delete(path);
    sheet.left.add(within.every((path) => gone.has(path)) ? folderOf(folder) : folder);
    return this;
  }

  changes(): Change[] {
    return [...this.#sheets.values()].flatMap((sheet) => {
      const kept = [...sheet.left].filter((folder) => this.#vanishes(folder, sheet));
      for (const folder of kept) sheet.files.set(folder, folderEntry(folder, this.#now));
      return changesOf(sheet);
    });
  }

  #sheet(datastore: Datastore): Sheet {
    const known = this.#sheets.get(datastore.value);
    if (known) return known;
    const files = filesOfDatastore(this.#inventory, datastore, '_files');
    const sheet: Sheet = {
      datastore,
      before: files,
      files: new Map(files.map((file) => [file.path, file])),
      left: new Set(),
    };
    this.#sheets.set(datastore.value, sheet);
    return sheet;
  }

  /** Is there nothing left that would show the folder? */
  #vanishes(folder: string, { datastore, before: loose, files }: Sheet): boolean {
    if (folder === '') return false;
    for (const path of files.keys()) if (isWithin(path, folder)) return false;
    const before = new Set(loose.map(({ path }) => path));
    const ofVms = filesOfDatastore(this.#inventory, datastore, '_listing').filter(
      ({ path }) => !before.has(path),
    );
    return !ofVms.some(({ path }) => isWithin(path, folder));
  }
}

/** Few files are told one by one: a journal would otherwise repeat the whole list for each. */
function changesOf({ datastore, before, files }: Sheet): readonly Change[] {
  const known = new Map(before.map((file) => [file.path, file]));
  const gone = before.filter((file) => files.get(file.path) !== file);
  const come = [...files.values()].filter((file) => known.get(file.path) !== file);
  if (gone.length + come.length > ONE_BY_ONE_MAX) {
    return [assign(datastore, '_files', [...files.values()])];
  }
  return [
    ...gone.map(({ path }) => remove(datastore, `_files["${path}"]`)),
    ...come.map((file) => insert(datastore, '_files', file)),
  ];
}
