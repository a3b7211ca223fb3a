/**
 * A whole vCenter on manual time with Storage DRS at work, for stories told in process.
 */
import { StorageDrsLoop } from '../../../server/automation/storage-drs-loop.ts';
import type {
  ClusterDrsFaults,
  ClusterRecommendation,
  PodStorageDrsEntry,
  StorageMigrationAction,
} from '../../../server/vmodl/generated/data.ts';
import { type Ref, reference } from '../../../server/vmodl/reference.ts';
import { data, member } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';
import { type StoragePodStory, storageSeed } from './storage-story.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const GB = 2 ** 30;

export class StorageWorld extends Vcenter {
  readonly manager = reference('StorageResourceManager', 'StorageResourceManager');
  readonly pod: Ref<'StoragePod'>;
  readonly loop: StorageDrsLoop;

  constructor(story: StoragePodStory = {}) {
    super({ seedText: storageSeed(story) });
    this.pod = this.named('StoragePod', 'POD');
    const { services, clock, errors } = this;
    this.loop = new StorageDrsLoop({
      ...{ services, clock },
      rest: (act) => clock.rest(act),
      flows: () => false,
      onError: (error) => errors.push(error),
    });
  }

  vm(name: string): Ref<'VirtualMachine'> {
    return this.named('VirtualMachine', name);
  }

  datastore(name: string): Ref<'Datastore'> {
    return this.named('Datastore', name);
  }

  get entry(): PodStorageDrsEntry {
    const entry = this.inventory.read(this.pod, 'podStorageDrsEntry');
    if (!entry) throw new Error('the datastore cluster has no entry');
    return entry;
  }

  get recommendations(): readonly ClusterRecommendation[] {
    return this.entry.recommendation ?? [];
  }

  get faults(): readonly ClusterDrsFaults[] {
    return this.entry.drsFault ?? [];
  }

  /** `v2: A -> B`, of all that is recommended. */
  get moves(): readonly string[] {
    return this.recommendations.flatMap(actionsOf).map((one) => this.moveText(one));
  }

  moveText({ vm, source, destination }: StorageMigrationAction): string {
    const [who, from, to] = [vm, source, destination].map((ref) => this.read(ref, 'name'));
    return `${who}: ${from} -> ${to}`;
  }

  /** Names of the datastores it lies on. */
  datastoresOf(name: string): readonly string[] {
    return (this.inventory.read(this.vm(name), 'datastore') ?? []).map((one) =>
      this.inventory.read(one, 'name'),
    );
  }

  /** Percent of the capacity. */
  usedPercent(name: string): number {
    const { capacity, freeSpace } = this.inventory.read(this.datastore(name), 'summary');
    return 100 * (1 - Number(freeSpace) / Number(capacity));
  }

  refresh(): void {
    this.call(this.manager, 'RefreshStorageDrsRecommendation', { pod: this.pod });
  }

  applyToPod(key: string): Ref<'Task'> {
    return this.call(this.manager, 'ApplyStorageDrsRecommendationToPod_Task', {
      ...{ pod: this.pod, key },
    });
  }

  /** Settings by the names of `StorageDrsPodConfigSpec`. */
  configure(podConfigSpec: object, vmConfigSpec: readonly object[] = []): void {
    const spec = data('StorageDrsConfigSpec', {
      podConfigSpec: data('StorageDrsPodConfigSpec', podConfigSpec),
      vmConfigSpec,
    });
    const args = { pod: this.pod, spec, modify: true };
    this.run(this.manager, 'ConfigureStorageDrsForPod_Task', args, 1_000);
  }

  /** So much of its first disk is written from now on. */
  write(name: string, gb: number): void {
    const path = 'config.hardware.device[2000].backing';
    const backing = this.read(this.vm(name), path);
    this.assign(
      this.vm(name),
      path,
      data(backing._typeName, { ...backing, _allocatedBytes: gb * GB }),
    );
  }

  /** Something that is no virtual machine's takes so much more, or less. */
  fill(name: string, gb: number): void {
    const datastore = this.datastore(name) as Ref;
    const before = Number(this.inventory.read(datastore, '_otherBytes') ?? 0);
    this.assign(datastore, '_otherBytes', before + gb * GB);
  }

  /** Tasks of a description, in the order they were made. */
  tasksOf(descriptionId: string) {
    return this.services.tasks.history().filter((info) => info.descriptionId === descriptionId);
  }

  /** Ids of the events of Storage DRS, without their prefix. */
  storageEvents(since = 0): readonly string[] {
    return this.events(since).flatMap((event) => {
      const id = String(member(event, 'eventTypeId') ?? '');
      return id.startsWith('com.vmware.vc.sdrs.') ? [id.slice('com.vmware.vc.sdrs.'.length)] : [];
    });
  }
}

export function actionsOf({ action = [] }: ClusterRecommendation) {
  return action as readonly StorageMigrationAction[];
}
