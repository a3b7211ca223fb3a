/**
 * Whom settings of a datastore cluster may name: virtual machines that lie on it, and their disks.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { members } from '../facts/storage-drs-settings.ts';
import { isDisk } from '../facts/vm-facts.ts';
import type { Pod } from './pod-entry.ts';

type Vm = Ref<'VirtualMachine'>;

export interface PodScope {
  readonly inventory: Inventory;
  readonly pod: Pod;
  /** A new identity for a rule. */
  readonly newUuid: () => string;
}

/** Does anything of a virtual machine lie on a member? */
export function liesOnPod(inventory: Inventory, pod: Pod, vm: Ref): boolean {
  if (!inventory.has(vm)) return false;
  const on = new Set(members(inventory, pod).map(({ value }) => value));
  return (inventory.read(vm as Vm, 'datastore') ?? []).some(({ value }) => on.has(value));
}

/** Keys of a virtual machine's disks. */
export function diskKeys(inventory: Inventory, vm: Vm): ReadonlySet<number> {
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return new Set(devices.filter(isDisk).map(({ key }) => key));
}

/** The VM. Throws ManagedObjectNotFound for one that is gone, InvalidArgument for one that lies elsewhere. */
export function demandVmOnPod({ inventory, pod }: PodScope, ref: Vm, place: string): Vm {
  const vm = inventory.demand(ref);
  if (!liesOnPod(inventory, pod, vm)) throw invalidArgument(place);
  return vm;
}
