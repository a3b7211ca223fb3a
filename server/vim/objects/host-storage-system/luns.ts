/**
 * HostStorageSystem: disks are given up and taken back, called otherwise, and declared to be what the host
 * did not recognise them as.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { HostScsiDisk } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Value } from '../../../vmodl/value.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { eachInTask } from '../../storage/each-in-task.ts';
import {
  disksOf,
  type Host,
  hostRefuses,
  isDetached,
  nameOf,
  rawDisks,
  volumeOn,
} from '../../storage/host-disks.ts';
import { mountOn } from '../../storage/mounts.ts';
import { volumesFound } from './rescan.ts';
import { demandLun, storageHost } from './storage-host.ts';

const RESULT = 'HostStorageSystemScsiLunResult';
const DISPLAY_NAME_LENGTH_MAX = 255;
/** How long it takes to claim a disk anew, ms of virtual time. Ours. */
const RECLAIM_MS = 500;

type Flag = 'ssd' | 'localDisk';

export const lunMethods: MethodTable<'HostStorageSystem'> = {
  DetachScsiLun: (self, { lunUuid }, context) =>
    detach(storageHost(context, self), lunUuid, context),

  AttachScsiLun: (self, { lunUuid }, context) =>
    attach(storageHost(context, self), lunUuid, context),

  DetachScsiLunEx_Task(self, { lunUuid }, context) {
    const entity = storageHost(context, self);
    const act = (uuid: string) => detach(entity, uuid, context);
    return eachInTask(context, {
      ...{ entity, name: 'DetachScsiLunEx_Task', keys: lunUuid, resultType: RESULT, act },
    });
  },

  AttachScsiLunEx_Task(self, { lunUuid }, context) {
    const entity = storageHost(context, self);
    const act = (uuid: string) => attach(entity, uuid, context);
    return eachInTask(context, {
      ...{ entity, name: 'AttachScsiLunEx_Task', keys: lunUuid, resultType: RESULT, act },
    });
  },

  UpdateScsiLunDisplayName(self, { lunUuid, displayName }, context) {
    const host = storageHost(context, self);
    const disk = demandLun(host, lunUuid, context);
    const name = displayName.trim();
    if (name === '' || name.length > DISPLAY_NAME_LENGTH_MAX) {
      throw new VimFault('InvalidName', { name: displayName });
    }
    const others = disksOf(context.inventory, host).filter((one) => one !== disk);
    if (others.some((one) => one.displayName === name)) {
      throw new VimFault('DuplicateName', { name, object: host });
    }
    apply([changed(host, disk, 'displayName', name)], context);
  },

  MarkPerenniallyReserved: (self, { lunUuid, state }, context) =>
    reserve(storageHost(context, self), lunUuid, state, context),

  MarkPerenniallyReservedEx_Task(self, { lunUuid, state }, context) {
    const entity = storageHost(context, self);
    const name = 'MarkPerenniallyReservedEx_Task';
    const act = (uuid: string) => reserve(entity, uuid, state, context);
    return eachInTask(context, { entity, name, keys: lunUuid ?? [], resultType: RESULT, act });
  },

  MarkAsSsd_Task: (self, { scsiDiskUuid }, context) =>
    mark(self, 'MarkAsSsd_Task', { uuid: scsiDiskUuid, flag: 'ssd', value: true }, context),

  MarkAsNonSsd_Task: (self, { scsiDiskUuid }, context) =>
    mark(self, 'MarkAsNonSsd_Task', { uuid: scsiDiskUuid, flag: 'ssd', value: false }, context),

  MarkAsLocal_Task: (self, { scsiDiskUuid }, context) =>
    mark(self, 'MarkAsLocal_Task', { uuid: scsiDiskUuid, flag: 'localDisk', value: true }, context),

  MarkAsNonLocal_Task: (self, { scsiDiskUuid }, context) =>
    mark(
      self,
      'MarkAsNonLocal_Task',
      { uuid: scsiDiskUuid, flag: 'localDisk', value: false },
      context,
    ),
};

function apply(changes: readonly Change[], context: Context): void {
  context.inventory.apply(changes, causeOf(context));
}

function changed(host: Host, { key }: HostScsiDisk, name: string, value: Value): Change {
  return assign(host, `config.storageDevice.scsiLun["${key}"].${name}`, value);
}

/** Throws NotFound, InvalidState when it is detached, ResourceInUse. */
function detach(host: Host, uuid: string, context: Context): void {
  const disk = demandLun(host, uuid, context);
  if (isDetached(disk)) throw new VimFault('InvalidState');
  demandIdle(host, disk, context);
  apply([changed(host, disk, 'operationalState', ['off'])], context);
}

/** The volume on it is mounted again. Throws NotFound, InvalidState when it is attached. */
function attach(host: Host, uuid: string, context: Context): void {
  const disk = demandLun(host, uuid, context);
  if (!isDetached(disk)) throw new VimFault('InvalidState');
  apply([changed(host, disk, 'operationalState', ['ok'])], context);
  const found = volumesFound(host, context);
  if (found.length > 0) apply(found, context);
}

/** Throws ResourceInUse while the host has a volume on the disk mounted, or a VM has the disk as it is. */
function demandIdle(host: Host, disk: HostScsiDisk, { inventory }: Context): void {
  const placed = volumeOn(inventory, disk);
  const mount = placed && mountOn(inventory, placed.datastore, host);
  if ((!mount || mount.mounted === false) && !rawDisks(inventory).has(disk.uuid)) return;
  const name = nameOf(disk);
  throw new VimFault(
    'ResourceInUse',
    { type: disk._typeName, name },
    `The resource '${name}' is in use.`,
  );
}

function reserve(host: Host, uuid: string, state: boolean, context: Context): void {
  const disk = demandLun(host, uuid, context);
  apply([changed(host, disk, 'perenniallyReserved', state)], context);
}

/** The disk is claimed anew, which it cannot be while somebody uses it. */
function mark(
  self: Ref<'HostStorageSystem'>,
  name: string,
  wish: { readonly uuid: string; readonly flag: Flag; readonly value: boolean },
  context: Context,
): Ref<'Task'> {
  const host = storageHost(context, self);
  demandLun(host, wish.uuid, context);
  return context.tasks.start(context, {
    entity: host,
    name,
    durationMs: RECLAIM_MS,
    finish: () => {
      const disk = demandLun(host, wish.uuid, context);
      if (volumeOn(context.inventory, disk)) {
        throw hostRefuses(`The disk ${nameOf(disk)} is in use and cannot be claimed anew`);
      }
      return { changes: [changed(host, disk, wish.flag, wish.value)] };
    },
  });
}
