/**
 * OpaqueNetwork: a network that NSX manages; cards name it by the id of its segment.
 */
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';

export const opaqueNetwork = objectType({
  type: 'OpaqueNetwork',
  methods: {},
  derivations: [
    derived('OpaqueNetwork', '_networkKey', ['_opaqueNetworkId'], (self, read) =>
      read(self as Ref, '_opaqueNetworkId'),
    ),
    derived('OpaqueNetwork', 'summary', ['name', '_opaqueNetworkId'], (self, read) =>
      build('OpaqueNetworkSummary', {
        network: self,
        name: read(self, 'name') ?? '',
        accessible: true,
        ipPoolName: '',
        opaqueNetworkId: String(read(self as Ref, '_opaqueNetworkId') ?? ''),
        opaqueNetworkType: 'nsx.LogicalSwitch',
      }),
    ),
    derived('OpaqueNetwork', 'capability', [], () =>
      build('OpaqueNetworkCapability', { networkReservationSupported: true }),
    ),
    derived('OpaqueNetwork', 'extraConfig', [], () => []),
  ],
});
