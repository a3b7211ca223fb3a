/**
 * The text of small files which nobody uploaded: `.vmx`, `.vmdk` descriptors, `.vmsd`, logs.
 *
 * A listing tells typical sizes for such files (`inventory/templates/vm-files.ts`), and what is read
 * has just that size: lines go in while they fit, a comment of blanks fills the rest.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineSnapshotInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { diskOfVm } from './disk-files.ts';
import { holderOf } from './file-locks.ts';
import type { FilePlace } from './file-place.ts';
import type { StoredFile } from './stored-file.ts';
import { descriptorLines } from './texts/descriptor.ts';
import { logText } from './texts/log.ts';
import { snapshotLines } from './texts/snapshots.ts';
import { configLines } from './texts/vmx.ts';

export interface TextSources {
  readonly inventory: Inventory;
}

/** Undefined for a file that is no text, or of which nothing is known. */
export function writtenText(
  file: StoredFile,
  place: FilePlace,
  sources: TextSources,
): string | undefined {
  const { size } = file;
  switch (file.type) {
    case 'config': {
      const config = configOf(file, place, sources);
      return config && fitted(configLines(config), size);
    }
    case 'diskDescriptor': {
      const disk = file.disk ?? diskOfVm(place, sources.inventory);
      return disk && fitted(descriptorLines(disk, place), size);
    }
    case 'snapshotList':
      return fitted(snapshotLines(snapshotsOf(place, sources)), size);
    case 'log': {
      const config = configOf(file, place, sources);
      return logText({ name: config?.name ?? '', since: file.modified }, size);
    }
    default:
      return undefined;
  }
}

/** The lines that fit, in their order, and a comment of blanks up to the size in bytes. */
export function fitted(lines: readonly string[], bytes: number): string {
  let text = '';
  let left = bytes;
  for (const line of lines) {
    const needs = Buffer.byteLength(line) + 1;
    if (needs > left) continue;
    text += `${line}\n`;
    left -= needs;
  }
  return left < 2 ? text + '\n'.repeat(left) : `${text}#${' '.repeat(left - 2)}\n`;
}

function vmOf(place: FilePlace, { inventory }: TextSources): Ref<'VirtualMachine'> | undefined {
  return holderOf(inventory, place)?.vm;
}

/** Of the VM whose file it is, or that left it. */
function configOf(
  file: StoredFile,
  place: FilePlace,
  sources: TextSources,
): VirtualMachineConfigInfo | undefined {
  const left = member(file.registration, 'config') as VirtualMachineConfigInfo | undefined;
  const vm = left ? undefined : vmOf(place, sources);
  return left ?? (vm && sources.inventory.read(vm, 'config'));
}

function snapshotsOf(
  place: FilePlace,
  sources: TextSources,
): VirtualMachineSnapshotInfo | undefined {
  const vm = vmOf(place, sources);
  return vm && sources.inventory.read(vm, 'snapshot');
}
