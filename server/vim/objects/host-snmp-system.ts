/**
 * HostSnmpSystem: the SNMP agent of a host, and vCenter Server's own which only sends traps.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import { objectType } from '../method.ts';
import { causeOf } from '../sessions/caller.ts';

const PORT = 161;

export const hostSnmpSystem = objectType({
  type: 'HostSnmpSystem',
  methods: {
    ReconfigureSnmpAgent: (self, { spec }, context) => {
      const { inventory } = context;
      const limits = inventory.read(self, 'limits');
      if ((spec.readOnlyCommunities?.length ?? 0) > limits.maxReadOnlyCommunities) {
        throw new VimFault('InsufficientResourcesFault');
      }
      if ((spec.trapTargets?.length ?? 0) > limits.maxTrapDestinations) {
        throw new VimFault('InsufficientResourcesFault');
      }
      if (spec.readOnlyCommunities?.some((name) => name.length > limits.maxCommunityLength)) {
        throw invalidArgument('spec.readOnlyCommunities');
      }

      const current = inventory.read(self, 'configuration');
      const configuration = build('HostSnmpConfigSpec', { ...current, ...spec });
      inventory.apply([assign(self, 'configuration', configuration)], causeOf(context));
    },
  },
  derivations: [
    {
      type: 'HostSnmpSystem',
      property: 'configuration',
      reads: [],
      derive: () => build('HostSnmpConfigSpec', { enabled: false, port: PORT }),
    },
    {
      type: 'HostSnmpSystem',
      property: 'limits',
      reads: [],
      derive: () =>
        build('HostSnmpSystemAgentLimits', {
          maxReadOnlyCommunities: 10,
          maxTrapDestinations: 3,
          maxCommunityLength: 64,
          maxBufferSize: 30_000,
          capability: 'COMPLETE',
        }),
    },
  ],
});
