/**
 * The files of a VM as its properties show them: `layoutEx`, `layout`, `storage`, and what it takes on
 * each datastore (`_space`).
 */

import { over } from '../../../inventory/schema.ts';
import {
  datastoreNameOf,
  isVirtualDisk,
  snapshotDataName,
  snapshotList,
  snapshotMemoryName,
  type VmFile,
  type VmFiles,
  type VmFilesFacts,
  vmFiles,
} from '../../../inventory/templates/vm-files.ts';
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  VirtualMachineConfigInfo,
  VirtualMachineFileLayoutExDiskLayout,
  VirtualMachineSnapshotTree,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { isReference } from '../../../vmodl/reference.ts';
import { type DataObject, data, member } from '../../../vmodl/value.ts';
import { backingChain } from './backing-chain.ts';
import { filesOfDisk } from './relocate/disk-chain.ts';

type Vm = Ref<'VirtualMachine'>;

/** What a VM takes on a datastore, bytes. */
export interface SpaceUse extends DataObject {
  readonly datastore: Ref<'Datastore'>;
  readonly committed: number;
  readonly uncommitted: number;
  readonly unshared: number;
}

/** What the derivations below read. */
export const FILE_READS = [
  'config',
  'runtime',
  'snapshot',
  '_snapshots',
  over('_snapshots', ['config']),
] as const;

export function filesOf(self: Vm, read: TypedReader): VmFiles | undefined {
  const facts = fileFacts(self, read);
  return facts && vmFiles(facts);
}

/** What the files of a VM follow from; undefined for one without a configuration. */
export function fileFacts(self: Vm, read: TypedReader): VmFilesFacts | undefined {
  const config = read(self, 'config');
  const runtime = read(self, 'runtime');
  if (!config || !runtime) return undefined;
  return { config, runtime, snapshot: read(self, 'snapshot'), snapshotConfigs: kept(self, read) };
}

/** The configurations that snapshots keep, by their ids. */
function kept(self: Vm, read: TypedReader): ReadonlyMap<string, VirtualMachineConfigInfo> {
  const snapshots = (read(self as Ref, '_snapshots') ?? []) as unknown as readonly Ref[];
  return new Map(
    snapshots.flatMap((snapshot) => {
      const config = read(snapshot, 'config') as VirtualMachineConfigInfo | undefined;
      return config ? [[snapshot.value, config] as const] : [];
    }),
  );
}

/** A datastore by its name, as the host of the VM has it mounted. */
function mountedAs(name: string, self: Vm, read: TypedReader): Ref<'Datastore'> | undefined {
  const host = read(self, 'runtime')?.host;
  const ref = host && member(read(host as Ref, '_datastoreNames'), name);
  return isReference(ref) ? (ref as Ref<'Datastore'>) : undefined;
}

/** Every datastore that the VM's files, images included, lie on; its home first. */
export function datastoresOf(self: Vm, read: TypedReader): readonly Ref<'Datastore'>[] {
  const config = read(self, 'config');
  if (!config) return [];
  const refs = backingDatastores(config);
  const home = datastoreNameOf(config.files.vmPathName ?? '');
  const atHome = refs.get(home) ?? mountedAs(home, self, read);
  const found = new Map((atHome ? [atHome] : []).map((ref) => [ref.value, ref]));
  for (const ref of refs.values()) found.set(ref.value, ref);
  return [...found.values()];
}

/** Datastores which devices' files, with all their parents, lie on; by name. */
function backingDatastores(config: VirtualMachineConfigInfo): Map<string, Ref<'Datastore'>> {
  const found = new Map<string, Ref<'Datastore'>>();
  for (const device of config.hardware.device ?? []) {
    for (const at of backingChain(device)) {
      const ref = member(at, 'datastore');
      if (isReference(ref)) {
        found.set(datastoreNameOf(String(member(at, 'fileName'))), ref as Ref<'Datastore'>);
      }
    }
  }
  return found;
}

/** What the VM takes on each datastore. */
export function spaceOf(self: Vm, read: TypedReader): readonly SpaceUse[] {
  const made = filesOf(self, read);
  if (!made) return [];
  const committed = new Map<string, number>();
  const shared = new Map<string, number>();
  const count = (bytes: Map<string, number>, place: string, size: number) =>
    bytes.set(place, (bytes.get(place) ?? 0) + size);
  for (const file of made.files) {
    const place = datastoreNameOf(file.name);
    count(committed, place, file.size);
    if (file.shared) count(shared, place, file.size);
  }
  return [...committed].flatMap(([name, bytes]) => {
    const datastore = made.datastores.get(name) ?? mountedAs(name, self, read);
    if (!datastore) return [];
    return data<SpaceUse>('_SpaceUse', {
      datastore,
      committed: bytes,
      uncommitted: made.uncommitted.get(name) ?? 0,
      unshared: bytes - (shared.get(name) ?? 0),
    });
  });
}

function spaces(self: Vm, read: TypedReader): readonly SpaceUse[] {
  return (read(self as Ref, '_space') ?? []) as unknown as readonly SpaceUse[];
}

/** When the figures were taken: they hold from the moment the VM came to be as it is. */
function timestamp(self: Vm, read: TypedReader): string {
  return configuredAt(read(self, 'config'));
}

/** When a VM was made or its configuration changed last; ISO times of one zone compare as text. */
export function configuredAt(config: VirtualMachineConfigInfo | undefined): string {
  const { createDate = '', modified = '' } = config ?? {};
  return [createDate, modified].sort().at(-1) || '1970-01-01T00:00:00Z';
}

export function storageOf(self: Vm, read: TypedReader) {
  return build('VirtualMachineStorageInfo', {
    perDatastoreUsage: spaces(self, read).map(({ datastore, committed, uncommitted, unshared }) =>
      build('VirtualMachineUsageOnDatastore', { datastore, committed, uncommitted, unshared }),
    ),
    timestamp: timestamp(self, read),
  });
}

export function storageSummaryOf(self: Vm, read: TypedReader) {
  const uses = spaces(self, read);
  const sum = (pick: (use: SpaceUse) => number) =>
    uses.reduce((total, use) => total + pick(use), 0);
  return build('VirtualMachineStorageSummary', {
    committed: sum(({ committed }) => committed),
    uncommitted: sum(({ uncommitted }) => uncommitted),
    unshared: sum(({ unshared }) => unshared),
    timestamp: timestamp(self, read),
  });
}

export function layoutExOf(self: Vm, read: TypedReader) {
  const made = filesOf(self, read);
  const config = read(self, 'config');
  if (!made || !config) return undefined;
  const keys = new Map(made.files.map(({ name }, index) => [name, index]));
  const stem = (config.files.vmPathName ?? '').replace(/\.vmx$/, '');
  const configs = kept(self, read);
  return build('VirtualMachineFileLayoutEx', {
    file: made.files.map((file, key) => fileInfo(file, key)),
    disk: made.disks.map((disk) => diskLayout(disk.key, disk.chain, made.files)),
    snapshot: snapshotList(read(self, 'snapshot')?.rootSnapshotList).map((tree) =>
      snapshotLayout(tree, configs.get(tree.snapshot.value), { made, keys, stem }),
    ),
    timestamp: timestamp(self, read),
  });
}

function fileInfo({ name, type, size, shared }: VmFile, key: number) {
  return build('VirtualMachineFileLayoutExFileInfo', {
    key,
    name,
    type,
    size,
    uniqueSize: shared ? 0 : size,
    accessible: true,
  });
}

function diskLayout(
  key: number,
  chain: readonly string[],
  files: readonly VmFile[],
): VirtualMachineFileLayoutExDiskLayout {
  return build('VirtualMachineFileLayoutExDiskLayout', {
    key,
    chain: chain.map((backing) =>
      build('VirtualMachineFileLayoutExDiskUnit', {
        fileKey: files.flatMap((file, index) => (file.backing === backing ? [index] : [])),
      }),
    ),
  });
}

/** A snapshot holds the disks' chains as they were. */
function snapshotLayout(
  tree: VirtualMachineSnapshotTree,
  config: VirtualMachineConfigInfo | undefined,
  { made, keys, stem }: { made: VmFiles; keys: ReadonlyMap<string, number>; stem: string },
) {
  const id = tree.id ?? 0;
  return build('VirtualMachineFileLayoutExSnapshotLayout', {
    key: tree.snapshot,
    dataKey: keys.get(snapshotDataName(stem, id)) ?? -1,
    memoryKey: keys.get(snapshotMemoryName(stem, id)) ?? -1,
    disk: (config?.hardware.device ?? []).filter(isVirtualDisk).map((disk) =>
      diskLayout(
        disk.key,
        filesOfDisk(disk).map(({ fileName }) => fileName),
        made.files,
      ),
    ),
  });
}

export function layoutOf(self: Vm, read: TypedReader) {
  const made = filesOf(self, read);
  if (!made) return undefined;
  const named = (...types: readonly string[]) =>
    made.files
      .filter(({ type }) => types.includes(type))
      .map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  return build('VirtualMachineFileLayout', {
    configFile: named('config', 'nvram', 'snapshotList', 'extendedConfig'),
    logFile: named('log'),
    disk: made.disks.map(({ key, chain }) =>
      build('VirtualMachineFileLayoutDiskLayout', { key, diskFile: chain }),
    ),
    snapshot: snapshotList(read(self, 'snapshot')?.rootSnapshotList).map(({ snapshot, id = 0 }) =>
      build('VirtualMachineFileLayoutSnapshotLayout', {
        key: snapshot,
        snapshotFile: made.files
          .filter(({ name }) => name.includes(`-Snapshot${id}.`))
          .map(({ name }) => name),
      }),
    ),
    swapFile: made.files.find(({ type }) => type === 'swap')?.name,
  });
}
