/**
 * Whom a cluster's settings may name: its own hosts and virtual machines.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';

export type Cluster = Ref<'ClusterComputeResource'>;
export type Host = Ref<'HostSystem'>;
export type Vm = Ref<'VirtualMachine'>;

export interface ClusterScope {
  readonly inventory: Inventory;
  /** Undefined while it is being made: then it has neither. */
  readonly cluster: Cluster | undefined;
  /** A new identity for a rule or a group. */
  readonly newUuid: () => string;
}

/** The host. Throws ManagedObjectNotFound for one that is gone, InvalidArgument for another's. */
export function demandHost({ inventory, cluster }: ClusterScope, ref: Host, place: string): Host {
  const host = inventory.demand(ref);
  if (!cluster || inventory.read(host, 'parent')?.value !== cluster.value) {
    throw invalidArgument(place);
  }
  return host;
}

/** The VM, with the same faults. */
export function demandVm({ inventory, cluster }: ClusterScope, ref: Vm, place: string): Vm {
  const vm = inventory.demand(ref);
  if (!cluster || clusterOf(inventory, vm)?.value !== cluster.value) throw invalidArgument(place);
  return vm;
}

function clusterOf(inventory: Inventory, vm: Vm): Ref | undefined {
  const { host } = inventory.read(vm, 'runtime');
  return host && inventory.has(host) ? inventory.read(host, 'parent') : undefined;
}

/** Each reference once. */
export function distinct<T extends Ref>(refs: readonly T[]): readonly T[] {
  return [...new Map(refs.map((ref) => [ref.value, ref])).values()];
}
