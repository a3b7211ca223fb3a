/**
 * StorageResourceManager: what may be set for Storage I/O Control.
 */
import { build } from '../../vmodl/build.ts';
import { flag, ints } from '../catalogues/option-values.ts';
import { objectType } from '../method.ts';
import { CONGESTION_THRESHOLD_MS } from '../statistics/datastore-facts.ts';
import { performanceSummaries } from '../statistics/performance-summary.ts';
import { configureDatastoreIorm } from '../storage/io-control-config.ts';
import {
  applyRecommendations,
  applyToPod,
  refreshRecommendation,
  refreshRecommendationsForPod,
} from '../storage-drs/apply.ts';
import { cancelPlacements } from '../storage-drs/cancel-placement.ts';
import { configureStorageDrs, storagePodConfigProblem } from '../storage-drs/configure.ts';
import { recommendDatastores } from '../storage-drs/recommend-datastores.ts';

export const storageResourceManager = objectType({
  type: 'StorageResourceManager',
  methods: {
    ConfigureStorageDrsForPod_Task: (_self, wish, context) => configureStorageDrs(wish, context),

    ValidateStoragePodConfig: (_self, wish, context) => storagePodConfigProblem(wish, context),

    RecommendDatastores: (_self, { storageSpec }, context) =>
      recommendDatastores(storageSpec, context),

    CancelStorageDrsRecommendation: (_self, { key }, context) => cancelPlacements(key, context),

    RefreshStorageDrsRecommendation: (_self, { pod }, context) =>
      refreshRecommendation(pod, context),

    RefreshStorageDrsRecommendationsForPod_Task: (_self, { pod }, context) =>
      refreshRecommendationsForPod(pod, context),

    ApplyStorageDrsRecommendation_Task: (_self, { key }, context) =>
      applyRecommendations(key, context),

    ApplyStorageDrsRecommendationToPod_Task: (_self, { pod, key }, context) =>
      applyToPod(pod, key, context),

    ConfigureDatastoreIORM_Task: (_self, wish, context) => configureDatastoreIorm(wish, context),

    QueryDatastorePerformanceSummary: (_self, { datastore }, context) =>
      performanceSummaries(context, context.inventory.demand(datastore)),

    QueryIORMConfigOption: (_self, { host }, { inventory }) => {
      inventory.demand(host);
      const { min, max, usual } = CONGESTION_THRESHOLD_MS;
      return build('StorageIORMConfigOption', {
        enabledOption: flag(true),
        congestionThresholdOption: ints(min, max, usual),
        statsCollectionEnabledOption: flag(true, true),
        reservationEnabledOption: flag(true, true),
      });
    },
  },
});
