/**
 * What the copy of a .vmx remembers: the VM as it would come back if it were registered from there.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { VirtualMachineRuntimeInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type DataObject, data } from '../../vmodl/value.ts';
import { guestStopped } from '../objects/virtual-machine/guest-state.ts';
import type { VmRegistration } from '../objects/virtual-machine/vm-registration.ts';

/** A copy never runs, whatever its original does. */
export function stoppedRegistration(
  vm: Ref<'VirtualMachine'>,
  inventory: Inventory,
): VmRegistration | undefined {
  const config = inventory.read(vm, 'config');
  if (!config) return undefined;
  const [stopped] = guestStopped(vm, { inventory });
  const remembered = (name: string) => inventory.read(vm as Ref, name) as DataObject | undefined;
  return data<VmRegistration>('_VmRegistration', {
    config,
    runtime: data<VirtualMachineRuntimeInfo>('VirtualMachineRuntimeInfo', {
      ...withoutType(inventory.read(vm, 'runtime')),
      powerState: 'poweredOff',
      bootTime: undefined,
    }),
    capability: remembered('capability'),
    guest: stopped?.op === 'assign' ? (stopped.value as DataObject) : undefined,
    _guest: remembered('_guest'),
    _profile: remembered('_profile'),
    hasSnapshots: inventory.read(vm, 'snapshot') !== undefined,
  });
}

function withoutType({ _typeName, ...members }: VirtualMachineRuntimeInfo) {
  return members;
}
