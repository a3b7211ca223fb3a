/** `com.vmware.vcenter.network`. */
import type { Ref } from '../../../vmodl/reference.ts';
import type { VcenterNetworkType } from '../../generated/types.ts';
import { refuseTooMany, visibleObjects } from '../../objects.ts';
import { vapiService } from '../../service.ts';
import { fits, fitsPlace, nameOf } from './filters.ts';

const LIST_MAX = 1000;

const TYPES: Readonly<Record<string, VcenterNetworkType>> = {
  DistributedVirtualPortgroup: 'DISTRIBUTED_PORTGROUP',
  OpaqueNetwork: 'OPAQUE_NETWORK',
};

export const network = vapiService('com.vmware.vcenter.network', {
  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'Network').filter(
      (one) =>
        fits(filter.networks, one.value) &&
        fits(filter.types, networkType(one)) &&
        fitsPlace(inventory, one, filter),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => ({
      network: one.value,
      name: nameOf(inventory, one),
      type: networkType(one),
    }));
  },
});

export function networkType({ type }: Ref): VcenterNetworkType {
  return TYPES[type] ?? 'STANDARD_PORTGROUP';
}
