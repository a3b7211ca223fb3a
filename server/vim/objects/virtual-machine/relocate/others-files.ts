/**
 * Files in a folder of a datastore that are not a VM's own: those of other VMs and of nobody.
 */
import type { Inventory } from '../../../../inventory/inventory.ts';
import type { VirtualMachineConfigInfo } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import { backingChain } from '../backing-chain.ts';
import { looseFiles, pathOn } from '../loose-files.ts';
import { filesOf } from '../space.ts';

export interface FolderOfVm {
  readonly datastore: Ref<'Datastore'>;
  /** With its slash: `web/`; empty for the root. */
  readonly folder: string;
  /** Whose own files do not count. */
  readonly vm: Ref<'VirtualMachine'> | undefined;
}

/** Paths relative to the datastore; the folder itself when somebody made it. */
export function othersIn(
  inventory: Inventory,
  { datastore, folder, vm: self }: FolderOfVm,
): readonly string[] {
  const isInside = (path: string) => path === folder.slice(0, -1) || path.startsWith(folder);
  const found = looseFiles({ inventory }, datastore)
    .map(({ path }) => path)
    .filter(isInside);
  const directory = `[${inventory.read(datastore, 'name')}] ${folder}`;
  for (const vm of inventory.read(datastore, 'vm') ?? []) {
    const config = inventory.read(vm, 'config');
    if (vm.value === self?.value || !config || !hasFilesIn(directory, config)) continue;
    const { files } = filesOf(vm, inventory.read.bind(inventory)) ?? { files: [] };
    for (const { name, shared } of files) {
      if (!shared && name.startsWith(directory)) found.push(pathOn(name));
    }
  }
  return found;
}

/** Told from the few names a configuration holds: there may be thousands of VMs to ask. */
function hasFilesIn(directory: string, config: VirtualMachineConfigInfo): boolean {
  if (config.files.vmPathName?.startsWith(directory)) return true;
  for (const device of config.hardware.device ?? []) {
    if (device._typeName !== 'VirtualDisk') continue;
    for (const at of backingChain(device)) {
      const fileName = member(at, 'fileName');
      if (typeof fileName === 'string' && fileName.startsWith(directory)) return true;
    }
  }
  return false;
}
