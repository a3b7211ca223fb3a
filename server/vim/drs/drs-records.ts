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

  forget(cluster: Ref): void {
    this.#passes.delete(cluster.value);
  }

  /** For reset. */
  clear(): void {
    this.#passes.clear();
    this.#starting.clear();
  }
}
