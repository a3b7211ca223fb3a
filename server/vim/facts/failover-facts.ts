/**
 * What vSphere HA keeps free in a cluster, as admission sees it.
 */
import {
  availableCapacity,
  type Capacity,
  defaultReserve,
} from '../../engines/resources/capacity.ts';
import type { FailoverFacts, FailoverPolicy } from '../../engines/resources/failover.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  ClusterConfigInfoEx,
  ClusterDasAdmissionControlPolicy,
  ClusterDasConfigInfo,
  ClusterFailoverHostAdmissionControlPolicy,
  ClusterFailoverLevelAdmissionControlPolicy,
  ClusterFailoverResourcesAdmissionControlPolicy,
  ClusterFixedSizeSlotPolicy,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { hostHardware, isEffective } from './host-hardware.ts';
import { vmResources } from './vm-facts.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** Undefined for a stand-alone host and where HA admits everybody. `without` is the VM in question. */
export function failoverFacts(
  inventory: Inventory,
  owner: Ref | undefined,
  without?: Vm,
): FailoverFacts | undefined {
  const das = dasConfig(inventory, owner);
  if (!owner || !das?.enabled || das.admissionControlEnabled === false) return undefined;
  const cluster = owner as Ref<'ClusterComputeResource'>;
  const hosts = (inventory.read(cluster, 'host') ?? []).filter((host) =>
    isEffective(inventory, host),
  );
  const vms = hosts.flatMap((host) => inventory.read(host, 'vm') ?? []);
  return {
    policy: policyOf(das),
    hosts: hosts.map((host) => failoverCapacity(inventory, host)),
    running: vms
      .filter((vm) => vm !== without && inventory.read(vm, 'runtime').powerState === 'poweredOn')
      .map((vm) => vmResources(inventory, vm)),
  };
}

/** What a host has for VMs, as HA counts it. */
export function failoverCapacity(inventory: Inventory, host: Host): Capacity {
  const hardware = hostHardware(inventory, host);
  return availableCapacity(hardware, defaultReserve(hardware));
}

/** Does HA keep the host free of VMs, for those of failed hosts? */
export function isFailoverHost(inventory: Inventory, host: Host): boolean {
  const das = dasConfig(inventory, inventory.read(host, 'parent'));
  if (!das?.enabled || das.admissionControlEnabled === false) return false;
  const policy = das.admissionControlPolicy;
  if (!is<ClusterFailoverHostAdmissionControlPolicy>(policy, 'ClusterFailoverHost')) return false;
  return policy.failoverHosts?.some((one) => one.value === host.value) ?? false;
}

function dasConfig(inventory: Inventory, owner: Ref | undefined): ClusterDasConfigInfo | undefined {
  if (owner?.type !== 'ClusterComputeResource') return undefined;
  const config = inventory.read(owner, 'configurationEx') as ClusterConfigInfoEx | undefined;
  return config?.dasConfig;
}

/** The policy as the engine knows it. */
export function policyOf(das: ClusterDasConfigInfo): FailoverPolicy {
  const policy = das.admissionControlPolicy;
  const level = das.failoverLevel ?? 1;
  if (is<ClusterFailoverHostAdmissionControlPolicy>(policy, 'ClusterFailoverHost')) {
    return { kind: 'failoverHosts' };
  }
  if (is<ClusterFailoverResourcesAdmissionControlPolicy>(policy, 'ClusterFailoverResources')) {
    if (policy.autoComputePercentages) {
      return { kind: 'computedPercentage', failoverLevel: policy.failoverLevel ?? level };
    }
    return {
      kind: 'percentage',
      cpuPercent: policy.cpuFailoverResourcesPercent,
      memoryPercent: policy.memoryFailoverResourcesPercent,
    };
  }
  if (is<ClusterFailoverLevelAdmissionControlPolicy>(policy, 'ClusterFailoverLevel')) {
    const fixed = policy.slotPolicy as ClusterFixedSizeSlotPolicy | undefined;
    const slot = fixed && { cpuMhz: fixed.cpu, memoryMb: fixed.memory };
    return { kind: 'slots', failoverLevel: policy.failoverLevel, slot };
  }
  return { kind: 'slots', failoverLevel: level };
}

function is<T extends ClusterDasAdmissionControlPolicy>(
  policy: ClusterDasAdmissionControlPolicy | undefined,
  stem: string,
): policy is T {
  return policy?._typeName === `${stem}AdmissionControlPolicy`;
}
