/**
 * StoragePod: a datastore cluster is the sum of its datastores.
 */
import { over } from '../../inventory/schema.ts';
import { derived, live } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type { DatastoreSummary, PodStorageDrsEntry } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';
import { withPodRuleStates } from '../storage-drs/pod-rule-state.ts';

/** It takes datastores, and nothing can be made in it. */
const NO_MAKERS: readonly string[] = Object.freeze([
  'CreateFolder',
  'CreateDatacenter',
  'CreateCluster',
  'CreateClusterEx',
  'AddStandaloneHost_Task',
  'CreateVM_Task',
  'RegisterVM_Task',
  'UnregisterAndDestroy_Task',
  'CreateStoragePod',
  'CreateDVS_Task',
]);

export const storagePod = objectType({
  type: 'StoragePod',
  methods: {},
  derivations: [
    derived('StoragePod', 'disabledMethod', [], () => NO_MAKERS),
    derived('StoragePod', 'summary', ['name', over('childEntity', ['summary'])], (self, read) => {
      const members = (read(self, 'childEntity') ?? []) as readonly Ref<'Datastore'>[];
      const summaries = members.flatMap(
        (one) => (read(one, 'summary') as DatastoreSummary | undefined) ?? [],
      );
      return build('StoragePodSummary', {
        name: read(self, 'name') ?? '',
        capacity: summaries.reduce((sum, { capacity }) => sum + Number(capacity), 0),
        freeSpace: summaries.reduce((sum, { freeSpace }) => sum + Number(freeSpace), 0),
      });
    }),
  ],
  lives: [
    live('StoragePod', 'podStorageDrsEntry', (base, { read }) =>
      base === undefined ? undefined : withPodRuleStates(base as PodStorageDrsEntry, read),
    ),
  ],
});
