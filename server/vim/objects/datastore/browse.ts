/**
 * HostDatastoreBrowser: looks for files in a directory of a datastore, or in all below it.
 */

import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type {
  HostDatastoreBrowserSearchResults,
  HostDatastoreBrowserSearchSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { box } from '../../../vmodl/value.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import type { Context, MethodTable } from '../../method.ts';
import { listing } from '../virtual-machine/loose-files.ts';
import { type Entry, found } from './file-search.ts';

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
      const { inventory } = context;
      if (!inventory.read(place.datastore, 'summary').accessible) {
        throw new VimFault('InvalidDatastore', { datastore: place.datastore, name: place.name });
      }
      const tree = treeOf(place.datastore, context);
      if (!tree.has(place.folder)) {
        const text = `File ${place.path} was not found`;
        throw new VimFault('FileNotFound', { file: place.path }, text);
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

/** Throws InvalidDatastorePath for what is no path, InvalidDatastore for a datastore out of the browser's sight. */
function placeOf(self: Browser, path: string, { inventory }: Context): Place {
  const parts = /^\s*\[([^\]]+)\]\s*(.*)$/.exec(path);
  const [, name = '', rest = ''] = parts ?? [];
  if (!parts) {
    const text = `Invalid datastore path '${path}'.`;
    throw new VimFault('InvalidDatastorePath', { datastorePath: path }, text);
  }
  const datastore = (inventory.read(self, 'datastore') ?? []).find(
    (one) => inventory.read(one, 'name') === name,
  );
  if (!datastore) throw new VimFault('InvalidDatastore', { name });
  const folder = rest
    .split('/')
    .filter((step) => step !== '')
    .join('/');
  return { datastore, name, folder, path };
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
