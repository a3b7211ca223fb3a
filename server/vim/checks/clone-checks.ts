/**
 * What CheckClone_Task asks: where the copy's files would go, how much room they take, which hosts come
 * into question.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import {
  allocatedBytes,
  capacityBytesOf,
  datastoreNameOf,
  isVirtualDisk,
  vmFiles,
} from '../../inventory/templates/vm-files.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  VirtualDisk,
  VirtualMachineCloneSpec,
  VirtualMachineRelocateSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import type { FileMove, Move, Pool } from '../migrations/move.ts';
import { filesOfDisk } from '../objects/virtual-machine/relocate/disk-chain.ts';
import { cardsAfter } from '../objects/virtual-machine/relocate/network-edits.ts';
import { candidates } from './candidates.ts';

type Vm = Ref<'VirtualMachine'>;
type Datastore = Ref<'Datastore'>;

/** Files of the home that a copy gets too. */
const COPIED_TYPES: readonly string[] = ['config', 'nvram', 'extendedConfig', 'snapshotList'];

/**
 * One for each host; a copy's files all go somewhere, if only beside the original's. Throws InvalidArgument
 * (a template without pool, host and pool apart, unknown disks), ManagedObjectNotFound,
 * NoActiveHostInCluster, NotSupported.
 */
export function cloneMoves(
  vm: Vm,
  spec: VirtualMachineCloneSpec,
  context: Context,
): readonly Move[] {
  const { inventory } = context;
  const { location } = spec;
  if (location.service) throw new VimFault('NotSupported');
  if (spec.template && spec.powerOn) throw invalidArgument('spec.powerOn');
  const { host: source } = inventory.read(vm, 'runtime');
  if (!source) throw new VimFault('InvalidState');
  const pool = poolOf(vm, location, inventory);
  const host = location.host && inventory.demand(location.host);
  const hosts = candidates(
    inventory,
    { pool, host, anyCluster: true },
    { host: 'spec.location.host', pool: 'spec.location.pool' },
  );
  const files = copiedFiles(vm, location, inventory);
  const cards = cardsAfter(vm, location.deviceChange ?? [], hosts, context);
  return hosts.map((destination) => ({ vm, source, destination, pool, files, cards }));
}

function poolOf(vm: Vm, { pool }: VirtualMachineRelocateSpec, inventory: Inventory): Pool {
  const current = pool ? inventory.demand(pool) : inventory.read(vm, 'resourcePool');
  if (!current) throw invalidArgument('spec.location.pool');
  return current as Pool;
}

function copiedFiles(
  vm: Vm,
  location: VirtualMachineRelocateSpec,
  inventory: Inventory,
): readonly FileMove[] {
  const config = inventory.read(vm, 'config');
  if (!config) throw new VimFault('InvalidState');
  const disks = (config.hardware.device ?? []).filter(isVirtualDisk);
  const unknown = location.disk?.find(({ diskId }) => !disks.some(({ key }) => key === diskId));
  if (unknown) throw invalidArgument('spec.location.disk.diskId');
  const all = location.datastore && (inventory.demand(location.datastore) as Datastore);
  const from = datastoreNamed(vm, datastoreNameOf(config.files.vmPathName ?? ''), inventory);
  const { files } = vmFiles({ config, runtime: inventory.read(vm, 'runtime') });
  const bytes = files
    .filter(({ type, backing }) => !backing && COPIED_TYPES.includes(type))
    .reduce((total, { size }) => total + size, 0);
  const home: FileMove = {
    key: 'home',
    label: 'VM home',
    from,
    to: all ?? from,
    copyBytes: bytes,
    takesBytes: bytes,
  };
  return [home, ...disks.flatMap((disk) => copiedDisk(disk, location, all, inventory))];
}

function copiedDisk(
  disk: VirtualDisk,
  location: VirtualMachineRelocateSpec,
  all: Datastore | undefined,
  inventory: Inventory,
): FileMove[] {
  const chain = filesOfDisk(disk);
  const newest = chain.at(-1);
  if (!newest?.datastore) return [];
  const own = location.disk?.find(({ diskId }) => diskId === disk.key);
  const asked = own && (inventory.demand(own.datastore) as Datastore);
  const moveType = own?.diskMoveType ?? location.diskMoveType;
  const isLinked = moveType === 'createNewChildDiskBacking';
  const bytes = isLinked ? 0 : copiedBytes(disk, chain);
  return [
    {
      key: disk.key,
      label: disk.deviceInfo?.label ?? `Hard disk ${disk.key}`,
      from: newest.datastore,
      to: asked ?? all ?? newest.datastore,
      chain: isLinked ? 'newUpon' : 'merged',
      copyBytes: bytes,
      takesBytes: bytes,
    },
  ];
}

/** A thin copy takes what was written, in all files of the chain; a thick one all it may hold. */
function copiedBytes(disk: VirtualDisk, chain: ReturnType<typeof filesOfDisk>): number {
  const capacity = capacityBytesOf(disk);
  if (chain[0]?.thinProvisioned !== true) return capacity;
  const written = chain.reduce((total, file) => total + allocatedBytes(file, capacity), 0);
  return Math.min(capacity, written);
}

function datastoreNamed(vm: Vm, name: string, inventory: Inventory): Datastore {
  const datastores = inventory.read(vm, 'datastore') ?? [];
  const found = datastores.find((one) => inventory.read(one, 'name') === name) ?? datastores[0];
  if (!found) throw new VimFault('InvalidState');
  return found;
}
