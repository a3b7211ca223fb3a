/**
 * VirtualApp: a pool with VMs of its own; its state follows from theirs.
 */
import { over } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';
import { collected } from './compute-capacity.ts';
import { summaryMembers } from './resource-pool/index.ts';

export const virtualApp = objectType({
  type: 'VirtualApp',
  methods: {},
  derivations: [
    derived('VirtualApp', 'datastore', ['vm', over('vm', ['datastore'])], (self, read) =>
      collected((read(self, 'vm') ?? []).map((vm) => read(vm, 'datastore') ?? [])),
    ),
    derived('VirtualApp', 'network', ['vm', over('vm', ['network'])], (self, read) =>
      collected((read(self, 'vm') ?? []).map((vm) => read(vm, 'network') ?? [])),
    ),
    derived('VirtualApp', 'parentVApp', ['parent'], (self, read) => {
      const parent = read(self, 'parent');
      return parent?.type === 'VirtualApp' ? parent : undefined;
    }),
    derived(
      'VirtualApp',
      'summary',
      ['name', 'config', 'runtime', 'vm', 'vAppConfig', over('vm', ['config', 'runtime'])],
      (self, read) => {
        const running = (read(self, 'vm') ?? []).some(
          (vm) => read(vm, 'runtime')?.powerState === 'poweredOn',
        );
        return build('VirtualAppSummary', {
          ...summaryMembers(self, read),
          vAppState: running ? 'started' : 'stopped',
          suspended: false,
          installBootRequired: false,
          instanceUuid: read(self, 'vAppConfig')?.instanceUuid,
        });
      },
    ),
  ],
});
