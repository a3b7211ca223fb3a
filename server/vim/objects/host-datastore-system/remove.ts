/**
 * HostDatastoreSystem: a host gives up a datastore. A mounted export leaves this host alone; a file system
 * on disks is gone for all, its partitions with it.
 */
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { HostDatastoreSystemDatastoreResult } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { box } from '../../../vmodl/value.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import type { Host } from '../../storage/host-disks.ts';
import { demandMount } from '../../storage/mounts.ts';
import { datastoreLeaves } from '../datastore/destroy.ts';
import type { Removal } from '../managed-entity/removal.ts';
import { connectedHost } from './create-vmfs.ts';

type Datastore = Ref<'Datastore'>;

/** How long one takes, ms of virtual time. Ours. */
const REMOVE_MS = 500;

export const removeDatastoreMethods: MethodTable<'HostDatastoreSystem'> = {
  RemoveDatastore(self, { datastore }, context) {
    const host = connectedHost(context, self);
    const removal = { context, chainId: context.events.nextChainId() };
    remove(host, datastore, removal);
  },

  /** Ends well whatever becomes of each; the result tells. */
  RemoveDatastoreEx_Task(self, args, context) {
    const host = connectedHost(context, self);
    const datastores = args.datastore.map((one) => context.inventory.demand(one));
    return context.tasks.start(context, {
      entity: host,
      name: 'RemoveDatastoreEx_Task',
      durationMs: REMOVE_MS * Math.max(1, datastores.length),
      finish: (task) => {
        const removal = { context, chainId: task.chainId, task: task.ref };
        const results = datastores.map((one) => removed(host, one, removal));
        return { changes: [], result: box('ArrayOfHostDatastoreSystemDatastoreResult', results) };
      },
    });
  },
};

function removed(host: Host, key: Datastore, removal: Removal): HostDatastoreSystemDatastoreResult {
  try {
    remove(host, key, removal);
    return build('HostDatastoreSystemDatastoreResult', { key });
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    const fault = error.toLocalizedMethodFault() as HostDatastoreSystemDatastoreResult['fault'];
    return build('HostDatastoreSystemDatastoreResult', { key, fault });
  }
}

/** Throws NotFound, ResourceInUse. */
function remove(host: Host, datastore: Datastore, removal: Removal): void {
  const { context } = removal;
  demandMount(context.inventory, context.inventory.demand(datastore), host);
  context.inventory.apply(datastoreLeaves(datastore, host, removal), causeOf(context));
}
