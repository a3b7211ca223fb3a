/** HistoryCollector: what collectors of events and of tasks have in common. */
import { assign, destroy } from '../../inventory/change.ts';
import { NEWEST, OLDEST } from '../histories/history-page.ts';
import { objectType } from '../method.ts';

export const historyCollector = objectType({
  type: 'HistoryCollector',
  transient: true,
  methods: {
    /** Before the oldest item, where a collector also begins. */
    RewindCollector(self, _args, { inventory }) {
      inventory.apply([assign(self, '_position', OLDEST)]);
    },

    /** After the newest item. */
    ResetCollector(self, _args, { inventory }) {
      inventory.apply([assign(self, '_position', NEWEST)]);
    },

    DestroyCollector(self, _args, { inventory }) {
      inventory.apply([destroy(self)]);
    },
  },
});
