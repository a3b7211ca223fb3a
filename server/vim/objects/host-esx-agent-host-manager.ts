/**
 * HostEsxAgentHostManager: where the agent machines of a host are to live.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

export const hostEsxAgentHostManager = objectType({
  type: 'HostEsxAgentHostManager',
  methods: {
    EsxAgentHostManagerUpdateConfig: (self, { configInfo }, context) => {
      const { inventory } = context;
      if (configInfo.agentVmDatastore) inventory.demand(configInfo.agentVmDatastore);
      if (configInfo.agentVmNetwork) inventory.demand(configInfo.agentVmNetwork);
      inventory.apply([assign(self, 'configInfo', configInfo)], causeOf(context));
    },
  },
  derivations: [
    {
      type: 'HostEsxAgentHostManager',
      property: 'configInfo',
      reads: [],
      derive: () => build('HostEsxAgentHostManagerConfigInfo', {}),
    },
  ],
});
