/**
 * ComputeResource: a host that stands for itself, and what clusters have in common with it.
 */
import { over, type Relation } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';
import { reconfigureComputeMethods } from './cluster-compute-resource/reconfigure.ts';
import { capacityMembers, capacityOf, collected } from './compute-capacity.ts';

/** Objects which belong to another and go with it: browsers. */
const OWNED: Relation = {
  from: 'ManagedObject',
  property: '_owner',
  inverse: ['ManagedEntity', '_owned'],
  onDestroy: 'cascade',
};

const OWNER: Relation = {
  from: 'ResourcePool',
  property: 'owner',
  inverse: ['ComputeResource', '_pools'],
  onDestroy: 'cascade',
};

export const computeResource = objectType({
  type: 'ComputeResource',
  methods: reconfigureComputeMethods,
  relations: [OWNED, OWNER],
  derivations: [
    derived('ComputeResource', 'datastore', ['host', over('host', ['datastore'])], (self, read) =>
      collected((read(self, 'host') ?? []).map((host) => read(host, 'datastore') ?? [])),
    ),
    derived('ComputeResource', 'network', ['host', over('host', ['network'])], (self, read) =>
      collected((read(self, 'host') ?? []).map((host) => read(host, 'network') ?? [])),
    ),
    derived(
      'ComputeResource',
      '_capacity',
      ['host', over('host', ['hardware', 'runtime'])],
      capacityOf,
    ),
    derived('ComputeResource', 'summary', ['_capacity', 'overallStatus'], (self, read) =>
      build('ComputeResourceSummary', {
        ...capacityMembers(read(self as Ref, '_capacity')),
        overallStatus: read(self, 'overallStatus') ?? 'green',
      }),
    ),
  ],
});
