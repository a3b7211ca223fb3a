/**
 * HostDatastoreBrowser: looks for files in a directory of a datastore, or in all below it, and deletes one.
 */
import type { Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type {
  HostDatastoreBrowserSearchResults,
  HostDatastoreBrowserSearchSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { box } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { cleanPath, parseDatastorePath } from '../../datastore-files/datastore-path.ts';
import { FileEdits } from '../../datastore-files/file-edits.ts';
import { deletedEvent } from '../../datastore-files/file-events.ts';
import {
  cannotDelete,
  fileNotFound,
  invalidPath,
  nameTooLong,
} from '../../datastore-files/file-faults.ts';
import { demandFree } from '../../datastore-files/file-locks.ts';
import { placeOn } from '../../datastore-files/file-place.ts';
import { FileTree } from '../../datastore-files/file-tree.ts';
import { extentPaths } from '../../datastore-files/stored-file.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import { causeOf } from '../../sessions/caller.ts';
import { listing } from '../virtual-machine/loose-files.ts';
import { found } from './file-search.ts';
import type { Entry } from './found-file.ts';

type Browser = Ref<'HostDatastoreBrowser'>;
type Datastore = Ref<'Datastore'>;

/** How long a look into a directory takes, ms of virtual time. Ours. */
const SEARCH_MS = 100;

interface Place {
  readonly datastore: Datastore;
  readonly name: string;
  /** Without slashes at its ends; empty for the root of the datastore. */
  readonly folder: string;
  /** As the caller wrote it. */
  readonly path: string;
}

export const browseMethods: MethodTable<'HostDatastoreBrowser'> = {
  SearchDatastore_Task(self, args, context) {
    const place = placeOf(self, args.datastorePath, context);
    return search('SearchDatastore_Task', place, context, (tree) =>
      resultOf(place, place.folder, tree, args.searchSpec, context),
    );
  },

  SearchDatastoreSubFolders_Task(self, args, context) {
    const place = placeOf(self, args.datastorePath, context);
    return search('SearchDatastoreSubFolders_Task', place, context, (tree) =>
      [...tree.keys()]
        .filter((folder) => isWithin(folder, place.folder))
        .map((folder) => resultOf(place, folder, tree, args.searchSpec, context)),
    );
  },

  DeleteFile(self, { datastorePath }, context) {
    const place = placeOf(self, datastorePath, context);
    demandPrivilege(context, 'Datastore.DeleteFile', place.datastore);
    demandAccessible(place, context);
    context.inventory.apply(deleted(place, context), causeOf(context));
  },
};

/** Directories of a datastore with what lies in each. */
type Tree = ReadonlyMap<string, readonly Entry[]>;

function search(
  name: string,
  place: Place,
  context: Context,
  look: (
    tree: Tree,
  ) => HostDatastoreBrowserSearchResults | readonly HostDatastoreBrowserSearchResults[],
): Ref<'Task'> {
  demandPrivilege(context, 'Datastore.Browse', place.datastore);
  return context.tasks.start(context, {
    entity: place.datastore,
    name,
    durationMs: SEARCH_MS,
    cancelable: true,
    finish: () => {
      demandAccessible(place, context);
      const tree = treeOf(place.datastore, context);
      if (!tree.has(place.folder)) {
        throw fileNotFound(place.path);
      }
      return { changes: [], result: resultValue(look(tree)) };
    },
  });
}

/** Lists of results stand in a task's result with their own type. */
function resultValue(
  results: HostDatastoreBrowserSearchResults | readonly HostDatastoreBrowserSearchResults[],
) {
  if (!('length' in results)) return results;
  return box('ArrayOfHostDatastoreBrowserSearchResults', results);
}

/**
 * Throws InvalidDatastorePath for what is no path, InvalidDatastore for a datastore out of the browser's
 * sight.
 */
function placeOf(self: Browser, path: string, { inventory }: Context): Place {
  const named = parseDatastorePath(path);
  if (!named) throw invalidPath(path);
  const { datastore: name } = named;
  const datastore = (inventory.read(self, 'datastore') ?? []).find(
    (one) => inventory.read(one, 'name') === name,
  );
  if (!datastore) throw new VimFault('InvalidDatastore', { name });
  const clean = cleanPath(named.path.split('/'));
  if (!('path' in clean)) throw clean.wrong === 'tooLong' ? nameTooLong(path) : invalidPath(path);
  return { datastore, name, folder: clean.path, path };
}

/** Throws InvalidDatastore while no host reaches it. */
function demandAccessible({ datastore, name }: Place, { inventory }: Context): void {
  if (inventory.read(datastore, 'summary').accessible) return;
  throw new VimFault('InvalidDatastore', { datastore, name });
}

/** A disk goes with the files of its blocks. Throws FileNotFound, FileLocked, CannotDeleteFile. */
function deleted(place: Place, context: Context): readonly Change[] {
  const { inventory, clock } = context;
  const { datastore, folder: path } = place;
  const datacenter = datacenterOf(inventory, datastore);
  if (!datacenter) throw new Error(`${datastore.value} is in no datacenter`);
  const at = placeOn(inventory, datacenter, datastore, path);
  const tree = new FileTree(inventory, datastore);
  const here = tree.at(path);
  if (here.kind === 'missing') throw fileNotFound(at.name);
  if (path === '') throw cannotDelete(at.name);
  const files = here.kind === 'file' ? [here.file] : tree.within(path);
  demandFree(files, 'delete', { place: at, tree, inventory });
  const edits = new FileEdits({ inventory, now: clock.iso() });
  if (here.kind === 'folder') edits.removeTree(datastore, path);
  else edits.remove(datastore, [path, ...(here.file.disk ? extentPaths(path) : [])]);
  return [...edits.changes(), deletedEvent(at, context)];
}

/** All directories, parents before children; a directory is there when something lies in it. */
function treeOf(datastore: Datastore, context: Context): Tree {
  const tree = new Map<string, Map<string, Entry>>([['', new Map()]]);
  const directory = (folder: string): Map<string, Entry> => {
    const known = tree.get(folder);
    if (known) return known;
    const [above, name] = split(folder);
    const parent = directory(above);
    if (!parent.has(name)) parent.set(name, { name, folder: true, datastore });
    const made = new Map<string, Entry>();
    tree.set(folder, made);
    return made;
  };
  for (const file of listing(context, datastore)) {
    const [above, name] = split(file.path);
    const isFolder = file.type === 'folder';
    directory(above).set(name, { name, file, folder: isFolder, datastore });
    if (isFolder) directory(file.path);
  }
  return new Map(
    [...tree].map(([folder, entries]) => [folder, [...entries.values()].sort(byName)]),
  );
}

function byName(left: Entry, right: Entry): number {
  return left.name < right.name ? -1 : 1;
}

function split(path: string): readonly [above: string, name: string] {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)];
}

function isWithin(folder: string, top: string): boolean {
  return top === '' || folder === top || folder.startsWith(`${top}/`);
}

function resultOf(
  place: Place,
  folder: string,
  tree: Tree,
  spec: HostDatastoreBrowserSearchSpec | undefined,
  context: Context,
): HostDatastoreBrowserSearchResults {
  return build('HostDatastoreBrowserSearchResults', {
    datastore: place.datastore,
    folderPath: folder === '' ? `[${place.name}]` : `[${place.name}] ${folder}/`,
    file: found(tree.get(folder) ?? [], spec, context),
  });
}
