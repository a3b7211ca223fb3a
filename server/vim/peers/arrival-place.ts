/**
 * Where an announced VM is to go, as this vCenter knows the objects its source named.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { sameReference } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import type { Host, Pool } from '../migrations/move.ts';
import { datacenterOf } from '../place.ts';
import type { Departure, PeerTarget } from './protocol.ts';

/** An announced VM with its place. */
export interface Arrival {
  readonly departure: Departure;
  /** Who announced it. */
  readonly userName: string;
  readonly host: Host;
  readonly pool: Pool;
  readonly folder: Ref<'Folder'>;
}

/** Throws ManagedObjectNotFound and InvalidArgument. */
export function poolAndHosts(
  { host, pool }: PeerTarget,
  context: Context,
): { readonly pool: Pool; readonly hosts: readonly Host[] } {
  const { inventory } = context;
  const named = host && demandA('HostSystem', host, 'spec.host', context);
  const asked = pool && (demandA('ResourcePool', pool, 'spec.pool', context) as Pool);
  const owner = asked ? inventory.read(asked, 'owner') : named && inventory.read(named, 'parent');
  if (!owner) throw invalidArgument('spec.host');
  const computeResource = owner as Ref<Kinds['ComputeResource']>;
  if (named && !sameReference(inventory.read(named, 'parent'), computeResource)) {
    throw invalidArgument('spec.host');
  }
  const root = inventory.read(computeResource, 'resourcePool');
  const found = asked ?? (root as Pool | undefined);
  if (!found) throw invalidArgument('spec.pool');
  return { pool: found, hosts: named ? [named] : (inventory.read(computeResource, 'host') ?? []) };
}

export function folderOf(
  { folder }: PeerTarget,
  datacenter: Ref<'Datacenter'> | undefined,
  context: Context,
): Ref<'Folder'> {
  const { inventory } = context;
  const asked = folder ?? (datacenter && inventory.read(datacenter, 'vmFolder'));
  if (!asked) throw invalidArgument('spec.folder');
  const known = demandA('Folder', asked, 'spec.folder', context) as Ref<'Folder'>;
  const takesVms = inventory.read(known, 'childType')?.includes('VirtualMachine');
  if (!takesVms || !sameReference(datacenterOf(inventory, known), datacenter)) {
    throw invalidArgument('spec.folder');
  }
  return known;
}

export function demandA<R extends Ref>(
  type: string,
  asked: R,
  argument: string,
  context: Context,
): R {
  const known = context.inventory.demand(asked);
  if (!context.catalog.isA(known.type, type)) throw invalidArgument(argument);
  return known as R;
}

export function datastoresOf({ datastore, disks }: PeerTarget): readonly Ref<'Datastore'>[] {
  return [datastore, ...disks.map((disk) => disk.datastore)];
}
