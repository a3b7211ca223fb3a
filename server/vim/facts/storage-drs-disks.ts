/**
 * What moves of a virtual machine: each virtual disk with its chain of files, and the home with everything
 * else.
 */
import type { DrmDisk } from '../../engines/storage-drs/facts.ts';
import type { SizedBacking } from '../../inventory/templates/vm-drives.ts';
import {
  allocatedBytes,
  capacityBytesOf,
  diskFiles,
  isMapping,
  isVirtualDisk,
} from '../../inventory/templates/vm-files.ts';
import type { VirtualDisk } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { Services } from '../method.ts';
import type { Copy } from '../objects/virtual-machine/relocate/copies.ts';
import { filesOfDisk } from '../objects/virtual-machine/relocate/disk-chain.ts';
import { homeDatastoreOf } from '../objects/virtual-machine/relocate/file-moves.ts';
import { filesOf, type SpaceUse } from '../objects/virtual-machine/space.ts';
import type { DiskWorkload } from '../statistics/datastore-io.ts';
import { diskImmovable } from './storage-drs-immovable.ts';

type Vm = Ref<'VirtualMachine'>;

export type StorageDrsServices = Pick<
  Services,
  'inventory' | 'statistics' | 'clock' | 'storageDrs'
>;

export interface PlacedDisk {
  /** Where it will be when it has arrived. */
  readonly disk: DrmDisk;
  /** Where its files lie now. */
  readonly source: string;
  /** It holds its room where it will be. */
  readonly charged: boolean;
}

const HOME = 'home';
const IDLE: ReadonlyMap<number, DiskWorkload> = new Map();
const NONE: ReadonlySet<string> = new Set();

/**
 * Home first; disks that are no files, and homes nobody knows the place of, are left out. `workloads` by disk
 * key, and paths of files that linked clones build on (`sharedFiles`); none unless told.
 */
export function drmDisks(
  services: StorageDrsServices,
  vm: Vm,
  {
    workloads = IDLE,
    shared = NONE,
  }: {
    readonly workloads?: ReadonlyMap<number, DiskWorkload>;
    readonly shared?: ReadonlySet<string>;
  } = {},
): readonly PlacedDisk[] {
  const arrivals = arrivalsOf(services, vm);
  const disks = diskParts(services, vm, { workloads, shared, arrivals });
  return [...homeOf(services, vm, arrivals), ...disks];
}

/** What each virtual disk takes, bytes, by its id. */
export function diskBytes(
  services: StorageDrsServices,
  vm: Vm,
): readonly (readonly [string, number])[] {
  const devices = services.inventory.read(vm, 'config')?.hardware.device ?? [];
  return devices.filter(isVirtualDisk).flatMap((disk) => {
    const files = filesOfDisk(disk);
    const source = files.at(-1)?.datastore?.value;
    if (source === undefined) return [];
    return [[diskIdOf(vm.value, disk.key), sizesOf(disk, files, source).allocatedBytes] as const];
  });
}

function diskParts(
  services: StorageDrsServices,
  vm: Vm,
  known: {
    readonly workloads: ReadonlyMap<number, DiskWorkload>;
    readonly shared: ReadonlySet<string>;
    readonly arrivals: Arrivals;
  },
): readonly PlacedDisk[] {
  const { workloads, shared, arrivals } = known;
  const devices = services.inventory.read(vm, 'config')?.hardware.device ?? [];
  return devices.filter(isVirtualDisk).flatMap((disk) => {
    const files = filesOfDisk(disk);
    const source = files.at(-1)?.datastore?.value;
    if (source === undefined) return [];
    const immovable = diskImmovable(disk, files, { devices, shared });
    const id = diskIdOf(vm.value, disk.key);
    const workload = workloads.get(disk.key);
    return [
      {
        source,
        charged: arrivals.charged,
        disk: {
          ...{ id, vm: vm.value, diskId: disk.key, immovable },
          datastore: arrivals.places.get(String(disk.key)) ?? source,
          ...sizesOf(disk, files, source),
          growthBytesPerHour: services.storageDrs.growth.bytesPerHour(id),
          workload: workload?.outstandingIo ?? 0,
          guestWriteMbPerSecond: workload?.writeMbPerSecond ?? 0,
          reservedIops: reservedIops(disk),
        },
      },
    ];
  });
}

/** Paths of the files of others that disks of a virtual machine build on. */
export function sharedFiles(
  { inventory }: Pick<StorageDrsServices, 'inventory'>,
  vm: Vm,
): readonly string[] {
  const found: string[] = [];
  for (const { backing } of inventory.read(vm, 'config')?.hardware.device ?? []) {
    if (member(backing, 'parent') === undefined) continue;
    for (let at: unknown = backing; at !== undefined; at = member(at, 'parent')) {
      if (member(at, '_ofOther') === true) found.push(String(member(at, 'fileName')));
    }
  }
  return found;
}

/** `vm-12:2000` */
export function diskIdOf(vm: string, key: number): string {
  return `${vm}:${key}`;
}

function homeOf(
  { inventory }: StorageDrsServices,
  vm: Vm,
  arrivals: Arrivals,
): readonly PlacedDisk[] {
  const source = homeDatastoreOf(inventory, vm)?.value;
  if (source === undefined) return [];
  const bytes = homeBytes(inventory, vm, source);
  const disk: DrmDisk = {
    id: `${vm.value}:${HOME}`,
    vm: vm.value,
    datastore: arrivals.places.get(HOME) ?? source,
    ...{ allocatedBytes: bytes, provisionedBytes: bytes },
    ...{ growthBytesPerHour: 0, workload: 0, guestWriteMbPerSecond: 0 },
  };
  return [{ disk, source, charged: arrivals.charged }];
}

/** What is no disk's. Told from what is known of the whole, unless snapshots keep files of disks as well. */
function homeBytes(inventory: Services['inventory'], vm: Vm, datastore: string): number {
  const disks = (inventory.read(vm, 'config')?.hardware.device ?? []).filter(isVirtualDisk);
  const isPlain =
    inventory.read(vm, 'snapshot') === undefined &&
    disks.every(({ backing }) => member(backing, 'parent') === undefined);
  if (!isPlain) {
    const made = filesOf(vm, inventory.read.bind(inventory));
    return (made?.files ?? [])
      .filter(({ backing }) => backing === undefined)
      .reduce((sum, { size }) => sum + size, 0);
  }
  const uses = (inventory.read(vm as Ref, '_space') ?? []) as unknown as readonly SpaceUse[];
  let bytes = uses.find((use) => use.datastore.value === datastore)?.committed ?? 0;
  for (const disk of disks) {
    for (const backing of filesOfDisk(disk)) {
      if (backing.datastore?.value !== datastore) continue;
      const capacity = capacityBytesOf(disk);
      for (const { size } of diskFiles({ backing, capacity })) bytes -= size;
    }
  }
  return bytes;
}

/** What its own files on that datastore take, and may take. */
function sizesOf(
  disk: VirtualDisk,
  files: readonly SizedBacking[],
  datastore: string,
): Pick<DrmDisk, 'allocatedBytes' | 'provisionedBytes'> {
  const capacity = capacityBytesOf(disk);
  let allocated = 0;
  let idle = 0;
  for (const backing of files) {
    if (backing._ofOther || backing.datastore?.value !== datastore) continue;
    for (const { size } of diskFiles({ backing, capacity })) allocated += size;
  }
  const newest = files.at(-1);
  // Nothing is written any more to what lies below the newest file.
  if (newest && !isMapping(newest)) idle = capacity - allocatedBytes(newest, capacity);
  return { allocatedBytes: allocated, provisionedBytes: allocated + Math.max(0, idle) };
}

interface Arrivals {
  /** Datastore by device key, or `home`. */
  readonly places: ReadonlyMap<string, string>;
  /** They hold their room there already. */
  readonly charged: boolean;
}

/** Where files go that are on their way, or that Storage DRS has sent and that wait for their turn. */
function arrivalsOf({ inventory, storageDrs }: StorageDrsServices, vm: Vm): Arrivals {
  const copies = (inventory.read(vm as Ref, '_copies') ?? []) as unknown as readonly Copy[];
  if (copies.length === 0) return { places: storageDrs.destinationsOf(vm), charged: false };
  const places = new Map(
    copies.flatMap(({ datastore, files }) => files.map((key) => [key, datastore.value] as const)),
  );
  return { places, charged: true };
}

function reservedIops({ storageIOAllocation }: VirtualDisk): number | undefined {
  const reservation = storageIOAllocation?.reservation ?? 0;
  return reservation > 0 ? reservation : undefined;
}
