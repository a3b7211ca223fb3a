/**
 * Names of files as clients write them: `[datastore] folder/file`, or the address of the file at the
 * door `/folder`. Both become steps below the root of a datastore; whatever could lead out of it, or
 * cannot be a name, is refused.
 */

/** Longest name of one file or folder, bytes of UTF-8: what VMFS takes. */
const NAME_BYTES_MAX = 255;
/** Longest path, characters. */
const PATH_LENGTH_MAX = 2_048;
/**
 * Steps that are no names: up, control characters, half characters, and separators of any system.
 * Quotes would be legal on VMFS, but not in the property paths by which files are kept here.
 */
const NO_NAME = /^\.\.$|[\p{Cc}\p{Cs}/\\"]/u;

/** A path without slashes at its ends, empty for the root; or why it is none. */
export type CleanPath = { readonly path: string } | { readonly wrong: 'invalid' | 'tooLong' };

export interface NamedFile {
  /** Of the datastore. */
  readonly datastore: string;
  /** As written, not looked at yet. */
  readonly path: string;
}

/** What stands in an address of the door. */
export interface FolderAddress {
  /** Decoded and clean; empty at the top. */
  readonly path: CleanPath;
  readonly dcPath: string | undefined;
  readonly dsName: string | undefined;
}

export function cleanPath(steps: readonly string[]): CleanPath {
  const named = steps.filter((step) => step !== '' && step !== '.');
  if (named.some((step) => NO_NAME.test(step))) return { wrong: 'invalid' };
  const path = named.join('/');
  const tooLong =
    path.length > PATH_LENGTH_MAX || named.some((step) => Buffer.byteLength(step) > NAME_BYTES_MAX);
  return tooLong ? { wrong: 'tooLong' } : { path };
}

/** `[datastore] folder/file`; undefined for what does not look like that. */
export function parseDatastorePath(text: string): NamedFile | undefined {
  const [, datastore = '', path = ''] = /^\s*\[([^\]]+)\]\s*(.*)$/s.exec(text) ?? [];
  return datastore === '' ? undefined : { datastore, path: path.trimEnd() };
}

/**
 * Takes `/folder/a%20b?dcPath=…&dsName=…` apart; undefined when it is malformed. A slash that is
 * encoded parts names as any other, for no name can hold one: libvirt writes all of them so. Not by
 * the URL class: it would walk `..` up before anybody has seen it.
 */
export function parseFolderAddress(target: string): FolderAddress | undefined {
  const question = target.indexOf('?');
  const rawPath = question < 0 ? target : target.slice(0, question);
  const match = /^\/folder(?:\/([^#]*))?$/.exec(rawPath);
  if (!match || /%(5c|00)|\\/i.test(rawPath)) return undefined;
  const steps = decoded(match[1] ?? '')?.split('/');
  if (!steps) return undefined;
  const query = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  const dcPath = query.getAll('dcPath');
  const dsName = query.getAll('dsName');
  if (dcPath.length > 1 || dsName.length > 1) return undefined;
  return { path: cleanPath(steps), dcPath: dcPath[0], dsName: dsName[0] };
}

/** The address after scheme and host: `https://host/folder/x?…` → `/folder/x?…`. */
export function targetOfUrl(url: string): string | undefined {
  return /^https?:\/\/[^/?#\s]+(\/[^#]*)/i.exec(url)?.[1];
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The folder that holds a file: `a/b.iso` → `a`; the root for what lies in it. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Is it the folder itself or something below it? */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
