/**
 * What DPM (Distributed Power Management) knows when it looks at a cluster, and what it comes to: which
 * hosts may be switched off because the others carry the load, which must be switched on.
 */

import type { Amount, DrsFacts, DrsLevel, DrsRecommendation } from '../drs/facts.ts';
import type { Capacity } from '../resources/capacity.ts';
import type { FailoverPolicy } from '../resources/failover.ts';
import type { VmResources } from '../resources/reservations.ts';

export interface DpmHost {
  /** As in the DRS facts, which hold name and capacity. */
  readonly id: string;
  /**
   * `on` runs VMs; `starting` is about to; `standby` could be woken; `away` is none of DPM's business:
   * disconnected, in maintenance, on its way into maintenance or standby, kept by HA for a failure.
   */
  readonly power: 'on' | 'starting' | 'standby' | 'away';
  /** Its own automation level, or the cluster's; DPM leaves a `disabled` host as it is. */
  readonly behavior: 'automated' | 'manual' | 'disabled';
  /** Supports standby, and there is a way to wake it. */
  readonly wakes: boolean;
  /** Its last attempt to leave standby failed: others are tried first. */
  readonly wakeFailed?: boolean | undefined;
  /** Since it booted, seconds. */
  readonly upSeconds: number;
  /** VMs that run there though DRS does not know them, agents aside: why it cannot be emptied. */
  readonly isBusy?: boolean | undefined;
}

/** What a VM asks for: see `demand.ts`. */
export interface DpmDemand {
  /** Over the short window, for switching hosts on. */
  readonly on: Amount;
  /** Over the long window, for switching hosts off. */
  readonly off: Amount;
  /** The most it is expected to ask for while a host would be off; what it asks for when unset. */
  readonly peak?: Amount | undefined;
}

/** A VM that waits for a host to be powered on for it. */
export interface PendingVm {
  readonly id: string;
  readonly resources: VmResources;
  readonly hosts: ReadonlySet<string>;
}

export interface DpmFailover {
  /** What admission control keeps; undefined where it is off. */
  readonly policy?: FailoverPolicy | undefined;
  /** So many hosts may fail: one more stays on. */
  readonly hostsToTolerate: number;
  /** What each host has for VMs as HA counts it, by id; the DRS capacity where it is missing. */
  readonly capacities?: ReadonlyMap<string, Capacity> | undefined;
  readonly running: readonly VmResources[];
}

export interface DpmOptions {
  /** `DemandCapacityRatioTarget`, `DemandCapacityRatioToleranceHost`: shares, not per cent. */
  readonly target: number;
  readonly tolerance: number;
  /** `VmDemandHistorySecsHostOn`, `VmDemandHistorySecsHostOff` */
  readonly onWindowSeconds: number;
  readonly offWindowSeconds: number;
  /** `MinPoweredOnCpuCapacity`, `MinPoweredOnMemCapacity` */
  readonly minPoweredOn: Amount;
  /** `EnablePowerPerformance`, `PowerPerformanceRatio`, `PowerPerformanceHistorySecs` */
  readonly weighsCost: boolean;
  readonly benefitRatio: number;
  readonly peakWindowSeconds: number;
  /** `HostsMinUptimeSecs` */
  readonly minUpSeconds: number;
}

export const DPM_DEFAULTS: DpmOptions = Object.freeze({
  target: 0.63,
  tolerance: 0.18,
  onWindowSeconds: 300,
  offWindowSeconds: 2400,
  minPoweredOn: Object.freeze({ cpuMhz: 1, memoryMb: 1 }),
  weighsCost: true,
  benefitRatio: 40,
  peakWindowSeconds: 3600,
  minUpSeconds: 600,
} satisfies DpmOptions);

export interface DpmFacts {
  /** The cluster as DRS sees it, hosts in standby as `absent` ones. */
  readonly drs: DrsFacts;
  readonly hosts: readonly DpmHost[];
  /** By VM id; a VM without one asks for what DRS says. */
  readonly demands: ReadonlyMap<string, DpmDemand>;
  readonly pending: readonly PendingVm[];
  /** Undefined where HA is off. */
  readonly failover?: DpmFailover | undefined;
  /** VMs are on their way, or about to run: nothing is switched off until they have arrived. */
  readonly isUnsettled?: boolean | undefined;
  /** 1 conservative (never switches off) … 5. */
  readonly level: DrsLevel;
  readonly options: DpmOptions;
}

/** How much of a host is asked for. */
export interface HostUse {
  readonly id: string;
  readonly cpuShare: number;
  readonly memoryShare: number;
}

/** How far hosts are outside the target range, both 0 when none is. */
export interface DpmScores {
  readonly highCpu: number;
  readonly highMemory: number;
  readonly lowCpu: number;
  readonly lowMemory: number;
}

export type DpmReason = 'powerSaving' | 'increaseCapacity' | 'unreservedCapacity';

export interface DpmRecommendation {
  readonly kind: 'powerOff' | 'powerOn';
  readonly host: string;
  readonly reason: DpmReason;
  readonly priority: 1 | 2 | 3 | 4 | 5;
  /** 5 … 1, as the API has it. */
  readonly rating: number;
  /** What the host has for VMs. */
  readonly capacity: Amount;
  /** Moves that empty the host first, in their order; none for a power-on. */
  readonly prerequisites: readonly DrsRecommendation[];
  /** Carried out without asking: the host is automated and so are its VMs. */
  readonly automatic: boolean;
}

export type DpmVerdict =
  | 'recommended'
  | 'priority below the threshold'
  | 'DPM is disabled for the host'
  | 'there is no way to wake the host'
  | 'started too recently'
  | 'runs what cannot be moved'
  | 'not all of its VMs can be evacuated'
  | 'a rule would be broken'
  | 'another host would be used above the target range'
  | 'use would not come nearer to the target range'
  | 'vSphere HA would not have enough left'
  | 'less than the minimum capacity would stay on'
  | 'the last host stays on'
  | 'costs more than it saves'
  | 'would not help';

/** A host that was looked at, for those who ask why. */
export interface ConsideredHost {
  readonly host: string;
  readonly kind: 'powerOff' | 'powerOn';
  readonly verdict: DpmVerdict;
  /** Where a what-if run was made. */
  readonly before?: DpmScores | undefined;
  readonly after?: DpmScores | undefined;
}

export interface DpmPlan {
  readonly recommendations: readonly DpmRecommendation[];
  readonly considered: readonly ConsideredHost[];
  /** Use of the hosts that are on, over the short and over the long window. */
  readonly onUse: readonly HostUse[];
  readonly offUse: readonly HostUse[];
}
