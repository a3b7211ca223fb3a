/**
 * The state of a VM on its host.
 */
import { bytesOfMb, memoryOverheadMb } from '../../engines/resources/memory-overhead.ts';
import { build } from '../../vmodl/build.ts';
import type { VirtualMachineRuntimeInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Shelf } from './shelf.ts';

export interface VmRuntimePlan {
  readonly host: Ref<'HostSystem'>;
  readonly power: 'poweredOn' | 'poweredOff' | 'suspended';
  readonly cpus: number;
  readonly memoryMb: number;
  /** Clock of a core of the host, MHz. */
  readonly coreMhz: number;
  /** ISO time of the last power-on or suspension. */
  readonly since: string;
  /** In a cluster with HA. */
  readonly protectedByHa: boolean;
}

export function vmRuntime(plan: VmRuntimePlan, shelf: Shelf): VirtualMachineRuntimeInfo {
  const { host, power, cpus, memoryMb, coreMhz, since, protectedByHa } = plan;
  const key = `runtime:${host.value}:${power}:${cpus}:${memoryMb}:${coreMhz}:${since}:${protectedByHa}`;
  return shelf.keep(key, () =>
    build('VirtualMachineRuntimeInfo', {
      device: [],
      host: plan.host,
      connectionState: 'connected',
      powerState: plan.power,
      vmFailoverInProgress: false,
      faultToleranceState: 'notConfigured',
      dasVmProtection:
        plan.protectedByHa && plan.power === 'poweredOn'
          ? build('VirtualMachineRuntimeInfoDasProtectionState', { dasProtected: true })
          : undefined,
      toolsInstallerMounted: false,
      suspendTime: plan.power === 'suspended' ? plan.since : undefined,
      bootTime: plan.power === 'poweredOn' ? plan.since : undefined,
      suspendInterval: 0,
      memoryOverhead: bytesOfMb(memoryOverheadMb(plan.memoryMb, plan.cpus)),
      maxCpuUsage: plan.cpus * plan.coreMhz,
      maxMemoryUsage: plan.memoryMb,
      numMksConnections: 0,
      recordReplayState: 'inactive',
      cleanPowerOff: plan.power === 'poweredOff' ? true : undefined,
      onlineStandby: false,
      consolidationNeeded: false,
      offlineFeatureRequirement: [],
      featureRequirement: [],
      vFlashCacheAllocation: 0,
      paused: false,
      snapshotInBackground: false,
      quiescedForkParent: false,
      instantCloneFrozen: false,
      suspendedToMemory: false,
      iommuActive: false,
      consolidateWorkTotal: 0,
      consolidateWorkDone: 0,
    }),
  );
}
