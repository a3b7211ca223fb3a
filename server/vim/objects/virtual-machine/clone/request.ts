/**
 * What the arguments of CloneVM_Task mean: which state of which VM is copied, where the copy goes, who may
 * host it. Arguments that contradict each other or name what cannot be are refused here, before there is
 * a task.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualMachineCloneSpec,
  VirtualMachineConfigInfo,
  VirtualMachineRelocateSpec,
} from '../../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../../vmodl/generated/references.ts';
import { type Ref, sameReference } from '../../../../vmodl/reference.ts';
import { candidates, rootPoolOf } from '../../../checks/candidates.ts';
import { entityName } from '../../../entity-names.ts';
import type { Context } from '../../../method.ts';
import type { Host, Pool } from '../../../migrations/move.ts';
import { datacenterOf } from '../../../place.ts';
import type { Vm } from '../power.ts';
import { homeDatastoreOf, type StorageWish, storageWish } from '../relocate/file-moves.ts';
import { demandDatastore, demandDisks, refuseUnknownParts } from '../relocate/spec-parts.ts';

export interface CloneArguments {
  readonly folder: Ref<Kinds['Folder']>;
  readonly name: string;
  readonly spec: VirtualMachineCloneSpec;
}

export interface CloneRequest {
  readonly vm: Vm;
  readonly source: Host;
  /** What is copied: the VM as it is now, or as a snapshot keeps it. */
  readonly base: VirtualMachineConfigInfo;
  readonly fromTemplate: boolean;
  readonly spec: VirtualMachineCloneSpec;
  readonly name: string;
  /** Absent for a copy in a vApp, where VMs lie in no folder. */
  readonly folder: Ref<Kinds['Folder']> | undefined;
  /** A template belongs to no pool; this is then one of its host's. */
  readonly pool: Pool;
  readonly candidates: readonly Host[];
  readonly home: Ref<'Datastore'>;
  readonly storage: StorageWish;
}

/** Throws InvalidArgument, ManagedObjectNotFound, InvalidName, NotSupported, NoActiveHostInCluster. */
export function resolveClone(
  vm: Vm,
  { folder: asked, name, spec }: CloneArguments,
  context: Context,
): CloneRequest {
  const { inventory } = context;
  const { location } = spec;
  if (location.service || spec.memory === true) throw new VimFault('NotSupported');
  refuseUnknownParts(location);
  if (spec.template && spec.powerOn) throw invalidArgument('spec.powerOn');
  const folder = inventory.demand(asked);
  if (!inventory.read(folder, 'childType')?.includes('VirtualMachine')) {
    throw invalidArgument('folder');
  }
  const { host: source } = inventory.read(vm, 'runtime');
  const fallback = homeDatastoreOf(inventory, vm);
  if (!source || !fallback) throw new VimFault('InvalidState');
  const base = baseOf(vm, spec, inventory);
  const { pool, hosts } = placeOf(vm, source, spec, inventory);
  const datacenter = datacenterOf(inventory, pool);
  if (!sameReference(datacenterOf(inventory, folder), datacenter)) throw invalidArgument('folder');
  const devices = base.hardware.device ?? [];
  const at = 'spec.location';
  const disk = demandDisks({ devices, spec: location, at }, datacenter, context);
  const home = demandDatastore(
    location.datastore ?? fallback,
    `${at}.datastore`,
    datacenter,
    context,
  );
  demandSnapshotForChild(spec);
  return {
    ...{ vm, source, base, spec, pool, candidates: hosts },
    fromTemplate: inventory.read(vm, 'config')?.template === true,
    name: entityName(name),
    folder: pool.type === 'VirtualApp' && !spec.template ? undefined : folder,
    home,
    storage: storageWish({ ...location, disk }),
  };
}

function baseOf(
  vm: Vm,
  { snapshot }: VirtualMachineCloneSpec,
  inventory: Inventory,
): VirtualMachineConfigInfo {
  const kept = snapshot && inventory.demand(snapshot);
  if (kept && !sameReference(inventory.read(kept, 'vm'), vm))
    throw invalidArgument('spec.snapshot');
  const config = kept
    ? (inventory.read(kept, 'config') as VirtualMachineConfigInfo | undefined)
    : inventory.read(vm, 'config');
  if (!config) throw new VimFault('InvalidState');
  return config;
}

/** Where nothing is said the copy comes to the host and the pool of its original. */
function placeOf(
  vm: Vm,
  source: Host,
  { location, template }: VirtualMachineCloneSpec,
  inventory: Inventory,
): { readonly pool: Pool; readonly hosts: readonly Host[] } {
  const asked = location.host && inventory.demand(location.host);
  const wanted = location.pool
    ? inventory.demand(location.pool)
    : inventory.read(vm, 'resourcePool');
  const pool = wanted ?? (template ? rootPoolOf(inventory, asked ?? source) : undefined);
  if (!pool) throw invalidArgument('spec.location.pool');
  if (!inventory.has(pool) || inventory.read(pool as Pool, 'owner') === undefined) {
    throw invalidArgument('spec.location.pool');
  }
  const host = asked ?? (location.pool ? undefined : source);
  const target = { pool: pool as Pool, host, anyCluster: true };
  const names = { host: 'spec.location.host', pool: 'spec.location.pool' };
  return { pool: pool as Pool, hosts: candidates(inventory, target, names) };
}

/** Upon files that somebody still writes to nothing can be built. */
function demandSnapshotForChild({ location, snapshot }: VirtualMachineCloneSpec): void {
  const asks = ({ diskMoveType }: Pick<VirtualMachineRelocateSpec, 'diskMoveType'>) =>
    diskMoveType === 'createNewChildDiskBacking';
  if (!snapshot && [location, ...(location.disk ?? [])].some(asks)) {
    throw invalidArgument('spec.snapshot');
  }
}
