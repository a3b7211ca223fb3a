/**
 * A datastore's name is the first part of every path on it: `[name] folder/file`. A new name goes through
 * the configurations and snapshots of its VMs and through what its hosts say of the volume.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { VirtualMachineConfigInfo } from '../../../vmodl/generated/data.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { type DataObject, isDataObject, member, type Value } from '../../../vmodl/value.ts';

export function datastoreRenamed(
  inventory: Inventory,
  datastore: Ref<'Datastore'>,
  oldName: string,
  newName: string,
): Change[] {
  const changes: Change[] = [];
  const rewritten = (ref: Ref, property: string, rewrite: (value: unknown) => unknown) => {
    const before: unknown = inventory.read(ref, property);
    const after = rewrite(before);
    if (after !== before) changes.push(assign(ref, property, after as Value));
  };
  const paths = (value: unknown) => withPaths(value, oldName, newName);
  const vms = inventory.read(datastore, 'vm') ?? [];
  for (const vm of vms) {
    rewritten(vm, 'config', paths);
    rewritten(vm, 'snapshot', paths);
    changes.push(...snapshotConfigsRewritten(inventory, vm, paths));
  }
  rewritten(datastore, '_volume', (volume) => named(volume, newName));
  const volumeUuid = inventory.read(datastore as Ref, '_volumeUuid');
  for (const { key: host } of inventory.read(datastore, 'host') ?? []) {
    rewritten(host, 'config', (config) => withVolumeName(config, String(volumeUuid), newName));
  }
  return changes;
}

/** The objects of a VM's snapshot tree. */
export function snapshotsOf(inventory: Inventory, vm: Ref<'VirtualMachine'>): readonly Ref[] {
  const found: Ref[] = [];
  const collect = (
    trees: readonly { readonly snapshot: Ref; readonly childSnapshotList?: unknown }[],
  ) => {
    for (const { snapshot, childSnapshotList } of trees) {
      if (inventory.has(snapshot)) found.push(snapshot);
      if (Array.isArray(childSnapshotList)) collect(childSnapshotList);
    }
  };
  collect(inventory.read(vm, 'snapshot')?.rootSnapshotList ?? []);
  return found;
}

/** The configurations that a VM's snapshots keep, rewritten; a value given back as it is stays. */
export function snapshotConfigsRewritten(
  inventory: Inventory,
  vm: Ref<'VirtualMachine'>,
  rewrite: (config: VirtualMachineConfigInfo) => unknown,
): Change[] {
  return snapshotsOf(inventory, vm).flatMap((snapshot) => {
    const before: unknown = inventory.read(snapshot, 'config');
    if (!isDataObject(before) || isReference(before)) return [];
    const after = rewrite(before as VirtualMachineConfigInfo);
    return after === before ? [] : assign(snapshot, 'config', after as Value);
  });
}

/** The value with every path on the datastore renamed; the same value when there is none. */
function withPaths(value: unknown, oldName: string, newName: string): unknown {
  if (typeof value === 'string') {
    const prefix = `[${oldName}]`;
    return value.startsWith(prefix) ? `[${newName}]${value.slice(prefix.length)}` : value;
  }
  if (typeof value !== 'object' || value === null || isReference(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => withPaths(item, oldName, newName));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const pair = member(value, '_typeName') === 'VirtualMachineConfigInfoDatastoreUrlPair';
  const copy: Record<string, unknown> = {};
  let changed = false;
  for (const [name, inner] of Object.entries(value)) {
    const isName = pair && name === 'name' && inner === oldName;
    copy[name] = isName ? newName : withPaths(inner, oldName, newName);
    changed ||= copy[name] !== inner;
  }
  return changed ? copy : value;
}

function named(volume: unknown, name: string): unknown {
  return isDataObject(volume) ? { ...volume, name } : volume;
}

/** A host's configuration with the new name on the mounted volume. */
function withVolumeName(config: unknown, uuid: string, name: string): unknown {
  const system = member(config, 'fileSystemVolume');
  const mounts = member(system, 'mountInfo');
  if (!Array.isArray(mounts)) return config;
  const isIt = (mount: unknown) =>
    member(member(mount, 'mountInfo'), 'path') === `/vmfs/volumes/${uuid}`;
  if (!mounts.some(isIt)) return config;
  const mountInfo = mounts.map((mount: DataObject) =>
    isIt(mount) ? { ...mount, volume: named(member(mount, 'volume'), name) } : mount,
  );
  return { ...(config as object), fileSystemVolume: { ...(system as object), mountInfo } };
}
