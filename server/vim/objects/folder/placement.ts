/**
 * Folder.PlaceVmsXCluster: where in several clusters VMs fit best. Only the root folder is asked.
 */
import { VimFault } from '../../../vmodl/fault.ts';
import { placeAcrossClusters } from '../../drs/place-across-clusters.ts';
import type { MethodTable } from '../../method.ts';

export const placementMethods: MethodTable<'Folder'> = {
  PlaceVmsXCluster(self, { placementSpec }, context) {
    if (context.inventory.read(self, 'parent')) throw new VimFault('InvalidRequest');
    return placeAcrossClusters(placementSpec, context);
  },
};
