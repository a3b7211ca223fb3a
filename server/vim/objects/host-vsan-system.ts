/**
 * HostVsanSystem: the part a host plays in vSAN.
 */
import { build } from '../../vmodl/build.ts';
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostVsanSystem = objectType({
  type: 'HostVsanSystem',
  methods: {},
  derivations: [
    fromConfig('HostVsanSystem', 'config', 'vsanHostConfig', () =>
      build('VsanHostConfigInfo', { enabled: false }),
    ),
  ],
});
