/**
 * Who holds a file, so that others may not write or even read it.
 *
 * A file of a registered VM follows from the VM: it cannot go, move or be overwritten by itself. What a
 * running VM has open for writing cannot be read either: the last file of each disk's chain, swap,
 * NVRAM. An image in a running VM's drive is held, but may be read.
 */

import type { Inventory } from '../../inventory/inventory.ts';
import { datastoreNameOf } from '../../inventory/templates/vm-files.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { cannotDelete, fileLocked } from './file-faults.ts';
import { type FilePlace, placeBeside } from './file-place.ts';
import type { FileTree } from './file-tree.ts';
import { extentPaths, type StoredFile } from './stored-file.ts';

type Vm = Ref<'VirtualMachine'>;

export interface Hold {
  readonly vm: Vm;
  readonly running: boolean;
}

/** Files which only the VM's own process may open while it runs, by their type in the layout. */
const OPEN_TYPES: ReadonlySet<string> = new Set(['swap', 'uwswap', 'nvram', 'config']);
/** Of those, what others may read nevertheless. */
const READABLE_TYPES: ReadonlySet<string> = new Set(['config']);

/** The VM that holds the file; undefined when nobody does. */
export function holderOf(inventory: Inventory, place: FilePlace): Hold | undefined {
  for (const vm of inventory.read(place.datastore, 'vm') ?? []) {
    const running = inventory.read(vm, 'runtime').powerState === 'poweredOn';
    const own = inventory.read(vm, 'layoutEx')?.file?.some(({ name }) => name === place.name);
    if (own || (running && hasMounted(inventory, vm, place.name))) return { vm, running };
  }
  return undefined;
}

/** Throws FileLocked or CannotDeleteFile when somebody holds one of the files. */
export function demandFree(
  files: readonly StoredFile[],
  deed: 'delete' | 'change',
  { place, tree, inventory }: { place: FilePlace; tree: FileTree; inventory: Inventory },
): void {
  for (const file of files) {
    const at = placeBeside(place, file.path);
    if (file.busy !== undefined) throw fileLocked(at.name);
    const hold = holderOf(inventory, at);
    if (hold?.running) throw fileLocked(at.name);
    if (hold && tree.isOfVm(file.path)) {
      throw deed === 'delete' ? cannotDelete(at.name) : fileLocked(at.name);
    }
  }
}

/** Throws FileLocked when the file cannot be read now. */
export function demandReadable(file: StoredFile, place: FilePlace, inventory: Inventory): void {
  if (file.busy !== undefined) throw fileLocked(place.name);
  const hold = holderOf(inventory, place);
  if (!hold?.running || READABLE_TYPES.has(file.type)) return;
  const open = OPEN_TYPES.has(file.type) || openExtents(inventory, hold.vm).has(place.name);
  if (open) throw fileLocked(place.name);
}

/** Files into which the VM's disks are written, `[datastore] path`. */
function openExtents(inventory: Inventory, vm: Vm): ReadonlySet<string> {
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return new Set(
    devices.flatMap(({ _typeName, backing }) => {
      const file = member(backing, 'fileName');
      return _typeName === 'VirtualDisk' && typeof file === 'string' ? extentPaths(file) : [];
    }),
  );
}

/** Is it the image in one of the VM's connected drives? */
function hasMounted(inventory: Inventory, vm: Vm, name: string): boolean {
  const devices = inventory.read(vm, 'config')?.hardware.device ?? [];
  return devices.some(({ backing, connectable }) => {
    const file = member(backing, 'fileName');
    return file === name && datastoreNameOf(name) !== '' && connectable?.connected !== false;
  });
}
