/**
 * Mounts: a host lists the volumes it has mounted (`config.fileSystemVolume.mountInfo`), a datastore the
 * hosts that mount it (`host`). Both sides are changed together, here.
 */
import { assign, type Change, insert, remove } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import {
  fileSystemMountOf,
  hostMountOf,
  mountInfo,
  mountPath,
} from '../../inventory/templates/datastore.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  HostFileSystemMountInfo,
  HostFileSystemVolume,
  HostMountInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Host, isA } from './host-disks.ts';

type Datastore = Ref<'Datastore'>;

const HOST_MOUNTS = 'config.fileSystemVolume.mountInfo';

/** Of the volume: `66a1b2c3-…`; the last part of where it is mounted. */
export function uuidOfDatastore(inventory: Inventory, datastore: Datastore): string {
  return String(inventory.read(datastore as Ref, '_volumeUuid') ?? '');
}

export function volumeOfDatastore(
  inventory: Inventory,
  datastore: Datastore,
): HostFileSystemVolume {
  return inventory.read(datastore as Ref, '_volume') as unknown as HostFileSystemVolume;
}

/** The datastore that a host has mounted under a volume's uuid. */
export function datastoreOnHost(
  inventory: Inventory,
  host: Host,
  uuid: string,
): Datastore | undefined {
  const mounted = inventory.read(host, 'datastore') ?? [];
  return mounted.find((one) => uuidOfDatastore(inventory, one) === uuid);
}

/** How a host mounts a datastore; undefined when it does not know it. */
export function mountOn(
  inventory: Inventory,
  datastore: Datastore,
  host: Host,
): HostMountInfo | undefined {
  const mounts = inventory.read(datastore, 'host') ?? [];
  return mounts.find(({ key }) => key.value === host.value)?.mountInfo;
}

/** As `mountOn`. Throws NotFound; ManagedObjectNotFound for what is no datastore. */
export function demandMount(inventory: Inventory, datastore: Datastore, host: Host): HostMountInfo {
  const found = mountOn(inventory, inventory.demand(datastore), host);
  if (!found) throw new VimFault('NotFound', {}, 'The host does not mount the datastore.');
  return found;
}

/** Hosts list a volume; the datastore's own list is the caller's when the datastore is new. */
export function listedOnHosts(
  hosts: readonly Host[],
  volume: HostFileSystemVolume,
  info: HostMountInfo,
): readonly Change[] {
  const local = isA(volume, 'HostVmfsVolume') && volume.local === true;
  const mount = fileSystemMountOf(volume, info, local);
  return hosts.map((host) => insert(host, HOST_MOUNTS, mount));
}

/** Further hosts mount a datastore. */
export function mountedOn(
  inventory: Inventory,
  datastore: Datastore,
  hosts: readonly Host[],
  accessMode?: string,
): readonly Change[] {
  const info = mountInfo({ uuid: uuidOfDatastore(inventory, datastore), accessMode });
  return [
    ...hosts.map((host) => insert(datastore, 'host', hostMountOf(host, info))),
    ...listedOnHosts(hosts, volumeOfDatastore(inventory, datastore), info),
  ];
}

/** Hosts forget a volume. */
export function unlistedOnHosts(
  inventory: Inventory,
  hosts: readonly Host[],
  uuid: string,
): readonly Change[] {
  return hosts.flatMap((host) => {
    const before = mountsOf(inventory, host);
    const after = before.filter(({ mountInfo: { path } }) => path !== mountPath(uuid));
    return after.length === before.length ? [] : [assign(host, HOST_MOUNTS, after)];
  });
}

/** Hosts unmount a datastore which stays with others. */
export function unmountedFrom(
  inventory: Inventory,
  datastore: Datastore,
  hosts: readonly Host[],
): readonly Change[] {
  return [
    ...hosts.map((host) => remove(datastore, `host["${host.value}"]`)),
    ...unlistedOnHosts(inventory, hosts, uuidOfDatastore(inventory, datastore)),
  ];
}

/** One host mounts a datastore otherwise than before. */
export function mountChanged(
  inventory: Inventory,
  datastore: Datastore,
  host: Host,
  members: Partial<Pick<HostMountInfo, 'mounted' | 'accessible' | 'accessMode'>>,
): readonly Change[] {
  const path = mountPath(uuidOfDatastore(inventory, datastore));
  const info = { ...demandMount(inventory, datastore, host), ...members };
  const mounts = mountsOf(inventory, host).map((mount) =>
    mount.mountInfo.path === path ? { ...mount, mountInfo: info } : mount,
  );
  return [
    assign(datastore, `host["${host.value}"].mountInfo`, info),
    assign(host, HOST_MOUNTS, mounts),
  ];
}

/** The volume itself is another: larger, or with other settings. */
export function volumeChanged(
  inventory: Inventory,
  datastore: Datastore,
  volume: HostFileSystemVolume,
): readonly Change[] {
  const path = mountPath(uuidOfDatastore(inventory, datastore));
  const hosts = (inventory.read(datastore, 'host') ?? []).map(({ key }) => key);
  return [
    assign(datastore, '_volume', volume),
    ...hosts.map((host) =>
      assign(
        host,
        HOST_MOUNTS,
        mountsOf(inventory, host).map((mount) =>
          mount.mountInfo.path === path ? { ...mount, volume } : mount,
        ),
      ),
    ),
  ];
}

function mountsOf(inventory: Inventory, host: Host): readonly HostFileSystemMountInfo[] {
  return inventory.read(host, 'config')?.fileSystemVolume?.mountInfo ?? [];
}
