/**
 * The commit of a storage migration: the VM's configuration, and those its snapshots keep, name the files
 * where they lie from now on. Layouts, space and the datastores of the VM follow from that.
 */
import { assign, type Change } from '../../../../inventory/change.ts';
import type { Inventory } from '../../../../inventory/inventory.ts';
import { vmFiles } from '../../../../inventory/templates/vm-files.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualMachineConfigInfo } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { deepEqual, type Value } from '../../../../vmodl/value.ts';
import type { FileMove } from '../../../migrations/move.ts';
import { snapshotConfigsRewritten, snapshotsOf } from '../../datastore/renamed-paths.ts';
import { diskFileNames } from '../snapshots/deltas.ts';
import { movedConfig } from './moved-config.ts';

type Vm = Ref<'VirtualMachine'>;

/** What VMFS takes for the name of a file or folder. */
const NAME_BYTES_MAX = 255;

/**
 * Everything that changes when the files are where `fileMoves` sent them, but for the version of the
 * configuration (`configTouched`). Names are those free at this moment. Whoever counted copies ends them
 * in the same commit (`copiesEnded`).
 */
export function filesMoved(
  inventory: Inventory,
  vm: Vm,
  moves: readonly FileMove[],
): readonly Change[] {
  const before = inventory.read(vm, 'config');
  const moved = movedConfig(inventory, vm, moves);
  if (moves.length === 0 || !before || !moved) return [];
  const { config, inSnapshot } = moved;
  const changes: Change[] = [];
  const put = (path: string, old: unknown, value: unknown) => {
    if (!deepEqual(old, value)) changes.push(assign(vm, `config.${path}`, value as Value));
  };
  put('files', before.files, config.files);
  for (const [index, device] of (config.hardware.device ?? []).entries()) {
    const old = before.hardware.device?.[index];
    if (old !== device) put(`hardware.device[${device.key}].backing`, old?.backing, device.backing);
  }
  put('extraConfig', before.extraConfig, config.extraConfig);
  put('datastoreUrl', before.datastoreUrl, config.datastoreUrl);
  return [...changes, ...snapshotConfigsRewritten(inventory, vm, inSnapshot)];
}

/** Paths of all its disk files when they are where `fileMoves` sent them. */
export function filesAfter(
  inventory: Inventory,
  vm: Vm,
  moves: readonly FileMove[],
): ReadonlySet<string> {
  const moved = movedConfig(inventory, vm, moves);
  const kept = snapshotsOf(inventory, vm).flatMap((snapshot) => {
    const config = inventory.read(snapshot, 'config') as VirtualMachineConfigInfo | undefined;
    return config && moved ? [moved.inSnapshot(config)] : [];
  });
  return diskFileNames(moved ? [moved.config, ...kept] : []);
}

/** FileNameTooLong when the VM's name is too long for the names its files would get. */
export function nameProblem(
  inventory: Inventory,
  vm: Vm,
  moves: readonly FileMove[],
): VimFault | undefined {
  const moved = moves.length > 0 ? movedConfig(inventory, vm, moves) : undefined;
  if (!moved) return undefined;
  const facts = { config: moved.config, runtime: inventory.read(vm, 'runtime') };
  const { files } = vmFiles({ ...facts, snapshot: inventory.read(vm, 'snapshot') });
  const long = files.find(({ name }) =>
    name.split('/').some((step) => Buffer.byteLength(step) > NAME_BYTES_MAX),
  );
  if (!long) return undefined;
  return new VimFault('FileNameTooLong', { file: long.name }, `File name ${long.name} is too long`);
}

/** SnapshotCopyNotSupported when files that snapshots need would become one with others. */
export function snapshotProblem(
  inventory: Inventory,
  vm: Vm,
  moves: readonly FileMove[],
): VimFault | undefined {
  const kept = (inventory.read(vm, 'snapshot')?.rootSnapshotList ?? []).length > 0;
  return kept && moves.some(({ chain }) => chain === 'merged')
    ? new VimFault('SnapshotCopyNotSupported')
    : undefined;
}
