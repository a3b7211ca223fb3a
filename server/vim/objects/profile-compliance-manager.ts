/**
 * ProfileComplianceManager: whether objects are as their profiles want them; none have a profile.
 */
import { objectType } from '../method.ts';

export const profileComplianceManager = objectType({
  type: 'ProfileComplianceManager',
  methods: {
    QueryComplianceStatus: (_self, { profile = [], entity = [] }, { inventory }) => {
      for (const ref of [...profile, ...entity]) inventory.demand(ref);
      return [];
    },

    ClearComplianceStatus: (_self, { profile = [], entity = [] }, { inventory }) => {
      for (const ref of [...profile, ...entity]) inventory.demand(ref);
    },
  },
});
