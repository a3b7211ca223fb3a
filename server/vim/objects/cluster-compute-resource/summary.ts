/**
 * The summary of a cluster, as it follows from its hosts, its settings and the last pass of DRS.
 */
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  ClusterComputeResourceSummary,
  ClusterConfigInfoEx,
  ClusterUsageSummary,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { member } from '../../../vmodl/value.ts';
import { capacityMembers } from '../compute-capacity.ts';
import { megabytes, type Now, sumUsage } from '../usage.ts';

type Cluster = Ref<'ClusterComputeResource'>;

export function clusterSummary(self: Cluster, read: TypedReader): ClusterComputeResourceSummary {
  const capacity = capacityMembers(read(self as Ref, '_capacity'));
  const config = read(self, 'configurationEx') as ClusterConfigInfoEx | undefined;
  const balance = read(self as Ref, '_balance');
  const number = (name: string) => {
    const value = member(balance, name);
    return typeof value === 'number' ? value : undefined;
  };
  const evc = read(self as Ref, '_evcModeKey');
  const graphics = read(self as Ref, '_evcGraphicsModeKey');
  return build('ClusterComputeResourceSummary', {
    ...capacity,
    overallStatus: read(self, 'overallStatus') ?? 'green',
    // Laid over when it is read: what HA has in hand depends on every VM's state.
    currentFailoverLevel: 0,
    numVmotions: Number(read(self as Ref, '_numVmotions') ?? 0),
    targetBalance: number('targetBalance') ?? (config?.drsConfig.enabled ? -1000 : undefined),
    currentBalance: number('currentBalance') ?? (config?.drsConfig.enabled ? -1000 : undefined),
    drsScore: number('drsScore'),
    numVmsPerDrsScoreBucket: member(balance, 'numVmsPerDrsScoreBucket') as
      | readonly number[]
      | undefined,
    currentEVCModeKey: typeof evc === 'string' ? evc : undefined,
    currentEVCGraphicsModeKey: typeof graphics === 'string' ? graphics : undefined,
    clusterMaintenanceModeStatus: 'notInMaintenanceMode',
  });
}

/** What VMs are entitled to is known from the last pass of DRS; without one, what they get. */
export function usageSummary(self: Cluster, now: Now): ClusterUsageSummary {
  const { read } = now;
  const vms = (read(self as Ref, '_vms') ?? []) as readonly Ref<'VirtualMachine'>[];
  const capacity = capacityMembers(read(self as Ref, '_capacity'));
  const usage = sumUsage(vms, now);
  const off = { cpuMhz: 0, memoryMb: 0, count: 0 };
  for (const vm of vms) {
    if (read(vm, 'runtime')?.powerState === 'poweredOn') continue;
    const config = read(vm, 'config');
    off.cpuMhz += Number(config?.cpuAllocation?.reservation ?? 0);
    off.memoryMb += Number(config?.memoryAllocation?.reservation ?? 0);
    off.count += 1;
  }
  const memoryMb = megabytes(usage.consumedKb + usage.overheadKb);
  const balance = read(self as Ref, '_balance');
  return build('ClusterUsageSummary', {
    totalCpuCapacityMhz: capacity.effectiveCpu,
    totalMemCapacityMB: Number(capacity.effectiveMemory),
    cpuReservationMhz: usage.cpuReservedMhz,
    memReservationMB: megabytes(usage.memoryReservedKb + usage.overheadKb),
    poweredOffCpuReservationMhz: off.cpuMhz,
    poweredOffMemReservationMB: off.memoryMb,
    cpuDemandMhz: usage.cpuDemandMhz,
    memDemandMB: memoryMb,
    statsGenNumber: Number(member(balance, 'statsGenNumber') ?? 0),
    cpuEntitledMhz: Number(member(balance, 'cpuEntitledMhz') ?? usage.cpuMhz),
    memEntitledMB: Number(member(balance, 'memEntitledMB') ?? memoryMb),
    poweredOffVmCount: off.count,
    totalVmCount: vms.length,
  });
}
