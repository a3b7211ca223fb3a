/**
 * HostGraphicsManager: graphics devices of a host.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostGraphicsManager = objectType({
  type: 'HostGraphicsManager',
  methods: {},
  derivations: [
    fromConfig('HostGraphicsManager', 'graphicsInfo', 'graphicsInfo'),
    fromConfig('HostGraphicsManager', 'graphicsConfig', 'graphicsConfig'),
    fromConfig('HostGraphicsManager', 'sharedPassthruGpuTypes', 'sharedPassthruGpuTypes'),
    fromConfig('HostGraphicsManager', 'sharedGpuCapabilities', 'sharedGpuCapabilities'),
  ],
});
