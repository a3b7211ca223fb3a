/**
 * When DRS looks at its clusters: every few minutes of virtual time, and at once when a host comes or goes,
 * when a rule or a setting changes, and when a VM starts, stops, is suspended or unregistered.
 *
 * VMs that come and go are waited for until the next sample when DRS has looked within the present one: a
 * thousand power-ons are no thousand passes. Periods are background work: instant time does not leap to them. What happened in one moment is looked at
 * together. When DPM is switched off, it wakes the hosts that sleep. Where time passes by itself, a pass over many VMs rests now and then, so that others are served;
 * where time is told to pass it is over before time goes on, so that equal stories end alike.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { Commit, StateChange } from '../inventory/change.ts';
import { isPowerManaged, wakeHosts } from '../vim/dpm/switched-off.ts';
import { passSteps, withdraw } from '../vim/drs/pass.ts';
import { drsSettings, hasDrs } from '../vim/facts/drs-settings.ts';
import type { Services } from '../vim/method.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';

type Cluster = Ref<'ClusterComputeResource'>;

export interface DrsLoopOptions {
  readonly services: Services;
  readonly clock: Clock;
  /** Goes on after others were served: `VirtualClock.rest`. */
  readonly rest: (act: () => void) => void;
  /** Does time pass by itself? */
  readonly flows: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Of a host: what decides whether it takes part. */
const HOST_STATE = ['connectionState', 'powerState', 'inMaintenanceMode'] as const;
const MS_PER_S = 1000;
/** Two looks because of VMs are at least a sample of the statistics apart, ms. */
const VM_GAP_MS = 20_000;

export class DrsLoop {
  readonly #options: DrsLoopOptions;
  readonly #services: Services;
  /** Next look, by cluster id. */
  readonly #timers = new Map<string, { readonly timer: Timer; readonly periodMs: number }>();
  /** Clusters to be looked at once the present call is over. */
  readonly #asked = new Map<string, Cluster>();
  /** Passes that rest, by cluster id. */
  readonly #thinking = new Map<string, Generator<void>>();
  /** Clusters that were asked for while their pass rested. */
  readonly #again = new Set<string>();
  /** Looks because of VMs, by cluster id: the last one, and the next that waits. */
  readonly #lookedAtMs = new Map<string, number>();
  readonly #later = new Map<string, Timer>();
  #soon: Timer | undefined;
  readonly #leave: () => void;

  constructor(options: DrsLoopOptions) {
    this.#options = options;
    this.#services = options.services;
    const leaves = [
      this.#services.inventory.subscribe((commit) => this.#hear(commit)),
      this.#services.drs.onPending((cluster) => this.#ask(cluster)),
    ];
    this.#leave = () => {
      for (const leave of leaves) leave();
    };
    this.restart();
  }

  /** As after a start: everything was replaced. */
  restart(): void {
    this.#cancelAll();
    for (const cluster of this.#services.inventory.ofType('ClusterComputeResource')) {
      this.#arrange(cluster);
      this.#resume(cluster);
    }
  }

  stop(): void {
    this.#leave();
    this.#cancelAll();
  }

  #cancelAll(): void {
    for (const { timer } of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    for (const timer of this.#later.values()) timer.cancel();
    this.#later.clear();
    this.#lookedAtMs.clear();
    this.#asked.clear();
    this.#again.clear();
    this.#thinking.clear();
    this.#soon?.cancel();
    this.#soon = undefined;
  }

  /** A host that was on its way out when the server stopped is still. */
  #resume(cluster: Cluster): void {
    const { inventory } = this.#services;
    const hosts = inventory.read(cluster, 'host') ?? [];
    if (hosts.some((host) => isLeaving((name) => inventory.read(host as Ref, name)))) {
      this.#ask(cluster);
    }
  }

  /** Sees to it that the cluster is looked at as often as it wants, or no more. */
  #arrange(cluster: Cluster): void {
    const { inventory } = this.#services;
    const known = this.#timers.get(cluster.value);
    const wanted = hasDrs(inventory, cluster)
      ? drsSettings(inventory, cluster).options.pollPeriodSeconds * MS_PER_S
      : undefined;
    if (known?.periodMs === wanted) return;
    known?.timer.cancel();
    this.#timers.delete(cluster.value);
    if (wanted === undefined) return;
    const timer = this.#options.clock.every(wanted, () => {
      // A period that is shorter than the pass is left out.
      if (this.#options.flows() && this.#thinking.has(cluster.value)) return;
      this.#ask(cluster);
    });
    this.#timers.set(cluster.value, { timer, periodMs: wanted });
  }

  #hear({ states }: Commit): void {
    for (const state of states) {
      if (state.ref.type === 'ClusterComputeResource') this.#hearCluster(state);
      else if (state.ref.type === 'HostSystem') this.#hearHost(state);
      else if (state.ref.type === 'VirtualMachine') this.#hearVm(state);
    }
  }

  #hearCluster({ ref, before, after }: StateChange): void {
    const cluster = ref as Cluster;
    if (before?.['configurationEx'] === after?.['configurationEx']) return;
    if (!after) {
      this.#timers.get(ref.value)?.timer.cancel();
      this.#timers.delete(ref.value);
      this.#services.drs.forget(ref);
      this.#lookedAtMs.delete(ref.value);
      return;
    }
    const [was, is] = [before, after].map((state) => isPowerManaged(state?.['configurationEx']));
    if (was && !is) this.#options.clock.after(0, () => wakeHosts(this.#services, cluster));
    this.#ask(cluster);
  }

  #hearHost({ before, after }: StateChange): void {
    if (!differs(before, after)) return;
    for (const state of [before, after]) {
      const parent = state?.['parent'];
      const id = member(parent, 'value');
      if (member(parent, 'type') === 'ClusterComputeResource' && typeof id === 'string') {
        this.#ask(parent as unknown as Cluster);
      }
    }
  }

  #hearVm({ before, after }: StateChange): void {
    if (!before || !runsOtherwise(before, after)) return;
    const { inventory } = this.#services;
    for (const state of [before, after]) {
      const host = member(state?.['runtime'], 'host');
      if (!isReference(host) || !inventory.has(host)) continue;
      const cluster = inventory.read(host, 'parent');
      if (isReference(cluster) && hasDrs(inventory, cluster)) this.#askForVms(cluster);
    }
  }

  #askForVms(cluster: Cluster): void {
    const { clock } = this.#options;
    const lookedAtMs = this.#lookedAtMs.get(cluster.value);
    const waitMs = lookedAtMs === undefined ? 0 : lookedAtMs + VM_GAP_MS - clock.now();
    if (waitMs <= 0) {
      this.#ask(cluster);
      return;
    }
    if (this.#later.has(cluster.value)) return;
    const look = () => {
      this.#later.delete(cluster.value);
      this.#ask(cluster);
    };
    this.#later.set(cluster.value, clock.after(waitMs, look, { background: true }));
  }

  #ask(cluster: Cluster): void {
    this.#asked.set(cluster.value, cluster);
    this.#soon ??= this.#options.clock.after(0, () => {
      this.#soon = undefined;
      const asked = [...this.#asked.values()];
      this.#asked.clear();
      for (const one of asked) this.#look(one);
    });
  }

  #look(cluster: Cluster): void {
    const { inventory } = this.#services;
    if (!inventory.has(cluster)) return;
    this.#lookedAtMs.set(cluster.value, this.#options.clock.now());
    this.#arrange(cluster);
    if (!hasDrs(inventory, cluster)) {
      withdraw(this.#services, cluster);
      return;
    }
    const resting = this.#thinking.get(cluster.value);
    if (resting) {
      if (this.#options.flows()) {
        this.#again.add(cluster.value);
        return;
      }
      this.#think(cluster, resting);
    }
    const steps = passSteps(this.#services, cluster);
    this.#thinking.set(cluster.value, steps);
    this.#think(cluster, steps);
  }

  #think(cluster: Cluster, steps: Generator<void>): void {
    const { rest, flows, onError } = this.#options;
    if (this.#thinking.get(cluster.value) !== steps) return;
    try {
      do {
        if (steps.next().done) {
          this.#thinking.delete(cluster.value);
          if (this.#again.delete(cluster.value)) this.#ask(cluster);
          return;
        }
      } while (!flows());
    } catch (error) {
      this.#thinking.delete(cluster.value);
      this.#again.delete(cluster.value);
      onError(error);
      return;
    }
    rest(() => this.#think(cluster, steps));
  }
}

type Stored = StateChange['before'];

/** Does a VM run otherwise than before? One that is gone counts. */
function runsOtherwise(before: Stored, after: Stored): boolean {
  const [was, is] = [before?.['runtime'], after?.['runtime']];
  return was !== is && member(was, 'powerState') !== member(is, 'powerState');
}

/** Does the host take part otherwise than before? */
function differs(before: Stored, after: Stored): boolean {
  if (!before || !after) return true;
  if (before['parent'] !== after['parent']) return true;
  const leaving = [before, after].map((state) => isLeaving((name) => state[name]));
  if (leaving[0] !== leaving[1]) return true;
  const [was, is] = [before['runtime'], after['runtime']];
  return was !== is && HOST_STATE.some((name) => member(was, name) !== member(is, name));
}

function isLeaving(read: (name: string) => unknown): boolean {
  return read('_enteringMaintenance') === true || read('_enteringStandby') === true;
}
