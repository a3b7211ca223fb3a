/**
 * Clusters, standalone compute resources and resource pools with a vCenter's defaults.
 */
import { build } from '../../vmodl/build.ts';
import type {
  ClusterConfigInfoEx,
  ComputeResourceConfigInfo,
  OptionValue,
  ResourceConfigSpec,
} from '../../vmodl/generated/data.ts';
import type { DpmBehavior, DrsBehavior } from '../../vmodl/generated/enums.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { type AllocationWish, NORMAL_SHARES, poolAllocation } from './allocation.ts';

export interface DrsWish {
  readonly enabled?: boolean | undefined;
  readonly behavior?: DrsBehavior | undefined;
  /** Of the API: 1 moves most, 5 least. */
  readonly vmotionRate?: number | undefined;
  readonly predictive?: boolean | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface DpmWish {
  readonly enabled?: boolean | undefined;
  readonly behavior?: DpmBehavior | undefined;
  readonly hostPowerActionRate?: number | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface HaWish {
  readonly enabled?: boolean | undefined;
  readonly admissionControl?: boolean | undefined;
  readonly failoverLevel?: number | undefined;
}

const DEFAULT_RATE = 3;

export function clusterConfig(drs: DrsWish, dpm: DpmWish, ha: HaWish): ClusterConfigInfoEx {
  return build('ClusterConfigInfoEx', {
    vmSwapPlacement: 'vmDirectory',
    spbmEnabled: false,
    dasConfig: dasConfig(ha),
    dasVmConfig: [],
    drsConfig: build('ClusterDrsConfigInfo', {
      enabled: drs.enabled ?? false,
      enableVmBehaviorOverrides: true,
      defaultVmBehavior: drs.behavior ?? 'fullyAutomated',
      vmotionRate: drs.vmotionRate ?? DEFAULT_RATE,
      scaleDescendantsShares: 'disabled',
      option: options(drs.options),
    }),
    drsVmConfig: [],
    rule: [],
    orchestration: build('ClusterOrchestrationInfo', {
      defaultVmReadiness: build('ClusterVmReadiness', {
        readyCondition: 'none',
        postReadyDelay: 0,
      }),
    }),
    vmOrchestration: [],
    dpmConfigInfo: build('ClusterDpmConfigInfo', {
      enabled: dpm.enabled ?? false,
      defaultDpmBehavior: dpm.behavior ?? 'automated',
      hostPowerActionRate: dpm.hostPowerActionRate ?? DEFAULT_RATE,
      option: options(dpm.options),
    }),
    dpmHostConfig: [],
    vsanConfigInfo: build('VsanClusterConfigInfo', { enabled: false }),
    vsanHostConfig: [],
    group: [],
    infraUpdateHaConfig: build('ClusterInfraUpdateHaConfigInfo', {
      enabled: false,
      behavior: 'Manual',
      moderateRemediation: 'QuarantineMode',
      severeRemediation: 'QuarantineMode',
      providers: [],
    }),
    proactiveDrsConfig: build('ClusterProactiveDrsConfigInfo', {
      enabled: drs.predictive ?? false,
    }),
    cryptoConfig: build('ClusterCryptoConfigInfo', { cryptoMode: 'onDemand' }),
  });
}

function options(wish: Readonly<Record<string, string>> | undefined): readonly OptionValue[] {
  return Object.entries(wish ?? {}).map(([key, value]) => build('OptionValue', { key, value }));
}

function dasConfig(ha: HaWish) {
  return build('ClusterDasConfigInfo', {
    enabled: ha.enabled ?? false,
    vmMonitoring: 'vmMonitoringDisabled',
    hostMonitoring: 'enabled',
    vmComponentProtecting: 'enabled',
    failoverLevel: ha.failoverLevel ?? 1,
    admissionControlPolicy: build('ClusterFailoverResourcesAdmissionControlPolicy', {
      resourceReductionToToleratePercent: 100,
      pMemAdmissionControlEnabled: false,
      cpuFailoverResourcesPercent: 0,
      memoryFailoverResourcesPercent: 0,
      failoverLevel: ha.failoverLevel ?? 1,
      autoComputePercentages: true,
    }),
    admissionControlEnabled: ha.admissionControl ?? true,
    defaultVmSettings: build('ClusterDasVmSettings', {
      restartPriority: 'medium',
      restartPriorityTimeout: 600,
      isolationResponse: 'none',
      vmToolsMonitoringSettings: build('ClusterVmToolsMonitoringSettings', {
        enabled: false,
        vmMonitoring: 'vmMonitoringDisabled',
        clusterSettings: false,
        failureInterval: 30,
        minUpTime: 120,
        maxFailures: 3,
        maxFailureWindow: 3600,
      }),
      vmComponentProtectionSettings: build('ClusterVmComponentProtectionSettings', {
        vmStorageProtectionForAPD: 'restartConservative',
        enableAPDTimeoutForHosts: false,
        vmTerminateDelayForAPDSec: 180,
        vmReactionOnAPDCleared: 'none',
        vmStorageProtectionForPDL: 'restartAggressive',
      }),
    }),
    option: [],
    heartbeatDatastore: [],
    hBDatastoreCandidatePolicy: 'allFeasibleDsWithUserPreference',
  });
}

/** Configuration of a host that stands for itself. */
export function standaloneConfig(): ComputeResourceConfigInfo {
  return build('ComputeResourceConfigInfo', {
    vmSwapPlacement: 'vmDirectory',
    spbmEnabled: false,
  });
}

/** Reservations of a pool in MHz and MB. */
export function poolConfig(
  self: Ref,
  cpu: AllocationWish,
  memory: AllocationWish,
): ResourceConfigSpec {
  return freezeDeep({
    _typeName: 'ResourceConfigSpec',
    entity: self,
    cpuAllocation: poolAllocation(cpu, NORMAL_SHARES.poolCpu),
    memoryAllocation: poolAllocation(memory, NORMAL_SHARES.poolMemory),
    scaleDescendantsShares: 'disabled',
  } as ResourceConfigSpec);
}
