/**
 * HostCacheConfigurationManager: swapping to solid state disks.
 */
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostCacheConfigurationManager = objectType({
  type: 'HostCacheConfigurationManager',
  methods: {},
  derivations: [
    fromConfig('HostCacheConfigurationManager', 'cacheConfigurationInfo', 'cacheConfigurationInfo'),
  ],
});
