/**
 * Several VMs powered on in one go, where DRS has a say: it starts those whose level lets it on the best
 * host, and recommends hosts for the others.
 */
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterAttemptedVmInfo,
  ClusterNotAttemptedVmInfo,
  ClusterRecommendation,
  LocalizedMethodFault,
} from '../../vmodl/generated/data.ts';
import type { DrsBehavior } from '../../vmodl/generated/enums.ts';
import { type Ref, reference, sameReference } from '../../vmodl/reference.ts';
import { StandbyWait } from '../dpm/standby-wait.ts';
import { type Cluster, hasDrs } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import { startPowerOn } from '../objects/virtual-machine/power.ts';
import { POWER_ON } from './execute.ts';
import { listChanges } from './pass.ts';
import { type Found, noPlaceFault, Placer } from './placement.ts';
import { nextKey, recommendation, recommendationsOf } from './recommendations.ts';

type Vm = Ref<'VirtualMachine'>;

export interface PowerOnOptions {
  /** Instead of the levels of cluster and VMs. */
  readonly behavior: DrsBehavior | undefined;
  /** One host at most is recommended, and kept for the VM. */
  readonly reserves: boolean;
  readonly parentTaskKey: string;
}

export class PowerOnSession {
  readonly attempted: ClusterAttemptedVmInfo[] = [];
  readonly notAttempted: ClusterNotAttemptedVmInfo[] = [];
  readonly recommendations: ClusterRecommendation[] = [];
  readonly #context: Context;
  readonly #options: PowerOnOptions;
  readonly #placers = new Map<string, Placer>();
  readonly #recommended = new Map<Cluster, ClusterRecommendation[]>();

  constructor(context: Context, options: PowerOnOptions) {
    this.#context = context;
    this.#options = options;
  }

  refuse(vm: Vm, fault: LocalizedMethodFault): void {
    this.notAttempted.push(build('ClusterNotAttemptedVmInfo', { vm, fault }));
  }

  /** The VM must be in a state to be powered on. */
  add(vm: Vm): void {
    const placer = this.#placerOf(vm);
    const own = placer?.settings.behaviorOf(vm) ?? 'disabled';
    if (!placer || own === 'disabled') {
      this.#attempt(vm, { name: 'PowerOnVM_Task' });
      return;
    }
    const found = placer.find(vm);
    const [best] = found.placements;
    const isManual = (this.#options.behavior ?? own) === 'manual';
    if (!best) {
      if (isManual) this.#refuseFor(vm, noPlaceFault(this.#context, vm, found));
      else this.#waitForHost(vm, placer, found);
    } else if (isManual) {
      this.#recommend(vm, placer, found);
    } else {
      const host = reference('HostSystem', best.host);
      placer.accept(found.newcomer, best.host);
      this.#attempt(vm, { descriptionId: POWER_ON, place: () => host });
    }
  }

  /** What the clusters recommend from now on; older ones for the same VMs are gone. */
  changes() {
    return [...this.#recommended].flatMap(([cluster, added]) => {
      const kept = recommendationsOf(this.#context.inventory, cluster).filter(
        ({ reason, target }) =>
          reason !== 'powerOnVm' || !added.some((one) => sameReference(one.target, target)),
      );
      return listChanges(this.#context, cluster, [...kept, ...added]);
    });
  }

  #refuseFor(vm: Vm, fault: VimFault): void {
    this.refuse(vm, fault.toLocalizedMethodFault() as LocalizedMethodFault);
  }

  /** DPM may wake one. */
  #waitForHost(vm: Vm, placer: Placer, found: Found): void {
    try {
      const wait = StandbyWait.orThrow(this.#context, vm, placer, found);
      this.#attempt(vm, { descriptionId: POWER_ON, place: () => wait });
    } catch (error) {
      if (!(error instanceof VimFault)) throw error;
      this.#refuseFor(vm, error);
    }
  }

  #attempt(vm: Vm, how: Parameters<typeof startPowerOn>[2]): void {
    const { parentTaskKey } = this.#options;
    const task = startPowerOn(vm, this.#context, { ...how, parentTaskKey });
    this.attempted.push(build('ClusterAttemptedVmInfo', { vm, task }));
  }

  #recommend(vm: Vm, placer: Placer, found: Found): void {
    const { inventory, clock, drs } = this.#context;
    const { cluster } = placer;
    const { reserves } = this.#options;
    const placements = reserves ? found.placements.slice(0, 1) : found.placements;
    const time = clock.iso();
    const made = placements.map(({ host, rating }) =>
      recommendation({
        ...{ key: nextKey(inventory, cluster), time, reason: 'powerOnVm', rating, target: vm },
        action: [
          build('ClusterInitialPlacementAction', {
            type: 'VmPowerV1',
            target: vm,
            targetHost: reference('HostSystem', host),
          }),
        ],
      }),
    );
    const [first] = placements;
    if (reserves && first) {
      placer.accept(found.newcomer, first.host);
      drs.starts(vm, reference('HostSystem', first.host));
    }
    this.recommendations.push(...made);
    this.#recommended.set(cluster, [...(this.#recommended.get(cluster) ?? []), ...made]);
  }

  /** Undefined where DRS has no say. */
  #placerOf(vm: Vm): Placer | undefined {
    const { inventory } = this.#context;
    const pool = inventory.read(vm, 'resourcePool');
    const owner = pool && inventory.read(pool, 'owner');
    if (!hasDrs(inventory, owner)) return undefined;
    const known = this.#placers.get(owner.value) ?? new Placer(this.#context, owner);
    this.#placers.set(owner.value, known);
    return known;
  }
}
