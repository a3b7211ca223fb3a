/**
 * The content store of a server: below its data directory when it has one, else in memory.
 */
import { join } from 'node:path';
import type { ContentLimits, FileContents } from './file-contents.ts';
import { MemoryContents } from './memory-contents.ts';

/** Of a data directory. */
const FOLDER = 'files';

export interface ContentsPlace {
  readonly dataDir?: string | undefined;
  readonly limits?: ContentLimits | undefined;
  readonly warn: (message: string) => void;
}

export async function openContents({
  dataDir,
  limits,
  warn,
}: ContentsPlace): Promise<FileContents> {
  if (dataDir === undefined) return new MemoryContents(limits);
  const { openDiskContents } = await import('./disk-contents.ts');
  return openDiskContents({ folder: join(dataDir, FOLDER), limits, warn });
}
