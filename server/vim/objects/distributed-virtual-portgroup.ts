/**
 * DistributedVirtualPortgroup: a network on a distributed switch. Its name has its home in `config`.
 */
import type { Relation } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { objectType } from '../method.ts';

const SWITCH: Relation = {
  from: 'DistributedVirtualPortgroup',
  property: 'config',
  member: 'distributedVirtualSwitch',
  inverse: ['DistributedVirtualSwitch', 'portgroup'],
  onDestroy: 'cascade',
};

export const distributedVirtualPortgroup = objectType({
  type: 'DistributedVirtualPortgroup',
  methods: {},
  relations: [SWITCH],
  derivations: [
    derived(
      'DistributedVirtualPortgroup',
      'name',
      ['config'],
      (self, read) => read(self, 'config')?.name,
    ),
    derived('DistributedVirtualPortgroup', '_networkKey', ['key'], (self, read) =>
      read(self, 'key'),
    ),
  ],
});
