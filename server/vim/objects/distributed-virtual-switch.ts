/**
 * DistributedVirtualSwitch: its summary and runtime follow from its configuration, its port groups and
 * its member hosts. Its name has its home in `config`.
 */
import { over, type Relation } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type { DVSConfigInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';

/** Members of the switch; a host must leave it before it can go. */
const MEMBERS: Relation = {
  from: 'DistributedVirtualSwitch',
  property: '_members',
  inverse: ['HostSystem', '_switches'],
  onDestroy: 'refuse',
};

function membersOf(config: DVSConfigInfo | undefined): readonly Ref<'HostSystem'>[] {
  return (config?.host ?? []).flatMap((member) => member.config.host ?? []);
}

export const distributedVirtualSwitch = objectType({
  type: 'DistributedVirtualSwitch',
  methods: {},
  relations: [MEMBERS],
  derivations: [
    derived(
      'DistributedVirtualSwitch',
      'name',
      ['config'],
      (self, read) => read(self, 'config')?.name,
    ),
    derived('DistributedVirtualSwitch', '_members', ['config'], (self, read) =>
      membersOf(read(self, 'config')),
    ),
    derived(
      'DistributedVirtualSwitch',
      'summary',
      ['config', 'uuid', over('portgroup', ['name', 'vm'])],
      (self, read) => {
        const config = read(self, 'config');
        const portgroups = read(self, 'portgroup') ?? [];
        const hosts = membersOf(config);
        return build('DVSSummary', {
          name: config?.name ?? '',
          uuid: read(self, 'uuid') ?? '',
          numPorts: config?.numPorts ?? 0,
          productInfo: config?.productInfo,
          hostMember: hosts,
          vm: [...new Set(portgroups.flatMap((one) => read(one, 'vm') ?? []))],
          host: hosts,
          portgroupName: portgroups.map((one) => read(one, 'name') ?? ''),
          description: config?.description,
          contact: config?.contact,
          numHosts: hosts.length,
        });
      },
    ),
    derived(
      'DistributedVirtualSwitch',
      'runtime',
      ['config', over('_members', ['runtime'])],
      (self, read) =>
        build('DVSRuntimeInfo', {
          hostMemberRuntime: membersOf(read(self, 'config')).map((host) =>
            build('HostMemberRuntimeInfo', {
              host,
              status:
                read(host, 'runtime')?.connectionState === 'connected' ? 'up' : 'disconnected',
            }),
          ),
        }),
    ),
  ],
});
