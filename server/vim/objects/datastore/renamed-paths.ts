/**
 * A datastore's name is the first part of every path on it: `[name] folder/file`. A new name goes through
 * the configurations and snapshots of its VMs and through what its hosts say of the volume.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { isReference, type Ref } from '../../../vmodl/reference.ts';
import { type DataObject, isDataObject, member, type Value } from '../../../vmodl/value.ts';

/** Properties of snapshots in which paths stand. */
const PLACES_OF_PATHS = ['config'] as const;

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
    for (const snapshot of snapshotsOf(inventory, vm)) {
      for (const property of PLACES_OF_PATHS) {
        if (hasStored(inventory, snapshot, property)) rewritten(snapshot, property, paths);
      }
    }
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

function hasStored(inventory: Inventory, ref: Ref, property: string): boolean {
  const value: unknown = inventory.read(ref, property);
  return isDataObject(value) && !isReference(value);
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
