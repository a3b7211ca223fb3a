/**
 * IoFilterManager: filters in the path of disk requests; none are installed here.
 */
import { VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';

export const ioFilterManager = objectType({
  type: 'IoFilterManager',
  methods: {
    QueryIoFilterInfo: (_self, { compRes }, { inventory }) => {
      inventory.demand(compRes);
      return [];
    },

    QueryDisksUsingFilter: (_self, { compRes }, { inventory }) => {
      inventory.demand(compRes);
      throw new VimFault('NotFound');
    },

    QueryIoFilterIssues: (_self, { compRes }, { inventory }) => {
      inventory.demand(compRes);
      throw new VimFault('NotFound');
    },
  },
});
