/**
 * The quickStats of a VM: a snapshot of what it uses, taken when somebody asks.
 */
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type { VirtualMachineQuickStats } from '../../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { vmUsage } from '../usage.ts';

const NONE = {
  overallCpuUsage: 0,
  overallCpuDemand: 0,
  overallCpuReadiness: 0,
  guestMemoryUsage: 0,
  hostMemoryUsage: 0,
  distributedCpuEntitlement: 0,
  distributedMemoryEntitlement: 0,
  staticCpuEntitlement: 0,
  staticMemoryEntitlement: 0,
  grantedMemory: 0,
  privateMemory: 0,
  sharedMemory: 0,
  swappedMemory: 0,
  balloonedMemory: 0,
  consumedOverheadMemory: 0,
  ftLogBandwidth: -1,
  ftSecondaryLatency: -1,
  ftLatencyStatus: 'gray',
  compressedMemory: 0,
  uptimeSeconds: 0,
  ssdSwappedMemory: 0,
  activeMemory: 0,
} as const;

/** Of a VM that does not run. */
export function stoppedQuickStats(
  guestHeartbeatStatus: ManagedEntityStatus,
): VirtualMachineQuickStats {
  return build('VirtualMachineQuickStats', { ...NONE, guestHeartbeatStatus });
}

export function quickStatsOf(
  self: Ref<'VirtualMachine'>,
  read: TypedReader,
  nowMs: number,
): VirtualMachineQuickStats {
  const guestHeartbeatStatus = read(self, 'guestHeartbeatStatus') ?? 'gray';
  const runtime = read(self, 'runtime');
  if (runtime?.powerState !== 'poweredOn') return stoppedQuickStats(guestHeartbeatStatus);
  const usage = vmUsage(self, read);
  const boot = runtime.bootTime === undefined ? nowMs : Date.parse(runtime.bootTime);
  return build('VirtualMachineQuickStats', {
    ...NONE,
    overallCpuUsage: usage.cpuMhz,
    overallCpuDemand: usage.cpuMhz,
    guestMemoryUsage: usage.activeMb,
    hostMemoryUsage: usage.consumedMb + usage.overheadMb,
    guestHeartbeatStatus,
    distributedCpuEntitlement: usage.cpuMhz,
    distributedMemoryEntitlement: usage.consumedMb,
    staticCpuEntitlement: runtime.maxCpuUsage ?? 0,
    staticMemoryEntitlement: runtime.maxMemoryUsage ?? 0,
    grantedMemory: usage.consumedMb,
    privateMemory: usage.consumedMb,
    consumedOverheadMemory: usage.overheadMb,
    uptimeSeconds: Math.max(0, Math.floor((nowMs - boot) / 1000)),
    activeMemory: usage.activeMb,
  });
}
