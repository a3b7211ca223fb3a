/**
 * What a server remembers of DRS beside the inventory: the last pass of each cluster, for those who ask why,
 * the VMs which are being powered on where DRS wants them, and those which wait for DPM to wake a host. Kept in memory: it ends with the process.
 */
import type { DpmPlan, PendingVm } from '../../engines/dpm/facts.ts';
import type { DrsFacts, DrsPlan } from '../../engines/drs/facts.ts';
import type { Ref } from '../../vmodl/reference.ts';

export interface PassRecord {
  readonly cluster: Ref<'ClusterComputeResource'>;
  /** Virtual time, ms. */
  readonly atMs: number;
  readonly facts: DrsFacts;
  readonly plan: DrsPlan;
  /** What DPM made of it; undefined where it is off. */
  readonly power: DpmPlan | undefined;
  /** 0 … 100 by VM id. */
  readonly scores: ReadonlyMap<string, number>;
  /** Of the recommendations, in the plan's order. */
  readonly keys: readonly string[];
}

export interface PendingPowerOn extends PendingVm {
  readonly cluster: Ref<'ClusterComputeResource'>;
}

export class DrsRecords {
  readonly #passes = new Map<string, PassRecord>();
  /** Host by VM id. */
  readonly #starting = new Map<string, Ref<'HostSystem'>>();
  /** By VM id. */
  readonly #pending = new Map<string, PendingPowerOn>();
  readonly #listeners = new Set<(cluster: Ref<'ClusterComputeResource'>) => void>();

  /** Ids of clusters whose last pass broke off. */
  readonly #failing = new Set<string>();

  note(record: PassRecord): void {
    this.#passes.set(record.cluster.value, record);
  }

  lastPass(cluster: Ref): PassRecord | undefined {
    return this.#passes.get(cluster.value);
  }

  /** The VM will run there; later ones are placed with it in mind, until `started` is called. */
  starts(vm: Ref, host: Ref<'HostSystem'>): void {
    this.#starting.set(vm.value, host);
  }

  started(vm: Ref): void {
    this.#starting.delete(vm.value);
  }

  get starting(): ReadonlyMap<string, Ref<'HostSystem'>> {
    return this.#starting;
  }

  isFailing(cluster: Ref): boolean {
    return this.#failing.has(cluster.value);
  }

  setFailing(cluster: Ref, failing: boolean): void {
    if (failing) this.#failing.add(cluster.value);
    else this.#failing.delete(cluster.value);
  }

  /** The VM waits for one of those hosts to wake; whoever listens hears of its cluster. */
  awaits(cluster: Ref<'ClusterComputeResource'>, vm: PendingVm): void {
    this.#pending.set(vm.id, { ...vm, cluster });
    for (const hear of this.#listeners) hear(cluster);
  }

  awaitsNoMore(vm: Ref): void {
    this.#pending.delete(vm.value);
  }

  get pending(): ReadonlyMap<string, PendingPowerOn> {
    return this.#pending;
  }

  /** Calls `hear` for a cluster in which a VM begins to wait; answers how to stop that. */
  onPending(hear: (cluster: Ref<'ClusterComputeResource'>) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  forget(cluster: Ref): void {
    this.#passes.delete(cluster.value);
    this.#failing.delete(cluster.value);
  }

  /** For reset. */
  clear(): void {
    this.#passes.clear();
    this.#failing.clear();
    this.#starting.clear();
    this.#pending.clear();
  }
}
