/**
 * The files of a copy: disks whole, each as one file, or linked to those of the original.
 */
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import {
  capacityBytesOf,
  isVirtualDisk,
  vmFiles,
} from '../../../../inventory/templates/vm-files.ts';
import type { VirtualDisk } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import type { Context } from '../../../method.ts';
import type { ChainMove, DiskFormat, FileMove } from '../../../migrations/move.ts';
import {
  type ChainLink,
  chainAfter,
  copiedBytes,
  filesOfDisk,
  formatOf,
  takenBytes,
} from '../relocate/disk-chain.ts';
import { homeDatastoreOf } from '../relocate/file-moves.ts';
import type { CloneRequest } from './request.ts';

/** Files of the home that a copy gets too. */
const COPIED_TYPES: readonly string[] = ['config', 'nvram', 'extendedConfig', 'snapshotList'];

/** One disk of the copy. */
export interface CopiedDisk {
  readonly key: number;
  readonly to: Ref<'Datastore'>;
  readonly capacity: number;
  readonly links: readonly ChainLink[];
  readonly move: FileMove;
}

export function copiedDisks({ base, storage }: CloneRequest): readonly CopiedDisk[] {
  return (base.hardware.device ?? []).filter(isVirtualDisk).flatMap((disk) => {
    const files = filesOfDisk(disk);
    const newest = files.at(-1);
    if (!newest?.datastore) return [];
    const own = storage.disks.get(disk.key);
    const to = own?.datastore ?? storage.datastore ?? newest.datastore;
    const chain = chainFor(own?.diskMoveType ?? storage.diskMoveType, files.length);
    const format = own?.format ?? hinted(storage.format, files);
    const capacity = capacityBytesOf(disk);
    const links = linksOf(files, capacity, { to, chain, format });
    const move = moveOf(disk, newest.datastore, to, chain, links);
    return { key: disk.key, to, capacity, links, move };
  });
}

/** The home first. */
export function copiedFiles(
  request: CloneRequest,
  disks: readonly CopiedDisk[],
  { inventory }: Context,
): readonly FileMove[] {
  const { vm, base, home } = request;
  const from = homeDatastoreOf(inventory, vm) ?? home;
  const { files } = vmFiles({ config: base, runtime: inventory.read(vm, 'runtime') });
  const bytes = files
    .filter(({ type, backing }) => !backing && COPIED_TYPES.includes(type))
    .reduce((total, { size }) => total + size, 0);
  const small = { copyBytes: bytes, takesBytes: bytes };
  return [
    { key: 'home', label: 'VM home', from, to: home, ...small },
    ...disks.map((one) => one.move),
  ];
}

function chainFor(diskMoveType: string | undefined, length: number): ChainMove {
  if (diskMoveType === 'createNewChildDiskBacking') return 'newUpon';
  return diskMoveType === 'moveChildMostDiskBacking' && length > 1 ? 'newest' : 'merged';
}

function linksOf(
  files: readonly SizedBacking[],
  capacity: number,
  wish: {
    readonly to: Ref<'Datastore'>;
    readonly chain: ChainMove;
    readonly format: DiskFormat | undefined;
  },
): readonly ChainLink[] {
  const { to, chain } = wish;
  switch (chain) {
    case 'newUpon':
      return chainAfter(files, capacity, { to, chain }).map(sharedUnlessNew);
    case 'newest':
      return files.map((file, index) => {
        const { parent: _, _ofOther: __, ...own } = file;
        if (index < files.length - 1) return shared(file);
        const after = { ...own, datastore: to };
        return { before: file, after, moves: true, inPlace: false };
      });
    default:
      return chainAfter(files, capacity, wish);
  }
}

function sharedUnlessNew(link: ChainLink): ChainLink {
  return link.before && !link.moves ? shared(link.before) : link;
}

/** A file of the original that the copy reads. */
function shared(file: SizedBacking): ChainLink {
  const { parent: _, ...own } = file;
  const after = { ...own, _ofOther: true };
  return { before: file, after, moves: false, inPlace: false };
}

function hinted(
  format: DiskFormat | undefined,
  [base]: readonly SizedBacking[],
): DiskFormat | undefined {
  return format === 'thick' && base?.eagerlyScrub === true ? undefined : format;
}

function moveOf(
  disk: VirtualDisk,
  from: Ref<'Datastore'>,
  to: Ref<'Datastore'>,
  chain: ChainMove,
  links: readonly ChainLink[],
): FileMove {
  const base = links[0]?.after;
  return {
    key: disk.key,
    label: disk.deviceInfo?.label ?? `Hard disk ${disk.key}`,
    ...{ from, to, chain },
    format: base && formatOf(base),
    copyBytes: copiedBytes(disk, links),
    takesBytes: takenBytes(disk, links),
  };
}
