/**
 * StorageResourceManager: what may be set for Storage I/O Control.
 */
import { build } from '../../vmodl/build.ts';
import { flag, ints } from '../catalogues/option-values.ts';
import { objectType } from '../method.ts';

/** Milliseconds of latency at which Storage I/O Control steps in. */
const CONGESTION_THRESHOLD_MS = { min: 5, max: 100, usual: 30 };

export const storageResourceManager = objectType({
  type: 'StorageResourceManager',
  methods: {
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
