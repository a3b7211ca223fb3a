/**
 * VirtualDiskManager: disks are made and deleted.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { FileBackedVirtualDiskSpec, VirtualDiskSpec } from '../../../vmodl/generated/data.ts';
import { BYTES_PER_KB } from '../../../vmodl/units.ts';
import { folderOf } from '../../datastore-files/datastore-path.ts';
import type { NewDisk, Provisioning } from '../../datastore-files/disk-facts.ts';
import { demandDiskFree, diskFilesAt, madeDiskFiles } from '../../datastore-files/disk-files.ts';
import { deletedEvent } from '../../datastore-files/file-events.ts';
import { fileExists, fileNotFound, noDiskSpace } from '../../datastore-files/file-faults.ts';
import { type FilePlace, placeBeside } from '../../datastore-files/file-place.ts';
import { FileTree } from '../../datastore-files/file-tree.ts';
import { playFileWork } from '../../datastore-files/play-work.ts';
import type { StoredFile } from '../../datastore-files/stored-file.ts';
import { BRIEF_MS, writeMs } from '../../datastore-files/work-time.ts';
import type { Context, MethodTable } from '../../method.ts';
import { MAX_DISK_BYTES } from '../virtual-machine/devices/disk-file.ts';
import { diskPlace } from './disk-place.ts';

/** Formats that are made here. Others are of other products (sparse, monolithic) or need a LUN (rdm). */
const FORMATS: Readonly<Record<string, Provisioning>> = {
  thin: 'thin',
  preallocated: 'thick',
  thick: 'thick',
  eagerZeroedThick: 'eager',
};
const ADAPTERS: Readonly<Record<string, string>> = {
  ide: 'ide',
  busLogic: 'buslogic',
  lsiLogic: 'lsilogic',
};

export const makeDiskMethods: MethodTable<'VirtualDiskManager'> = {
  CreateVirtualDisk_Task(_self, { name, datacenter, spec }, context) {
    const { inventory, clock } = context;
    const place = diskPlace({ name, datacenter }, context);
    const plan = planOf(spec, context);
    return playFileWork(context, {
      method: 'CreateVirtualDisk_Task',
      datastore: place.datastore,
      durationMs:
        plan.provisioning === 'eager'
          ? writeMs(inventory, plan.capacityBytes, place.datastore)
          : BRIEF_MS,
      begin: () => {
        const files = madeDiskFiles(place, plan, { inventory, now: clock.iso() });
        demandRoom(place, files, context);
        return {
          busy: [{ datastore: place.datastore, how: 'arriving', files }],
          finish: () => ({ result: place.name }),
        };
      },
    });
  },

  DeleteVirtualDisk_Task(_self, args, context) {
    const { inventory } = context;
    const place = diskPlace(args, context);
    return playFileWork(context, {
      method: 'DeleteVirtualDisk_Task',
      datastore: place.datastore,
      durationMs: BRIEF_MS,
      begin: () => ({
        finish: (edits, { chainId }) => {
          const files = diskFilesAt(place, inventory);
          demandDiskFree(files, 'delete', inventory);
          const paths = [files.descriptor, ...files.extents].map(({ path }) => path);
          edits.remove(place.datastore, paths);
          return { changes: [deletedEvent(place, context, chainId)] };
        },
      }),
    });
  },
};

/**
 * Throws FileAlreadyExists when one of the new files is there, FileNotFound without a folder for them,
 * NoDiskSpace.
 */
function demandRoom(place: FilePlace, files: readonly StoredFile[], { inventory }: Context): void {
  const tree = new FileTree(inventory, place.datastore);
  const taken = files.find(({ path }) => tree.at(path).kind !== 'missing');
  if (taken) throw fileExists(placeBeside(place, taken.path).name);
  const folder = folderOf(place.path);
  if (!tree.isFolder(folder)) throw fileNotFound(placeBeside(place, folder).name);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > Number(inventory.read(place.datastore, 'summary').freeSpace)) {
    throw noDiskSpace(place.name, place.datastoreName);
  }
}

/** Throws InvalidArgument for what is no format, adapter or size, NotSupported for what is not made here. */
function planOf(spec: VirtualDiskSpec, { catalog }: Context): NewDisk {
  const { diskType, adapterType } = spec;
  const types = catalog.enum('VirtualDiskType')?.values ?? [];
  if (!types.includes(diskType)) throw invalidArgument('spec.diskType');
  const provisioning = FORMATS[diskType];
  if (!catalog.isA(spec._typeName, 'FileBackedVirtualDiskSpec') || !provisioning) {
    throw new VimFault('NotSupported');
  }
  const adapter = ADAPTERS[adapterType];
  if (adapter === undefined) throw invalidArgument('spec.adapterType');
  const capacityBytes = Number((spec as FileBackedVirtualDiskSpec).capacityKb) * BYTES_PER_KB;
  if (!(capacityBytes > 0 && capacityBytes <= MAX_DISK_BYTES)) {
    throw invalidArgument('spec.capacityKb');
  }
  return { capacityBytes, provisioning, allocatedBytes: 0, adapterType: adapter };
}
