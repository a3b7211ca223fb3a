/**
 * What DRS knows when it looks at a cluster: hosts, virtual machines that run, the pool tree, rules,
 * settings. Plain facts of one moment; a pass asks nobody else.
 */
import type { FaultVerdict } from '../plan.ts';

export interface Amount {
  readonly cpuMhz: number;
  readonly memoryMb: number;
}

/** Of CPU in MHz, of memory in MB; a negative limit is none. */
export interface DrsAllocation {
  readonly shares: number;
  readonly reservation: number;
  readonly limit: number;
}

export interface DrsHost {
  readonly id: string;
  readonly name: string;
  /**
   * `able` gives and takes VMs; `leaving`, on its way into maintenance or standby, only gives; `absent`
   * does neither: disconnected, in maintenance, in standby.
   */
  readonly state: 'able' | 'leaving' | 'absent';
  /** What a leaving host leaves for. */
  readonly leavesFor?: 'maintenance' | 'standby' | undefined;
  /** What it has for VMs. */
  readonly capacity: Amount;
  readonly coreCount: number;
  readonly coreMhz: number;
  /** Line rate of its vMotion network, Gb/s: what a migration costs in CPU. */
  readonly vmotionLineGbps: number;
  /** Migrations it runs at once: 4 or 8, by its line. */
  readonly migrationSlots: number;
  /** How long its migrations have taken of late, seconds; unknown when there were none. */
  readonly migrationSeconds?: number | undefined;
}

export type DrsBehavior = 'fullyAutomated' | 'partiallyAutomated' | 'manual';

/** A VM that runs, or, for placement, one that is about to. */
export interface DrsVm {
  readonly id: string;
  readonly name: string;
  /** Where it runs. */
  readonly host: string;
  /** Key of its pool. */
  readonly pool: string;
  readonly vcpuCount: number;
  readonly overheadMb: number;
  /** What it asks for: of the window the model looks at, forecasts included. */
  readonly demand: Amount;
  readonly cpu: DrsAllocation;
  readonly memory: DrsAllocation;
  /** Its own automation level, or the cluster's; `disabled` leaves it where it is. */
  readonly behavior: DrsBehavior | 'disabled';
  /** What keeps it where it is, whatever its level. */
  readonly immovable?: FaultVerdict | undefined;
  /** No sample of it yet: what it asks for is assumed, and nobody is moved for balance because of it. */
  readonly unseen?: boolean | undefined;
  /** How long a vMotion of it takes, and stuns it, seconds. */
  readonly migrationSeconds: number;
  readonly downtimeSeconds: number;
  /** Ids of the hosts that can run it; one set for all VMs of one kind. */
  readonly hosts: ReadonlySet<string>;
}

export interface DrsPool {
  readonly key: string;
  /** Unset: below the root. */
  readonly parent?: string | undefined;
  readonly cpu: DrsAllocation;
  readonly memory: DrsAllocation;
  /** Its shares count once for each share of the VMs below it. */
  readonly scalesShares?: boolean | undefined;
}

/** Rules which are switched off are not told. */
export type DrsRule =
  | {
      readonly kind: 'affinity' | 'antiAffinity';
      readonly key: number;
      readonly name: string;
      readonly vms: readonly string[];
    }
  | {
      readonly kind: 'vmHost';
      readonly key: number;
      readonly name: string;
      readonly vms: readonly string[];
      /** Run there (affine), or do not. */
      readonly hosts: readonly string[];
      readonly affine: boolean;
      readonly mandatory: boolean;
    };

/** 1 conservative … 5 aggressive, as the slider has it. */
export type DrsLevel = 1 | 2 | 3 | 4 | 5;

export interface DrsOptions {
  /** `MinGoodness`; adaptive unless set, 0 takes every move that helps. */
  readonly minGoodness?: number | undefined;
  /** `MaxMovesPerHost`; adaptive unless set. */
  readonly maxMovesPerHost?: number | undefined;
  /** `CostBenefit` */
  readonly costBenefit: boolean;
  /** `UseDownTime`, `IgnoreDownTimeLessThan` */
  readonly useDownTime: boolean;
  readonly ignoredDownTimeSeconds: number;
  /** `CheckPairWiseImbalance` */
  readonly pairwise: boolean;
  /** `LimitVMsPerESXHost` */
  readonly vmsPerHostMax?: number | undefined;
  /** `MaxVcpusPerCore` */
  readonly vcpusPerCoreMax?: number | undefined;
  /** `DemandCapacityRatioTarget` as a share: hosts are filled so far when others leave; without, past full. */
  readonly fullestShare?: number | undefined;
  /** `TryBalanceVmsPerHost` */
  readonly balancesVmCounts: boolean;
  /** `pollPeriodSec` */
  readonly pollPeriodSeconds: number;
  /** What the target imbalance is multiplied by. Ours. */
  readonly targetScale: number;
  /** Weights of CPU and memory in the imbalance; by contention unless set. Ours. */
  readonly weights?: { readonly cpu: number; readonly memory: number } | undefined;
}

export const DRS_DEFAULTS: DrsOptions = Object.freeze({
  costBenefit: true,
  useDownTime: true,
  ignoredDownTimeSeconds: 1,
  pairwise: true,
  balancesVmCounts: false,
  pollPeriodSeconds: 300,
  targetScale: 1,
} satisfies DrsOptions);

export interface DrsFacts {
  readonly hosts: readonly DrsHost[];
  readonly vms: readonly DrsVm[];
  readonly pools: readonly DrsPool[];
  readonly rules: readonly DrsRule[];
  readonly level: DrsLevel;
  /** `classic` balances host load (to 6.7), `score` what VMs get (7.0 and later). */
  readonly model: 'classic' | 'score';
  readonly options: DrsOptions;
}

/** Why a recommendation is made: codes of the API. */
export type DrsReason =
  | 'hostMaint'
  | 'enterStandby'
  | 'vmHostHardAffinity'
  | 'vmHostSoftAffinity'
  | 'jointAffin'
  | 'antiAffin'
  | 'reservationCpu'
  | 'reservationMem'
  | 'maxVmsConstraint'
  | 'fairnessCpuAvg'
  | 'fairnessMemAvg';

/** A VM that goes from one host to another, with the loads before it goes. */
export interface DrsMove {
  readonly vm: string;
  readonly source: string;
  readonly destination: string;
  readonly load: Amount;
  readonly sourceLoad: Amount;
  readonly destinationLoad: Amount;
}

export interface DrsRecommendation {
  readonly reason: DrsReason;
  /** 1, mandatory, … 5. */
  readonly priority: 1 | 2 | 3 | 4 | 5;
  /** 5 … 1, as the API has it. */
  readonly rating: number;
  /** Carried out together. */
  readonly moves: readonly DrsMove[];
  /** Carried out without asking: all of its VMs are fully automated. */
  readonly automatic: boolean;
}

/** What DRS could not do for a VM, or at all. */
export interface DrsFault {
  readonly reason: DrsReason;
  readonly vm?: string | undefined;
  readonly fault: FaultVerdict;
}

/** A move that was looked at, for those who ask why. */
export interface ConsideredMove {
  readonly vm: string;
  readonly source: string;
  readonly destination: string;
  /** By how much the imbalance would have fallen. */
  readonly goodness: number;
  readonly verdict:
    | 'taken'
    | 'another was better'
    | 'too little gained'
    | 'costs more than it brings';
}

export interface HostLoad {
  readonly id: string;
  /** Entitlements of its VMs. */
  readonly load: Amount;
  /** Of its capacity: N_h. */
  readonly cpuShare: number;
  readonly memoryShare: number;
  readonly vmCount: number;
}

export interface DrsPlan {
  readonly recommendations: readonly DrsRecommendation[];
  readonly faults: readonly DrsFault[];
  readonly before: readonly HostLoad[];
  /** As it would be with all recommendations applied. */
  readonly after: readonly HostLoad[];
  readonly imbalanceBefore: number;
  readonly imbalanceAfter: number;
  /** Undefined at level 1, which balances nothing. */
  readonly targetImbalance: number | undefined;
  /** What each VM is entitled to, by id. */
  readonly entitlements: ReadonlyMap<string, Amount>;
  /** The last of them, a bounded number. */
  readonly considered: readonly ConsideredMove[];
}
