/**
 * VirtualDiskManager: virtual disks as files, without a VM: made, copied, changed, asked.
 *
 * A disk of a registered VM can be asked and, while nobody writes to it, copied; it is changed through
 * its VM.
 */
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import { backingOf, withBacking } from '../../datastore-files/disk-facts.ts';
import { demandDiskFree } from '../../datastore-files/disk-files.ts';
import { dashedUuid, geometryOf, spacedUuid } from '../../datastore-files/disk-numbers.ts';
import { FileEdits } from '../../datastore-files/file-edits.ts';
import { changedFile } from '../../datastore-files/stored-file.ts';
import { objectType } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { changeDiskMethods } from './change-disk.ts';
import { copyDiskMethods } from './copy-disk.ts';
import { namedDisk } from './disk-place.ts';
import { makeDiskMethods } from './make-disk.ts';

export const virtualDiskManager = objectType({
  type: 'VirtualDiskManager',
  methods: {
    ...makeDiskMethods,
    ...copyDiskMethods,
    ...changeDiskMethods,

    QueryVirtualDiskUuid(_self, args, context) {
      return spacedUuid(backingOf(namedDisk(args, context).disk).uuid ?? '');
    },

    SetVirtualDiskUuid(_self, { name, datacenter, uuid }, context) {
      const { inventory, clock } = context;
      const files = namedDisk({ name, datacenter }, context);
      const dashed = dashedUuid(uuid);
      if (dashed === undefined) throw invalidArgument('uuid');
      demandDiskFree(files, 'change', inventory);
      const disk = withBacking(files.disk, { uuid: dashed });
      const edits = new FileEdits({ inventory, now: clock.iso() });
      edits.put(files.place.datastore, [changedFile(files.descriptor, { disk })]);
      inventory.apply(edits.changes(), causeOf(context));
    },

    QueryVirtualDiskFragmentation(_self, args, context) {
      namedDisk(args, context);
      return 0;
    },

    QueryVirtualDiskGeometry(_self, args, context) {
      const { disk } = namedDisk(args, context);
      return geometryOf(disk.capacityBytes, disk.adapterType);
    },

    /** Snapshots that an array takes of virtual volumes: there are none here. */
    ImportUnmanagedSnapshot() {
      throw new VimFault('NotSupported');
    },

    ReleaseManagedSnapshot() {
      throw new VimFault('NotSupported');
    },
  },
});
