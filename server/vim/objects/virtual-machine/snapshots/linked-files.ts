/**
 * Files of a VM's disks that other VMs build on: those of linked clones.
 */
import { isVirtualDisk } from '../../../../inventory/templates/vm-files.ts';
import type { VirtualDevice, VirtualMachineConfigInfo } from '../../../../vmodl/generated/data.ts';
import { member } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import { backingChain } from '../backing-chain.ts';
import type { Vm } from '../power.ts';
import { filesOfDisk } from '../relocate/disk-chain.ts';
import { diskFileNames } from './deltas.ts';

/** Paths of those among the files of these configurations. */
export function filesOthersNeed(
  vm: Vm,
  configs: readonly VirtualMachineConfigInfo[],
  { inventory }: Context,
): ReadonlySet<string> {
  const own = diskFileNames(configs);
  const others = new Set(
    (inventory.read(vm, 'datastore') ?? []).flatMap((one) => inventory.read(one, 'vm') ?? []),
  );
  const found = new Set<string>();
  for (const other of others) {
    if (other.value === vm.value) continue;
    const devices = inventory.read(other, 'config')?.hardware.device ?? [];
    for (const name of devices.flatMap(filesBelow)) if (own.has(name)) found.add(name);
  }
  return found;
}

/** Paths of a linked clone's disk; none for a disk of its own. Asked of every VM: most have no parent. */
function filesBelow(device: VirtualDevice): readonly string[] {
  if (!isVirtualDisk(device) || member(device.backing, 'parent') === undefined) return [];
  if (!backingChain(device).some((at) => member(at, '_ofOther') === true)) return [];
  return filesOfDisk(device).map(({ fileName }) => fileName);
}
