/**
 * HostAssignableHardwareManager: devices of a host which virtual machines may be given.
 */
import { build } from '../../vmodl/build.ts';
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostAssignableHardwareManager = objectType({
  type: 'HostAssignableHardwareManager',
  methods: {},
  derivations: [
    fromConfig('HostAssignableHardwareManager', 'binding', 'assignableHardwareBinding'),
    fromConfig('HostAssignableHardwareManager', 'config', 'assignableHardwareConfig', () =>
      build('HostAssignableHardwareConfig', {}),
    ),
  ],
});
