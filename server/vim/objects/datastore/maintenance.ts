/**
 * Maintenance mode of a datastore.
 *
 * In a datastore cluster with Storage DRS on, Storage DRS sees the datastore leaving and recommends, or carries
 * out, where its virtual machines go; elsewhere their owners have to take them away. What it is waiting for is
 * the internal property `_maintenanceMode`.
 */
import { build } from '../../../vmodl/build.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type {
  ClusterDrsFaults,
  ClusterRecommendation,
  StoragePlacementResult,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { withPrerequisites } from '../../drs/pass.ts';
import { hasStorageDrs, podOf } from '../../facts/storage-drs-settings.ts';
import type { Context, MethodTable } from '../../method.ts';
import { runStoragePass } from '../../storage-drs/pass.ts';
import type { Pod } from '../../storage-drs/pod-entry.ts';
import { storageFaultList, storageRecommendationsOf } from '../../storage-drs/recommendations.ts';
import { isEvacuation, LeavingDatastore } from './leaving-datastore.ts';
import { maintenanceEvent } from './maintenance-event.ts';
import { maintenanceMode, maintenanceModeSet } from './maintenance-state.ts';

type Datastore = Ref<'Datastore'>;

/** How long it takes to be of use again, ms of virtual time. Ours. */
const EXIT_MS = 1_000;

export const datastoreMaintenanceMethods: MethodTable<'Datastore'> = {
  /** Answers what users have to apply themselves, and the task which ends when nothing lies there any more. */
  DatastoreEnterMaintenanceMode(self, _args, context): StoragePlacementResult {
    if (maintenanceMode(context.inventory, self) !== 'normal') throw new VimFault('InvalidState');
    const leaving = new LeavingDatastore(self, context);
    leaving.begin();
    const pod = podOf(context.inventory, self);
    const answer = hasStorageDrs(context.inventory, pod) ? evacuated(pod, self, context) : {};
    if (answer.drsFault) leaving.tellErrors();
    leaving.look();
    return build('StoragePlacementResult', { ...answer, task: leaving.task.ref });
  },

  DatastoreExitMaintenanceMode_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'DatastoreExitMaintenanceMode_Task',
      durationMs: EXIT_MS,
      finish: (task) => {
        if (maintenanceMode(context.inventory, self) !== 'inMaintenance') {
          throw new VimFault('InvalidState');
        }
        return {
          changes: [
            maintenanceModeSet(self, 'normal'),
            maintenanceEvent(context, 'DatastoreExitedMaintenanceModeEvent', self, task.chainId),
          ],
        };
      },
    });
  },
};

interface Answer {
  readonly recommendations?: readonly ClusterRecommendation[];
  readonly drsFault?: ClusterDrsFaults | undefined;
}

/** Storage DRS looks at once; what it carries out by itself is not answered. */
function evacuated(pod: Pod, self: Datastore, context: Context): Answer {
  runStoragePass(context, pod, 'urgent');
  const all = storageRecommendationsOf(context.inventory, pod);
  const needed = all
    .filter((one) => isEvacuation(one, self))
    .flatMap(({ key }) => withPrerequisites(all, key));
  return { recommendations: [...new Set(needed)], drsFault: faultsOn(pod, self, context) };
}

/** Why things stay on the datastore. */
function faultsOn(pod: Pod, self: Datastore, { storageDrs }: Context) {
  const pass = storageDrs.lastPass(pod);
  const here = new Set(
    (pass?.facts.disks ?? [])
      .filter(({ datastore }) => datastore === self.value)
      .map(({ id }) => id),
  );
  const faults = (pass?.plan.faults ?? []).filter(
    ({ reason, disks }) => reason === 'datastoreMaint' && disks.some((id) => here.has(id)),
  );
  return storageFaultList(faults)[0];
}
