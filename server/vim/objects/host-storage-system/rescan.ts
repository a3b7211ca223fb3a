/**
 * HostStorageSystem: a host looks for what is new. Disks are known as soon as they exist, and volumes made
 * while the host had their disks are mounted at once; what is left to find are volumes it forgot or whose
 * disks it had given up.
 */
import type { Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import type { Context, MethodTable } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import { causeOf } from '../../sessions/caller.ts';
import {
  demandConnected,
  disksOf,
  type Host,
  isDetached,
  nameOf,
  volumesByDisk,
} from '../../storage/host-disks.ts';
import { mountedOn, mountOn } from '../../storage/mounts.ts';
import { storageHost } from './storage-host.ts';

type Datastore = Ref<'Datastore'>;

export const rescanMethods: MethodTable<'HostStorageSystem'> = {
  RescanAllHba: (self, _args, context) => rescan(storageHost(context, self), context),

  RescanHba(self, { hbaDevice }, context) {
    const host = storageHost(context, self);
    const adapters = context.inventory.read(self, 'storageDeviceInfo')?.hostBusAdapter ?? [];
    if (!adapters.some(({ device }) => device === hbaDevice)) throw new VimFault('NotFound');
    rescan(host, context);
  },

  RescanVmfs: (self, _args, context) => rescan(storageHost(context, self), context),

  /** There are no volumes for flash caches. */
  RescanVffs: (self, _args, context) =>
    demandConnected(context.inventory, storageHost(context, self)),

  /** What vCenter knows of a host's storage is never stale. */
  RefreshStorageSystem: (self, _args, context) => {
    storageHost(context, self);
  },
};

function rescan(host: Host, context: Context): void {
  const changes = volumesFound(host, context);
  if (changes.length > 0) context.inventory.apply(changes, causeOf(context));
}

/** Mounts the volumes which lie on disks of the host and which it does not know. */
export function volumesFound(host: Host, context: Context): readonly Change[] {
  const { inventory, events, session } = context;
  const chainId = events.nextChainId();
  return unknownDatastores(host, context).flatMap((datastore) => {
    const members = { datastore: eventArgument(context, datastore) };
    const { userName } = session;
    return [
      ...mountedOn(inventory, datastore, [host]),
      events.change({ type: 'DatastoreDiscoveredEvent', about: host, members, chainId, userName }),
    ];
  });
}

/** Only what the host has all disks of. */
function unknownDatastores(host: Host, { inventory }: Context): readonly Datastore[] {
  const volumes = volumesByDisk(inventory);
  const disks = disksOf(inventory, host).filter((disk) => !isDetached(disk));
  const names = new Set(disks.map(nameOf));
  const datacenter = datacenterOf(inventory, host);
  const found = new Set<Datastore>();
  for (const name of names) {
    const placed = volumes.get(name);
    if (placed?.volume.extent.every(({ diskName }) => names.has(diskName))) {
      found.add(placed.datastore);
    }
  }
  return [...found].filter(
    (one) => datacenterOf(inventory, one) === datacenter && !mountOn(inventory, one, host),
  );
}
