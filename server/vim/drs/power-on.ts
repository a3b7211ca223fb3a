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
import { standbyHostsForFailover } from '../dpm/standby-hosts.ts';
import { StandbyWait } from '../dpm/standby-wait.ts';
import { type Cluster, hasDrs } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import type { Host } from '../migrations/move.ts';
import { startPowerOn } from '../objects/virtual-machine/power.ts';
import { POWER_ON } from './execute.ts';
import { type FirstSteps, firstSteps, placementAfter, RoomWait } from './first-steps.ts';
import { listChanges } from './pass.ts';
import type { PlaceWait } from './place-wait.ts';
import { type Found, noPlaceFault, Placer } from './placement.ts';
import { nextKey, recommendation, recommendationsOf, withoutOrphans } from './recommendations.ts';

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
    const isManual = (this.#options.behavior ?? own) === 'manual';
    if (isManual) this.#recommendFor(vm, placer, found);
    else this.#start(vm, placer, found);
  }

  /** The user decides, also of what must be done first. */
  #recommendFor(vm: Vm, placer: Placer, found: Found): void {
    const first = this.#isReady(vm, placer, found)
      ? undefined
      : firstSteps(this.#context, vm, placer, found);
    if (first) this.#recommendAfter(vm, placer, found, first);
    else if (found.placements.length > 0) this.#recommend(vm, placer, found);
    else this.#refuseFor(vm, noPlaceFault(this.#context, vm, found));
  }

  /** On the best host; where there is none, what may be done by itself is done first, and the user asked of the rest. */
  #start(vm: Vm, placer: Placer, found: Found): void {
    const [best] = found.placements;
    const attempt = (place: Host | PlaceWait) =>
      this.#attempt(vm, { descriptionId: POWER_ON, place: () => place });
    if (best && this.#isReady(vm, placer, found)) {
      placer.accept(found.newcomer, best.host);
      attempt(reference('HostSystem', best.host));
      return;
    }
    const wait = this.#waitForHost(vm, placer, found);
    if (wait instanceof StandbyWait) {
      attempt(wait);
      return;
    }
    const first = firstSteps(this.#context, vm, placer, found);
    if (first?.automatic) {
      placer.accept(found.newcomer, first.host.value);
      attempt(new RoomWait(this.#context, placer, first));
    } else if (first) this.#recommendAfter(vm, placer, found, first);
    else if (best) attempt(reference('HostSystem', best.host));
    else if (wait) this.#refuseFor(vm, wait);
  }

  /** There is a host, and vSphere HA has enough left, or never would have. */
  #isReady(vm: Vm, { cluster }: Placer, { placements }: Found): boolean {
    if (placements.length === 0) return false;
    return standbyHostsForFailover(this.#context, vm, cluster, 'any').length === 0;
  }

  /** What the clusters recommend from now on; older ones for the same VMs are gone. */
  changes() {
    return [...this.#recommended].flatMap(([cluster, added]) => {
      const all = recommendationsOf(this.#context.inventory, cluster);
      const kept = withoutOrphans(
        all,
        all.filter(
          ({ reason, target }) =>
            reason !== 'powerOnVm' || !added.some((one) => sameReference(one.target, target)),
        ),
      );
      return listChanges(this.#context, cluster, [...kept, ...added]);
    });
  }

  #refuseFor(vm: Vm, fault: VimFault): void {
    this.refuse(vm, fault.toLocalizedMethodFault() as LocalizedMethodFault);
  }

  /** DPM may wake one; else the fault for which there is none. */
  #waitForHost(vm: Vm, placer: Placer, found: Found): StandbyWait | VimFault | undefined {
    if (found.placements.length > 0) return StandbyWait.forFailover(this.#context, vm, placer);
    try {
      return StandbyWait.orThrow(this.#context, vm, placer, found);
    } catch (error) {
      if (error instanceof VimFault) return error;
      throw error;
    }
  }

  #recommendAfter(vm: Vm, placer: Placer, found: Found, first: FirstSteps): void {
    const { cluster } = placer;
    const made = placementAfter(first, vm, this.#context, cluster);
    if (this.#options.reserves) {
      placer.accept(found.newcomer, first.host.value);
      this.#context.drs.starts(vm, first.host);
    }
    this.#publish(cluster, [...first.steps, made]);
  }

  #publish(cluster: Cluster, made: readonly ClusterRecommendation[]): void {
    this.recommendations.push(...made);
    this.#recommended.set(cluster, [...(this.#recommended.get(cluster) ?? []), ...made]);
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
    this.#publish(cluster, made);
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
