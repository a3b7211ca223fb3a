/**
 * The quickStats of a VM: a snapshot of what it uses, taken when somebody asks.
 */
import { SAMPLE_MS } from '../../../engines/statistics/grid.ts';
import { build } from '../../../vmodl/build.ts';
import type { VirtualMachineQuickStats } from '../../../vmodl/generated/data.ts';
import type { ManagedEntityStatus } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { megabytes, type Now, vmUsage } from '../usage.ts';

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

export function quickStatsOf(self: Ref<'VirtualMachine'>, now: Now): VirtualMachineQuickStats {
  const { read, nowMs } = now;
  const guestHeartbeatStatus = read(self, 'guestHeartbeatStatus') ?? 'gray';
  const runtime = read(self, 'runtime');
  if (runtime?.powerState !== 'poweredOn') return stoppedQuickStats(guestHeartbeatStatus);
  const load = vmUsage(self, now);
  if (!load) return stoppedQuickStats(guestHeartbeatStatus);
  const boot = runtime.bootTime === undefined ? nowMs : Date.parse(runtime.bootTime);
  const consumedMb = megabytes(load.consumedKb);
  const overheadMb = megabytes(load.overheadKb);
  return build('VirtualMachineQuickStats', {
    ...NONE,
    overallCpuUsage: load.cpuMhz,
    overallCpuDemand: load.cpuDemandMhz,
    overallCpuReadiness: Math.round(
      (load.readyMs * 100) / (SAMPLE_MS * Math.max(1, load.facts.vcpuCount)),
    ),
    guestMemoryUsage: megabytes(load.activeKb),
    hostMemoryUsage: consumedMb + overheadMb,
    guestHeartbeatStatus,
    distributedCpuEntitlement: load.cpuMhz,
    distributedMemoryEntitlement: consumedMb,
    staticCpuEntitlement: runtime.maxCpuUsage ?? 0,
    staticMemoryEntitlement: runtime.maxMemoryUsage ?? 0,
    grantedMemory: megabytes(load.consumedKb + load.balloonedKb + load.swappedKb),
    privateMemory: consumedMb,
    swappedMemory: megabytes(load.swappedKb),
    balloonedMemory: megabytes(load.balloonedKb),
    consumedOverheadMemory: overheadMb,
    uptimeSeconds: Math.max(0, Math.floor((nowMs - boot) / 1000)),
    activeMemory: megabytes(load.activeKb),
  });
}
