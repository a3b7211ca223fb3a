/**
 * Copying and moving files and folders: what goes where, whether it may, and what becomes of it.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import { folderOf, isWithin } from './datastore-path.ts';
import { diskAt } from './disk-facts.ts';
import { diskOfVm } from './disk-files.ts';
import { cannotCreate, fileExists, fileNotFound, noDiskSpace } from './file-faults.ts';
import { demandFree, demandReadable, holderOf } from './file-locks.ts';
import { type FilePlace, placeBeside } from './file-place.ts';
import { FileTree } from './file-tree.ts';
import { movedPaths } from './moved-paths.ts';
import { stoppedRegistration } from './registration.ts';
import { changedFile, isFolder, type StoredFile } from './stored-file.ts';

export interface TransferRequest {
  readonly source: FilePlace;
  readonly target: FilePlace;
  /** May files at the target be overwritten? */
  readonly force: boolean;
  /** Is the source to go? */
  readonly move: boolean;
}

export interface Transfer {
  readonly sources: readonly StoredFile[];
  /** As they will lie at the target. */
  readonly copies: readonly StoredFile[];
  /** Bytes beyond those of files that give way. */
  readonly bytes: number;
}

/** How much a transfer has to carry: for the time it takes, before anything is checked. */
export function transferBytes({ source, target, move }: TransferRequest, inventory: Inventory) {
  if (move && source.datastore.value === target.datastore.value) return 0;
  const tree = new FileTree(inventory, source.datastore);
  return tree.within(source.path).reduce((sum, { size }) => sum + size, 0);
}

/**
 * Throws FileNotFound for a source that is not there or a target folder that is not, FileAlreadyExists,
 * FileLocked, CannotCreateFile, NoDiskSpace, InvalidArgument for a folder that would go into itself.
 */
export function planTransfer(
  request: TransferRequest,
  inventory: Inventory,
  now: string,
): Transfer {
  const { source, target, move } = request;
  const from = new FileTree(inventory, source.datastore);
  const found = from.at(source.path);
  if (found.kind === 'missing' || source.path === '') throw fileNotFound(source.name);
  const sources = found.kind === 'file' ? [found.file] : from.within(source.path);
  demandSources(sources, request, from, inventory);
  const copies = sources.map((file) => {
    const known = from.isOfVm(file.path) ? asLeft(file, source, inventory) : file;
    return copyOf(known, request, move ? undefined : now);
  });
  const replaced = demandTarget(request, copies, found.kind, inventory);
  const same = move && source.datastore.value === target.datastore.value;
  const bytes = same ? 0 : sum(copies) - replaced;
  if (bytes > 0 && bytes > Number(inventory.read(target.datastore, 'summary').freeSpace)) {
    throw noDiskSpace(target.name, target.datastoreName);
  }
  return { sources, copies, bytes };
}

function demandSources(
  sources: readonly StoredFile[],
  { source, target, move }: TransferRequest,
  tree: FileTree,
  inventory: Inventory,
): void {
  const same = source.datastore.value === target.datastore.value;
  if (same && target.path !== source.path && isWithin(target.path, source.path)) {
    throw invalidArgument('destinationName');
  }
  if (move) demandFree(sources, 'change', { place: source, tree, inventory });
  for (const file of sources) demandReadable(file, placeBeside(source, file.path), inventory);
}

/** Bytes of the files that give way. */
function demandTarget(
  { source, target, force }: TransferRequest,
  copies: readonly StoredFile[],
  kind: 'file' | 'folder',
  inventory: Inventory,
): number {
  const tree = new FileTree(inventory, target.datastore);
  const there = tree.at(target.path);
  const itself = source.name === target.name && source.datastore.value === target.datastore.value;
  if (itself || (there.kind !== 'missing' && !force)) throw fileExists(target.name);
  if (there.kind !== 'missing' && there.kind !== kind) throw cannotCreate(target.name);
  if (!tree.isFolder(folderOf(target.path))) {
    throw fileNotFound(placeBeside(target, folderOf(target.path)).name);
  }
  if (there.kind === 'missing') return 0;
  const clashes = copies.map((copy) => [copy, tree.at(copy.path)] as const);
  const replaced = clashes.flatMap(([copy, at]) => {
    if (at.kind !== 'missing' && (at.kind === 'folder') !== isFolder(copy)) {
      throw cannotCreate(placeBeside(target, copy.path).name);
    }
    return at.kind === 'file' ? [at.file] : [];
  });
  demandFree(replaced, 'change', { place: target, tree, inventory });
  return sum(replaced);
}

/** A VM's own file with what it would say of VM and disk if the VM had left it. */
function asLeft(file: StoredFile, source: FilePlace, inventory: Inventory): StoredFile {
  const place = placeBeside(source, file.path);
  if (file.type === 'diskDescriptor')
    return changedFile(file, { disk: diskOfVm(place, inventory) });
  const vm = file.type === 'config' ? holderOf(inventory, place)?.vm : undefined;
  return vm ? changedFile(file, { registration: stoppedRegistration(vm, inventory) }) : file;
}

/** A file as it lies at the target; a copy was changed now, what moves keeps its time. */
function copyOf(
  file: StoredFile,
  { source, target }: TransferRequest,
  modified: string | undefined,
): StoredFile {
  const to = placeBeside(target, target.path + file.path.slice(source.path.length));
  const from = placeBeside(source, file.path);
  const { disk, registration } = file;
  return changedFile(file, {
    path: to.path,
    modified: modified ?? file.modified,
    disk: disk && diskAt(disk, to),
    registration: registration && movedPaths(registration, from, to),
  });
}

function sum(files: readonly StoredFile[]): number {
  return files.reduce((total, { size }) => total + size, 0);
}
