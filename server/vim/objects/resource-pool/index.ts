/**
 * ResourcePool: what its VMs and child pools reserve and use.
 *
 * Reservations add up from below (`_reserved`): a running VM holds its reservations and its memory
 * overhead; a child pool holds its own reservation, or more if it is expandable and its members need
 * more. What is left follows from above: the root has what the hosts can give, an expandable pool may
 * borrow what its parent has left.
 */
import { over } from '../../../inventory/schema.ts';
import { derived, live, type TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  ResourcePoolRuntimeInfo,
  ResourcePoolSummary,
} from '../../../vmodl/generated/data.ts';
import type { Kinds } from '../../../vmodl/generated/references.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_KB, BYTES_PER_MB } from '../../../vmodl/units.ts';
import { freezeDeep } from '../../../vmodl/value.ts';
import { objectType } from '../../method.ts';
import type { Totals } from '../../statistics/totals.ts';
import { heldBy, type Reserved, resourceUsage } from '../pool-reservations.ts';
import { megabytes, poolUsage } from '../usage.ts';
import { configurePoolMethods } from './configure.ts';
import { createChildVmMethods } from './create-child-vm.ts';

type Pool = Ref<Kinds['ResourcePool']>;

const SUMMARY_READS = ['name', 'config', 'runtime', 'vm', over('vm', ['config'])] as const;

export const resourcePool = objectType({
  type: 'ResourcePool',
  methods: { ...configurePoolMethods, ...createChildVmMethods },
  derivations: [
    derived(
      'ResourcePool',
      '_reserved',
      [
        'config',
        'vm',
        'resourcePool',
        over('vm', ['config', 'runtime']),
        over('resourcePool', ['_reserved', 'config']),
      ],
      heldBy,
    ),
    derived(
      'ResourcePool',
      'runtime',
      [
        'config',
        'parent',
        'owner',
        '_reserved',
        'overallStatus',
        over('parent', ['runtime']),
        over('owner', ['summary']),
      ],
      runtime,
    ),
    derived('ResourcePool', 'summary', SUMMARY_READS, (self, read) =>
      build('ResourcePoolSummary', summaryMembers(self, read)),
    ),
    derived(
      'ResourcePool',
      'childConfiguration',
      ['vm', 'resourcePool', over('vm', ['resourceConfig']), over('resourcePool', ['config'])],
      (self, read) => [
        ...(read(self, 'resourcePool') ?? []).flatMap((pool) => read(pool, 'config') ?? []),
        ...(read(self, 'vm') ?? []).flatMap((vm) => read(vm, 'resourceConfig') ?? []),
      ],
    ),
    derived('ResourcePool', 'disabledMethod', ['parent'], (self, read) =>
      isPool(read(self, 'parent')) ? [] : ['Destroy_Task', 'Rename_Task'],
    ),
  ],
  lives: [
    live('ResourcePool', 'runtime', (base, { self, ...now }) =>
      base === undefined
        ? undefined
        : withUsage(base as ResourcePoolRuntimeInfo, poolUsage(self, now)),
    ),
    live('ResourcePool', 'summary', (base, { self, ...now }) => {
      if (base === undefined) return undefined;
      const summary = base as ResourcePoolSummary;
      const usage = poolUsage(self, now);
      return freezeDeep({
        ...summary,
        runtime: withUsage(summary.runtime, usage),
        quickStats: quickStats(usage),
      });
    }),
  ],
});

function isPool(ref: Ref | undefined): ref is Pool {
  return ref?.type === 'ResourcePool' || ref?.type === 'VirtualApp';
}

/** Members of the summary; those of a vApp's come on top. */
export function summaryMembers(self: Pool, read: TypedReader) {
  const config = read(self, 'config');
  const vms = read(self, 'vm') ?? [];
  return {
    name: read(self, 'name') ?? '',
    config: config ?? build('ResourceConfigSpec', { cpuAllocation: NONE, memoryAllocation: NONE }),
    runtime: read(self, 'runtime') ?? runtime(self, read),
    configuredMemoryMB: vms.reduce(
      (sum, vm) => sum + Number(read(vm, 'config')?.hardware.memoryMB ?? 0),
      0,
    ),
  };
}

const NONE = build('ResourceAllocationInfo', {});

function runtime(self: Pool, read: TypedReader): ResourcePoolRuntimeInfo {
  const config = read(self, 'config');
  const parent = read(self, 'parent');
  const above = isPool(parent) ? read(parent, 'runtime') : undefined;
  const owner = read(self, 'owner');
  const capacity = owner && read(owner, 'summary');
  const reserved = read(self as Ref, '_reserved') as Reserved | undefined;
  return build('ResourcePoolRuntimeInfo', {
    memory: resourceUsage({
      allocation: config?.memoryAllocation,
      unit: BYTES_PER_MB,
      above: above?.memory,
      capacity: Number(capacity?.effectiveMemory ?? 0) * BYTES_PER_MB,
      forVms: reserved?.memoryForVms ?? 0,
      forPools: reserved?.memoryForPools ?? 0,
    }),
    cpu: resourceUsage({
      allocation: config?.cpuAllocation,
      unit: 1,
      above: above?.cpu,
      capacity: Number(capacity?.effectiveCpu ?? 0),
      forVms: reserved?.cpuForVms ?? 0,
      forPools: reserved?.cpuForPools ?? 0,
    }),
    overallStatus: read(self, 'overallStatus') ?? 'green',
    sharesScalable: 'disabled',
  });
}

function withUsage(base: ResourcePoolRuntimeInfo, usage: Totals): ResourcePoolRuntimeInfo {
  const memoryKb = usage.consumedKb + usage.overheadKb;
  return freezeDeep({
    ...base,
    memory: { ...base.memory, overallUsage: memoryKb * BYTES_PER_KB },
    cpu: { ...base.cpu, overallUsage: usage.cpuMhz },
  });
}

function quickStats(usage: Totals) {
  const consumedMb = megabytes(usage.consumedKb);
  const overheadMb = megabytes(usage.overheadKb);
  return build('ResourcePoolQuickStats', {
    overallCpuUsage: usage.cpuMhz,
    overallCpuDemand: usage.cpuDemandMhz,
    guestMemoryUsage: megabytes(usage.activeKb),
    hostMemoryUsage: consumedMb + overheadMb,
    distributedCpuEntitlement: usage.cpuMhz,
    distributedMemoryEntitlement: consumedMb,
    staticCpuEntitlement: 0,
    staticMemoryEntitlement: 0,
    privateMemory: consumedMb,
    sharedMemory: 0,
    swappedMemory: megabytes(usage.swappedKb),
    balloonedMemory: megabytes(usage.balloonedKb),
    overheadMemory: overheadMb,
    consumedOverheadMemory: overheadMb,
    compressedMemory: 0,
  });
}
