/**
 * Files that a VM leaves on a datastore when it, or a disk of it, goes without them; and how they are
 * picked up again. A disk's descriptor remembers the disk in its internal member `disk`.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import {
  capacityBytesOf,
  datastoreNameOf,
  isVirtualDisk,
  type VmFile,
} from '../../../inventory/templates/vm-files.ts';
import type { VirtualMachineConfigInfo } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { type DataObject, data, member } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';
import { backingChain } from './backing-chain.ts';

type Datastore = Ref<'Datastore'>;

/** What stands in `Datastore._files`. */
export interface LooseFile extends DataObject {
  readonly key: string;
  readonly path: string;
  readonly size: number;
  readonly type: string;
  readonly owner: string;
  readonly modified: string;
  /** What a VM was, on its .vmx. */
  readonly registration?: DataObject | undefined;
  /** What a disk was, on its descriptor. */
  readonly disk?: LooseDisk | undefined;
}

export interface LooseDisk extends DataObject {
  readonly capacityBytes: number;
  readonly backing: DataObject;
}

/** `[datastore] folder/file` → `folder/file` */
export function pathOn(name: string): string {
  return name.replace(/^\[[^\]]*\]\s*/, '');
}

export function looseFiles({ inventory }: Pick<Context, 'inventory'>, datastore: Datastore) {
  return (inventory.read(datastore as Ref, '_files') ?? []) as unknown as readonly LooseFile[];
}

/** All files of a datastore, those of VMs too. */
export function listing({ inventory }: Pick<Context, 'inventory'>, datastore: Datastore) {
  return (inventory.read(datastore as Ref, '_listing') ?? []) as unknown as readonly LooseFile[];
}

/** The datastore of a path, among those the host of a VM mounts; undefined when it mounts none of that name. */
export function datastoreAt(
  { inventory }: Pick<Context, 'inventory'>,
  host: Ref<'HostSystem'> | undefined,
  path: string,
): Datastore | undefined {
  const name = datastoreNameOf(path);
  const mounted = host ? (inventory.read(host, 'datastore') ?? []) : [];
  return mounted.find((one) => inventory.read(one, 'name') === name);
}

/** A VM's file as it stays behind. */
export function leftBehind(
  file: VmFile,
  config: VirtualMachineConfigInfo,
  modified: string,
  registration?: DataObject,
): LooseFile {
  const path = pathOn(file.name);
  return data<LooseFile>('_DatastoreFile', {
    key: path,
    path,
    size: file.size,
    type: file.type,
    owner: 'root',
    modified,
    registration,
    disk: file.type === 'diskDescriptor' ? diskOf(file.name, config) : undefined,
  });
}

/** Adds files to those that belong to nobody, one change per datastore. */
export function filesAdded(
  files: ReadonlyMap<Datastore, readonly LooseFile[]>,
  context: Pick<Context, 'inventory'>,
): Change[] {
  return [...files].map(([datastore, added]) =>
    assign(datastore, '_files', [...looseFiles(context, datastore), ...added]),
  );
}

function diskOf(descriptor: string, config: VirtualMachineConfigInfo): LooseDisk | undefined {
  for (const device of (config.hardware.device ?? []).filter(isVirtualDisk)) {
    for (const at of backingChain(device)) {
      if (member(at, 'fileName') !== descriptor) continue;
      const capacityBytes = capacityBytesOf(device);
      return data<LooseDisk>('_LooseDisk', { capacityBytes, backing: at as DataObject });
    }
  }
  return undefined;
}
