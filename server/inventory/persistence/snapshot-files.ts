/**
 * A snapshot on disk: its lines in files of about a megabyte, each with its hash in the manifest.
 *
 * Written in slices of a few milliseconds, so that clients are served in between: values are
 * immutable, hence what is being written cannot change meanwhile.
 */
import { join } from 'node:path';
import type { WallClock } from '../../clock/wall-clock.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Unpacker } from './codec.ts';
import type { Disk } from './disk.ts';
import { type Shard, sha256 } from './manifest.ts';
import { SnapshotBuilder, snapshotLines } from './snapshot-lines.ts';
import { errorCode, messageOf, StoreError } from './store-error.ts';

/** Small enough to hash and write without holding anybody up. */
const SHARD_BYTES = 1 << 20;
/** Work done in one go, ms. */
const SLICE_MS = 4;

interface Target {
  readonly disk: Disk;
  readonly dir: string;
  readonly wall: WallClock;
}

export async function writeSnapshotFiles(
  target: Target,
  generation: number,
  snapshot: Snapshot,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  const gathered = { lines: [] as string[], characters: 0 };
  const writeShard = async () => {
    const file = `shard-${generation}-${shards.length}.ndjson`;
    const content = Buffer.from(gathered.lines.join(''));
    gathered.lines = [];
    gathered.characters = 0;
    await target.disk.write(join(target.dir, file), content);
    shards.push({ file, bytes: content.length, hash: sha256(content) });
  };

  let sliceEndMs = target.wall.nowMs() + SLICE_MS;
  for (const line of snapshotLines(snapshot)) {
    if (line !== '') {
      gathered.lines.push(`${line}\n`);
      gathered.characters += line.length;
    }
    if (gathered.characters >= SHARD_BYTES) await writeShard();
    if (target.wall.nowMs() >= sliceEndMs) {
      await new Promise<void>((resolve) => target.wall.tick(resolve));
      sliceEndMs = target.wall.nowMs() + SLICE_MS;
    }
  }
  await writeShard();
  return shards;
}

/** Throws StoreError 'damaged' with the name of the file that is. */
export async function readSnapshotFiles(
  disk: Disk,
  dir: string,
  shards: readonly Shard[],
  unpacker: Unpacker,
): Promise<Snapshot> {
  const builder = new SnapshotBuilder(unpacker);
  for (const shard of shards) {
    const content = await readShard(disk, dir, shard);
    try {
      for (const line of content.toString('utf8').split('\n')) if (line) builder.add(line);
    } catch (error) {
      throw damaged(dir, shard, messageOf(error), error);
    }
  }
  return builder.build();
}

async function readShard(disk: Disk, dir: string, shard: Shard): Promise<Buffer> {
  let content: Buffer;
  try {
    content = await disk.read(join(dir, shard.file));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw damaged(dir, shard, 'the file is missing', error);
  }
  if (content.length !== shard.bytes) {
    throw damaged(dir, shard, `it has ${content.length} bytes instead of ${shard.bytes}`);
  }
  if (sha256(content) !== shard.hash) throw damaged(dir, shard, 'its checksum does not match');
  return content;
}

function damaged(dir: string, shard: Shard, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    'damaged',
    `${join(dir, shard.file)} is damaged: ${reason}. Restore the directory from a backup, or name another one.`,
    cause,
  );
}
