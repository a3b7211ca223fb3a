/**
 * HostStorageSystem: VMFS volumes made and grown in single steps, partition by partition, and how they give
 * blocks back.
 */
import type { Change } from '../../../inventory/change.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { HostVmfsVolume } from '../../../vmodl/generated/data.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { hostRefuses, tableOf, vmfsOf } from '../../storage/host-disks.ts';
import { volumeChanged } from '../../storage/mounts.ts';
import {
  availableDisks,
  demandAvailable,
  vmfsFormatted,
} from '../host-datastore-system/create-vmfs.ts';
import { extentExpanded, extentsAdded, isExtent } from '../host-datastore-system/grow-volume.ts';
import { extentRange } from '../host-datastore-system/vmfs-spec.ts';
import { UNMAP_MB_PER_SECOND } from './policies.ts';
import { demandDiskNamed, demandVolumeAt, knownVolume, storageHost } from './storage-host.ts';

const UNMAP_PRIORITIES: readonly string[] = ['none', 'low'];
const UNMAP_POLICIES: readonly string[] = ['fixed', 'dynamic'];

export const volumeMethods: MethodTable<'HostStorageSystem'> = {
  /** The datastore appears with the volume. */
  FormatVmfs(self, { createSpec }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const extents = [createSpec.extent];
    const disk = demandDiskNamed(host, createSpec.extent.diskName, 'createSpec.extent', context);
    demandAvailable(host, disk, undefined, context);
    const now = tableOf(inventory, host, disk);
    const ranges = extents.map((one) => extentRange(now, one, 'createSpec.extent'));
    const made = asAlreadyExists(() =>
      vmfsFormatted(host, disk, { spec: createSpec, extents, ranges }, context),
    );
    inventory.apply(made.changes, causeOf(context));
    return vmfsOf(inventory, made.ref) as HostVmfsVolume;
  },

  AttachVmfsExtent(self, { vmfsPath, extent }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const known = demandVolumeAt(host, vmfsPath, context);
    const disk = demandDiskNamed(host, extent.diskName, 'extent', context);
    demandAvailable(host, disk, known.datastore, context);
    const range = extentRange(tableOf(inventory, host, disk), extent, 'extent');
    if (isExtent(known.volume, extent)) throw hostRefuses('The partition is an extent already');
    const growth = { ...known, disk, extents: [extent], ranges: [range] };
    apply(extentsAdded(host, growth, context), context);
  },

  /** To do after the partition has been made larger: the volume follows. */
  ExpandVmfsExtent(self, { vmfsPath, extent }, context) {
    const { inventory } = context;
    const host = storageHost(context, self);
    const known = demandVolumeAt(host, vmfsPath, context);
    const disk = demandDiskNamed(host, extent.diskName, 'extent', context);
    if (!isExtent(known.volume, extent)) throw invalidArgument('extent');
    const after = extentRange(tableOf(inventory, host, disk), extent, 'extent');
    apply(extentExpanded(host, { ...known, extent, after }, context), context);
  },

  /** All volumes are as new as this host can make them in place. */
  UpgradeVmfs(self, { vmfsPath }, context) {
    demandVolumeAt(storageHost(context, self), vmfsPath, context);
    throw hostRefuses('The volume cannot be upgraded');
  },

  UpdateVmfsUnmapPriority(self, { vmfsUuid, unmapPriority }, context) {
    if (!UNMAP_PRIORITIES.includes(unmapPriority)) throw invalidArgument('unmapPriority');
    changeVolume(context, self, vmfsUuid, { unmapPriority });
  },

  UpdateVmfsUnmapBandwidth(self, { vmfsUuid, unmapBandwidthSpec }, context) {
    const { policy, fixedValue, dynamicMin, dynamicMax } = unmapBandwidthSpec;
    const rates = [fixedValue, dynamicMin, dynamicMax].map(Number);
    if (
      !UNMAP_POLICIES.includes(policy) ||
      rates.some((rate) => !(rate >= 0 && rate <= UNMAP_MB_PER_SECOND.most))
    ) {
      throw invalidArgument('unmapBandwidthSpec');
    }
    changeVolume(context, self, vmfsUuid, { unmapBandwidthSpec });
  },

  /** There are no volumes for flash caches, so every free SSD could become one. */
  QueryAvailableSsds: (self, _args, context) =>
    availableDisks(storageHost(context, self), undefined, context).filter(({ ssd }) => ssd),

  /** No host here sees a copy of a volume. */
  QueryUnresolvedVmfsVolume: () => [],
};

function apply(changes: readonly Change[], context: Context): void {
  context.inventory.apply(changes, causeOf(context));
}

/** The host's own word for a name that is taken. */
function asAlreadyExists<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof VimFault) || error.name !== 'DuplicateName') throw error;
    throw new VimFault('AlreadyExists', { name: error.detail['name'] });
  }
}

/** Only VMFS 6 gives blocks back by itself. Throws InvalidArgument. */
function changeVolume(
  context: Context,
  self: Parameters<typeof storageHost>[1],
  uuid: string,
  members: Partial<HostVmfsVolume>,
): void {
  const known = knownVolume(storageHost(context, self), uuid, context);
  if (!known || known.volume.majorVersion < 6) throw invalidArgument('vmfsUuid');
  const { datastore, volume } = known;
  apply(
    volumeChanged(context.inventory, datastore, { ...volume, ...members } as HostVmfsVolume),
    context,
  );
}
