/**
 * FileManager: files and folders on datastores, named `[datastore] path` within a datacenter or by
 * their address at the door `/folder`.
 */
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { FileEdits } from '../datastore-files/file-edits.ts';
import { copiedEvent, deletedEvent, movedEvent } from '../datastore-files/file-events.ts';
import {
  cannotCreate,
  cannotDelete,
  fileExists,
  fileNotFound,
} from '../datastore-files/file-faults.ts';
import { demandFree } from '../datastore-files/file-locks.ts';
import { type FilePlace, managedPlace, placeBeside } from '../datastore-files/file-place.ts';
import { FileTree, foldersAbove } from '../datastore-files/file-tree.ts';
import { anyPlace, lockInfo } from '../datastore-files/lock-info.ts';
import { playFileWork } from '../datastore-files/play-work.ts';
import { changedFile, folderEntry } from '../datastore-files/stored-file.ts';
import { planTransfer, type TransferRequest, transferBytes } from '../datastore-files/transfer.ts';
import { BRIEF_MS, copyMs } from '../datastore-files/work-time.ts';
import { type Context, objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

interface TransferArguments {
  readonly sourceName: string;
  readonly sourceDatacenter?: Ref<'Datacenter'> | undefined;
  readonly destinationName: string;
  readonly destinationDatacenter?: Ref<'Datacenter'> | undefined;
  readonly force?: boolean | undefined;
}

export const fileManager = objectType({
  type: 'FileManager',
  methods: {
    MakeDirectory(_self, { name, datacenter, createParentDirectories }, context) {
      const { inventory } = context;
      const place = managedPlace({ name, datacenter, argument: 'datacenter' }, context);
      const tree = new FileTree(inventory, place.datastore);
      if (tree.at(place.path).kind !== 'missing') throw fileExists(place.name);
      const missing = foldersAbove(place.path).filter((folder) => !isFolderAt(folder, place, tree));
      const [parent] = missing;
      if (parent !== undefined && !createParentDirectories) {
        throw fileNotFound(placeBeside(place, parent).name);
      }
      const now = context.clock.iso();
      const made = [...missing.toReversed(), place.path].map((path) => folderEntry(path, now));
      const edits = new FileEdits({ inventory, now }).put(place.datastore, made);
      inventory.apply(edits.changes(), causeOf(context));
    },

    MoveDatastoreFile_Task(_self, args, context) {
      return transfer('MoveDatastoreFile_Task', args, context);
    },

    CopyDatastoreFile_Task(_self, args, context) {
      return transfer('CopyDatastoreFile_Task', args, context);
    },

    DeleteDatastoreFile_Task(_self, { name, datacenter }, context) {
      const place = managedPlace({ name, datacenter, argument: 'datacenter' }, context);
      return playFileWork(context, {
        method: 'DeleteDatastoreFile_Task',
        datastore: place.datastore,
        durationMs: BRIEF_MS,
        begin: () => ({
          finish: (edits, { chainId }) => {
            const kind = demandDeletable(place, context);
            if (kind === 'folder') edits.removeTree(place.datastore, place.path);
            else edits.remove(place.datastore, [place.path]);
            return { changes: [deletedEvent(place, context, chainId)] };
          },
        }),
      });
    },

    ChangeOwner(_self, { name, datacenter, owner }, context) {
      const { inventory, authorization } = context;
      const place = managedPlace({ name, datacenter, argument: 'datacenter' }, context);
      const tree = new FileTree(inventory, place.datastore);
      const found = tree.at(place.path);
      if (found.kind !== 'file') throw fileNotFound(place.name);
      if (owner !== 'root' && !authorization.principal(owner)) {
        throw new VimFault('UserNotFound', { principal: owner, unresolved: true });
      }
      demandFree([found.file], 'change', { place, tree, inventory });
      const now = context.clock.iso();
      const edits = new FileEdits({ inventory, now });
      edits.put(place.datastore, [changedFile(found.file, { owner })]);
      inventory.apply(edits.changes(), causeOf(context));
    },

    QueryFileLockInfo(_self, { path, host }, context) {
      const place = anyPlace(path, host, context);
      return build('FileLockInfoResult', { lockInfo: lockInfo(place, context) });
    },
  },
});

/** A file in the way of a folder is neither there nor missing. */
function isFolderAt(folder: string, place: FilePlace, tree: FileTree): boolean {
  const { kind } = tree.at(folder);
  if (kind === 'file') throw cannotCreate(place.name);
  return kind === 'folder';
}

function transfer(
  method: 'MoveDatastoreFile_Task' | 'CopyDatastoreFile_Task',
  args: TransferArguments,
  context: Context,
): Ref<'Task'> {
  const { inventory, clock } = context;
  const request = requestOf(args, method === 'MoveDatastoreFile_Task', context);
  const { source, target, move } = request;
  const along = { from: source.datastore, to: target.datastore };
  const rename = move && source.datastore.value === target.datastore.value;
  return playFileWork(context, {
    method,
    datastore: target.datastore,
    durationMs: copyMs(inventory, transferBytes(request, inventory), along),
    begin: () => {
      const begun = planTransfer(request, inventory, clock.iso());
      const busy = { datastore: target.datastore, how: 'arriving', files: begun.copies } as const;
      return {
        busy: rename ? [] : [busy],
        finish: (edits, { chainId }) => {
          const { copies, sources } = rename
            ? planTransfer(request, inventory, clock.iso())
            : begun;
          if (move) takeAway(sources, request, edits, context);
          edits.put(target.datastore, copies);
          const event = move ? movedEvent : copiedEvent;
          return { changes: [event(source, target, context, chainId)] };
        },
      };
    },
  });
}

/** The sources of a move, checked once more: much can have happened since it began. */
function takeAway(
  sources: readonly { readonly path: string; readonly type: string }[],
  { source }: TransferRequest,
  edits: FileEdits,
  { inventory }: Context,
): void {
  const tree = new FileTree(inventory, source.datastore);
  const still = sources.flatMap(({ path }) => {
    const found = tree.at(path);
    return found.kind === 'file' ? [found.file] : [];
  });
  demandFree(still, 'change', { place: source, tree, inventory });
  const paths = sources.map(({ path }) => path);
  if (tree.isFolder(source.path)) edits.removeTree(source.datastore, source.path, paths);
  else edits.remove(source.datastore, paths);
}

function requestOf(args: TransferArguments, move: boolean, context: Context): TransferRequest {
  const { sourceName, sourceDatacenter, destinationName, destinationDatacenter, force } = args;
  const source = managedPlace(
    { name: sourceName, datacenter: sourceDatacenter, argument: 'sourceDatacenter' },
    context,
  );
  const target = managedPlace(
    {
      name: destinationName,
      datacenter: destinationDatacenter ?? source.datacenter,
      argument: 'destinationDatacenter',
    },
    context,
  );
  if (target.path === '') throw invalidArgument('destinationName');
  return { source, target, force: force ?? false, move };
}

/** Throws FileNotFound, FileLocked, CannotDeleteFile. */
function demandDeletable(place: FilePlace, { inventory }: Context): 'file' | 'folder' {
  const tree = new FileTree(inventory, place.datastore);
  const found = tree.at(place.path);
  if (found.kind === 'missing') throw fileNotFound(place.name);
  if (place.path === '') throw cannotDelete(place.name);
  const files = found.kind === 'file' ? [found.file] : tree.within(place.path);
  demandFree(files, 'delete', { place, tree, inventory });
  return found.kind;
}
