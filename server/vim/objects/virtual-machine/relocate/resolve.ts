/**
 * What a RelocateSpec or the arguments of MigrateVM_Task mean for a VM: where it comes from, which
 * hosts it may go to, and what of it changes on the way.
 *
 * What is left out stays as it is, by the API's rules. Arguments that contradict each other or name
 * what cannot be are refused here, before there is a task; whether a host can take the VM is for the
 * checks to say.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualMachineRelocateSpec,
} from '../../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../../vmodl/generated/references.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { sameReference } from '../../../../vmodl/reference.ts';
import type { Context } from '../../../method.ts';
import type { FileMove, Host, Move, Pool } from '../../../migrations/move.ts';
import { datacenterOf } from '../../../place.ts';
import { refuseTemplate, type Vm } from '../power.ts';
import { cardsAfter } from './network-edits.ts';
import { filesAfter, refuseUnknownParts } from './spec-parts.ts';

/** A move before its host is chosen. */
export interface Relocation {
  readonly vm: Vm;
  readonly source: Host;
  readonly pool: Pool;
  /** One when the caller names it or the VM stays; else all hosts of the pool's compute resource. */
  readonly candidates: readonly Host[];
  /** Absent when all files stay where and as they are. */
  readonly files?: readonly FileMove[] | undefined;
  /** All Ethernet cards as they will be; absent when none changes. */
  readonly cards?: readonly VirtualDevice[] | undefined;
  /** Absent when the VM stays in its folder. */
  readonly folder?: Ref<'Folder'> | undefined;
  /** `spec.host`, `host`: what the caller calls the host, for faults. */
  readonly hostArgument: string;
}

type Spec = VirtualMachineRelocateSpec;

/** How callers call host and pool. */
interface Names {
  readonly host: string;
  readonly pool: string;
}

/**
 * Throws NotSupported (templates, parts this server cannot do), ManagedObjectNotFound,
 * InvalidArgument, and faults that name an entry of `deviceChange`.
 */
export function resolveRelocation(vm: Vm, spec: Spec, context: Context): Relocation {
  const { inventory } = context;
  refuseTemplate(vm, context);
  // References of another vCenter mean nothing here: `other-vcenter.ts` has its own way with them.
  if (spec.service) throw new VimFault('NotSupported');
  refuseUnknownParts(spec);
  const place = placeOf(vm, spec, { host: 'spec.host', pool: 'spec.pool' }, context);
  const target = datacenterOf(inventory, place.pool);
  const changesDatacenter = !sameReference(target, datacenterOf(inventory, place.source));
  if (changesDatacenter && !spec.datastore) throw invalidArgument('spec.datastore');
  return {
    ...place,
    files: filesAfter(vm, spec, target, context),
    cards: cardsAfter(vm, spec.deviceChange ?? [], place.candidates, context),
    folder: folderAfter(vm, spec.folder, { pool: place.pool, datacenter: target }, inventory),
  };
}

/** Throws NotSupported for templates, ManagedObjectNotFound and InvalidArgument. */
export function resolveMigration(
  vm: Vm,
  request: { readonly host?: Host | undefined; readonly pool?: Pool | undefined },
  context: Context,
): Relocation {
  refuseTemplate(vm, context);
  return placeOf(vm, request, { host: 'host', pool: 'pool' }, context);
}

/** The move to one of the candidates. */
export function moveTo(relocation: Relocation, destination: Host): Move {
  const { vm, source, pool, files, cards, folder } = relocation;
  return { vm, source, destination, pool, files, cards, folder };
}

function placeOf(
  vm: Vm,
  request: Pick<Spec, 'host' | 'pool'>,
  names: Names,
  context: Context,
): Relocation {
  const { inventory } = context;
  const { host: source } = inventory.read(vm, 'runtime');
  const current = inventory.read(vm, 'resourcePool');
  if (!source || !current) throw new VimFault('InvalidState');
  const host = request.host && demandA('HostSystem', request.host, names.host, context);
  const pool = request.pool ? demandA('ResourcePool', request.pool, names.pool, context) : current;
  const owner = inventory.read(pool, 'owner') as Ref<Kinds['ComputeResource']>;
  const stays = { vm, source, pool, hostArgument: names.host };
  if (host) {
    if (!sameReference(owner, inventory.read(host, 'parent'))) {
      throw invalidArgument(request.pool ? names.host : names.pool);
    }
    return { ...stays, candidates: [host] };
  }
  if (sameReference(owner, inventory.read(source, 'parent'))) {
    return { ...stays, candidates: [source] };
  }
  if (!mayChooseHost(vm, owner, inventory)) throw invalidArgument(names.host);
  return { ...stays, candidates: inventory.read(owner, 'host') ?? [] };
}

/** The object that an argument names. Throws ManagedObjectNotFound, and InvalidArgument for another type. */
function demandA<R extends Ref>(type: string, asked: R, argument: string, context: Context): R {
  const known = context.inventory.demand(asked);
  if (!context.catalog.isA(known.type, type)) throw invalidArgument(argument);
  return known as R;
}

/** Of a cluster's hosts DRS chooses for VMs that run; for others any will do. */
function mayChooseHost(vm: Vm, owner: Ref<Kinds['ComputeResource']>, inventory: Inventory) {
  if (owner.type !== 'ClusterComputeResource') return true;
  if (inventory.read(vm, 'runtime').powerState !== 'poweredOn') return true;
  return inventory.readPath(owner, 'configurationEx.drsConfig.enabled') === true;
}

/**
 * Where nobody says otherwise, a VM that comes to another datacenter, or out of a vApp, lies in the VM
 * folder there. In a vApp it lies in no folder.
 */
function folderAfter(
  vm: Vm,
  asked: Ref<Kinds['Folder']> | undefined,
  { pool, datacenter }: { readonly pool: Pool; readonly datacenter: Ref<'Datacenter'> | undefined },
  inventory: Inventory,
): Ref<'Folder'> | undefined {
  const current = inventory.read(vm, 'parent');
  if (pool.type === 'VirtualApp') {
    if (asked) throw invalidArgument('spec.folder');
    return undefined;
  }
  if (!asked) {
    const stays = current && sameReference(datacenterOf(inventory, current), datacenter);
    if (stays || !datacenter) return undefined;
    return inventory.read(datacenter, 'vmFolder') as Ref<'Folder'>;
  }
  const folder = inventory.demand(asked) as Ref<'Folder'>;
  const takesVms = inventory.read(folder, 'childType')?.includes('VirtualMachine');
  if (!takesVms || !sameReference(datacenterOf(inventory, folder), datacenter)) {
    throw invalidArgument('spec.folder');
  }
  return sameReference(folder, current) ? undefined : folder;
}
