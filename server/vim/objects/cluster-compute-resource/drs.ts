/**
 * DRS as clients ask for it: a pass at once, recommendations applied and dropped, and what it would do.
 */
import { applyRecommendation, cancelRecommendation } from '../../drs/apply.ts';
import { runPass } from '../../drs/pass.ts';
import { placeVmByDrs } from '../../drs/place-vm.ts';
import { enterMaintenance, hostsFor } from '../../drs/what-if.ts';
import type { MethodTable } from '../../method.ts';

export const drsMethods: MethodTable<'ClusterComputeResource'> = {
  RefreshRecommendation(self, _args, context) {
    runPass(context, self);
  },

  ApplyRecommendation(self, { key }, context) {
    applyRecommendation(self, key, context);
  },

  CancelRecommendation(self, { key }, context) {
    cancelRecommendation(self, key, context);
  },

  RecommendHostsForVm(self, { vm, pool }, context) {
    return hostsFor(self, { vm, pool }, context);
  },

  ClusterEnterMaintenanceMode(self, { host, option }, context) {
    return enterMaintenance(self, { hosts: host, option }, context);
  },

  PlaceVm(self, { placementSpec }, context) {
    return placeVmByDrs(self, placementSpec, context);
  },
};
