/**
 * Admission by reservation: may a VM power on, or move in by vMotion?
 *
 * A host must have its reservations unreserved, and so must the chain of resource pools, an
 * expandable pool borrowing what it lacks from its parent. Memory overhead counts as reserved
 * memory. Verdicts are vCenter's faults: CPU in MHz, memory in bytes rounded up.
 */
import type { Ref } from '../../vmodl/reference.ts';
import type { FaultVerdict } from '../plan.ts';
import { bytesOfMb, memoryOverheadMb } from './memory-overhead.ts';

export interface VmResources {
  readonly vcpuCount: number;
  readonly memoryMb: number;
  readonly cpuReservationMhz: number;
  readonly memoryReservationMb: number;
}

export interface HostResources {
  readonly ref: Ref;
  readonly coreMhz: number;
  /** Left to VMs: physical less what VMkernel and agents keep. */
  readonly availableCpuMhz: number;
  readonly availableMemoryMb: number;
  /** Needed by VMs powered on here and by migrations on their way in, overhead included; the VM in question left out. */
  readonly reservedCpuMhz: number;
  readonly reservedMemoryMb: number;
}

/** One pool of a chain. */
export interface PoolResources {
  readonly ref: Ref;
  /** Of its own reservation not given to child pools and VMs; the VM in question left out. */
  readonly unreservedCpuMhz: number;
  readonly unreservedMemoryMb: number;
  readonly cpuExpandable: boolean;
  readonly memoryExpandable: boolean;
}

export interface Need {
  readonly cpuMhz: number;
  readonly memoryMb: number;
}

const TOLERANCE = 1e-9;

/** What a running VM holds reserved: its reservations and its memory overhead. */
export function reservationNeed(vm: VmResources): Need {
  return {
    cpuMhz: vm.cpuReservationMhz,
    memoryMb: vm.memoryReservationMb + memoryOverheadMb(vm.memoryMb, vm.vcpuCount),
  };
}

/** Every reason why a host cannot hold the VM's reservations; none when it can. */
export function hostVerdict(vm: VmResources, host: HostResources): readonly FaultVerdict[] {
  const need = reservationNeed(vm);
  const freeCpuMhz = Math.max(0, host.availableCpuMhz - host.reservedCpuMhz);
  const freeMemoryMb = Math.max(0, host.availableMemoryMb - host.reservedMemoryMb);
  const faults: FaultVerdict[] = [];
  if (exceeds(vm.cpuReservationMhz / vm.vcpuCount, host.coreMhz)) {
    faults.push({
      name: 'InsufficientPerCpuCapacity',
      detail: { host: host.ref },
      message:
        'The host does not have sufficient CPU capacity per core to satisfy the reservation.',
    });
  }
  if (exceeds(need.cpuMhz, freeCpuMhz)) {
    faults.push({
      name: 'InsufficientHostCpuCapacityFault',
      detail: {
        host: host.ref,
        unreserved: Math.floor(freeCpuMhz),
        requested: Math.ceil(need.cpuMhz),
      },
      message: 'The host does not have sufficient CPU resources to satisfy the reservation.',
    });
  }
  if (exceeds(need.memoryMb, freeMemoryMb)) {
    faults.push({
      name: 'InsufficientHostMemoryCapacityFault',
      detail: {
        host: host.ref,
        unreserved: bytesOfMb(freeMemoryMb),
        requested: bytesOfMb(need.memoryMb),
      },
      message: 'The host does not have sufficient memory resources to satisfy the reservation.',
    });
  }
  return faults;
}

/** Every reason why a chain of pools, from the VM's own to the root, cannot hold its reservations. */
export function poolVerdict(
  vm: VmResources,
  chain: readonly PoolResources[],
): readonly FaultVerdict[] {
  const need = reservationNeed(vm);
  const cpuMhz = unreservedForVm(chain, 'cpu');
  const memoryMb = unreservedForVm(chain, 'memory');
  const faults: FaultVerdict[] = [];
  if (exceeds(need.cpuMhz, cpuMhz)) {
    faults.push({
      name: 'InsufficientCpuResourcesFault',
      detail: { unreserved: Math.floor(cpuMhz), requested: Math.ceil(need.cpuMhz) },
      message: insufficientText('CPU'),
    });
  }
  if (exceeds(need.memoryMb, memoryMb)) {
    faults.push({
      name: 'InsufficientMemoryResourcesFault',
      detail: { unreserved: bytesOfMb(memoryMb), requested: bytesOfMb(need.memoryMb) },
      message: insufficientText('Memory'),
    });
  }
  return faults;
}

/** What a pool can still give to a VM: its own, and by expandable reservations what its parents have. */
export function unreservedForVm(
  chain: readonly PoolResources[],
  resource: 'cpu' | 'memory',
): number {
  let unreserved = 0;
  for (const pool of chain) {
    unreserved += Math.max(0, resource === 'cpu' ? pool.unreservedCpuMhz : pool.unreservedMemoryMb);
    if (!(resource === 'cpu' ? pool.cpuExpandable : pool.memoryExpandable)) break;
  }
  return unreserved;
}

function exceeds(need: number, have: number): boolean {
  return need > have + TOLERANCE;
}

function insufficientText(resource: string): string {
  return `The available ${resource} resources in the parent resource pool are insufficient for the operation.`;
}
