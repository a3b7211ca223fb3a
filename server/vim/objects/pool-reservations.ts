/**
 * Reservations of a pool's members, and what that leaves: CPU in MHz, memory in bytes.
 */
import type { TypedReader } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ResourceAllocationInfo,
  ResourcePoolResourceUsage,
} from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';
import { type DataObject, data } from '../../vmodl/value.ts';

/** What a pool's members hold. */
export interface Reserved extends DataObject {
  readonly cpuForVms: number;
  readonly cpuForPools: number;
  /** Bytes. */
  readonly memoryForVms: number;
  readonly memoryForPools: number;
}

type Pool = Ref<Kinds['ResourcePool']>;

export function heldBy(self: Pool, read: TypedReader): Reserved {
  let cpuForVms = 0;
  let memoryForVms = 0;
  for (const vm of read(self, 'vm') ?? []) {
    const runtime = read(vm, 'runtime');
    if (runtime?.powerState !== 'poweredOn') continue;
    const config = read(vm, 'config');
    cpuForVms += Number(config?.cpuAllocation?.reservation ?? 0);
    memoryForVms +=
      Number(config?.memoryAllocation?.reservation ?? 0) * BYTES_PER_MB +
      Number(runtime.memoryOverhead ?? 0);
  }
  let cpuForPools = 0;
  let memoryForPools = 0;
  for (const child of read(self, 'resourcePool') ?? []) {
    const config = read(child, 'config');
    const held = read(child as Ref, '_reserved') as Reserved | undefined;
    cpuForPools += claim(config?.cpuAllocation, 1, held?.cpuForVms, held?.cpuForPools);
    memoryForPools += claim(
      config?.memoryAllocation,
      BYTES_PER_MB,
      held?.memoryForVms,
      held?.memoryForPools,
    );
  }
  return data<Reserved>('_Reserved', { cpuForVms, cpuForPools, memoryForVms, memoryForPools });
}

/** What a child pool holds of its parent: its reservation, or what its members need if it may grow. */
function claim(
  allocation: ResourceAllocationInfo | undefined,
  unit: number,
  forVms = 0,
  forPools = 0,
): number {
  const own = Number(allocation?.reservation ?? 0) * unit;
  return allocation?.expandableReservation ? Math.max(own, forVms + forPools) : own;
}

/** One resource of a pool's runtime. `above` is the parent pool's, absent for a root pool. */
export function resourceUsage(facts: {
  readonly allocation: ResourceAllocationInfo | undefined;
  /** Of the allocation's numbers: 1 for MHz, bytes per MB for memory. */
  readonly unit: number;
  readonly above: ResourcePoolResourceUsage | undefined;
  /** Of the whole compute resource. */
  readonly capacity: number;
  readonly forVms: number;
  readonly forPools: number;
}): ResourcePoolResourceUsage {
  const { allocation, unit, above, capacity, forVms, forPools } = facts;
  const own = above ? Number(allocation?.reservation ?? 0) * unit : capacity;
  const limit = Number(allocation?.limit ?? -1);
  const most = above ? Number(above.maxUsage) : capacity;
  const left = Math.max(0, own - forVms - forPools);
  const borrowed = above && allocation?.expandableReservation ? Number(above.unreservedForVm) : 0;
  return build('ResourcePoolResourceUsage', {
    reservationUsed: forVms + forPools,
    reservationUsedForVm: forVms,
    // A child pool's reservation comes out of this pool's own; a VM's may be borrowed from above.
    unreservedForPool: left,
    unreservedForVm: left + borrowed,
    overallUsage: 0,
    maxUsage: limit < 0 ? most : Math.min(most, limit * unit),
  });
}
