/**
 * HostVFlashManager: flash read caches of a host.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostVFlashManager = objectType({
  type: 'HostVFlashManager',
  methods: {},
  derivations: [fromConfig('HostVFlashManager', 'vFlashConfigInfo', 'vFlashConfigInfo')],
});
