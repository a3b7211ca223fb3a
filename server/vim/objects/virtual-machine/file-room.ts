/**
 * Is there room for the files that a VM would have: memory kept by a snapshot or written at suspension, a
 * larger swap file?
 */
import {
  datastoreNameOf,
  type VmFile,
  type VmFilesFacts,
  vmFiles,
} from '../../../inventory/templates/vm-files.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context } from '../../method.ts';
import { fileFacts } from './space.ts';

/**
 * `after`: what will be different. Throws NoDiskSpace when the files grow by more than a datastore has
 * free. Not for disks that are attached: their files take their room already.
 */
export function demandFileRoom(
  vm: Ref<'VirtualMachine'>,
  after: Partial<VmFilesFacts>,
  { inventory }: Pick<Context, 'inventory'>,
): void {
  const facts = fileFacts(vm, inventory.read.bind(inventory));
  if (!facts) return;
  const before = vmFiles(facts).files;
  const then = vmFiles({ ...facts, ...after }).files;
  const had = bytesByDatastore(before);
  for (const [name, bytes] of bytesByDatastore(then)) {
    const grows = bytes - (had.get(name) ?? 0);
    if (grows <= 0) continue;
    const datastore = inventory
      .read(vm, 'datastore')
      ?.find((one) => inventory.read(one, 'name') === name);
    if (!datastore || grows <= Number(inventory.read(datastore, 'summary').freeSpace)) continue;
    throw new VimFault(
      'NoDiskSpace',
      { file: grownFile(before, then, name), datastore: name },
      `Insufficient disk space on datastore '${name}'.`,
    );
  }
}

function bytesByDatastore(files: readonly VmFile[]): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { name, size } of files) {
    const place = datastoreNameOf(name);
    bytes.set(place, (bytes.get(place) ?? 0) + size);
  }
  return bytes;
}

/** The file that grows most. */
function grownFile(before: readonly VmFile[], then: readonly VmFile[], place: string): string {
  const had = new Map(before.map(({ name, size }) => [name, size]));
  const grows = ({ name, size }: VmFile) => size - (had.get(name) ?? 0);
  const [most] = then
    .filter(({ name }) => datastoreNameOf(name) === place)
    .toSorted((left, right) => grows(right) - grows(left));
  return most?.name ?? '';
}
