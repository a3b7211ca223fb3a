/**
 * The files of a copy while they are being written: half-written files that nobody may touch, which take
 * their whole room, and names, from the beginning on.
 */
import { type Change, insert, remove } from '../../../../inventory/change.ts';
import { datastoreNameOf, vmFiles } from '../../../../inventory/templates/vm-files.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
} from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { storedFile } from '../../../datastore-files/stored-file.ts';
import type { Context } from '../../../method.ts';
import { looseFiles, pathOn } from '../loose-files.ts';

type Datastore = Ref<'Datastore'>;

export interface ArrivingFile {
  readonly datastore: Datastore;
  readonly path: string;
  readonly type: string;
  readonly size: number;
}

/** The files that a VM of that configuration will have, on those of the datastores that bear their names. */
export function arrivingFiles(
  config: VirtualMachineConfigInfo,
  runtime: VirtualMachineRuntimeInfo,
  datastores: readonly Datastore[],
  { inventory }: Context,
): readonly ArrivingFile[] {
  const byName = new Map(datastores.map((one) => [inventory.read(one, 'name'), one]));
  return vmFiles({ config, runtime }).files.flatMap(({ name, type, size, shared }) => {
    const datastore = byName.get(datastoreNameOf(name));
    return datastore && !shared ? [{ datastore, path: pathOn(name), type, size }] : [];
  });
}

export function roomTaken(files: readonly ArrivingFile[], { clock }: Context): Change[] {
  const modified = clock.iso();
  return files.map(({ datastore, path, type, size }) =>
    insert(datastore, '_files', storedFile({ path, type, size, modified, busy: 'arriving' })),
  );
}

/** They are the VM's own from now on, or are not at all. */
export function roomLeft(files: readonly ArrivingFile[], context: Context): Change[] {
  return files.flatMap(({ datastore, path }) => {
    if (!context.inventory.has(datastore)) return [];
    const there = looseFiles(context, datastore).some((one) => one.path === path);
    return there ? [remove(datastore, `_files["${path}"]`)] : [];
  });
}
