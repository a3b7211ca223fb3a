/**
 * HostAuthenticationManager: where a host looks up its users.
 */
import { build } from '../../vmodl/build.ts';
import { fromConfig } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostAuthenticationManager = objectType({
  type: 'HostAuthenticationManager',
  methods: {},
  derivations: [
    fromConfig('HostAuthenticationManager', 'info', 'authenticationManagerInfo', () =>
      build('HostAuthenticationManagerInfo', {
        authConfig: [
          build('HostLocalAuthenticationInfo', { enabled: true }),
          build('HostActiveDirectoryInfo', { enabled: false }),
        ],
      }),
    ),
    {
      type: 'HostAuthenticationManager',
      property: 'supportedStore',
      reads: [],
      derive: () => [],
    },
  ],
});
