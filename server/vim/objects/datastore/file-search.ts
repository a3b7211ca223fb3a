/**
 * A search for files: which match, and how much is told of each.
 */
import { build } from '../../../vmodl/build.ts';
import type {
  FileInfo,
  FileQuery,
  FileQueryFlags,
  HostDatastoreBrowserSearchSpec,
  VmConfigFileQuery,
  VmDiskFileQuery,
} from '../../../vmodl/generated/data.ts';
import { data, member } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';
import { configFacts, diskFacts, type Entry, infoTypeOf } from './found-file.ts';
import { nameTest } from './name-pattern.ts';

/** The entries of a directory that the search is for, as its flags have them told. */
export function found(
  entries: readonly Entry[],
  spec: HostDatastoreBrowserSearchSpec | undefined,
  context: Context,
): readonly FileInfo[] {
  const matches = nameTest(spec?.matchPattern ?? [], {
    ignoreCase: spec?.searchCaseInsensitive ?? false,
  });
  const queries = spec?.query ?? [];
  const chosen = entries.filter(({ name }) => matches(name));
  const sorted = spec?.sortFoldersFirst
    ? [...chosen.filter(({ folder }) => folder), ...chosen.filter(({ folder }) => !folder)]
    : chosen;
  return sorted.flatMap((entry) => {
    const type = infoTypeOf(entry);
    if (queries.length === 0) return [told(entry, type, spec?.details, undefined, context)];
    const query = queries.find((one) => answers(one, entry, type, context));
    return query ? [told(entry, type, spec?.details, query, context)] : [];
  });
}

function answers(query: FileQuery, entry: Entry, type: string, context: Context): boolean {
  const wanted = query._typeName.replace(/Query$/, 'Info');
  if (!context.catalog.isA(type, wanted)) return false;
  if (query._typeName === 'VmDiskFileQuery') {
    return diskAnswers(query as VmDiskFileQuery, entry, context);
  }
  return configAnswers(query as VmConfigFileQuery, entry, context);
}

/** Filters of other kinds have nothing to say. */
function configAnswers({ filter }: VmConfigFileQuery, entry: Entry, context: Context): boolean {
  if (!filter) return true;
  const facts = configFacts(entry, context);
  return (
    oneOf(filter.matchConfigVersion, facts.version) &&
    asWanted(filter.encrypted, facts.keyId !== undefined)
  );
}

function diskAnswers({ filter }: VmDiskFileQuery, entry: Entry, context: Context): boolean {
  if (!filter) return true;
  const facts = diskFacts(entry, context);
  return (
    oneOf(filter.diskType, facts?.diskType) &&
    oneOf(filter.matchHardwareVersion, facts?.hardwareVersion) &&
    oneOf(filter.controllerType, facts?.controllerType) &&
    asWanted(filter.thin, facts?.thin) &&
    asWanted(filter.encrypted, facts?.keyId !== undefined)
  );
}

function oneOf<T>(wanted: readonly T[] | undefined, value: T | undefined): boolean {
  if (!wanted || wanted.length === 0) return true;
  return value !== undefined && wanted.includes(value);
}

function asWanted(wanted: boolean | undefined, value: boolean | undefined): boolean {
  return wanted === undefined || wanted === value;
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
  return data<FileInfo>(shown, { ...common, ...more(type, entry, query, context) });
}

/** What only files of a kind have, as far as the query's own flags ask for it. */
function more(type: string, entry: Entry, query: FileQuery | undefined, context: Context): object {
  const flags = member(query, 'details');
  if (flags === undefined) return {};
  const wants = (name: string) => member(flags, name) === true;
  if (type === 'VmDiskFileInfo') return moreOfDisk(entry, wants, context);
  if (!context.catalog.isA(type, 'VmConfigFileInfo')) return {};
  const facts = configFacts(entry, context);
  return {
    configVersion: wants('configVersion') ? facts.version : undefined,
    encryption: wants('encryption')
      ? build('VmConfigFileEncryptionInfo', { keyId: facts.keyId })
      : undefined,
  };
}

function moreOfDisk(entry: Entry, wants: (name: string) => boolean, context: Context): object {
  const facts = diskFacts(entry, context);
  if (!facts) return {};
  return {
    diskType: wants('diskType') ? facts.diskType : undefined,
    capacityKb: wants('capacityKb') ? facts.capacityKb : undefined,
    hardwareVersion: wants('hardwareVersion') ? facts.hardwareVersion : undefined,
    controllerType: wants('controllerType') ? facts.controllerType : undefined,
    diskExtents: wants('diskExtents') ? facts.extents : undefined,
    thin: wants('thin') ? facts.thin : undefined,
    encryption: wants('encryption')
      ? build('VmDiskFileEncryptionInfo', { keyId: facts.keyId })
      : undefined,
    sectorFormat: wants('sectorFormat') ? 'native_512' : undefined,
  };
}
