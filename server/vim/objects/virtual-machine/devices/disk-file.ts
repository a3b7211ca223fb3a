/**
 * The files of virtual disks: made where there is room, or found on a datastore, owned by nobody.
 */
import { uuidOf } from '../../../../inventory/seed/identity.ts';
import { Shelf } from '../../../../inventory/templates/shelf.ts';
import { diskBacking, type SizedBacking } from '../../../../inventory/templates/vm-drives.ts';
import { datastoreNameOf, diskFiles } from '../../../../inventory/templates/vm-files.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualDevice, VirtualDisk } from '../../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../../../vmodl/units.ts';
import { member } from '../../../../vmodl/value.ts';
import { demandInService } from '../../datastore/maintenance-state.ts';
import { datastoreAt, listing, looseFiles, pathOn } from '../loose-files.ts';
import { othersIn } from '../relocate/others-files.ts';
import {
  type DeviceChange,
  type DeviceOwner,
  type DeviceWork,
  deviceFault,
} from './device-work.ts';

type Datastore = Ref<'Datastore'>;

export const MAX_DISK_BYTES = 62 * 2 ** 40;

export interface DiskFile {
  readonly capacityBytes: number;
  readonly backing: SizedBacking;
}

/** Throws FileAlreadyExists, NoDiskSpace, InvalidDatastorePath, InvalidDatastoreState. */
export function newFile(change: DeviceChange, work: DeviceWork): DiskFile {
  const wish = change.device as VirtualDisk;
  const capacityBytes = wantedBytes(wish, 0);
  if (capacityBytes <= 0 || capacityBytes > MAX_DISK_BYTES) {
    throw deviceFault('InvalidDeviceSpec', change.index, 'device.capacityInKB');
  }
  const asked = String(member(wish.backing, 'fileName') ?? '');
  const datastore = mountedDatastore(wish, asked, work);
  const fileName = pathFor(asked, datastore, work);
  const there = filesBeside(pathOn(fileName), datastore, work).has(pathOn(fileName));
  if (there || work.newFiles.has(fileName)) {
    throw new VimFault(
      'FileAlreadyExists',
      { file: fileName },
      `Cannot complete the operation because the file or folder ${fileName} already exists`,
    );
  }
  work.newFiles.add(fileName);
  const thin = member(wish.backing, 'thinProvisioned') === true;
  const eager = member(wish.backing, 'eagerlyScrub') === true;
  const backing = diskBacking(
    {
      capacityBytes,
      provisioning: thin ? 'thin' : eager ? 'eager' : 'thick',
      allocatedBytes: thin ? 0 : capacityBytes,
      fileName,
      datastore,
      uuid: `6000C29${uuidOf(`${fileName}#${work.context.inventory.counter('disk')}`).slice(7)}`,
      mode: member(wish.backing, 'diskMode') as string | undefined,
    },
    new Shelf(),
  );
  const files = diskFiles({ backing, capacity: capacityBytes });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  promise(datastore, bytes, fileName, work);
  return { capacityBytes, backing };
}

/** A disk that lies on a datastore and belongs to nobody. Throws FileNotFound, FileLocked, InvalidDatastoreState. */
export function existingFile(change: DeviceChange, work: DeviceWork): DiskFile {
  const wish = change.device as VirtualDisk;
  const fileName = String(member(wish.backing, 'fileName') ?? '');
  const datastore = mountedDatastore(wish, fileName, work);
  const path = pathOn(fileName);
  const files = looseFiles(work.context, datastore);
  const descriptor = files.find((one) => one.path === path);
  if (!descriptor) {
    const used = listing(work.context, datastore).some((one) => one.path === path);
    throw used
      ? new VimFault(
          'FileLocked',
          { file: fileName },
          `Unable to access file ${fileName} since it is locked`,
        )
      : new VimFault('FileNotFound', { file: fileName }, `File ${fileName} was not found`);
  }
  const stem = path.replace(/\.vmdk$/, '');
  const extents = files.filter(
    (one) => one.path === `${stem}-flat.vmdk` || one.path === `${stem}-sesparse.vmdk`,
  );
  for (const { key } of [descriptor, ...extents]) {
    work.changes.push({ op: 'remove', ref: datastore, path: `_files["${key}"]` });
  }
  const extentBytes = extents.reduce((sum, { size }) => sum + size, 0);
  const capacityBytes = descriptor.disk?.capacityBytes ?? Math.max(extentBytes, descriptor.size);
  const known = descriptor.disk?.backing as SizedBacking | undefined;
  const mode = member(wish.backing, 'diskMode') as string | undefined;
  return {
    capacityBytes,
    backing: known
      ? { ...known, fileName, datastore, diskMode: mode ?? known.diskMode }
      : diskBacking(
          {
            capacityBytes,
            provisioning: 'thick',
            allocatedBytes: capacityBytes,
            fileName,
            datastore,
            uuid: `6000C29${uuidOf(fileName).slice(7)}`,
            mode,
          },
          new Shelf(),
        ),
  };
}

function mountedDatastore(wish: VirtualDisk, file: string, work: DeviceWork): Datastore {
  const datastore = datastoreForDisk(wish, work.owner, work.context);
  const mounted = work.host ? (work.context.inventory.read(work.host, 'datastore') ?? []) : [];
  if (datastore && mounted.some(({ value }) => value === datastore.value)) {
    demandInService(work.context.inventory, datastore);
    return datastore;
  }
  throw new VimFault(
    'InvalidDatastorePath',
    { datastorePath: file },
    `Invalid datastore path '${file}'.`,
  );
}

/** The path as asked, a bare name in the VM's folder, or the next free one there: `[ds] vm/vm_2.vmdk`. */
function pathFor(asked: string, datastore: Datastore, work: DeviceWork): string {
  const { inventory } = work.context;
  const name = inventory.read(datastore, 'name');
  const home = pathOn(work.config.files.vmPathName ?? '');
  const folder = home.slice(0, home.lastIndexOf('/') + 1) || `${work.vmName}/`;
  if (/\.vmdk$/i.test(asked)) {
    if (datastoreNameOf(asked) !== '') return asked;
    return `[${name}] ${asked.includes('/') ? asked : `${folder}${asked}`}`;
  }
  const stem = home.slice(folder.length).replace(/\.vmx$/, '') || work.vmName;
  const taken = filesBeside(folder, datastore, work);
  let number = 0;
  for (;;) {
    const path = `${folder}${stem}${number === 0 ? '' : `_${number}`}.vmdk`;
    const whole = `[${name}] ${path}`;
    if (!taken.has(path) && !work.newFiles.has(whole)) return whole;
    number += 1;
  }
}

/** Paths of all files in the folder of that path; a whole datastore's would take long to gather. */
function filesBeside(path: string, datastore: Datastore, work: DeviceWork): ReadonlySet<string> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return new Set(othersIn(work.context.inventory, { datastore, folder, vm: undefined }));
}

/** Throws NoDiskSpace when all that is asked of a datastore is more than it has. */
export function promise(datastore: Datastore, bytes: number, file: string, work: DeviceWork): void {
  const { inventory } = work.context;
  const promised = (work.promised.get(datastore.value) ?? 0) + bytes;
  if (bytes > 0 && promised > Number(inventory.read(datastore, 'summary').freeSpace)) {
    const name = inventory.read(datastore, 'name');
    throw new VimFault(
      'NoDiskSpace',
      { file, datastore: name },
      `Insufficient disk space on datastore '${name}'.`,
    );
  }
  work.promised.set(datastore.value, promised);
}

/** Datastore that a new disk will take space of; undefined when its path names none. */
export function datastoreForDisk(
  device: VirtualDevice,
  { config, runtime }: Pick<DeviceOwner, 'config' | 'runtime'>,
  context: DeviceWork['context'],
): Datastore | undefined {
  const { inventory } = context;
  const direct = member(device.backing, 'datastore');
  if (isReference(direct)) return inventory.demand(direct) as Datastore;
  const home = config.files.vmPathName ?? '';
  const file = String(member(device.backing, 'fileName') ?? '');
  return datastoreAt(context, runtime.host, datastoreNameOf(file) === '' ? home : file);
}

/** Clients give either size, or both and change one. */
export function wantedBytes(wish: VirtualDisk, old: number): number {
  const inBytes = wish.capacityInBytes === undefined ? undefined : Number(wish.capacityInBytes);
  const inKb = Number(wish.capacityInKB ?? 0) * BYTES_PER_KB;
  if (inBytes !== undefined && inBytes !== old && inBytes > 0) return inBytes;
  return inKb > 0 ? inKb : old;
}
