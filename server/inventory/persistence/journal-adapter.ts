/**
 * The lowdb adapter: what lowdb reads and writes is a snapshot followed by journal entries.
 *
 * lowdb's own file adapter writes the whole file at each change, which at 45,000 virtual machines
 * blocks everybody for a second. This one appends the entries that wait in `data.pending` to a
 * journal, groups what was asked for meanwhile, and writes a snapshot when told.
 */
import { join } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import type { WallClock } from '../../clock/wall-clock.ts';
import type { JournalEntry } from '../change.ts';
import type { Snapshot } from '../snapshot.ts';
import { Unpacker } from './codec.ts';
import type { Disk } from './disk.ts';
import { Journal, type JournalEnd, readJournal } from './journal.ts';
import { entryFromJson, entryToJson } from './journal-entries.ts';
import { FORMAT_VERSION, type Manifest, readManifest, writeManifest } from './manifest.ts';
import { readSnapshotFiles, writeSnapshotFiles } from './snapshot-files.ts';
import { messageOf, StoreError } from './store-error.ts';

/** What a data directory held when it was opened. */
export interface Saved {
  /** Absent when the process ended before the first snapshot was complete. */
  readonly snapshot?: Snapshot | undefined;
  /** What happened after the snapshot, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Virtual time of the last entry, ms since the epoch: time should not go on before it. */
  readonly timeMs?: number | undefined;
}

export interface StoreData {
  /** Undefined for a new directory. */
  saved: Saved | undefined;
  /** Entries not yet handed to the journal. */
  pending: JournalEntry[];
}

export interface AdapterOptions {
  readonly dir: string;
  readonly disk: Disk;
  readonly wall: WallClock;
  /** Wait for the disk after each group of entries. */
  readonly sync: boolean;
  /** Told of what was found damaged and left out. */
  readonly warn: (message: string) => void;
}

export type Database = Low<StoreData>;

export function openDatabase(adapter: JournalAdapter): Database {
  return new Low<StoreData>(adapter, { saved: undefined, pending: [] });
}

const JOURNAL_NAME = /^journal-(\d+)\.ndjson$/;
const SHARD_NAME = /^shard-\d+-\d+\.ndjson$/;

export class JournalAdapter implements Adapter<StoreData> {
  readonly #options: AdapterOptions;
  #manifest: Manifest = { format: FORMAT_VERSION, generation: 0, seq: 0, shards: [] };
  /** Generation of the journal that is written. */
  #generation = 0;
  #journal: Journal | undefined;
  #timeMs: number | undefined;

  constructor(options: AdapterOptions) {
    this.#options = options;
  }

  /** Opens the directory: verifies, loads, replays, cuts, cleans up. Throws StoreError. */
  async read(): Promise<StoreData> {
    const { dir, disk } = this.#options;
    const manifest = await readManifest(disk, dir);
    const generations = await this.#journalGenerations();
    if (!manifest && generations.length > 0) {
      throw new StoreError(
        'damaged',
        `${dir} has journals but no MANIFEST. Restore the directory from a backup, or name another one.`,
      );
    }
    if (manifest) this.#manifest = manifest;
    else await writeManifest(disk, dir, this.#manifest);

    const unpacker = new Unpacker();
    const { shards, generation } = this.#manifest;
    const snapshot =
      shards.length > 0 ? await readSnapshotFiles(disk, dir, shards, unpacker) : undefined;
    const current = generations.filter((each) => each >= generation);
    const { entries, end } = await this.#replay(current, unpacker);
    const { sync } = this.#options;
    this.#journal = await Journal.open({ disk, sync }, end);
    await this.#sweep();
    const timeMs = entries.at(-1)?.timeMs ?? this.#manifest.timeMs;
    this.#timeMs = timeMs;
    const found = snapshot !== undefined || entries.length > 0;
    return { saved: found ? { snapshot, entries, timeMs } : undefined, pending: [] };
  }

  /** Appends what waits in `data.pending`; resolves when it and all before it is on disk. */
  write(data: StoreData): Promise<void> {
    this.enqueue(data);
    return this.journal.flush();
  }

  /** Hands what waits to the journal, which writes it with the next group. */
  enqueue(data: StoreData): void {
    const entries = data.pending;
    data.pending = [];
    for (const entry of entries) this.journal.append(entryToJson(entry));
    this.#timeMs = entries.at(-1)?.timeMs ?? this.#timeMs;
  }

  /**
   * Writes a snapshot which holds all entries enqueued so far, then forgets their journal. A crash
   * on the way leaves the snapshot before it and all journals since. `after` is what must have ended
   * before files are written: the snapshot before this one.
   */
  async writeSnapshot(snapshot: Snapshot, after: Promise<void>): Promise<void> {
    const { dir, disk } = this.#options;
    this.#generation += 1;
    const generation = this.#generation;
    const timeMs = this.#timeMs;
    this.journal.rotate(this.#journalPath(generation));
    await this.journal.flush();
    await after;
    const shards = await writeSnapshotFiles(this.#options, generation, snapshot);
    const manifest = { format: FORMAT_VERSION, generation, seq: snapshot.seq, timeMs, shards };
    await writeManifest(disk, dir, manifest);
    this.#manifest = manifest;
    await this.#sweep();
  }

  get journal(): Journal {
    if (!this.#journal) throw new Error('the store was not opened');
    return this.#journal;
  }

  async #replay(
    generations: readonly number[],
    unpacker: Unpacker,
  ): Promise<{ entries: JournalEntry[]; end: JournalEnd }> {
    this.#generation = this.#manifest.generation;
    let end: JournalEnd = { path: this.#journalPath(this.#generation), bytes: 0, checksum: 0 };
    const entries: JournalEntry[] = [];
    for (const generation of generations) {
      const content = await readJournal(this.#options.disk, this.#journalPath(generation));
      this.#generation = generation;
      end = content.end;
      for (const line of content.lines) entries.push(this.#entryFrom(line, end.path, unpacker));
      if (content.badBytes === 0) continue;
      const later = generations.filter((each) => each > generation);
      await this.#reportCut(content, later);
      // What follows a cut was built on what is gone.
      if (later.length > 0) break;
    }
    return { entries, end };
  }

  #entryFrom(line: string, path: string, unpacker: Unpacker): JournalEntry {
    try {
      return entryFromJson(line, unpacker);
    } catch (error) {
      throw new StoreError('damaged', `${path} cannot be read: ${messageOf(error)}.`, error);
    }
  }

  async #reportCut(
    content: Awaited<ReturnType<typeof readJournal>>,
    later: readonly number[],
  ): Promise<void> {
    const { disk, warn } = this.#options;
    const { path, bytes } = content.end;
    if (!content.damaged && later.length === 0) {
      warn(`${path}: the last entry was unfinished (${content.badBytes} bytes) and is left out.`);
      return;
    }
    const kept = `${path}.damaged`;
    await disk.write(kept, await disk.read(path));
    for (const generation of later) {
      await disk.rename(this.#journalPath(generation), `${this.#journalPath(generation)}.damaged`);
    }
    warn(
      `${path} is damaged after ${content.lines.length} entries (byte ${bytes}); what follows is left out. A copy is kept as ${kept}.`,
    );
  }

  async #journalGenerations(): Promise<number[]> {
    const names = await this.#options.disk.list(this.#options.dir);
    return names
      .flatMap((name) => JOURNAL_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((left, right) => left - right);
  }

  /** Removes files of snapshots that no longer count, finished or not. */
  async #sweep(): Promise<void> {
    const { dir, disk } = this.#options;
    const valid = new Set(this.#manifest.shards.map((shard) => shard.file));
    for (const name of await disk.list(dir)) {
      const generation = JOURNAL_NAME.exec(name)?.[1];
      const spent = generation !== undefined && Number(generation) < this.#manifest.generation;
      if (spent || (SHARD_NAME.test(name) && !valid.has(name))) await disk.remove(join(dir, name));
    }
  }

  #journalPath(generation: number): string {
    return join(this.#options.dir, `journal-${generation}.ndjson`);
  }
}
