/**
 * Why Storage DRS did what it did: the last pass over a datastore cluster, with how full and how fast each
 * datastore was and would be, and which moves were looked at. For tests and for people who want to understand.
 */
import type { StorageFacts } from '../engines/storage-drs/facts.ts';
import type {
  ConsideredStorageMove,
  DatastoreLoad,
  StorageFault,
  StorageMove,
  StorageRecommendation,
} from '../engines/storage-drs/storage-plan.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { hasStorageDrs } from '../vim/facts/storage-drs-settings.ts';
import type { Services } from '../vim/method.ts';
import type { Pod } from '../vim/storage-drs/pod-entry.ts';
import type { StoragePassRecord } from '../vim/storage-drs/storage-drs-records.ts';
import { ControlError } from './control-error.ts';
import type { Named } from './migrations.ts';
import { objectNamed } from './object-named.ts';

export interface DatastoreLoadReport {
  readonly usedBytes: number;
  /** Percent of the capacity. */
  readonly spaceUtil: number;
  /** With a part of what thin disks may still write; may exceed 100. */
  readonly spaceDemand: number;
  readonly overThreshold: boolean;
  readonly latencyMs?: number | undefined;
}

export interface StorageDatastoreReport extends Named {
  readonly state: 'able' | 'leaving' | 'absent';
  readonly capacityBytes: number;
  readonly growthBytesPerHour: number;
  readonly before: DatastoreLoadReport;
  readonly after: DatastoreLoadReport;
}

export interface StorageMoveReport {
  readonly vm: Named;
  /** Keys of virtual disks; `home`. */
  readonly disks: readonly string[];
  readonly source: Named;
  readonly destination: Named;
  readonly sizeTransferredKb: number;
}

export interface StorageRecommendationReport {
  readonly key: string;
  readonly reason: string;
  readonly priority: number;
  readonly rating: number;
  readonly automatic: boolean;
  /** Keys of those that go before it. */
  readonly prerequisites: readonly string[];
  readonly moves: readonly StorageMoveReport[];
}

export interface StorageFaultReport {
  readonly reason: string;
  readonly vm?: Named | undefined;
  readonly disks: readonly string[];
  readonly fault: string;
  readonly message: string;
}

export interface ConsideredStorageReport extends Omit<StorageMoveReport, 'sizeTransferredKb'> {
  readonly kind: ConsideredStorageMove['kind'];
  readonly verdict: ConsideredStorageMove['verdict'];
}

export interface StorageDrsSummary {
  readonly pod: Named;
  readonly enabled: boolean;
  /** Of the last pass; the rest is absent when there was none. */
  readonly at?: string | undefined;
  readonly scope?: StorageFacts['scope'] | undefined;
  readonly datastoresOverThreshold?: number | undefined;
  /** 1: all datastores are equally fast; absent while latencies are not known. */
  readonly ioFairnessBefore?: number | undefined;
  readonly ioFairnessAfter?: number | undefined;
  readonly recommended?: number | undefined;
}

export interface StorageDrsReport extends StorageDrsSummary {
  readonly datastores: readonly StorageDatastoreReport[];
  readonly recommendations: readonly StorageRecommendationReport[];
  readonly faults: readonly StorageFaultReport[];
  readonly considered: readonly ConsideredStorageReport[];
}

export class StorageDrsReports {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  list(): readonly StorageDrsSummary[] {
    return this.#services.inventory.ofType('StoragePod').map((pod) => this.#summary(pod));
  }

  /** Throws ControlError for a datastore cluster that is unknown, or that Storage DRS has not looked at. */
  get(text: string): StorageDrsReport {
    const pod = this.#named(text);
    const record = this.#services.storageDrs.lastPass(pod);
    const summary = this.#summary(pod);
    if (!record) {
      const reason = summary.enabled ? 'has not looked at it yet' : 'is off there';
      const name = summary.pod.name;
      throw new ControlError('conflict', `datastore cluster "${name}": Storage DRS ${reason}`);
    }
    return { ...summary, ...new PassReport(record, this.#services.inventory).whole() };
  }

  #summary(pod: Pod): StorageDrsSummary {
    const { inventory, storageDrs, clock } = this.#services;
    const record = storageDrs.lastPass(pod);
    const plan = record?.plan;
    return {
      pod: { id: pod.value, name: inventory.read(pod, 'name') },
      enabled: hasStorageDrs(inventory, pod),
      at: record && clock.iso(record.atMs),
      scope: record?.facts.scope,
      datastoresOverThreshold: plan?.before.filter(({ overThreshold }) => overThreshold).length,
      ioFairnessBefore: plan?.ioFairnessBefore,
      ioFairnessAfter: plan?.ioFairnessAfter,
      recommended: plan?.recommendations.length,
    };
  }

  #named(text: string): Pod {
    const kind = { type: 'StoragePod', words: 'datastore cluster' } as const;
    return objectNamed(this.#services.inventory, kind, text);
  }
}

class PassReport {
  readonly #record: StoragePassRecord;
  readonly #inventory: Inventory;
  readonly #names: ReadonlyMap<string, string>;

  constructor(record: StoragePassRecord, inventory: Inventory) {
    this.#record = record;
    this.#inventory = inventory;
    const { datastores, vms } = record.facts;
    this.#names = new Map([...datastores, ...vms].map(({ id, name }) => [id, name]));
  }

  whole(): Omit<StorageDrsReport, keyof StorageDrsSummary> {
    const { plan } = this.#record;
    return {
      datastores: this.#datastores(),
      recommendations: plan.recommendations.map((one) => this.#recommendation(one)),
      faults: plan.faults.map((one) => this.#fault(one)),
      considered: plan.considered.map(({ kind, verdict, ...move }) => ({
        ...{ kind, ...this.#ends(move), verdict },
      })),
    };
  }

  #datastores(): StorageDatastoreReport[] {
    const { plan, facts } = this.#record;
    const growth = new Map<string, number>();
    for (const { datastore, growthBytesPerHour } of facts.disks) {
      growth.set(datastore, (growth.get(datastore) ?? 0) + growthBytesPerHour);
    }
    const loadIn = (loads: readonly DatastoreLoad[], id: string): DatastoreLoadReport => {
      const { usedBytes, spaceUtil, spaceDemand, overThreshold, latencyMs } =
        loads.find((one) => one.id === id) ?? NOTHING;
      return { usedBytes, spaceUtil, spaceDemand, overThreshold, latencyMs };
    };
    return facts.datastores.map(({ id, name, state, capacityBytes }) => ({
      ...{ id, name, state, capacityBytes },
      growthBytesPerHour: growth.get(id) ?? 0,
      before: loadIn(plan.before, id),
      after: loadIn(plan.after, id),
    }));
  }

  #recommendation(one: StorageRecommendation): StorageRecommendationReport {
    const { number, reason, priority, rating, automatic, moves, prerequisites } = one;
    return {
      ...{ key: this.#key(number), reason, priority, rating, automatic },
      prerequisites: prerequisites.map((before) => this.#key(before)),
      moves: moves.map((move) => this.#move(move)),
    };
  }

  /** Of the recommendation with that number in its plan. */
  #key(number: number): string {
    const { plan, keys } = this.#record;
    return keys[plan.recommendations.findIndex((one) => one.number === number)] ?? '';
  }

  #move(move: StorageMove): StorageMoveReport {
    return { ...this.#ends(move), sizeTransferredKb: Math.round(move.sizeTransferredKb) };
  }

  #fault({ reason, vm, disks, fault: { name, message } }: StorageFault): StorageFaultReport {
    return {
      reason,
      vm: vm === undefined ? undefined : this.#named(vm),
      disks: disks.map(withoutVm),
      ...{ fault: name, message },
    };
  }

  #ends(move: Pick<StorageMove, 'vm' | 'disks' | 'source' | 'destination'>) {
    return {
      vm: this.#named(move.vm),
      disks: move.disks.map(withoutVm),
      source: this.#named(move.source),
      destination: this.#named(move.destination),
    };
  }

  #named(id: string): Named {
    const now = this.#inventory.find(id);
    const name = this.#names.get(id) ?? (now && String(this.#inventory.read(now, 'name')));
    return { id, name: name ?? id };
  }
}

const NOTHING: Omit<DatastoreLoad, 'id'> = {
  ...{ usedBytes: 0, spaceUtil: 0, spaceDemand: 0 },
  overThreshold: false,
};

/** `vm-12:2000` → `2000` */
function withoutVm(disk: string): string {
  return disk.slice(disk.indexOf(':') + 1);
}
