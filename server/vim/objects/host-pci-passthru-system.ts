/**
 * HostPciPassthruSystem: devices of a host which machines may be given directly.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostPciPassthruSystem = objectType({
  type: 'HostPciPassthruSystem',
  methods: {
    /** Devices are known here at all times. */
    Refresh: () => {},
  },
  derivations: [
    fromConfig('HostPciPassthruSystem', 'pciPassthruInfo', 'pciPassthruInfo', () => []),
    fromConfig('HostPciPassthruSystem', 'sriovDevicePoolInfo', 'sriovDevicePool'),
  ],
});
