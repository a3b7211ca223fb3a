/**
 * What goes to one datastore in an initial placement, as the API shows it.
 */
import type { StoragePlacementDeed } from '../../engines/storage-drs/placement.ts';
import { build } from '../../vmodl/build.ts';
import type {
  StoragePlacementAction,
  VirtualMachineRelocateSpecDiskLocator,
} from '../../vmodl/generated/data.ts';
import { reference } from '../../vmodl/reference.ts';
import type { PlacementWish } from './placement-wish.ts';

/** As vCenter says it for what nobody wants otherwise. */
const MOVE_TYPE = 'moveAllDiskBackingsAndAllowSharing';

export function placementAction(
  deed: StoragePlacementDeed,
  { type, vm, spec, parts }: PlacementWish,
): StoragePlacementAction {
  const destination = reference('Datastore', deed.destination);
  const exists = type === 'relocate' || type === 'reconfigure';
  const subject = exists ? reference('VirtualMachine', vm.id) : undefined;
  const locators = (spec.podSelectionSpec.initialVmConfig ?? []).flatMap(({ disk }) => disk ?? []);
  const asked = spec.relocateSpec ?? spec.cloneSpec?.location;
  const disk = parts.flatMap((part): VirtualMachineRelocateSpecDiskLocator[] => {
    const { diskId } = part;
    if (diskId === undefined || !deed.disks.includes(part.id)) return [];
    const own = asked?.disk?.find((one) => one.diskId === diskId);
    const locator = locators.find((one) => one.diskId === diskId);
    return [
      build('VirtualMachineRelocateSpecDiskLocator', {
        ...{ diskId, datastore: destination },
        diskMoveType: own?.diskMoveType ?? locator?.diskMoveType,
        diskBackingInfo: own?.diskBackingInfo ?? locator?.diskBackingInfo,
      }),
    ];
  });
  return build('StoragePlacementAction', {
    ...{ type: 'StoragePlacementV1', vm: subject, target: subject, destination },
    relocateSpec: build('VirtualMachineRelocateSpec', {
      datastore: deed.home ? destination : undefined,
      diskMoveType: asked?.diskMoveType ?? MOVE_TYPE,
      disk: disk.length > 0 ? disk : undefined,
    }),
    spaceUtilBefore: deed.spaceUtilBefore,
    spaceUtilAfter: deed.spaceUtilAfter,
    spaceDemandBefore: deed.spaceDemandBefore,
    spaceDemandAfter: deed.spaceDemandAfter,
    ioLatencyBefore: deed.ioLatencyBefore,
  });
}
