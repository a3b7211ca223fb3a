/**
 * DRS as clients ask for it: a pass at once, recommendations applied and dropped.
 */
import { applyRecommendation, cancelRecommendation } from '../../drs/apply.ts';
import { runPass } from '../../drs/pass.ts';
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
};
