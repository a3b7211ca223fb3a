/**
 * StoragePod: a datastore cluster is the sum of its datastores.
 */
import { over } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type { DatastoreSummary } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { objectType } from '../method.ts';

export const storagePod = objectType({
  type: 'StoragePod',
  methods: {},
  derivations: [
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
});
