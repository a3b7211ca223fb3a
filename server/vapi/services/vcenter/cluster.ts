/** `com.vmware.vcenter.cluster`. */
import type { ClusterConfigInfoEx } from '../../../vmodl/generated/data.ts';
import { objectOf, refuseTooMany, visibleObjects } from '../../objects.ts';
import { vapiService } from '../../service.ts';
import { fits, fitsPlace, nameOf } from './filters.ts';

const LIST_MAX = 1000;

export const cluster = vapiService('com.vmware.vcenter.cluster', {
  list({ filter = {} }, context) {
    const { inventory } = context;
    const found = visibleObjects(context, 'ClusterComputeResource').filter(
      (one) => fits(filter.clusters, one.value) && fitsPlace(inventory, one, filter),
    );
    refuseTooMany(found.length, LIST_MAX);
    return found.map((one) => {
      const config = inventory.read(one, 'configurationEx') as ClusterConfigInfoEx | undefined;
      return {
        cluster: one.value,
        name: nameOf(inventory, one),
        ha_enabled: config?.dasConfig.enabled ?? false,
        drs_enabled: config?.drsConfig.enabled ?? false,
      };
    });
  },

  get({ cluster: id }, context) {
    const { inventory } = context;
    const self = objectOf(context, 'ClusterComputeResource', id);
    const pool = inventory.read(self, 'resourcePool');
    return { name: nameOf(inventory, self), resource_pool: pool?.value ?? '' };
  },
});
