/**
 * What a server remembers of Storage DRS beside the inventory: the last pass of each datastore cluster, for
 * those who ask why, placements that were recommended and not yet applied, and room held for them. Kept in
 * memory: it ends with the process.
 */
import type { StorageFacts } from '../../engines/storage-drs/facts.ts';
import type { StorageDrsPlan } from '../../engines/storage-drs/storage-plan.ts';
import type { ClusterRecommendation, StoragePlacementSpec } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { DiskGrowth } from './disk-growth.ts';

export interface StoragePassRecord {
  readonly pod: Ref<'StoragePod'>;
  /** Virtual time, ms. */
  readonly atMs: number;
  readonly facts: StorageFacts;
  readonly plan: StorageDrsPlan;
  /** Of the recommendations, in the plan's order. */
  readonly keys: readonly string[];
}

/** An initial placement that waits to be applied, or is dropped. */
export interface PendingPlacement {
  readonly recommendation: ClusterRecommendation;
  /** Carried out before it, all or nothing. */
  readonly prerequisites: readonly ClusterRecommendation[];
  readonly spec: StoragePlacementSpec;
  /** Key of the session that asked. */
  readonly sessionKey: string;
  readonly pod: Ref<'StoragePod'>;
  /** One of the recommendations of one answer: applying one ends the others. */
  readonly answer: number;
}

/** Room that is held until then, ms of virtual time. */
export interface SpaceLease {
  /** Key of the recommendation it is held for. */
  readonly key: string;
  readonly datastore: string;
  readonly bytes: number;
  readonly untilMs: number;
}

export class StorageDrsRecords {
  readonly growth = new DiskGrowth();
  readonly #passes = new Map<string, StoragePassRecord>();
  readonly #placements = new Map<string, PendingPlacement>();
  #leases: readonly SpaceLease[] = [];

  note(record: StoragePassRecord): void {
    this.#passes.set(record.pod.value, record);
  }

  lastPass(pod: Ref): StoragePassRecord | undefined {
    return this.#passes.get(pod.value);
  }

  awaits(placement: PendingPlacement): void {
    this.#placements.set(placement.recommendation.key, placement);
  }

  placement(key: string): PendingPlacement | undefined {
    return this.#placements.get(key);
  }

  /** Ends it, those of the same answer, and the room held for them. */
  dropPlacement(key: string): void {
    const dropped = this.#placements.get(key);
    if (!dropped) return;
    for (const [other, { answer }] of this.#placements) {
      if (answer !== dropped.answer) continue;
      this.#placements.delete(other);
      this.#leases = this.#leases.filter((lease) => lease.key !== other);
    }
  }

  hold(lease: SpaceLease): void {
    this.#leases = [...this.#leases, lease];
  }

  /** Bytes held on a datastore at that time. */
  leasedBytes(datastore: string, nowMs: number): number {
    this.#leases = this.#leases.filter(({ untilMs }) => untilMs > nowMs);
    return this.#leases
      .filter((lease) => lease.datastore === datastore)
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }

  forget(pod: Ref): void {
    this.#passes.delete(pod.value);
    for (const [key, placement] of this.#placements) {
      if (placement.pod.value === pod.value) this.dropPlacement(key);
    }
  }

  /** For reset. */
  clear(): void {
    this.growth.clear();
    this.#passes.clear();
    this.#placements.clear();
    this.#leases = [];
  }
}
