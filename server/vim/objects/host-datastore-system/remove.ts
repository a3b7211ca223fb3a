/**
 * HostDatastoreSystem: a host gives up a datastore. A mounted export leaves this host alone; a file system
 * on disks is gone for all, its partitions with it.
 */
import type { Ref } from '../../../vmodl/reference.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { eachInTask } from '../../storage/each-in-task.ts';
import type { Host } from '../../storage/host-disks.ts';
import { demandMount } from '../../storage/mounts.ts';
import { datastoreLeaves } from '../datastore/destroy.ts';
import type { Removal } from '../managed-entity/removal.ts';
import { connectedHost } from './create-vmfs.ts';

type Datastore = Ref<'Datastore'>;

export const removeDatastoreMethods: MethodTable<'HostDatastoreSystem'> = {
  RemoveDatastore(self, { datastore }, context) {
    const host = connectedHost(context, self);
    const removal = { context, chainId: context.events.nextChainId() };
    remove(host, datastore, removal);
  },

  RemoveDatastoreEx_Task(self, args, context) {
    const host = connectedHost(context, self);
    return eachInTask(context, {
      entity: host,
      name: 'RemoveDatastoreEx_Task',
      keys: args.datastore.map((one) => context.inventory.demand(one)),
      resultType: 'HostDatastoreSystemDatastoreResult',
      act: (datastore, { chainId, ref }) =>
        remove(host, datastore, { context, chainId, task: ref }),
    });
  },
};

/** Throws NotFound, ResourceInUse. */
function remove(host: Host, datastore: Datastore, removal: Removal): void {
  const { context } = removal;
  demandMount(context.inventory, context.inventory.demand(datastore), host);
  context.inventory.apply(datastoreLeaves(datastore, host, removal), causeOf(context));
}
