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

/** Ours. */
const PLACEMENTS_MAX = 10_000;

export class StorageDrsRecords {
  readonly growth = new DiskGrowth();
  readonly #passes = new Map<string, StoragePassRecord>();
  readonly #placements = new Map<string, PendingPlacement>();
  #leases: readonly SpaceLease[] = [];
  /** By VM id: where files that are to be moved will be, by device key or `home`. */
  readonly #sent = new Map<string, ReadonlyMap<string, string>>();
  /** Ids of datastore clusters whose last pass broke off. */
  readonly #failing = new Set<string>();
  #epoch = 0;

  /** Another one after each reset: what was begun before is over. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Files of the virtual machine will be on those datastores, once their move has had its turn. */
  sends(vm: Ref, destinations: ReadonlyMap<string, string>): void {
    this.#sent.set(vm.value, new Map([...this.destinationsOf(vm), ...destinations]));
  }

  destinationsOf(vm: Ref): ReadonlyMap<string, string> {
    return this.#sent.get(vm.value) ?? new Map();
  }

  /** Nothing of it is to be moved any more. */
  arrived(vm: Ref): void {
    this.#sent.delete(vm.value);
  }

  isFailing(pod: Ref): boolean {
    return this.#failing.has(pod.value);
  }

  setFailing(pod: Ref, failing: boolean): void {
    if (failing) this.#failing.add(pod.value);
    else this.#failing.delete(pod.value);
  }

  note(record: StoragePassRecord): void {
    this.#passes.set(record.pod.value, record);
  }

  lastPass(pod: Ref): StoragePassRecord | undefined {
    return this.#passes.get(pod.value);
  }

  /** Clients which place by themselves apply nothing: the oldest are forgotten. */
  awaits(placement: PendingPlacement): void {
    this.#placements.set(placement.recommendation.key, placement);
    const [oldest] = this.#placements.keys();
    if (this.#placements.size > PLACEMENTS_MAX && oldest !== undefined)
      this.cancelPlacement(oldest);
  }

  placement(key: string): PendingPlacement | undefined {
    return this.#placements.get(key);
  }

  /** Ends it alone, and the room held for it. */
  cancelPlacement(key: string): void {
    this.#placements.delete(key);
    this.#leases = this.#leases.filter((lease) => lease.key !== key);
  }

  /** Ends it, those of the same answer, and the room held for them. */
  dropPlacement(key: string): void {
    const dropped = this.#placements.get(key);
    if (!dropped) return;
    for (const [other, { answer }] of this.#placements) {
      if (answer !== dropped.answer) continue;
      this.cancelPlacement(other);
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
    this.#failing.delete(pod.value);
    for (const [key, placement] of this.#placements) {
      if (placement.pod.value === pod.value) this.dropPlacement(key);
    }
  }

  /** For reset. */
  clear(): void {
    this.#epoch += 1;
    this.growth.clear();
    this.#sent.clear();
    this.#failing.clear();
    this.#passes.clear();
    this.#placements.clear();
    this.#leases = [];
  }
}
