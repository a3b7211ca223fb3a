/**
 * Keeps the state of the hosts' HA agents in step with what happens to their clusters: HA is switched on or off, a
 * host comes, goes, fails, sleeps or is serviced.
 */
import type { Commit, StateChange } from '../inventory/change.ts';
import { agentChanges, agentGone } from '../vim/ha/agents.ts';
import type { Services } from '../vim/method.ts';
import { isReference, type Ref, reference } from '../vmodl/reference.ts';
import { member } from '../vmodl/value.ts';

const CAUSE = { method: 'haAgents' };
type Cluster = Ref<'ClusterComputeResource'>;

/** What of a host's runtime an agent depends on. */
const HOST_STATE = ['connectionState', 'powerState', 'inMaintenanceMode'];

export class HaAgents {
  readonly #services: Pick<Services, 'inventory' | 'events'>;
  readonly #leave: () => void;

  constructor({ services }: { readonly services: Pick<Services, 'inventory' | 'events'> }) {
    this.#services = services;
    this.#leave = services.inventory.subscribe((commit) => this.#hear(commit));
    this.restart();
  }

  /** Of clusters that have HA from the start nobody is told. */
  restart(): void {
    for (const cluster of this.#services.inventory.ofType('ClusterComputeResource')) {
      this.#update(cluster, { tells: false });
    }
  }

  stop(): void {
    this.#leave();
  }

  #hear({ states }: Commit): void {
    const { inventory } = this.#services;
    const touched = new Map<string, Cluster>();
    for (const change of states) {
      for (const cluster of clustersOf(change)) touched.set(cluster.value, cluster);
      const { ref, after } = change;
      if (ref.type !== 'HostSystem' || !hasLeft(change) || clusterOf(after)) continue;
      const gone = agentGone(this.#services, reference('HostSystem', ref.value));
      if (gone.length > 0) inventory.apply(gone, CAUSE);
    }
    for (const cluster of touched.values()) this.#update(cluster, { tells: true });
  }

  #update(cluster: Cluster, { tells }: { readonly tells: boolean }): void {
    const { inventory } = this.#services;
    if (!inventory.has(cluster)) return;
    const changes = agentChanges(this.#services, cluster, { tells });
    if (changes.length > 0) inventory.apply(changes, CAUSE);
  }
}

/** Clusters in which an agent may be in another state now. */
function clustersOf({ ref, before, after }: StateChange): readonly Cluster[] {
  if (ref.type === 'ClusterComputeResource') {
    const isOn = (state: StateChange['before']) =>
      member(member(state?.['configurationEx'], 'dasConfig'), 'enabled') === true;
    const same = before?.['configurationEx'] === after?.['configurationEx'];
    return same || isOn(before) === isOn(after) ? [] : [reference(ref.type, ref.value)];
  }
  if (ref.type !== 'HostSystem' || !differs(before, after)) return [];
  return [before, after].flatMap((state) => clusterOf(state) ?? []);
}

function differs(before: StateChange['before'], after: StateChange['after']): boolean {
  if (!before || !after || before['parent'] !== after['parent']) return true;
  const [was, is] = [before['runtime'], after['runtime']];
  return was !== is && HOST_STATE.some((name) => member(was, name) !== member(is, name));
}

function hasLeft({ before, after }: StateChange): boolean {
  return after !== undefined && before?.['parent'] !== after['parent'];
}

function clusterOf(state: StateChange['before']): Cluster | undefined {
  const parent = state?.['parent'];
  if (!isReference(parent) || parent.type !== 'ClusterComputeResource') return undefined;
  return reference('ClusterComputeResource', parent.value);
}
