/**
 * Network: who can plug in (`host`), who is plugged in (`vm`).
 */
import { over, type Relation } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';
import { destroyNetworkMethods } from './managed-entity/remove-network.ts';

const PLUGS: readonly Relation[] = [
  { from: 'HostSystem', property: 'network', inverse: ['Network', 'host'], onDestroy: 'refuse' },
  { from: 'VirtualMachine', property: 'network', inverse: ['Network', 'vm'], onDestroy: 'refuse' },
];

export const network = objectType({
  type: 'Network',
  methods: destroyNetworkMethods,
  relations: PLUGS,
  derivations: [
    // By what a network card's backing calls the network.
    derived('Network', '_networkKey', ['name'], (self, read) => read(self, 'name')),
    derived('Network', 'summary', ['name', 'host', over('host', ['runtime'])], (self, read) => {
      const hosts = read(self, 'host') ?? [];
      return build('NetworkSummary', {
        network: self,
        name: read(self, 'name') ?? '',
        accessible: hosts.some((host) => read(host, 'runtime')?.connectionState === 'connected'),
        ipPoolName: '',
      });
    }),
  ],
});
