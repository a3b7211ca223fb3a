/**
 * The files of a VM: which there are, where, how large. They follow from its configuration, power
 * state and snapshots, so that moving, powering or snapshotting a VM moves its files with it.
 *
 * Small files have typical sizes. A thick disk takes its capacity, a thin or delta disk what its
 * backing says is written (`SizedBacking._allocatedBytes`).
 */
import type {
  VirtualDevice,
  VirtualDisk,
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
  VirtualMachineSnapshotInfo,
  VirtualMachineSnapshotTree,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isReference } from '../../vmodl/reference.ts';
import { BYTES_PER_KB, BYTES_PER_MB } from '../../vmodl/units.ts';
import { member } from '../../vmodl/value.ts';
import type { SizedBacking } from './vm-drives.ts';

export interface VmFile {
  /** `[datastore] folder/file` */
  readonly name: string;
  /** As `VirtualMachineFileLayoutExFileInfo.type` says it. */
  readonly type: string;
  readonly size: number;
  /** Names the disk backing the file belongs to: its descriptor's path. */
  readonly backing?: string | undefined;
  /** Another VM's, upon which a linked clone builds. */
  readonly shared?: boolean | undefined;
}

/** A disk with the files of its chain, base first. */
export interface DiskChain {
  readonly key: number;
  /** Descriptor paths, base first. */
  readonly chain: readonly string[];
}

export interface VmFiles {
  readonly files: readonly VmFile[];
  readonly disks: readonly DiskChain[];
  /** Bytes which thin disks and swap may still take, by datastore name. */
  readonly uncommitted: ReadonlyMap<string, number>;
  /** Datastores by name, as far as disks know them. */
  readonly datastores: ReadonlyMap<string, Ref<'Datastore'>>;
}

export interface VmFilesFacts {
  readonly config: VirtualMachineConfigInfo;
  readonly runtime: VirtualMachineRuntimeInfo;
  readonly snapshot?: VirtualMachineSnapshotInfo | undefined;
  /** What the snapshots keep, by their ids: disks on other branches are in no chain of the VM. */
  readonly snapshotConfigs?: ReadonlyMap<string, VirtualMachineConfigInfo> | undefined;
}

const VMX_BYTES = 3_072;
const VMXF_BYTES = 3_340;
const NVRAM_BYTES = { bios: 8_684, efi: 270_840 } as const;
const VMSD_BYTES_PER_SNAPSHOT = 410;
const LOG_BYTES = 262_144;
const DESCRIPTOR_BYTES = 512;
const VMX_SWAP_BYTES = 82 * BYTES_PER_MB;
const VMSN_BYTES = 28_672;

export function vmFiles(facts: VmFilesFacts): VmFiles {
  const { config, snapshot } = facts;
  const path = config.files.vmPathName ?? '';
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  const stem = path.replace(/\.vmx$/, '');
  const disks = config.hardware.device?.filter(isVirtualDisk) ?? [];
  const backings = new Map<string, { backing: SizedBacking; capacity: number }>();
  const chains = disks.map((disk) => ({ key: disk.key, chain: addChain(disk, backings) }));
  for (const kept of facts.snapshotConfigs?.values() ?? []) {
    for (const disk of kept.hardware.device?.filter(isVirtualDisk) ?? []) addChain(disk, backings);
  }
  const snapshots = snapshotList(snapshot?.rootSnapshotList);
  const files: VmFile[] = [
    { name: path, type: 'config', size: VMX_BYTES },
    {
      name: `${stem}.vmsd`,
      type: 'snapshotList',
      size: VMSD_BYTES_PER_SNAPSHOT * snapshots.length,
    },
    { name: `${stem}.vmxf`, type: 'extendedConfig', size: VMXF_BYTES },
    {
      name: `${stem}.nvram`,
      type: 'nvram',
      size: NVRAM_BYTES[config.firmware === 'efi' ? 'efi' : 'bios'],
    },
    ...[...backings.values()].flatMap(diskFiles),
    ...snapshots.flatMap((one) =>
      snapshotFiles(one, stem, facts.snapshotConfigs?.get(one.snapshot.value) ?? config),
    ),
    ...powerFiles(facts, directory, stem),
  ];
  return {
    files,
    disks: chains,
    uncommitted: uncommitted(facts, backings),
    datastores: places(backings),
  };
}

export function isVirtualDisk(device: VirtualDevice): device is VirtualDisk {
  return device._typeName === 'VirtualDisk';
}

/** `[name] path` → name */
export function datastoreNameOf(path: string): string {
  return /^\[([^\]]*)\]/.exec(path)?.[1] ?? '';
}

/** All snapshots of a tree, parents first. */
export function snapshotList(
  trees: readonly VirtualMachineSnapshotTree[] | undefined,
): readonly VirtualMachineSnapshotTree[] {
  return (trees ?? []).flatMap((tree) => [tree, ...snapshotList(tree.childSnapshotList)]);
}

/** Older clients give the size of a disk in KB alone. */
export function capacityBytesOf(disk: VirtualDisk): number {
  return Number(disk.capacityInBytes ?? Number(disk.capacityInKB) * BYTES_PER_KB);
}

function addChain(
  disk: VirtualDisk,
  backings: Map<string, { backing: SizedBacking; capacity: number }>,
): readonly string[] {
  const chain: string[] = [];
  const capacity = capacityBytesOf(disk);
  let at = disk.backing as SizedBacking | undefined;
  while (at && typeof at.fileName === 'string') {
    chain.unshift(at.fileName);
    if (!backings.has(at.fileName)) backings.set(at.fileName, { backing: at, capacity });
    at = at.parent;
  }
  return chain;
}

/** Bytes a backing takes: written ones of a thin or delta disk, all of a thick one, none of a mapped LUN. */
export function allocatedBytes(backing: SizedBacking, capacity: number): number {
  if (isMapping(backing) && !backing.parent) return 0;
  const thin = backing.thinProvisioned === true || backing.parent !== undefined;
  return thin ? Math.min(backing._allocatedBytes ?? 0, capacity) : capacity;
}

/** A LUN which a VM sees as its disk: the file only says which. */
export function isMapping(backing: object): boolean {
  return member(backing, '_typeName') === 'VirtualDiskRawDiskMappingVer1BackingInfo';
}

/** What stands instead of `.vmdk` in the name of the file with a disk's blocks. */
function extentSuffix(backing: SizedBacking): string {
  if (backing.parent) return '-sesparse.vmdk';
  if (!isMapping(backing)) return '-flat.vmdk';
  return member(backing, 'compatibilityMode') === 'physicalMode' ? '-rdmp.vmdk' : '-rdm.vmdk';
}

/** The files of one backing, the descriptor first. */
export function diskFiles({
  backing,
  capacity,
}: {
  readonly backing: SizedBacking;
  readonly capacity: number;
}): VmFile[] {
  const common = { backing: backing.fileName, ...(backing._ofOther && { shared: true }) };
  return [
    { name: backing.fileName, type: 'diskDescriptor', size: DESCRIPTOR_BYTES, ...common },
    {
      name: backing.fileName.replace(/\.vmdk$/, extentSuffix(backing)),
      type: 'diskExtent',
      size: allocatedBytes(backing, capacity),
      ...common,
    },
  ];
}

function snapshotFiles(
  tree: VirtualMachineSnapshotTree,
  stem: string,
  config: VirtualMachineConfigInfo,
): VmFile[] {
  const data = {
    name: snapshotDataName(stem, tree.id ?? 0),
    type: 'snapshotData',
    size: VMSN_BYTES,
  };
  if (tree.state === 'poweredOff') return [data];
  const size = Number(config.hardware.memoryMB) * BYTES_PER_MB;
  return [data, { name: snapshotMemoryName(stem, tree.id ?? 0), type: 'snapshotMemory', size }];
}

export function snapshotDataName(stem: string, id: number): string {
  return `${stem}-Snapshot${id}.vmsn`;
}

export function snapshotMemoryName(stem: string, id: number): string {
  return `${stem}-Snapshot${id}.vmem`;
}

/** Bytes of the swap file: memory without its reservation. */
function swapBytes(config: VirtualMachineConfigInfo): number {
  const reserved = Number(config.memoryAllocation?.reservation ?? 0);
  return Math.max(0, Number(config.hardware.memoryMB) - reserved) * BYTES_PER_MB;
}

function powerFiles({ config, runtime }: VmFilesFacts, directory: string, stem: string): VmFile[] {
  const log = { name: `${directory}vmware.log`, type: 'log', size: LOG_BYTES };
  if (runtime.powerState === 'suspended') return [log, ...suspendFiles(config, stem)];
  if (runtime.powerState === 'poweredOff') return config.template ? [] : [log];
  const mark = config.uuid.slice(0, 8);
  const base = stem.slice(directory.length);
  return [
    { name: `${stem}-${mark}.vswp`, type: 'swap', size: swapBytes(config) },
    { name: `${directory}vmx-${base}-${mark}.vswp`, type: 'uwswap', size: VMX_SWAP_BYTES },
    log,
  ];
}

function suspendFiles(config: VirtualMachineConfigInfo, stem: string): VmFile[] {
  const mark = config.uuid.slice(0, 8);
  const size = Number(config.hardware.memoryMB) * BYTES_PER_MB;
  return [
    { name: `${stem}-${mark}.vmss`, type: 'suspend', size: VMSN_BYTES },
    { name: `${stem}-${mark}.vmem`, type: 'suspendMemory', size },
  ];
}

function uncommitted(
  { config, runtime }: VmFilesFacts,
  backings: ReadonlyMap<string, { backing: SizedBacking; capacity: number }>,
): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  const add = (path: string, bytes: number) => {
    const name = datastoreNameOf(path);
    byName.set(name, (byName.get(name) ?? 0) + bytes);
  };
  for (const { backing, capacity } of backings.values()) {
    if (backing._ofOther || (isMapping(backing) && !backing.parent)) continue;
    add(backing.fileName, capacity - allocatedBytes(backing, capacity));
  }
  if (runtime.powerState !== 'poweredOn') add(config.files.vmPathName ?? '', swapBytes(config));
  return byName;
}

function places(
  backings: ReadonlyMap<string, { backing: SizedBacking }>,
): ReadonlyMap<string, Ref<'Datastore'>> {
  const found = new Map<string, Ref<'Datastore'>>();
  for (const { backing } of backings.values()) {
    const ref = member(backing, 'datastore');
    if (isReference(ref)) found.set(datastoreNameOf(backing.fileName), ref as Ref<'Datastore'>);
  }
  return found;
}
