/**
 * HostStorageSystem: a host takes a VMFS volume out of use and back. Others go on with it; VMs of this host
 * that lie on it stand in the way.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { eachInTask } from '../../storage/each-in-task.ts';
import { type Host, hostRefuses } from '../../storage/host-disks.ts';
import { demandMount, mountChanged, unmountedFrom } from '../../storage/mounts.ts';
import { usedBy } from '../datastore/destroy.ts';
import { inUse } from '../managed-entity/removal.ts';
import { demandVolume, type KnownVolume, knownVolume, storageHost } from './storage-host.ts';

const RESULT = 'HostStorageSystemVmfsVolumeResult';

export const mountMethods: MethodTable<'HostStorageSystem'> = {
  MountVmfsVolume: (self, { vmfsUuid }, context) =>
    mount(storageHost(context, self), vmfsUuid, context),

  UnmountVmfsVolume: (self, { vmfsUuid }, context) =>
    unmount(storageHost(context, self), vmfsUuid, context),

  MountVmfsVolumeEx_Task(self, { vmfsUuid }, context) {
    const entity = storageHost(context, self);
    const act = (uuid: string) => mount(entity, uuid, context);
    return eachInTask(context, {
      ...{ entity, name: 'MountVmfsVolumeEx_Task', keys: vmfsUuid, resultType: RESULT, act },
    });
  },

  UnmountVmfsVolumeEx_Task(self, { vmfsUuid }, context) {
    const entity = storageHost(context, self);
    const act = (uuid: string) => unmount(entity, uuid, context);
    return eachInTask(context, {
      ...{ entity, name: 'UnmountVmfsVolumeEx_Task', keys: vmfsUuid, resultType: RESULT, act },
    });
  },

  /** What was unmounted is forgotten; a rescan finds it again as long as its disks are there. */
  DeleteVmfsVolumeState: (self, { vmfsUuid }, context) =>
    forget(storageHost(context, self), vmfsUuid, context),

  UnmapVmfsVolumeEx_Task(self, { vmfsUuid }, context) {
    const entity = storageHost(context, self);
    const act = (uuid: string) => forget(entity, uuid, context);
    return eachInTask(context, {
      ...{ entity, name: 'UnmapVmfsVolumeEx_Task', keys: vmfsUuid, resultType: RESULT, act },
    });
  },

  /** No host mounts a copy by force. */
  UnmountForceMountedVmfsVolume(self) {
    throw new VimFault('NotFound', {}, `${self.value} has mounted no volume by force.`);
  },
};

/** Throws NotFound, InvalidState when it is mounted. */
function mount(host: Host, uuid: string, context: Context): void {
  const { datastore } = demandVolume(host, uuid, context);
  if (isMounted({ host, datastore }, context)) throw new VimFault('InvalidState');
  set({ host, datastore }, true, context);
}

/** Throws NotFound, InvalidState when it is not mounted, ResourceInUse. */
function unmount(host: Host, uuid: string, context: Context): void {
  const { datastore } = demandVolume(host, uuid, context);
  if (!isMounted({ host, datastore }, context)) throw new VimFault('InvalidState');
  if (usedBy(host, datastore, context)) throw inUse(datastore, context);
  set({ host, datastore }, false, context);
}

type Mounted = Pick<KnownVolume, 'host' | 'datastore'>;

export function isMounted({ host, datastore }: Mounted, { inventory }: Context): boolean {
  return demandMount(inventory, datastore, host).mounted !== false;
}

function set({ host, datastore }: Mounted, mounted: boolean, context: Context): void {
  const { inventory } = context;
  inventory.apply(
    mountChanged(inventory, datastore, host, { mounted, accessible: mounted }),
    causeOf(context),
  );
}

/** Throws PlatformConfigFault while it is mounted. */
function forget(host: Host, uuid: string, context: Context): void {
  const known = knownVolume(host, uuid, context);
  if (!known) throw hostRefuses(`There is no VMFS volume ${uuid}`);
  if (isMounted(known, context)) throw hostRefuses(`The VMFS volume ${uuid} is mounted`);
  const { inventory } = context;
  inventory.apply(unmountedFrom(inventory, known.datastore, [host]), causeOf(context));
}
