/**
 * What of a VM and of a host the statistics know: read from their stored properties, as they are now or
 * as they were before a change.
 */
import { availableCapacity, defaultReserve } from '../../engines/resources/capacity.ts';
import type { Scaled } from '../../engines/statistics/demand-function.ts';
import type { DiskFacts } from '../../engines/statistics/disk-io.ts';
import type { HostCapacity } from '../../engines/statistics/host-load.ts';
import { ownDiskDemand, vmDemand } from '../../engines/statistics/vm-demand.ts';
import type { Allocation, VmLoadFacts } from '../../engines/statistics/vm-load.ts';
import type { VmProfile } from '../../inventory/templates/vm-profile.ts';
import type {
  HostHardwareInfo,
  HostRuntimeInfo,
  ResourceAllocationInfo,
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
} from '../../vmodl/generated/data.ts';
import { isReference, type Ref, reference } from '../../vmodl/reference.ts';
import { BYTES_PER_KB, BYTES_PER_MB, HZ_PER_MHZ } from '../../vmodl/units.ts';
import { member, type Value } from '../../vmodl/value.ts';

export const PERFORMANCE_MANAGER = reference('PerformanceManager', 'PerfMgr');

/** A stored property of one object. */
export type PropertyOf = (property: string) => Value | undefined;

/** What stays the same between two changes of a host. */
export interface HostLoadFacts {
  readonly computeResource: string | undefined;
  readonly bootMs: number;
  readonly inMaintenance: boolean;
  readonly cpuMhz: number;
  readonly cores: number;
  readonly threads: number;
  readonly memoryKb: number;
  /** What VMkernel and agents use. */
  readonly hypervisorKb: number;
  /** What they keep reserved. */
  readonly reservedKb: number;
  /** Left to VMs. */
  readonly capacity: HostCapacity;
}

const KB_PER_MB = 1024;
/** When demand of seeds began: functions count from there. */
export function statisticsSinceMs(read: (ref: Ref, property: string) => Value | undefined): number {
  const since = read(PERFORMANCE_MANAGER, '_since');
  return typeof since === 'string' ? Date.parse(since) : 0;
}

/** Undefined unless the VM runs. */
export function vmLoadFacts(property: PropertyOf, sinceMs: number): VmLoadFacts | undefined {
  const runtime = property('runtime') as VirtualMachineRuntimeInfo | undefined;
  const config = property('config') as VirtualMachineConfigInfo | undefined;
  const host = runtime?.host;
  if (!runtime || !config || !host || runtime.powerState !== 'poweredOn') return undefined;
  const memoryMb = Number(config.hardware.memoryMB);
  const maxCpuMhz = runtime.maxCpuUsage ?? 0;
  const pool = property('resourcePool');
  const profile = (property('_profile') as VmProfile | undefined) ?? {};
  const demand = vmDemand(profile, { maxCpuMhz, memoryMb, uuid: config.uuid }, sinceMs);
  const own: Scaled[] = [];
  const disks = disksOf(config, (label) =>
    ownDiskDemand(profile, label, { uuid: config.uuid, sinceMs, varying: own }),
  );
  return {
    host: host.value,
    pool: isReference(pool) ? pool.value : undefined,
    bootMs:
      runtime.bootTime === undefined ? Number.NEGATIVE_INFINITY : Date.parse(runtime.bootTime),
    vcpuCount: config.hardware.numCPU,
    maxCpuMhz,
    memoryMb,
    overheadKb: Math.round(Number(runtime.memoryOverhead ?? 0) / BYTES_PER_KB),
    cpu: allocationOf(config.cpuAllocation),
    memory: allocationOf(config.memoryAllocation),
    disks,
    datastores: [...new Set(disks.map(({ datastore }) => datastore))],
    demand:
      own.length === 0 ? demand : { ...demand, varyingDisks: [...demand.varyingDisks, ...own] },
  };
}

/** Undefined unless the host is up and connected: else nobody hears its figures. */
export function hostLoadFacts(property: PropertyOf): HostLoadFacts | undefined {
  const runtime = property('runtime') as HostRuntimeInfo | undefined;
  const hardware = property('hardware') as HostHardwareInfo | undefined;
  if (!runtime || !hardware) return undefined;
  if (runtime.powerState !== 'poweredOn' || runtime.connectionState !== 'connected') {
    return undefined;
  }
  const { numCpuCores, numCpuThreads, hz } = hardware.cpuInfo;
  const coreMhz = Math.round(Number(hz) / HZ_PER_MHZ);
  const memoryMb = Number(hardware.memorySize) / BYTES_PER_MB;
  const built = { cores: numCpuCores, coreMhz, memoryMb };
  const available = availableCapacity(built);
  const reservedKb = Math.round(defaultReserve(built).memoryMb * KB_PER_MB);
  const parent = property('parent');
  return {
    computeResource: isReference(parent) ? parent.value : undefined,
    bootMs:
      runtime.bootTime === undefined ? Number.NEGATIVE_INFINITY : Date.parse(runtime.bootTime),
    inMaintenance: runtime.inMaintenanceMode,
    cpuMhz: numCpuCores * coreMhz,
    cores: numCpuCores,
    threads: numCpuThreads,
    memoryKb: Math.round(memoryMb * KB_PER_MB),
    // Half of what is kept free for it, until somebody measures.
    hypervisorKb: Math.round(reservedKb / 2),
    reservedKb,
    capacity: { cpuMhz: available.cpuMhz, memoryKb: Math.floor(available.memoryMb * KB_PER_MB) },
  };
}

/** Are the facts of a VM made of the same values as before? */
export function sameLoad(before: PropertyOf, after: PropertyOf): boolean {
  if (before('_profile') !== after('_profile')) return false;
  if (member(before('resourcePool'), 'value') !== member(after('resourcePool'), 'value'))
    return false;
  return (
    sameMembers(before('runtime'), after('runtime'), RUNTIME_MEMBERS) &&
    sameMembers(before('config'), after('config'), CONFIG_MEMBERS) &&
    sameHardware(member(before('config'), 'hardware'), member(after('config'), 'hardware'))
  );
}

/** Disks that only hold more than before are the same. */
function sameHardware(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!sameMembers(left, right, HARDWARE_MEMBERS)) return false;
  const [before, after] = [left, right].map((hardware) => diskTraits(member(hardware, 'device')));
  return before === after;
}

/** What the facts know of disks, as text. */
function diskTraits(devices: unknown): string {
  const disks = (Array.isArray(devices) ? devices : []).filter(
    (device) => member(device, '_typeName') === 'VirtualDisk',
  );
  return JSON.stringify(
    disks.map((disk) => [
      member(disk, 'key'),
      member(member(member(disk, 'backing'), 'datastore'), 'value'),
      String(member(member(disk, 'storageIOAllocation'), 'limit')),
      member(member(disk, 'deviceInfo'), 'label'),
    ]),
  );
}

/** The same question for a host. */
export function sameHost(before: PropertyOf, after: PropertyOf): boolean {
  if (member(before('parent'), 'value') !== member(after('parent'), 'value')) return false;
  return (
    before('hardware') === after('hardware') &&
    sameMembers(before('runtime'), after('runtime'), HOST_RUNTIME_MEMBERS)
  );
}

const HOST_RUNTIME_MEMBERS = ['connectionState', 'powerState', 'bootTime', 'inMaintenanceMode'];
const RUNTIME_MEMBERS = ['host', 'powerState', 'bootTime', 'maxCpuUsage', 'memoryOverhead'];
const CONFIG_MEMBERS = ['cpuAllocation', 'memoryAllocation'];
const HARDWARE_MEMBERS = ['numCPU', 'memoryMB'];

function sameMembers(left: unknown, right: unknown, names: readonly string[]): boolean {
  return left === right || names.every((name) => member(left, name) === member(right, name));
}

function allocationOf(allocation: ResourceAllocationInfo | undefined): Allocation {
  return {
    shares: allocation?.shares?.shares ?? 1000,
    reservation: Number(allocation?.reservation ?? 0),
    limit: Number(allocation?.limit ?? -1),
  };
}

function disksOf(
  config: VirtualMachineConfigInfo,
  ownOf: (label: string) => DiskFacts['own'],
): readonly DiskFacts[] {
  const disks: DiskFacts[] = [];
  for (const device of config.hardware.device ?? []) {
    if (device._typeName !== 'VirtualDisk') continue;
    const datastore = member(device.backing, 'datastore');
    if (!isReference(datastore)) continue;
    const limit = Number(member(member(device, 'storageIOAllocation'), 'limit') ?? -1);
    disks.push({
      key: device.key,
      datastore: datastore.value,
      limitIops: limit < 0 ? undefined : limit,
      own: ownOf(device.deviceInfo?.label ?? ''),
    });
  }
  return disks;
}
