/**
 * Why DRS did what it did: the last pass over a cluster, with what each host carried and each VM was entitled
 * to, how even the cluster was and would be, and which moves were looked at. For tests and for people who want
 * to understand.
 */
import type {
  Amount,
  ConsideredMove,
  DrsFacts,
  DrsFault,
  DrsRecommendation,
  HostLoad,
} from '../engines/drs/facts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PassRecord } from '../vim/drs/drs-records.ts';
import { hasDrs } from '../vim/facts/drs-settings.ts';
import type { Services } from '../vim/method.ts';
import type { Ref } from '../vmodl/reference.ts';
import { ControlError } from './control-error.ts';
import { type PowerReport, powerReport } from './dpm.ts';
import type { Named } from './migrations.ts';
import { objectNamed } from './object-named.ts';

export interface HostLoadReport extends Amount {
  /** Of its capacity. */
  readonly cpuShare: number;
  readonly memoryShare: number;
  readonly vmCount: number;
}

export interface DrsHostReport extends Named {
  readonly state: 'able' | 'leaving' | 'absent';
  readonly capacity: Amount;
  readonly before: HostLoadReport;
  readonly after: HostLoadReport;
}

export interface DrsVmReport extends Named {
  readonly host: Named;
  readonly behavior: string;
  readonly demand: Amount;
  readonly entitlement: Amount;
  /** 0 … 100. */
  readonly score?: number | undefined;
}

export interface DrsMoveReport extends Amount {
  readonly vm: Named;
  readonly source: Named;
  readonly destination: Named;
}

export interface DrsRecommendationReport {
  readonly key: string;
  readonly reason: string;
  readonly priority: number;
  readonly rating: number;
  readonly automatic: boolean;
  readonly moves: readonly DrsMoveReport[];
}

export interface DrsFaultReport {
  readonly reason: string;
  readonly vm?: Named | undefined;
  readonly fault: string;
  readonly message: string;
}

export interface ConsideredReport {
  readonly vm: Named;
  readonly source: Named;
  readonly destination: Named;
  readonly goodness: number;
  readonly verdict: ConsideredMove['verdict'];
}

export interface DrsSummary {
  readonly cluster: Named;
  readonly enabled: boolean;
  /** Of the last pass; the rest is absent when there was none. */
  readonly at?: string | undefined;
  readonly model?: 'classic' | 'score' | undefined;
  /** 1 conservative … 5 aggressive. */
  readonly level?: number | undefined;
  readonly imbalanceBefore?: number | undefined;
  readonly imbalanceAfter?: number | undefined;
  /** Absent at level 1, which balances nothing. */
  readonly targetImbalance?: number | undefined;
  readonly recommended?: number | undefined;
}

export interface DrsReport extends DrsSummary {
  readonly hosts: readonly DrsHostReport[];
  readonly vms: readonly DrsVmReport[];
  readonly recommendations: readonly DrsRecommendationReport[];
  readonly faults: readonly DrsFaultReport[];
  readonly considered: readonly ConsideredReport[];
  /** What DPM made of it; absent where it is off. */
  readonly power?: PowerReport | undefined;
}

type Cluster = Ref<'ClusterComputeResource'>;
const NOTHING: Omit<HostLoad, 'id'> = {
  load: { cpuMhz: 0, memoryMb: 0 },
  cpuShare: 0,
  memoryShare: 0,
  vmCount: 0,
};

export class DrsReports {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  list(): readonly DrsSummary[] {
    return this.#services.inventory
      .ofType('ClusterComputeResource')
      .map((cluster) => this.#summary(cluster));
  }

  /** Throws ControlError for a cluster that is unknown, or that DRS has not looked at. */
  get(text: string): DrsReport {
    const cluster = this.#named(text);
    const record = this.#services.drs.lastPass(cluster);
    const summary = this.#summary(cluster);
    if (!record) {
      const reason = summary.enabled ? 'has not looked at it yet' : 'is off there';
      throw new ControlError('conflict', `cluster "${summary.cluster.name}": DRS ${reason}`);
    }
    return { ...summary, ...new PassReport(record, this.#services.inventory).whole() };
  }

  #summary(cluster: Cluster): DrsSummary {
    const { inventory, drs, clock } = this.#services;
    const record = drs.lastPass(cluster);
    const plan = record?.plan;
    return {
      cluster: { id: cluster.value, name: inventory.read(cluster, 'name') },
      enabled: hasDrs(inventory, cluster),
      at: record && clock.iso(record.atMs),
      model: record?.facts.model,
      level: record?.facts.level,
      imbalanceBefore: plan?.imbalanceBefore,
      imbalanceAfter: plan?.imbalanceAfter,
      targetImbalance: plan?.targetImbalance,
      recommended: plan?.recommendations.length,
    };
  }

  #named(text: string): Cluster {
    const kind = { type: 'ClusterComputeResource', words: 'cluster' } as const;
    return objectNamed(this.#services.inventory, kind, text);
  }
}

class PassReport {
  readonly #record: PassRecord;
  readonly #facts: DrsFacts;
  readonly #inventory: Inventory;
  readonly #names: ReadonlyMap<string, string>;

  constructor(record: PassRecord, inventory: Inventory) {
    this.#record = record;
    this.#facts = record.facts;
    this.#inventory = inventory;
    const { hosts, vms } = record.facts;
    this.#names = new Map([...hosts, ...vms].map(({ id, name }) => [id, name]));
  }

  whole(): Omit<DrsReport, keyof DrsSummary> {
    const { plan, keys, power } = this.#record;
    return {
      hosts: this.#hosts(),
      vms: this.#vms(),
      recommendations: plan.recommendations.map((one, at) =>
        this.#recommendation(one, keys[at] ?? ''),
      ),
      faults: plan.faults.map((one) => this.#fault(one)),
      considered: plan.considered.map(({ vm, source, destination, goodness, verdict }) => ({
        ...this.#ends({ vm, source, destination }),
        ...{ goodness, verdict },
      })),
      power: power && powerReport(power, (id) => this.#named(id)),
    };
  }

  #hosts(): DrsHostReport[] {
    const { before, after } = this.#record.plan;
    const loadIn = (loads: readonly HostLoad[], id: string): HostLoadReport => {
      const { load, cpuShare, memoryShare, vmCount } =
        loads.find((one) => one.id === id) ?? NOTHING;
      return { ...load, cpuShare, memoryShare, vmCount };
    };
    return this.#facts.hosts.map(({ id, name, state, capacity }) => ({
      ...{ id, name, state, capacity },
      before: loadIn(before, id),
      after: loadIn(after, id),
    }));
  }

  #vms(): DrsVmReport[] {
    const { plan, scores } = this.#record;
    return this.#facts.vms.map(({ id, name, host, behavior, demand }) => ({
      ...{ id, name, behavior, demand },
      host: this.#named(host),
      entitlement: plan.entitlements.get(id) ?? NOTHING.load,
      score: scores.get(id),
    }));
  }

  #recommendation(one: DrsRecommendation, key: string): DrsRecommendationReport {
    const { reason, priority, rating, automatic, moves } = one;
    return {
      ...{ key, reason, priority, rating, automatic },
      moves: moves.map((move) => ({ ...this.#ends(move), ...move.load })),
    };
  }

  #fault({ reason, vm, fault }: DrsFault): DrsFaultReport {
    const { name, message } = fault;
    return { reason, vm: vm === undefined ? undefined : this.#named(vm), fault: name, message };
  }

  #ends(move: { readonly vm: string; readonly source: string; readonly destination: string }) {
    return {
      vm: this.#named(move.vm),
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
