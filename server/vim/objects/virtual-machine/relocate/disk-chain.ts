/**
 * What a disk's chain of files will be at the end of a move: which files are written anew, in which
 * format, and how much they hold. Names are given elsewhere (`file-names.ts`).
 *
 * A file already at the destination stays unless its format changes. The format is that of the base; what
 * snapshots left upon it are deltas, whatever the base is.
 */
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import {
  allocatedBytes,
  capacityBytesOf,
  diskFiles,
} from '../../../../inventory/templates/vm-files.ts';
import type { VirtualDisk } from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import type { ChainMove, DiskFormat } from '../../../migrations/move.ts';
import { backingChain } from '../backing-chain.ts';

/** One file of a chain, before and after. */
export interface ChainLink {
  /** Undefined for one that is made by the move. */
  readonly before: SizedBacking | undefined;
  /** Without its parent, under the name it had. */
  readonly after: SizedBacking;
  /** Whether it is written anew at the destination. */
  readonly moves: boolean;
  /** Written anew over what it was, in another format: it keeps its name. */
  readonly inPlace: boolean;
}

export interface ChainWish {
  readonly to: Ref<'Datastore'>;
  readonly format?: DiskFormat | undefined;
  readonly chain?: ChainMove | undefined;
}

/** The files of a disk, base first; none for a disk that is no file. */
export function filesOfDisk(disk: VirtualDisk): readonly SizedBacking[] {
  const chain: SizedBacking[] = [];
  for (const at of backingChain(disk)) {
    if (typeof member(at, 'fileName') !== 'string' || !isReference(member(at, 'datastore'))) break;
    chain.unshift(at as SizedBacking);
  }
  return chain;
}

/** Undefined for what has none to choose from: a mapped LUN, a sparse disk of old. */
export function formatOf(base: SizedBacking): DiskFormat | undefined {
  if (base._typeName !== 'VirtualDiskFlatVer2BackingInfo') return undefined;
  if (base.thinProvisioned === true) return 'thin';
  return base.eagerlyScrub === true ? 'eager' : 'thick';
}

/** The chain as it will be, base first. */
export function chainAfter(
  files: readonly SizedBacking[],
  capacity: number,
  { to, format, chain }: ChainWish,
): readonly ChainLink[] {
  const newest = files.length - 1;
  switch (chain) {
    case 'whole':
    case undefined:
      return files.map((file, index) =>
        linkTo(file, to, index === 0 ? (format ?? formatOf(file)) : undefined),
      );
    case 'newest':
      return files.map((file, index) => (index === newest ? linkTo(file, to) : staying(file)));
    case 'newUpon':
      return [...files.map(staying), ...files.slice(-1).map((file) => laidUpon(file, to))];
    case 'merged':
      return merged(files, capacity, to, format);
  }
}

/** The newest file of the chain with those below it, each under the name given. */
export function linked(
  links: readonly ChainLink[],
  nameOf: (link: ChainLink) => string = ({ after }) => after.fileName,
): SizedBacking | undefined {
  let below: SizedBacking | undefined;
  for (const link of links) {
    const named = { ...link.after, fileName: nameOf(link) };
    below = below ? { ...named, parent: below } : named;
  }
  return below;
}

/** As `linked`, for the link of that index. */
export function linkedUpTo(
  links: readonly ChainLink[],
  index: number,
  nameOf?: (link: ChainLink) => string,
): SizedBacking | undefined {
  return linked(links.slice(0, index + 1), nameOf);
}

/** Bytes that are copied: the blocks of the files written anew. */
export function copiedBytes(disk: VirtualDisk, links: readonly ChainLink[]): number {
  const capacity = capacityBytesOf(disk);
  return sum(backingsThatMove(links).map((backing) => allocatedBytes(backing, capacity)));
}

/** Bytes that the files written anew take, descriptors too. */
export function takenBytes(disk: VirtualDisk, links: readonly ChainLink[]): number {
  const capacity = capacityBytesOf(disk);
  const files = backingsThatMove(links).flatMap((backing) => diskFiles({ backing, capacity }));
  return sum(files.map(({ size }) => size));
}

function backingsThatMove(links: readonly ChainLink[]): readonly SizedBacking[] {
  return links.flatMap(({ moves }, index) => (moves ? (linkedUpTo(links, index) ?? []) : []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function staying(file: SizedBacking): ChainLink {
  return { before: file, after: alone(file), moves: false, inPlace: false };
}

function linkTo(file: SizedBacking, to: Ref<'Datastore'>, format?: DiskFormat): ChainLink {
  const converts =
    formatOf(file) !== undefined && format !== undefined && format !== formatOf(file);
  const isThere = file.datastore?.value === to.value;
  if (isThere && !converts) return staying(file);
  // What is another's stays as it is: a file of its own takes its place.
  const inPlace = isThere && file._ofOther !== true;
  const { _ofOther: _, ...own } = alone(file);
  const after = { ...own, datastore: to, ...(converts ? formatMembers(file, format) : {}) };
  return { before: file, after, moves: true, inPlace };
}

/** A delta with nothing in it yet. Which disk it is, its uuid says as before. */
function laidUpon(file: SizedBacking, to: Ref<'Datastore'>): ChainLink {
  const after: SizedBacking = {
    ...alone(file),
    datastore: to,
    ...formatMembers(file, 'thin'),
    deltaDiskFormat: 'redoLogFormat',
    _allocatedBytes: 0,
  };
  return { before: undefined, after, moves: true, inPlace: false };
}

/** One file with all that was written; what was written twice is not known, so each write counts. */
function merged(
  files: readonly SizedBacking[],
  capacity: number,
  to: Ref<'Datastore'>,
  format: DiskFormat | undefined,
): readonly ChainLink[] {
  const [base] = files;
  const newest = files.at(-1);
  if (!base || !newest) return [];
  const { deltaDiskFormat: _, _ofOther: __, ...file } = alone(newest);
  const after: SizedBacking = {
    ...file,
    datastore: to,
    ...formatMembers(base, format ?? formatOf(base)),
    _allocatedBytes: Math.min(capacity, sum(files.map((one) => writtenBytes(one, capacity)))),
  };
  return [{ before: newest, after, moves: true, inPlace: false }];
}

function writtenBytes(file: SizedBacking, capacity: number): number {
  return file._allocatedBytes ?? allocatedBytes(file, capacity);
}

function alone(file: SizedBacking): SizedBacking {
  const { parent: _, ...rest } = file;
  return rest;
}

function formatMembers(file: SizedBacking, format: DiskFormat | undefined) {
  if (formatOf(file) === undefined || format === undefined) return {};
  return { thinProvisioned: format === 'thin', eagerlyScrub: format === 'eager' };
}
