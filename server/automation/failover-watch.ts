/**
 * Tells of clusters that could no longer bear as many failures as vSphere HA's admission control asks for, and when
 * they can again. Hosts that fail or are serviced bring it about; what is powered on is refused before.
 *
 * A cluster is looked at when a host, a running virtual machine or its settings have changed, once within a sample
 * of the statistics (ours).
 */
import type { Clock, Timer } from '../clock/clock.ts';
import { bearsFailures } from '../engines/resources/failover.ts';
import type { Commit, StateChange } from '../inventory/change.ts';
import { failoverFacts } from '../vim/facts/failover-facts.ts';
import type { Services } from '../vim/method.ts';
import { isReference, type Ref } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';

type Cluster = Ref<'ClusterComputeResource'>;

export interface FailoverWatchOptions {
  readonly services: Pick<Services, 'inventory' | 'events'>;
  readonly clock: Clock;
}

/** Two looks at a cluster are at least so far apart, ms. */
const GAP_MS = 20_000;
const CAUSE = { method: 'failoverWatch' };
/** What of a host's or a VM's state counts. */
const RUNTIME: readonly string[] = [
  'connectionState',
  'powerState',
  'inMaintenanceMode',
  'standbyMode',
  'host',
];
/** What of a VM's settings. */
const NEEDS: readonly string[] = ['cpuAllocation', 'memoryAllocation', 'hardware'];

interface Watched {
  readonly cluster: Cluster;
  /** Could it bear them when it was last looked at? Undefined: nobody asks. */
  bears: boolean | undefined;
  lookedAtMs: number | undefined;
  look: Timer | undefined;
}

export class FailoverWatch {
  readonly #options: FailoverWatchOptions;
  /** By id of the cluster. */
  readonly #watched = new Map<string, Watched>();
  readonly #leave: () => void;

  constructor(options: FailoverWatchOptions) {
    this.#options = options;
    this.#leave = options.services.inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** Of how clusters are from the start nobody is told. */
  restart(): void {
    this.#forgetAll();
    for (const cluster of this.#options.services.inventory.ofType('ClusterComputeResource')) {
      this.#watch(cluster).bears = this.#bears(cluster);
    }
  }

  stop(): void {
    this.#leave();
    this.#forgetAll();
  }

  #forgetAll(): void {
    for (const { look } of this.#watched.values()) look?.cancel();
    this.#watched.clear();
  }

  #watch(cluster: Cluster): Watched {
    const known = this.#watched.get(cluster.value);
    if (known) return known;
    const made = { cluster, bears: undefined, lookedAtMs: undefined, look: undefined };
    this.#watched.set(cluster.value, made);
    return made;
  }

  #hear({ states }: Commit): void {
    for (const change of states) {
      for (const cluster of this.#clustersOf(change)) this.#lookSoon(this.#watch(cluster));
    }
  }

  /** Clusters that may bear more or fewer failures now. */
  #clustersOf({ ref, before, after }: StateChange): readonly Cluster[] {
    switch (ref.type) {
      case 'ClusterComputeResource':
        return before?.['configurationEx'] === after?.['configurationEx'] ? [] : [ref as Cluster];
      case 'HostSystem':
        if (before?.['parent'] === after?.['parent'] && !differs(before, after, 'runtime'))
          return [];
        return [before, after].flatMap((state) => asCluster(state?.['parent']));
      case 'VirtualMachine':
        if (!differs(before, after, 'runtime') && !differs(before, after, 'config')) return [];
        return [before, after].flatMap((state) => this.#clusterOfHost(hostOf(state)));
      default:
        return [];
    }
  }

  #clusterOfHost(host: unknown): readonly Cluster[] {
    const { inventory } = this.#options.services;
    if (!isReference(host) || !inventory.has(host)) return [];
    return asCluster(inventory.read(host as Ref<'HostSystem'>, 'parent'));
  }

  /** At once, unless it has been looked at within the present sample. */
  #lookSoon(watched: Watched): void {
    if (watched.look) return;
    const { clock } = this.#options;
    const { lookedAtMs } = watched;
    const waitMs = lookedAtMs === undefined ? 0 : lookedAtMs + GAP_MS - clock.now();
    watched.look = clock.after(Math.max(0, waitMs), () => this.#look(watched), {
      background: waitMs > 0,
    });
  }

  #look(watched: Watched): void {
    const { services, clock } = this.#options;
    const { cluster, bears: before } = watched;
    watched.look = undefined;
    if (!services.inventory.has(cluster)) {
      this.#watched.delete(cluster.value);
      return;
    }
    watched.lookedAtMs = clock.now();
    watched.bears = this.#bears(cluster);
    if (watched.bears === before || watched.bears === undefined) return;
    // Nobody is told that all is well where nothing was wrong.
    if (before === undefined && watched.bears) return;
    const type = watched.bears ? 'FailoverLevelRestored' : 'InsufficientFailoverResourcesEvent';
    services.inventory.apply([services.events.change({ type, about: cluster })], CAUSE);
  }

  #bears(cluster: Cluster): boolean | undefined {
    const facts = failoverFacts(this.#options.services.inventory, cluster);
    return facts && bearsFailures(facts);
  }
}

function differs(
  before: StateChange['before'],
  after: StateChange['after'],
  property: 'runtime' | 'config',
): boolean {
  const [was, is] = [before?.[property], after?.[property]];
  if (was === is) return false;
  const names = property === 'runtime' ? RUNTIME : NEEDS;
  return names.some((name) => member(was, name) !== member(is, name));
}

function hostOf(state: StateChange['after']): unknown {
  return member(state?.['runtime'], 'host');
}

function asCluster(parent: unknown): readonly Cluster[] {
  return isReference(parent) && parent.type === 'ClusterComputeResource' ? [parent as Cluster] : [];
}
