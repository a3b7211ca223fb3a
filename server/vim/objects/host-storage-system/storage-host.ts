/**
 * Whom a HostStorageSystem speaks for, and what it finds there.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostScsiDisk, HostVmfsVolume } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandHostOf } from '../../host-managers.ts';
import type { Context } from '../../method.ts';
import {
  demandConnected,
  diskByName,
  diskByUuid,
  type Host,
  vmfsOf,
} from '../../storage/host-disks.ts';
import { datastoreOnHost } from '../../storage/mounts.ts';

/** Throws HostNotConnected. */
export function storageHost({ inventory }: Context, self: Ref): Host {
  const host = demandHostOf(inventory, self);
  demandConnected(inventory, host);
  return host;
}

/** Throws NotFound. */
export function demandLun(host: Host, uuid: string, { inventory }: Context): HostScsiDisk {
  const disk = diskByUuid(inventory, host, uuid);
  if (!disk) throw new VimFault('NotFound', {}, `There is no disk ${uuid} on the host.`);
  return disk;
}

/** Throws InvalidArgument. */
export function demandDiskNamed(
  host: Host,
  name: string,
  property: string,
  { inventory }: Context,
): HostScsiDisk {
  const disk = diskByName(inventory, host, name);
  if (!disk) throw invalidArgument(property);
  return disk;
}

/** A VMFS volume that a host knows. */
export interface KnownVolume {
  readonly host: Host;
  readonly datastore: Ref<'Datastore'>;
  readonly volume: HostVmfsVolume;
}

/** Undefined when the host knows no VMFS volume of that uuid. */
export function knownVolume(host: Host, uuid: string, { inventory }: Context) {
  const datastore = datastoreOnHost(inventory, host, uuid);
  const volume = datastore && vmfsOf(inventory, datastore);
  return datastore && volume ? { host, datastore, volume } : undefined;
}

/** Throws NotFound. */
export function demandVolume(host: Host, uuid: string, context: Context): KnownVolume {
  const known = knownVolume(host, uuid, context);
  if (!known) throw new VimFault('NotFound', {}, `There is no VMFS volume ${uuid} on the host.`);
  return known;
}

/** The volume at `/vmfs/volumes/…`, by its uuid or its name. Throws NotFound. */
export function demandVolumeAt(host: Host, path: string, context: Context): KnownVolume {
  const { inventory } = context;
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  const named = (inventory.read(host, 'datastore') ?? []).find(
    (one) => inventory.read(one, 'name') === last,
  );
  const volume = named && vmfsOf(inventory, named);
  return named && volume ? { host, datastore: named, volume } : demandVolume(host, last, context);
}
