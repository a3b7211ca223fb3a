/**
 * A search for files: which match, and how much is told of each.
 */
import { isVirtualDisk } from '../../../inventory/templates/vm-files.ts';
import type {
  FileInfo,
  FileQuery,
  FileQueryFlags,
  HostDatastoreBrowserSearchSpec,
  VmConfigFileQuery,
  VmDiskFileQuery,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { BYTES_PER_KB } from '../../../vmodl/units.ts';
import { data, member } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';
import { backingChain } from '../virtual-machine/backing-chain.ts';
import type { LooseFile } from '../virtual-machine/loose-files.ts';

/** A file or folder of one directory. */
export interface Entry {
  /** Within the directory. */
  readonly name: string;
  /** Absent for a folder that is there only because files lie below it. */
  readonly file?: LooseFile | undefined;
  readonly folder: boolean;
  readonly datastore: Ref<'Datastore'>;
}

interface DiskFacts {
  readonly capacityKb: number;
  readonly thin: boolean;
  readonly controllerType?: string | undefined;
  readonly hardwareVersion?: number | undefined;
}

const TYPES_OF_FILES: Readonly<Record<string, string>> = {
  config: 'VmConfigFileInfo',
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

/** The entries of a directory that the search is for, as its flags have them told. */
export function found(
  entries: readonly Entry[],
  spec: HostDatastoreBrowserSearchSpec | undefined,
  context: Context,
): readonly FileInfo[] {
  const matches = patternTest(spec);
  const queries = spec?.query ?? [];
  const chosen = entries.filter(({ name }) => matches(name));
  const sorted = spec?.sortFoldersFirst
    ? [...chosen.filter(({ folder }) => folder), ...chosen.filter(({ folder }) => !folder)]
    : chosen;
  return sorted.flatMap((entry) => {
    const type = typeOf(entry);
    if (queries.length === 0) return [told(entry, type, spec?.details, undefined, context)];
    const query = queries.find((one) => answers(one, entry, type, context));
    return query ? [told(entry, type, spec?.details, query, context)] : [];
  });
}

/** `*` and `?`, several patterns being alternatives. */
function patternTest(spec: HostDatastoreBrowserSearchSpec | undefined): (name: string) => boolean {
  const patterns = (spec?.matchPattern ?? []).filter((pattern) => pattern !== '');
  if (patterns.length === 0) return () => true;
  const flags = spec?.searchCaseInsensitive ? 'i' : '';
  const tests = patterns.map((pattern) => {
    const text = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${text}$`, `s${flags}`);
  });
  return (name) => tests.some((test) => test.test(name));
}

function typeOf({ name, file, folder }: Entry): string {
  if (folder) return 'FolderFileInfo';
  const known = TYPES_OF_FILES[file?.type ?? ''];
  if (known) return known;
  if (file?.type === 'diskExtent' || /-(flat|delta|sesparse|ctk)\.vmdk$/.test(name))
    return 'FileInfo';
  return TYPES_OF_ENDINGS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'FileInfo';
}

function answers(query: FileQuery, entry: Entry, type: string, context: Context): boolean {
  const wanted = query._typeName.replace(/Query$/, 'Info');
  if (!context.catalog.isA(type, wanted)) return false;
  if (query._typeName === 'VmDiskFileQuery')
    return diskAnswers(query as VmDiskFileQuery, entry, context);
  const versions = (query as VmConfigFileQuery).filter?.matchConfigVersion ?? [];
  return versions.length === 0 || versions.includes(configVersion(entry, context) ?? -1);
}

function diskAnswers({ filter }: VmDiskFileQuery, entry: Entry, context: Context): boolean {
  if (!filter) return true;
  const facts = diskFacts(entry, context);
  const oneOf = <T>(wanted: readonly T[] | undefined, value: T | undefined) =>
    (wanted?.length ?? 0) === 0 || (value !== undefined && wanted?.includes(value) === true);
  return (
    oneOf(filter.diskType, 'VirtualDiskFlatVer2BackingInfo') &&
    oneOf(filter.matchHardwareVersion, facts?.hardwareVersion) &&
    oneOf(filter.controllerType, facts?.controllerType) &&
    (filter.thin === undefined || filter.thin === facts?.thin) &&
    filter.encrypted !== true
  );
}

function told(
  entry: Entry,
  type: string,
  flags: FileQueryFlags | undefined,
  query: FileQuery | undefined,
  context: Context,
): FileInfo {
  const { file, name } = entry;
  const common = {
    path: name,
    fileSize: flags?.fileSize && file ? file.size : undefined,
    modification: flags?.modification ? file?.modified : undefined,
    owner: flags?.fileOwner ? (file?.owner ?? 'root') : undefined,
  };
  const shown = query || flags?.fileType ? type : 'FileInfo';
  return data<FileInfo>(shown, { ...common, ...more(shown, entry, query, context) });
}

/** What only files of a kind have, as far as the query's own flags ask for it. */
function more(type: string, entry: Entry, query: FileQuery | undefined, context: Context): object {
  const flags = member(query, 'details');
  const wants = (name: string) => member(flags, name) === true;
  if (type === 'VmConfigFileInfo') {
    return { configVersion: wants('configVersion') ? configVersion(entry, context) : undefined };
  }
  if (type !== 'VmDiskFileInfo') return {};
  const facts = diskFacts(entry, context);
  return {
    diskType: wants('diskType') ? 'VirtualDiskFlatVer2BackingInfo' : undefined,
    capacityKb: wants('capacityKb') ? facts?.capacityKb : undefined,
    hardwareVersion: wants('hardwareVersion') ? facts?.hardwareVersion : undefined,
    controllerType: wants('controllerType') ? facts?.controllerType : undefined,
    diskExtents: wants('diskExtents') ? [entry.name.replace(/\.vmdk$/, '-flat.vmdk')] : undefined,
    thin: wants('thin') ? facts?.thin : undefined,
  };
}

/** The disk behind a descriptor: of a VM on the datastore, or one that was left behind. */
function diskFacts({ file, datastore }: Entry, { inventory }: Context): DiskFacts | undefined {
  const left = file?.disk;
  if (left) {
    return {
      capacityKb: left.capacityBytes / BYTES_PER_KB,
      thin: member(left.backing, 'thinProvisioned') === true,
    };
  }
  const name = `[${inventory.read(datastore, 'name')}] ${file?.path ?? ''}`;
  for (const vm of inventory.read(datastore, 'vm') ?? []) {
    const config = inventory.read(vm, 'config');
    const devices = config?.hardware.device ?? [];
    for (const disk of devices.filter(isVirtualDisk)) {
      for (const at of backingChain(disk)) {
        if (member(at, 'fileName') !== name) continue;
        return {
          capacityKb: Number(disk.capacityInKB),
          thin: member(at, 'thinProvisioned') === true,
          controllerType: devices.find(({ key }) => key === disk.controllerKey)?._typeName,
          hardwareVersion: versionNumber(config?.version),
        };
      }
    }
  }
  return undefined;
}

function configVersion({ file, datastore }: Entry, { inventory }: Context): number | undefined {
  const left = member(member(file?.registration, 'config'), 'version');
  if (typeof left === 'string') return versionNumber(left);
  const name = `[${inventory.read(datastore, 'name')}] ${file?.path ?? ''}`;
  for (const vm of inventory.read(datastore, 'vm') ?? []) {
    const config = inventory.read(vm, 'config');
    if (config?.files.vmPathName === name) return versionNumber(config.version);
  }
  return undefined;
}

/** `vmx-21` → 21 */
function versionNumber(version: string | undefined): number | undefined {
  const digits = /\d+$/.exec(version ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
