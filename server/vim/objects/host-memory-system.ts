/**
 * HostMemorySystem: memory a host keeps for itself.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostMemorySystem = objectType({
  type: 'HostMemorySystem',
  methods: {},
  derivations: [
    fromConfig('HostMemorySystem', 'consoleReservationInfo', 'consoleReservation'),
    fromConfig('HostMemorySystem', 'virtualMachineReservationInfo', 'virtualMachineReservation'),
  ],
});
