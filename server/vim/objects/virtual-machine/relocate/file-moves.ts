/**
 * Which files of a VM a storage migration moves, and how many bytes that is.
 *
 * The blocks of disks are copied as the format at the destination wants them: a thin disk what is written,
 * a thick one all it may hold. Descriptors and swap are not copied but made anew; they take room alone.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import type { SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import {
  capacityBytesOf,
  datastoreNameOf,
  isVirtualDisk,
  type VmFile,
} from '../../../../inventory/templates/vm-files.ts';
import type { VirtualDisk, VirtualMachineRelocateSpec } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import type { ChainMove, DiskFormat, FileMove } from '../../../migrations/move.ts';
import { filesOf } from '../space.ts';
import { chainAfter, copiedBytes, filesOfDisk, formatOf, takenBytes } from './disk-chain.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

export interface DiskWish {
  readonly datastore: Datastore;
  /** Keeps its own unless told. */
  readonly format?: DiskFormat | undefined;
  /** A `VirtualMachineRelocateDiskMoveOptions`. */
  readonly diskMoveType?: string | undefined;
}

export interface StorageWish {
  /** Of the home and of every disk not listed; where they are unless told. */
  readonly datastore?: Datastore | undefined;
  /** By device key. */
  readonly disks: ReadonlyMap<number, DiskWish>;
  /** Of disks that say none themselves: a hint, so that `thick` leaves an eager disk as it is. */
  readonly format?: DiskFormat | undefined;
  readonly diskMoveType?: string | undefined;
}

const CHAIN_MOVES: Readonly<Record<string, ChainMove>> = {
  moveAllDiskBackingsAndDisallowSharing: 'whole',
  // No two VMs' files have the same content here, so that there is nothing to share.
  moveAllDiskBackingsAndAllowSharing: 'whole',
  moveChildMostDiskBacking: 'newest',
  createNewChildDiskBacking: 'newUpon',
  moveAllDiskBackingsAndConsolidate: 'merged',
};

/** Made for a running VM, wherever it lies: not copied. */
const SWAP_TYPES: readonly string[] = ['swap', 'uwswap'];

/** What a spec says of files. Device keys and references are as the client sent them. */
export function storageWish(spec: VirtualMachineRelocateSpec): StorageWish {
  const disks = (spec.disk ?? []).map(
    ({ diskId, datastore, diskBackingInfo, diskMoveType }) =>
      [diskId, { datastore, format: formatAsked(diskBackingInfo), diskMoveType }] as const,
  );
  const { transform, datastore, diskMoveType } = spec;
  const format = transform && (transform === 'sparse' ? 'thin' : 'thick');
  return { datastore, disks: new Map(disks), format, diskMoveType };
}

/**
 * What really moves or changes its format: the home first, then disks in the order of devices.
 * Nothing to do is an empty list.
 */
export function fileMoves(inventory: Inventory, vm: Vm, wish: StorageWish): readonly FileMove[] {
  const disks = (inventory.read(vm, 'config')?.hardware.device ?? []).filter(isVirtualDisk);
  return [...homeMove(inventory, vm, wish), ...disks.flatMap((disk) => diskMove(disk, wish))];
}

/** The datastore that the VM's .vmx lies on. */
export function homeDatastoreOf(inventory: Inventory, vm: Vm): Datastore | undefined {
  const name = datastoreNameOf(inventory.read(vm, 'config')?.files.vmPathName ?? '');
  return (inventory.read(vm, 'datastore') ?? []).find(
    (datastore) => inventory.read(datastore, 'name') === name,
  );
}

function homeMove(inventory: Inventory, vm: Vm, { datastore: to }: StorageWish): FileMove[] {
  const config = inventory.read(vm, 'config');
  const from = homeDatastoreOf(inventory, vm);
  if (!config || !from || !to || from.value === to.value) return [];
  const made = filesOf(vm, inventory.read.bind(inventory));
  const files = made?.files.filter(({ backing }) => !backing) ?? [];
  const bytes = (some: readonly VmFile[]) => some.reduce((total, { size }) => total + size, 0);
  return [
    {
      key: 'home',
      label: 'VM home',
      from,
      to,
      copyBytes: bytes(files.filter(({ type }) => !SWAP_TYPES.includes(type))),
      takesBytes: bytes(files),
    },
  ];
}

function diskMove(disk: VirtualDisk, wish: StorageWish): FileMove[] {
  const files = filesOfDisk(disk);
  const newest = files.at(-1);
  if (!newest?.datastore) return [];
  const own = wish.disks.get(disk.key);
  const asked = chainAsked(own?.diskMoveType ?? wish.diskMoveType, files.length);
  const to = own?.datastore ?? wish.datastore ?? newest.datastore;
  if (asked === 'newUpon' && to.value === newest.datastore.value) return [];
  const format = own?.format ?? hinted(wish.format, files);
  const links = chainAfter(files, capacityBytesOf(disk), { to, format, chain: asked });
  const first = links.find(({ moves }) => moves);
  if (!first) return [];
  const base = links[0]?.after;
  return [
    {
      key: disk.key,
      label: disk.deviceInfo?.label ?? `Hard disk ${disk.key}`,
      from: first.before?.datastore ?? newest.datastore,
      to,
      format: base && formatOf(base),
      chain: asked,
      copyBytes: copiedBytes(disk, links),
      takesBytes: takenBytes(disk, links),
    },
  ];
}

/** A disk of one file moves as such, unless a new file shall be laid upon it. */
function chainAsked(diskMoveType: string | undefined, length: number): ChainMove {
  const asked = CHAIN_MOVES[diskMoveType ?? ''] ?? 'whole';
  return length > 1 || asked === 'newUpon' ? asked : 'whole';
}

function hinted(
  format: DiskFormat | undefined,
  [base]: readonly SizedBacking[],
): DiskFormat | undefined {
  return format === 'thick' && base?.eagerlyScrub === true ? undefined : format;
}

/** The format that a backing asks for; undefined when it says nothing of it. */
export function formatAsked(backing: unknown): DiskFormat | undefined {
  const thin = member(backing, 'thinProvisioned');
  const eager = member(backing, 'eagerlyScrub');
  if (thin === true) return 'thin';
  if (eager === true) return 'eager';
  return thin === false || eager === false ? 'thick' : undefined;
}
