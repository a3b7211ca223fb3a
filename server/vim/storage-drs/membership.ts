/**
 * Datastores that join a datastore cluster and leave it.
 *
 * A datastore cluster holds datastores of one kind of file system: VMFS and NFS do not mix. One that other
 * datacenters share, or that an ESX host older than 5.0 mounts, may join, and the server warns: Storage DRS
 * then does nothing (vSphere Resource Management, datastore cluster requirements). A local datastore may join.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { members, podOf } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import { datacenterOf } from '../place.ts';
import { balancesIo, ioControlOn } from './io-control.ts';
import { leftovers } from './leftovers.ts';
import { type Pod, podEntry } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';

type Datastore = Ref<'Datastore'>;

const FIRST_RELEASE = 5; // of ESXi that knows Storage DRS

/** What a datastore that goes to another folder changes beyond its place. Throws NotSupported for the wrong kind. */
export function movedBetweenPods(
  datastore: Datastore,
  to: Ref,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { inventory } = context;
  const from = podOf(inventory, datastore);
  return [
    ...(from ? leftPod(datastore, from, context, chainId) : []),
    ...(to.type === 'StoragePod' ? joinedPod(datastore, to as Pod, context, chainId) : []),
  ];
}

/** Names of datastores that another datacenter knows too. */
export function sharedAcrossDatacenters(
  inventory: Inventory,
  datastores: readonly Datastore[],
): readonly string[] {
  const uuidOf = (ref: Datastore): unknown => inventory.read(ref as Ref, '_volumeUuid');
  const homes = new Map<unknown, Set<string>>();
  for (const ref of inventory.ofType('Datastore')) {
    const home = datacenterOf(inventory, ref)?.value ?? '';
    homes.set(uuidOf(ref), (homes.get(uuidOf(ref)) ?? new Set()).add(home));
  }
  return datastores
    .filter((ref) => (homes.get(uuidOf(ref))?.size ?? 0) > 1)
    .map((ref) => inventory.read(ref, 'name'));
}

function joinedPod(
  datastore: Datastore,
  pod: Pod,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { inventory } = context;
  const { storageDrsConfig } = podEntry(inventory, pod);
  const kinds = members(inventory, pod).map((one) => fileSystem(inventory, one));
  if (kinds.some((kind) => kind !== fileSystem(inventory, datastore))) {
    throw new VimFault('NotSupported');
  }
  return [
    ...(balancesIo(storageDrsConfig) ? ioControlOn(context, [datastore], chainId) : []),
    ...warnings(datastore, pod, context, chainId),
  ];
}

function warnings(
  datastore: Datastore,
  pod: Pod,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { inventory } = context;
  const { userName } = context.session;
  const warn = (id: string, words: Readonly<Record<string, string>>) =>
    podEvent(context, { id, pod, chainId, userName, words });
  const shared = sharedAcrossDatacenters(inventory, [datastore]);
  const old = hostsTooOld(inventory, datastore);
  return [
    ...(shared.length === 0
      ? []
      : [warn('DatastoreInMultipleDatacentersEvent', { datastore: shared.join(', ') })]),
    ...(old.length === 0
      ? []
      : [warn('StorageDrsNotSupportedHostConnectedToPodEvent', { host: old.join(', ') })]),
  ];
}

function leftPod(
  datastore: Datastore,
  pod: Pod,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { inventory } = context;
  const { userName } = context.session;
  const left = members(inventory, pod).filter(({ value }) => value !== datastore.value);
  const healed =
    sharedAcrossDatacenters(inventory, [datastore]).length > 0 &&
    sharedAcrossDatacenters(inventory, left).length === 0;
  const id = 'ClearDatastoreInMultipleDatacentersEvent';
  return [
    ...leftovers(inventory, pod, left),
    ...(healed ? [podEvent(context, { id, pod, chainId, userName })] : []),
  ];
}

/** NFS 3 and NFS 4.1 are both NFS. */
function fileSystem(inventory: Inventory, datastore: Datastore): string {
  const { type } = inventory.read(datastore, 'summary');
  return type.startsWith('NFS') ? 'NFS' : type;
}

function hostsTooOld(inventory: Inventory, datastore: Datastore): readonly string[] {
  return (inventory.read(datastore, 'host') ?? [])
    .filter(({ key }) => {
      const version = inventory.read(key, 'config')?.product.version;
      return version !== undefined && Number.parseInt(version, 10) < FIRST_RELEASE;
    })
    .map(({ key }) => inventory.read(key, 'name'));
}

/** What takes a datastore cluster away: its members go to the folder it lay in. */
export function podRemoved(pod: Pod, context: Context, chainId: number): readonly Change[] {
  const { inventory } = context;
  const parent = inventory.read(pod, 'parent');
  const userName = context.session?.userName;
  context.storageDrs.forget(pod);
  return [
    ...members(inventory, pod).map((one) => assign(one, 'parent', parent)),
    podEvent(context, { id: 'StoragePodDestroyedEvent', pod, chainId, userName }),
    { op: 'destroy', ref: pod },
  ];
}
