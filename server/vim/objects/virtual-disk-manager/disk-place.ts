/**
 * What every method of VirtualDiskManager begins with: the disk that its arguments name.
 */
import type { Ref } from '../../../vmodl/reference.ts';
import { type DiskFiles, demandDiskName, diskFilesAt } from '../../datastore-files/disk-files.ts';
import { type FilePlace, managedPlace } from '../../datastore-files/file-place.ts';
import type { Context } from '../../method.ts';

export interface DiskArguments {
  readonly name: string;
  readonly datacenter?: Ref<'Datacenter'> | undefined;
}

/** Throws as `managedPlace`, and InvalidArgument for what is no name of a disk. */
export function diskPlace({ name, datacenter }: DiskArguments, context: Context): FilePlace {
  const place = managedPlace({ name, datacenter, argument: 'datacenter' }, context);
  demandDiskName(place, 'name');
  return place;
}

/** The disk itself, for methods without a task. Throws FileNotFound too. */
export function namedDisk(args: DiskArguments, context: Context): DiskFiles {
  return diskFilesAt(diskPlace(args, context), context.inventory);
}
