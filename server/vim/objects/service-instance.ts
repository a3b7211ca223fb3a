/**
 * ServiceInstance: the first object a client meets; who the server is and what it offers.
 */
import { isoTime } from '../../clock/clock.ts';
import { build } from '../../vmodl/build.ts';
import { supportedEvcModes } from '../catalogues/evc-modes.ts';
import { objectType } from '../method.ts';

export const serviceInstance = objectType({
  type: 'ServiceInstance',
  methods: {
    CurrentTime: (_self, _args, { clock }) => clock.iso(),

    RetrieveServiceContent: (self, _args, { inventory }) => inventory.read(self, 'content'),

    /** Components for old clients to install; a current server has none. */
    RetrieveProductComponents: () => [],
  },
  derivations: [
    { type: 'ServiceInstance', property: 'capability', reads: [], derive: () => capability() },
  ],
  lives: [
    {
      type: 'ServiceInstance',
      property: 'serverClock',
      show: (_base, { nowMs }) => isoTime(nowMs),
    },
  ],
});

function capability() {
  return build('Capability', {
    provisioningSupported: true,
    multiHostSupported: true,
    userShellAccessSupported: false,
    supportedEVCMode: supportedEvcModes(),
    networkBackupAndRestoreSupported: true,
    ftDrsWithoutEvcSupported: true,
    hciWorkflowSupported: true,
    computePolicyVersion: 2,
    clusterPlacementSupported: true,
    lifecycleManagementSupported: true,
    hostSeedingSupported: true,
    scalableSharesSupported: true,
    hadcsSupported: true,
    configMgmtSupported: true,
  });
}
