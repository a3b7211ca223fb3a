/**
 * ProfileManager: profiles of hosts and clusters; none are defined here.
 */
import { objectType } from '../method.ts';

export const profileManager = objectType({
  type: 'ProfileManager',
  methods: {
    FindAssociatedProfile: (_self, { entity }, { inventory }) => {
      inventory.demand(entity);
      return [];
    },
  },
});
