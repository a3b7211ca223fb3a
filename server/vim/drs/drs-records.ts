/**
 * What a server remembers of DRS beside the inventory: the last pass of each cluster, for those who ask why,
 * and the VMs which are being powered on where DRS wants them. Kept in memory: it ends with the process.
 */
import type { DpmPlan } from '../../engines/dpm/facts.ts';
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

export class DrsRecords {
  readonly #passes = new Map<string, PassRecord>();
  /** Host by VM id. */
  readonly #starting = new Map<string, Ref<'HostSystem'>>();

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

  forget(cluster: Ref): void {
    this.#passes.delete(cluster.value);
    this.#failing.delete(cluster.value);
  }

  /** For reset. */
  clear(): void {
    this.#passes.clear();
    this.#failing.clear();
    this.#starting.clear();
  }
}
