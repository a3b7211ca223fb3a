/**
 * What hosts and clusters have to give.
 *
 * A host's CPU is its cores times their clock, threads not counted. VMkernel and agents keep a part
 * to themselves; how much is ours (500 MHz; 4 % of memory, at least 2 GB) and a scenario may say
 * otherwise. A cluster's effective resources are those of hosts that can run VMs now.
 */

export interface HostHardware {
  readonly cores: number;
  readonly coreMhz: number;
  readonly memoryMb: number;
}

/** CPU in MHz, memory in MB. */
export interface Capacity {
  readonly cpuMhz: number;
  readonly memoryMb: number;
}

export interface ClusterHost extends HostHardware {
  /** Connected, neither in maintenance nor in standby. */
  readonly runsVms: boolean;
  /** Kept by VMkernel and agents; the default reserve unless given. */
  readonly reserve?: Capacity | undefined;
}

export interface ClusterCapacity {
  /** All hosts, as they are built. */
  readonly total: Capacity;
  /** Left to VMs on hosts that can run them. */
  readonly effective: Capacity;
  readonly hosts: number;
  readonly effectiveHosts: number;
}

const RESERVED_CPU_MHZ = 500;
const RESERVED_MEMORY_MIN_MB = 2048;
const RESERVED_MEMORY_SHARE = 0.04;

function physicalCapacity(hardware: HostHardware): Capacity {
  return { cpuMhz: hardware.cores * hardware.coreMhz, memoryMb: hardware.memoryMb };
}

/** What VMkernel and agents of a host keep unless a scenario says otherwise. */
export function defaultReserve(hardware: HostHardware): Capacity {
  return {
    cpuMhz: RESERVED_CPU_MHZ,
    memoryMb: Math.max(RESERVED_MEMORY_MIN_MB, RESERVED_MEMORY_SHARE * hardware.memoryMb),
  };
}

/** What a host has for VMs. */
export function availableCapacity(
  hardware: HostHardware,
  reserve: Capacity = defaultReserve(hardware),
): Capacity {
  const physical = physicalCapacity(hardware);
  return {
    cpuMhz: Math.max(0, physical.cpuMhz - reserve.cpuMhz),
    memoryMb: Math.max(0, physical.memoryMb - reserve.memoryMb),
  };
}

export function clusterCapacity(hosts: readonly ClusterHost[]): ClusterCapacity {
  const able = hosts.filter((host) => host.runsVms);
  return {
    total: sum(hosts.map(physicalCapacity)),
    effective: sum(able.map((host) => availableCapacity(host, host.reserve))),
    hosts: hosts.length,
    effectiveHosts: able.length,
  };
}

function sum(capacities: readonly Capacity[]): Capacity {
  return capacities.reduce(
    (total, one) => ({
      cpuMhz: total.cpuMhz + one.cpuMhz,
      memoryMb: total.memoryMb + one.memoryMb,
    }),
    { cpuMhz: 0, memoryMb: 0 },
  );
}
