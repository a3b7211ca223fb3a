/**
 * The MANIFEST of a data directory: which snapshot holds, and from which journal to go on.
 *
 * It is the one file whose replacement makes a new snapshot valid, hence written beside and renamed.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { errorCode, StoreError } from './store-error.ts';

/** Raised whenever an older vcmock could misread what a newer one wrote. */
export const FORMAT_VERSION = 1;

const MANIFEST_FILE = 'MANIFEST';

export interface Shard {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

export interface Manifest {
  readonly format: number;
  /** Counts snapshots; journals from this generation on are replayed over its shards. */
  readonly generation: number;
  /** `seq` of the inventory when the snapshot was taken. */
  readonly seq: number;
  /** Virtual time of the last entry before the snapshot, ms since the epoch. */
  readonly timeMs?: number | undefined;
  /** Files of the snapshot, in reading order; none before the first snapshot. */
  readonly shards: readonly Shard[];
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Undefined when the directory is new. Throws StoreError when it is damaged or of a newer format. */
export async function readManifest(disk: Disk, dir: string): Promise<Manifest | undefined> {
  const path = join(dir, MANIFEST_FILE);
  let text: string;
  try {
    text = (await disk.read(path)).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const [check = '', body = ''] = splitOnce(text.trimEnd(), ' ');
  const format = /"format":(\d+)/.exec(body)?.[1];
  if (format !== undefined && Number(format) > FORMAT_VERSION) {
    throw new StoreError(
      'newer format',
      `${dir} was written by a newer vcmock (format ${format}, this one reads up to ${FORMAT_VERSION}). Use that version, or another directory.`,
    );
  }
  if (sha256(body) !== check) {
    throw new StoreError(
      'damaged',
      `${path} is damaged: its checksum does not match. Restore the directory from a backup, or name another one.`,
    );
  }
  return JSON.parse(body) as Manifest;
}

export async function writeManifest(disk: Disk, dir: string, manifest: Manifest): Promise<void> {
  const body = JSON.stringify(manifest);
  const temporary = join(dir, `${MANIFEST_FILE}.tmp`);
  await disk.write(temporary, Buffer.from(`${sha256(body)} ${body}\n`));
  await disk.rename(temporary, join(dir, MANIFEST_FILE));
  await disk.syncFolder(dir);
}

function splitOnce(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + separator.length)];
}
