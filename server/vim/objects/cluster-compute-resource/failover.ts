/**
 * What vSphere HA has in hand: how many hosts may fail, and what its admission control says of itself.
 */
import { availableCapacity } from '../../../engines/resources/capacity.ts';
import { type FailoverFacts, freeShare, slotsLeft } from '../../../engines/resources/failover.ts';
import type { VmResources } from '../../../engines/resources/reservations.ts';
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  ClusterConfigInfoEx,
  ClusterDasAdmissionControlInfo,
  ClusterFailoverHostAdmissionControlPolicy,
} from '../../../vmodl/generated/data.ts';
import { BYTES_PER_MB } from '../../../vmodl/units.ts';
import { policyOf } from '../../facts/failover-facts.ts';
import type { Cluster, Host, Vm } from './scope.ts';

export interface FailoverState {
  readonly currentFailoverLevel: number;
  /** Absent where HA is off. */
  readonly admissionControlInfo?: ClusterDasAdmissionControlInfo;
}

/** Nothing may fail, and nothing is said, where HA is off. */
export function failoverState(self: Cluster, read: TypedReader): FailoverState {
  const config = read(self, 'configurationEx') as ClusterConfigInfoEx | undefined;
  const das = config?.dasConfig;
  if (!das?.enabled) return { currentFailoverLevel: 0 };
  const hosts = (read(self, 'host') ?? []).filter((host) => isEffective(host, read));
  const facts: FailoverFacts = {
    policy: policyOf(das),
    hosts: hosts.map((host) => availableCapacity(hardwareOf(host, read))),
    running: hosts.flatMap((host) => read(host, 'vm') ?? []).flatMap((vm) => running(vm, read)),
  };
  const currentFailoverLevel = failuresBorne(facts);
  const policy = das.admissionControlPolicy;
  switch (facts.policy.kind) {
    case 'slots':
      return {
        currentFailoverLevel,
        admissionControlInfo: build('ClusterFailoverLevelAdmissionControlInfo', {
          currentFailoverLevel,
        }),
      };
    case 'failoverHosts':
      return {
        currentFailoverLevel,
        admissionControlInfo: build('ClusterFailoverHostAdmissionControlInfo', {
          hostStatus: (
            (policy as ClusterFailoverHostAdmissionControlPolicy | undefined)?.failoverHosts ?? []
          ).map((host) => hostStatus(host, read)),
        }),
      };
    default: {
      const { cpuPercent, memoryPercent } = freeShare(facts);
      return {
        currentFailoverLevel,
        admissionControlInfo: build('ClusterFailoverResourcesAdmissionControlInfo', {
          currentCpuFailoverResourcesPercent: cpuPercent,
          currentMemoryFailoverResourcesPercent: memoryPercent,
        }),
      };
    }
  }
}

/** How many of the largest hosts may go with every VM still finding a place. */
function failuresBorne(facts: FailoverFacts): number {
  const slot = facts.policy.kind === 'slots' ? facts.policy.slot : undefined;
  let level = Math.max(0, facts.hosts.length - 1);
  while (level > 0 && slotsLeft(facts, level, slot) < 0) level -= 1;
  return level;
}

/** Green: able, and nothing runs there; yellow: VMs do; red: not able. */
function hostStatus(host: Host, read: TypedReader) {
  const busy = (read(host, 'vm') ?? []).some((vm) => running(vm, read).length > 0);
  const status = isEffective(host, read) ? (busy ? 'yellow' : 'green') : 'red';
  return build('ClusterFailoverHostAdmissionControlInfoHostStatus', { host, status });
}

function isEffective(host: Host, read: TypedReader): boolean {
  const runtime = read(host, 'runtime');
  return (
    runtime?.connectionState === 'connected' &&
    !runtime.inMaintenanceMode &&
    runtime.powerState !== 'standBy'
  );
}

function hardwareOf(host: Host, read: TypedReader) {
  const hardware = read(host, 'summary')?.hardware;
  return {
    cores: hardware?.numCpuCores ?? 1,
    coreMhz: hardware?.cpuMhz ?? 0,
    memoryMb: Number(hardware?.memorySize ?? 0) / BYTES_PER_MB,
  };
}

function running(vm: Vm, read: TypedReader): readonly VmResources[] {
  if (read(vm, 'runtime')?.powerState !== 'poweredOn') return [];
  const config = read(vm, 'config');
  return [
    {
      vcpuCount: config?.hardware.numCPU ?? 1,
      memoryMb: config?.hardware.memoryMB ?? 0,
      cpuReservationMhz: Number(config?.cpuAllocation?.reservation ?? 0),
      memoryReservationMb: Number(config?.memoryAllocation?.reservation ?? 0),
    },
  ];
}
