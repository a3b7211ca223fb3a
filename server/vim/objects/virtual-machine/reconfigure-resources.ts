/**
 * CPU and memory of a VM: how much, what is reserved, limited, shared. A running VM must still fit its
 * host and its chain of pools afterwards.
 */
import { bytesOfMb, memoryOverheadMb } from '../../../engines/resources/memory-overhead.ts';
import {
  hostVerdict,
  poolVerdict,
  type VmResources,
} from '../../../engines/resources/reservations.ts';
import { assign, type Change } from '../../../inventory/change.ts';
import { NORMAL_SHARES, shares, UNLIMITED } from '../../../inventory/templates/allocation.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  ResourceAllocationInfo,
  ResourceConfigSpec,
  SharesInfo,
  VirtualMachineConfigInfo,
} from '../../../vmodl/generated/data.ts';
import { demandPrivilege } from '../../authorization/demand-privilege.ts';
import { hostResources } from '../../facts/host-facts.ts';
import { poolChain } from '../../facts/pool-facts.ts';
import type { Context } from '../../method.ts';
import { nextVersion } from './config-version.ts';
import { demandFileRoom } from './file-room.ts';
import type { Vm } from './power.ts';

/** Shares that `normal` means for a VM of that size. */
export function normalShares(config: VirtualMachineConfigInfo): {
  readonly cpu: number;
  readonly memory: number;
} {
  const { numCPU, memoryMB } = config.hardware;
  return { cpu: NORMAL_SHARES.cpuPerVcpu * numCPU, memory: NORMAL_SHARES.memoryPerMb * memoryMB };
}

/** An allocation with what the caller says laid over what there was. Throws InvalidArgument. */
export function allocationAfter(
  wanted: ResourceAllocationInfo,
  before: ResourceAllocationInfo | undefined,
  normal: number,
  path: string,
): ResourceAllocationInfo {
  const reservation = Number(wanted.reservation ?? before?.reservation ?? 0);
  const limit = Number(wanted.limit ?? before?.limit ?? UNLIMITED);
  if (reservation < 0) throw invalidArgument(`${path}.reservation`);
  if (limit < UNLIMITED) throw invalidArgument(`${path}.limit`);
  if (limit !== UNLIMITED && limit < reservation) throw invalidArgument(`${path}.reservation`);
  return build('ResourceAllocationInfo', {
    reservation,
    expandableReservation: false,
    limit,
    shares: sharesAfter(wanted.shares ?? before?.shares, normal, path),
    overheadLimit: wanted.overheadLimit ?? before?.overheadLimit,
  });
}

/** Shares given by level grow with the VM; a number stays what it is. */
function sharesAfter(wish: SharesInfo | undefined, normal: number, path: string): SharesInfo {
  if (wish?.level !== 'custom') return shares(wish?.level, normal);
  if (wish.shares < 0) throw invalidArgument(`${path}.shares.shares`);
  return shares(wish.shares, normal);
}

/** Throws the fault of the first thing that a running VM would not fit into any more. */
export function demandRoom(self: Vm, after: VirtualMachineConfigInfo, context: Context): void {
  const { inventory } = context;
  const { powerState, host } = inventory.read(self, 'runtime');
  if (powerState !== 'poweredOn' || !host) return;
  const resources: VmResources = {
    vcpuCount: after.hardware.numCPU,
    memoryMb: after.hardware.memoryMB,
    cpuReservationMhz: Number(after.cpuAllocation?.reservation ?? 0),
    memoryReservationMb: Number(after.memoryAllocation?.reservation ?? 0),
  };
  const pool = inventory.read(self, 'resourcePool');
  const [first] = [
    ...hostVerdict(resources, hostResources(inventory, host, self)),
    ...(pool ? poolVerdict(resources, poolChain(inventory, pool, self)) : []),
  ];
  if (first) throw new VimFault(first.name, first.detail, first.message);
  // Its swap file; disks see to their own room.
  const device = inventory.read(self, 'config')?.hardware.device;
  const config = { ...after, hardware: { ...after.hardware, device } };
  demandFileRoom(self, { config }, context);
}

/** What the VM's runtime says of its size. */
export function runtimeSizes(
  self: Vm,
  after: VirtualMachineConfigInfo,
  { inventory }: Pick<Context, 'inventory'>,
): Change[] {
  const { numCPU, memoryMB } = after.hardware;
  const runtime = inventory.read(self, 'runtime');
  const mhz = runtime.host && inventory.readPath(runtime.host, 'summary.hardware.cpuMhz');
  const sizes = {
    maxMemoryUsage: memoryMB,
    memoryOverhead: bytesOfMb(memoryOverheadMb(memoryMB, numCPU)),
    maxCpuUsage: mhz === undefined ? runtime.maxCpuUsage : numCPU * Number(mhz),
  } as const;
  return (['maxMemoryUsage', 'memoryOverhead', 'maxCpuUsage'] as const)
    .filter((name) => sizes[name] !== runtime[name])
    .map((name) => assign(self, `runtime.${name}`, sizes[name]));
}

/** Changes of a VM's allocations, as its pool sets them. Throws InvalidState, InvalidArgument, Insufficient…. */
export function vmResourcesChanged(
  self: Vm,
  spec: ResourceConfigSpec,
  context: Context,
): readonly Change[] {
  const { inventory } = context;
  demandPrivilege(context, 'VirtualMachine.Config.Resource', self);
  const config = inventory.read(self, 'config');
  if (!config) throw new VimFault('InvalidState');
  const normal = normalShares(config);
  const after: VirtualMachineConfigInfo = {
    ...config,
    ...nextVersion(context),
    cpuAllocation: allocationAfter(
      spec.cpuAllocation,
      config.cpuAllocation,
      normal.cpu,
      'spec.cpuAllocation',
    ),
    memoryAllocation: allocationAfter(
      spec.memoryAllocation,
      config.memoryAllocation,
      normal.memory,
      'spec.memoryAllocation',
    ),
  };
  demandMemoryReservation(after, 'spec.memoryAllocation.reservation');
  demandRoom(self, after, context);
  return [assign(self, 'config', after)];
}

/** No VM can have more memory reserved than it has. */
export function demandMemoryReservation(config: VirtualMachineConfigInfo, path: string): void {
  const reservation = Number(config.memoryAllocation?.reservation ?? 0);
  if (reservation > config.hardware.memoryMB) throw invalidArgument(path);
}
