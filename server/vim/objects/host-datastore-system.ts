/**
 * HostDatastoreSystem: the datastores of a host and the disks which could become one.
 */
import { build } from '../../vmodl/build.ts';
import type { DataTypes, HostScsiDisk } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isDataObject } from '../../vmodl/value.ts';
import { demandHostOf, fromConfig, fromHost } from '../host-managers.ts';
import { type Context, objectType } from '../method.ts';

/** ESXi's own maximum queue depth: no limit. */
const QUEUE_DEPTH_UNLIMITED = 4_294_967_295;

export const hostDatastoreSystem = objectType({
  type: 'HostDatastoreSystem',
  methods: {
    QueryAvailableDisksForVmfs: (self, _args, context) => availableDisks(context, self),

    QueryMaxQueueDepth: () => QUEUE_DEPTH_UNLIMITED,

    /** No host here sees a copy of a volume. */
    QueryUnresolvedVmfsVolumes: () => [],
  },
  derivations: [
    fromHost('HostDatastoreSystem', 'datastore', 'datastore', (datastores) => datastores),
    fromConfig('HostDatastoreSystem', 'capabilities', 'datastoreCapabilities', () =>
      build('HostDatastoreSystemCapabilities', {
        nfsMountCreationRequired: true,
        nfsMountCreationSupported: true,
        localDatastoreSupported: false,
        vmfsExtentExpansionSupported: true,
      }),
    ),
  ],
});

/** Disks which no volume uses. */
function availableDisks(
  { inventory }: Context,
  self: Ref<'HostDatastoreSystem'>,
): readonly HostScsiDisk[] {
  const config = inventory.read(demandHostOf(inventory, self), 'config');
  const taken = new Set(
    (config?.fileSystemVolume?.mountInfo ?? []).flatMap(({ volume }) =>
      isA(volume, 'HostVmfsVolume') ? volume.extent.map(({ diskName }) => diskName) : [],
    ),
  );
  return (config?.storageDevice?.scsiLun ?? []).flatMap((lun) =>
    isA(lun, 'HostScsiDisk') && !taken.has(lun.canonicalName ?? '') ? [lun] : [],
  );
}

function isA<K extends 'HostVmfsVolume' | 'HostScsiDisk'>(
  value: unknown,
  typeName: K,
): value is DataTypes[K] {
  return isDataObject(value) && value._typeName === typeName;
}
