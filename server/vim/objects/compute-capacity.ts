/**
 * What the hosts of a compute resource have together.
 */
import { type ClusterHost, clusterCapacity } from '../../engines/resources/capacity.ts';
import type { TypedReader } from '../../inventory/typed-reader.ts';
import type { ComputeResourceSummary } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB, HZ_PER_MHZ } from '../../vmodl/units.ts';
import { type DataObject, data } from '../../vmodl/value.ts';

type Compute = Ref<Kinds['ComputeResource']>;
type Members = Omit<ComputeResourceSummary, '_typeName' | 'overallStatus'>;

const NOTHING: Members = {
  totalCpu: 0,
  totalMemory: 0,
  numCpuCores: 0,
  numCpuThreads: 0,
  effectiveCpu: 0,
  effectiveMemory: 0,
  numHosts: 0,
  numEffectiveHosts: 0,
};

/** The sums, as an internal data object with the members of ComputeResourceSummary. */
export function capacityOf(self: Compute, read: TypedReader): DataObject {
  const hosts: ClusterHost[] = [];
  let cores = 0;
  let threads = 0;
  for (const host of read(self, 'host') ?? []) {
    const hardware = read(host, 'hardware');
    const runtime = read(host, 'runtime');
    if (!hardware || !runtime) continue;
    const { numCpuCores, numCpuThreads, hz } = hardware.cpuInfo;
    cores += numCpuCores;
    threads += numCpuThreads;
    hosts.push({
      cores: numCpuCores,
      coreMhz: Math.round(Number(hz) / HZ_PER_MHZ),
      memoryMb: Number(hardware.memorySize) / BYTES_PER_MB,
      runsVms:
        runtime.connectionState === 'connected' &&
        runtime.powerState === 'poweredOn' &&
        !runtime.inMaintenanceMode,
    });
  }
  const { total, effective, effectiveHosts } = clusterCapacity(hosts);
  return data('_Capacity', {
    totalCpu: Math.round(total.cpuMhz),
    totalMemory: Math.round(total.memoryMb * BYTES_PER_MB),
    numCpuCores: cores,
    numCpuThreads: threads,
    effectiveCpu: Math.round(effective.cpuMhz),
    effectiveMemory: Math.floor(effective.memoryMb),
    numHosts: hosts.length,
    numEffectiveHosts: effectiveHosts,
  } satisfies Members);
}

export function capacityMembers(capacity: unknown): Members {
  const { _typeName, ...members } = (capacity ?? { _typeName: '', ...NOTHING }) as Members &
    DataObject;
  return members;
}

/** Each reference once, in order of appearance. */
export function collected<T extends Ref>(lists: readonly (readonly T[])[]): readonly T[] {
  const found = new Map<string, T>();
  for (const list of lists) for (const ref of list) found.set(ref.value, ref);
  return [...found.values()];
}
