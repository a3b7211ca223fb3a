/**
 * What a search tells of a file: its kind, and what only files of that kind have.
 */
import { isVirtualDisk } from '../../../inventory/templates/vm-files.ts';
import type { CryptoKeyId } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../../vmodl/units.ts';
import { type DataObject, isDataObject, member } from '../../../vmodl/value.ts';
import type { StoredFile } from '../../datastore-files/stored-file.ts';
import type { Context } from '../../method.ts';
import { backingChain } from '../virtual-machine/backing-chain.ts';

/** A file or folder of one directory. */
export interface Entry {
  /** Within the directory. */
  readonly name: string;
  /** Absent for a folder that is there only because files lie below it. */
  readonly file?: StoredFile | undefined;
  readonly folder: boolean;
  readonly datastore: Ref<'Datastore'>;
}

export interface DiskFacts {
  /** Type of the backing: `VirtualDiskFlatVer2BackingInfo`. */
  readonly diskType: string;
  readonly capacityKb: number;
  readonly thin: boolean;
  /** Of an encrypted disk. */
  readonly keyId?: CryptoKeyId | undefined;
  readonly controllerType?: string | undefined;
  readonly hardwareVersion?: number | undefined;
  /** Names of the files with the blocks, beside the descriptor. */
  readonly extents: readonly string[];
}

export interface ConfigFacts {
  readonly version?: number | undefined;
  /** Of an encrypted VM. */
  readonly keyId?: CryptoKeyId | undefined;
}

const TYPES_OF_FILES: Readonly<Record<string, string>> = {
  diskDescriptor: 'VmDiskFileInfo',
  log: 'VmLogFileInfo',
  nvram: 'VmNvramFileInfo',
  snapshotData: 'VmSnapshotFileInfo',
};
const TYPES_OF_ENDINGS: Readonly<Record<string, string>> = {
  vmtx: 'TemplateConfigFileInfo',
  vmx: 'VmConfigFileInfo',
  vmdk: 'VmDiskFileInfo',
  iso: 'IsoImageFileInfo',
  flp: 'FloppyImageFileInfo',
  img: 'FloppyImageFileInfo',
  nvram: 'VmNvramFileInfo',
  vmsn: 'VmSnapshotFileInfo',
  log: 'VmLogFileInfo',
};
/** Files with the blocks of a disk, and with what changed of them, are no disks. */
const PARTS_OF_DISKS = /-(flat|delta|sesparse|ctk|rdm|rdmp)\.vmdk$/i;
const CONTROLLERS: Readonly<Record<string, string>> = {
  ide: 'VirtualIDEController',
  buslogic: 'VirtualBusLogicController',
  lsilogic: 'VirtualLsiLogicController',
};

/** Type of the `FileInfo` that tells of an entry: a VM's own files are known, others judged by their ending. */
export function infoTypeOf({ name, file, folder }: Entry): string {
  if (folder) return 'FolderFileInfo';
  const known = TYPES_OF_FILES[file?.type ?? ''];
  if (known) return known;
  if (file?.type === 'diskExtent' || PARTS_OF_DISKS.test(name)) return 'FileInfo';
  return TYPES_OF_ENDINGS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'FileInfo';
}

/** The disk behind a descriptor: of a VM on the datastore, or one that belongs to nobody. */
export function diskFacts(entry: Entry, context: Context): DiskFacts | undefined {
  const { file, datastore } = entry;
  const left = file?.disk;
  if (left) {
    const capacityKb = left.capacityBytes / BYTES_PER_KB;
    const controllerType = CONTROLLERS[left.adapterType ?? ''];
    return { ...factsOf(entry, left.backing), capacityKb, controllerType };
  }
  const { inventory } = context;
  const name = nameOn(entry, context);
  for (const vm of inventory.read(datastore, 'vm') ?? []) {
    const config = inventory.read(vm, 'config');
    const devices = config?.hardware.device ?? [];
    for (const disk of devices.filter(isVirtualDisk)) {
      const at = [...backingChain(disk)].find((one) => member(one, 'fileName') === name);
      if (!isDataObject(at)) continue;
      return {
        ...factsOf(entry, at),
        capacityKb: Number(disk.capacityInKB),
        controllerType: devices.find(({ key }) => key === disk.controllerKey)?._typeName,
        hardwareVersion: versionNumber(config?.version),
      };
    }
  }
  return undefined;
}

function factsOf({ name }: Entry, backing: DataObject) {
  const stem = name.replace(/\.vmdk$/i, '');
  return {
    diskType: backing._typeName,
    thin: member(backing, 'thinProvisioned') === true,
    keyId: keyOf(backing),
    extents: [stem + extentEnding(backing)],
  };
}

function extentEnding(backing: DataObject): string {
  if (member(backing, 'parent') !== undefined) return '-sesparse.vmdk';
  const mode = member(backing, 'compatibilityMode');
  if (mode === undefined) return '-flat.vmdk';
  return mode === 'physicalMode' ? '-rdmp.vmdk' : '-rdm.vmdk';
}

/** The configuration that a file holds: of a VM on the datastore, or of one that is registered nowhere. */
export function configFacts(entry: Entry, context: Context): ConfigFacts {
  const left = member(entry.file?.registration, 'config');
  if (left !== undefined) return factsOfConfig(left);
  const { inventory } = context;
  const name = nameOn(entry, context);
  for (const vm of inventory.read(entry.datastore, 'vm') ?? []) {
    const config = inventory.read(vm, 'config');
    if (config?.files.vmPathName === name) return factsOfConfig(config);
  }
  return {};
}

function factsOfConfig(config: unknown): ConfigFacts {
  const version = member(config, 'version');
  return {
    version: versionNumber(typeof version === 'string' ? version : undefined),
    keyId: keyOf(config),
  };
}

function keyOf(value: unknown): CryptoKeyId | undefined {
  const keyId = member(value, 'keyId');
  return isDataObject(keyId) ? (keyId as CryptoKeyId) : undefined;
}

function nameOn({ file, datastore }: Entry, { inventory }: Context): string {
  return `[${inventory.read(datastore, 'name')}] ${file?.path ?? ''}`;
}

/** `vmx-21` → 21 */
function versionNumber(version: string | undefined): number | undefined {
  const digits = /\d+$/.exec(version ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
