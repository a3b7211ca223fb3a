/**
 * Distributed switches and their port groups, as offers to connect a machine to.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type {
  DistributedVirtualPortgroupInfo,
  DistributedVirtualSwitchInfo,
} from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';

type SwitchRef = Ref<Kinds['DistributedVirtualSwitch']>;

export function switchInfo(inventory: Inventory, dvs: SwitchRef): DistributedVirtualSwitchInfo {
  return build('DistributedVirtualSwitchInfo', {
    switchName: inventory.read(dvs, 'name'),
    switchUuid: inventory.read(dvs, 'uuid'),
    distributedVirtualSwitch: dvs,
    networkReservationSupported: true,
  });
}

export function portgroupInfos(
  inventory: Inventory,
  dvs: SwitchRef,
): readonly DistributedVirtualPortgroupInfo[] {
  return (inventory.read(dvs, 'portgroup') ?? []).map((portgroup) => {
    const config = inventory.read(portgroup, 'config');
    return build('DistributedVirtualPortgroupInfo', {
      switchName: inventory.read(dvs, 'name'),
      switchUuid: inventory.read(dvs, 'uuid'),
      portgroupName: config.name,
      portgroupKey: inventory.read(portgroup, 'key'),
      portgroupType: config.type,
      uplinkPortgroup: config.uplink ?? false,
      portgroup,
      networkReservationSupported: true,
      backingType: config.backingType,
    });
  });
}
