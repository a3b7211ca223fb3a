/**
 * A datastore on its way into maintenance: waits until no virtual machine has a file there any more, then
 * changes over. It moves nothing itself.
 */
import type { Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { ClusterRecommendation } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { filesOfDatastore } from '../../datastore-files/file-tree.ts';
import { podOf } from '../../facts/storage-drs-settings.ts';
import type { Context } from '../../method.ts';
import { podEntryChange } from '../../storage-drs/pod-entry.ts';
import {
  storageMigrationsOf,
  storageRecommendationsOf,
} from '../../storage-drs/recommendations.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { maintenanceEvent } from './maintenance-event.ts';
import { maintenanceModeSet } from './maintenance-state.ts';

type Datastore = Ref<'Datastore'>;

const TRACK = 'Drm.TrackEnterMaintenanceLro';
/** How long it takes to change over once it is empty, ms of virtual time. Ours. */
const CHANGE_OVER_MS = 1_000;

export class LeavingDatastore {
  readonly task: RunningTask;
  readonly #datastore: Datastore;
  readonly #context: Context;
  #stops: (() => void)[] = [];
  #changingOver = false;

  constructor(datastore: Datastore, context: Context) {
    this.#datastore = datastore;
    this.#context = context;
    this.task = context.tasks.create(context, {
      entity: datastore,
      descriptionId: TRACK,
      cancelable: true,
    });
  }

  begin(): void {
    this.task.cancelable(() => this.#cancel());
    this.task.run([
      maintenanceModeSet(this.#datastore, 'enteringMaintenance'),
      this.#event('DatastoreEnteringMaintenanceModeEvent'),
    ]);
    this.#stops.push(this.#context.inventory.subscribe(() => this.look()));
  }

  /** Not all can be taken elsewhere. */
  tellErrors(): void {
    this.#context.inventory.apply([this.#event('DatastoreMaintenanceModeErrorsEvent')]);
  }

  /** Called after every commit: is it empty, is it still there? */
  look(): void {
    if (this.task.ended || this.#isGone()) {
      this.#stop();
      return;
    }
    if (this.#changingOver || this.#isOccupied()) return;
    this.#changingOver = true;
    const timer = this.#context.clock.after(CHANGE_OVER_MS, () => this.#changeOver());
    this.#stops.push(() => timer.cancel());
  }

  #changeOver(): void {
    this.#changingOver = false;
    if (this.task.ended || this.#isGone() || this.#isOccupied()) return;
    this.#stop();
    this.task.succeed([
      maintenanceModeSet(this.#datastore, 'inMaintenance'),
      this.#event('DatastoreEnteredMaintenanceModeEvent'),
    ]);
  }

  #cancel(): void {
    this.#stop();
    this.task.fail(new VimFault('RequestCanceled'), [
      maintenanceModeSet(this.#datastore, 'normal'),
      ...this.#withdrawn(),
      this.#event('CanceledDatastoreMaintenanceModeEvent'),
    ]);
  }

  /** Nobody need leave it any more. */
  #withdrawn(): readonly Change[] {
    const { inventory } = this.#context;
    const pod = podOf(inventory, this.#datastore);
    if (!pod) return [];
    const before = storageRecommendationsOf(inventory, pod);
    const recommendation = before.filter((one) => !isEvacuation(one, this.#datastore));
    if (recommendation.length === before.length) return [];
    return [podEntryChange(inventory, pod, { recommendation })];
  }

  /** Something of a virtual machine lies there, or is on its way to it. */
  #isOccupied(): boolean {
    const { inventory } = this.#context;
    if ((inventory.read(this.#datastore, 'vm') ?? []).length > 0) return true;
    const arriving: unknown = inventory.read(this.#datastore as Ref, '_arriving');
    if (Array.isArray(arriving) && arriving.length > 0) return true;
    return filesOfDatastore(inventory, this.#datastore, '_files').some(
      ({ busy }) => busy !== undefined,
    );
  }

  #isGone(): boolean {
    if (this.#context.inventory.has(this.#datastore)) return false;
    this.#stop();
    this.task.fail(new VimFault('ManagedObjectNotFound', { obj: this.#datastore }));
    return true;
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #event(id: string): Change {
    return maintenanceEvent(this.#context, id, this.#datastore, this.task.chainId);
  }
}

/** Is it to empty that datastore? */
export function isEvacuation(recommendation: ClusterRecommendation, datastore: Datastore): boolean {
  if (recommendation.reason !== 'datastoreMaint') return false;
  return storageMigrationsOf(recommendation).some(({ source }) => source.value === datastore.value);
}
