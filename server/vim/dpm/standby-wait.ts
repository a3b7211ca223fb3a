/**
 * A VM that waits to be powered on until DPM has woken a host for it, or for what vSphere HA must keep.
 *
 * While it waits, DPM's next look finds it among what is pending. Whenever a host changes that could take
 * it, a place is looked for again, by then maybe on another host.
 */
import { VimFault } from '../../vmodl/fault.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import type { PlaceWait, Settle } from '../drs/place-wait.ts';
import { type Found, Placer, type PlacingServices } from '../drs/placement.ts';
import { vmResources } from '../facts/vm-facts.ts';
import type { Host } from '../migrations/move.ts';
import { WAKE_SECONDS } from './patience.ts';
import { standbyHostsFor, standbyHostsForFailover } from './standby-hosts.ts';

type Vm = Ref<'VirtualMachine'>;

const MS_PER_S = 1000;

export class StandbyWait implements PlaceWait {
  readonly #services: PlacingServices;
  readonly #vm: Vm;
  readonly #cluster: Placer['cluster'];
  #hosts: readonly Host[];
  #stops: (() => void)[] = [];

  private constructor(
    services: PlacingServices,
    vm: Vm,
    cluster: Placer['cluster'],
    hosts: readonly Host[],
  ) {
    this.#services = services;
    this.#vm = vm;
    this.#cluster = cluster;
    this.#hosts = hosts;
  }

  /** Throws the fault for which the VM has no place, where no host in standby could take it either. */
  static orThrow(services: PlacingServices, vm: Vm, placer: Placer, found: Found): StandbyWait {
    const hosts = standbyHostsFor(services, vm, placer, found);
    return new StandbyWait(services, vm, placer.cluster, hosts);
  }

  /**
   * For a VM that has a place which vSphere HA would not let it have now, but would with hosts awake that
   * DPM wakes by itself.
   */
  static forFailover(
    services: PlacingServices,
    vm: Vm,
    { cluster }: Placer,
  ): StandbyWait | undefined {
    const hosts = standbyHostsForFailover(services, vm, cluster);
    return hosts.length > 0 ? new StandbyWait(services, vm, cluster, hosts) : undefined;
  }

  begin(settle: Settle): void {
    const { inventory, clock } = this.#services;
    const timer = clock.after(
      WAKE_SECONDS * MS_PER_S,
      () => this.#end(settle, new VimFault('Timedout')),
      { background: true },
    );
    let asked = false;
    const leave = inventory.subscribe(({ states }) => {
      const changes = states.some(
        ({ ref, before, after }) =>
          this.#hosts.some(({ value }) => value === ref.value) &&
          before?.['runtime'] !== after?.['runtime'],
      );
      if (!changes || asked) return;
      asked = true;
      clock.after(0, () => {
        asked = false;
        this.#look(settle);
      });
    });
    this.#stops = [leave, () => timer.cancel()];
    this.#announce();
  }

  #look(settle: Settle): void {
    const { inventory, drs } = this.#services;
    if (this.#stops.length === 0) return;
    // The VM has gone, or everything was put back meanwhile.
    if (
      !inventory.has(this.#vm) ||
      !inventory.has(this.#cluster) ||
      !drs.pending.has(this.#vm.value)
    ) {
      this.#end(settle, new VimFault('ManagedObjectNotFound', { obj: this.#vm }));
      return;
    }
    const placer = new Placer(this.#services, this.#cluster);
    const found = placer.find(this.#vm);
    const [best] = found.placements;
    const needed = best ? standbyHostsForFailover(this.#services, this.#vm, this.#cluster) : [];
    if (best && needed.length === 0) {
      this.#end(settle, reference('HostSystem', best.host));
      return;
    }
    try {
      if (best) this.#hosts = needed;
      else this.#hosts = standbyHostsFor(this.#services, this.#vm, placer, found);
      this.#announce();
    } catch (error) {
      if (!(error instanceof VimFault)) throw error;
      this.#end(settle, error);
    }
  }

  #announce(): void {
    const { drs, inventory } = this.#services;
    drs.awaits(this.#cluster, {
      id: this.#vm.value,
      resources: vmResources(inventory, this.#vm),
      hosts: new Set(this.#hosts.map(({ value }) => value)),
    });
  }

  #end(settle: Settle, outcome: Host | VimFault): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#services.drs.awaitsNoMore(this.#vm);
    settle(outcome);
  }
}
