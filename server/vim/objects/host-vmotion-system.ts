/**
 * HostVMotionSystem: the adapter and address a host migrates through.
 */
import { fromHost } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostVMotionSystem = objectType({
  type: 'HostVMotionSystem',
  methods: {},
  derivations: [
    fromHost('HostVMotionSystem', 'netConfig', 'config', (config) => config?.vmotion?.netConfig),
    fromHost('HostVMotionSystem', 'ipConfig', 'config', (config) => config?.vmotion?.ipConfig),
  ],
});
