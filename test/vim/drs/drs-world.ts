/**
 * A whole vCenter on manual time with DRS at work, for stories told in process.
 */
import { DrsLoop } from '../../../server/automation/drs-loop.ts';
import type {
  ClusterComputeResourceSummary,
  ClusterDrsFaults,
  ClusterRecommendation,
} from '../../../server/vmodl/generated/data.ts';
import type { Ref } from '../../../server/vmodl/reference.ts';
import { data } from '../../../server/vmodl/value.ts';
import { Vcenter } from '../../helpers/vcenter.ts';
import { type StoryCluster, storySeed } from './drs-story.ts';

export const FIVE_MINUTES = 300_000;

export class DrsWorld extends Vcenter {
  readonly cluster: Ref<'ClusterComputeResource'>;
  readonly loop: DrsLoop;

  constructor(story: StoryCluster) {
    super({ seedText: storySeed(story) });
    this.cluster = this.named('ClusterComputeResource', 'C1');
    const { services, clock, errors } = this;
    this.loop = new DrsLoop({
      ...{ services, clock },
      rest: (act) => clock.rest(act),
      flows: () => false,
      onError: (error) => errors.push(error),
    });
  }

  vm(name: string): Ref<'VirtualMachine'> {
    return this.named('VirtualMachine', name);
  }

  host(name: string): Ref<'HostSystem'> {
    return this.named('HostSystem', name);
  }

  /** Name of the host a VM is on. */
  hostOf(name: string): string {
    const host = this.read(this.vm(name), 'runtime.host') as Ref<'HostSystem'>;
    return this.inventory.read(host, 'name');
  }

  powerStateOf(name: string): string {
    return this.inventory.read(this.vm(name), 'runtime').powerState;
  }

  get recommendations(): readonly ClusterRecommendation[] {
    return this.inventory.read(this.cluster, 'recommendation') ?? [];
  }

  get summary(): ClusterComputeResourceSummary {
    const viewer = { sessionKey: '', userName: '' };
    return this.inventory.show(this.cluster, 'summary', viewer) as ClusterComputeResourceSummary;
  }

  /** As clients read them. */
  get drsFaults(): readonly ClusterDrsFaults[] {
    const viewer = { sessionKey: '', userName: '' };
    return this.inventory.show(
      this.cluster,
      'drsFault',
      viewer,
    ) as unknown as readonly ClusterDrsFaults[];
  }

  /** What it asks for from now on, percent of what is configured. */
  ask(name: string, cpuPercent: number): void {
    this.assign(this.vm(name), '_profile', data('_VmProfile', { cpuPercent }));
  }

  refresh(): void {
    this.call(this.cluster, 'RefreshRecommendation');
  }

  reconfigure(spec: object, modify = true): void {
    this.run(
      this.cluster,
      'ReconfigureComputeResource_Task',
      { spec: data('ClusterConfigSpecEx', spec), modify },
      5_000,
    );
  }

  /** Tasks of a description, in the order they were made. */
  tasksOf(descriptionId: string) {
    return this.services.tasks.history().filter((info) => info.descriptionId === descriptionId);
  }
}
