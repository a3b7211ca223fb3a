/**
 * HostDiagnosticSystem: where a crashing host writes its memory.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostDiagnosticSystem = objectType({
  type: 'HostDiagnosticSystem',
  methods: {
    QueryAvailablePartition: (self, _args, { inventory }) => {
      const active = inventory.read(self, 'activePartition');
      return active ? [active] : [];
    },
  },
  derivations: [fromConfig('HostDiagnosticSystem', 'activePartition', 'activeDiagnosticPartition')],
});
