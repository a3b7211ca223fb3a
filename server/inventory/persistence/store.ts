/**
 * The store behind `--data DIR`: commits go to a journal, now and then a snapshot replaces it.
 *
 * Modes: `memory` keeps nothing; `relaxed` writes within a second and never makes anybody wait;
 * `durable` lets `flushed` resolve once the disk has it, so that what a client was told survives
 * the end of the process or of the machine.
 */
import type { Timer } from '../../clock/clock.ts';
import type { WallClock } from '../../clock/wall-clock.ts';
import type { JournalEntry } from '../change.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { type Database, JournalAdapter, openDatabase, type Saved } from './journal-adapter.ts';
import { acquireLock, type Lock } from './lock.ts';
import { errorCode, messageOf, StoreError } from './store-error.ts';

export type Durability = 'memory' | 'relaxed' | 'durable';

export interface StoreOptions {
  readonly dir: string;
  readonly durability: Durability;
  readonly wall: WallClock;
  /** Told of damage that was worked around and of writes that fail. */
  readonly warn?: (message: string) => void;
  /** Asked for a snapshot when the journal has grown beyond `journalBytesMax`. */
  readonly takeSnapshot?: () => Snapshot;
  readonly journalBytesMax?: number;
  /** Default: the file system. Tests hand in one which fails. */
  readonly disk?: Disk;
}

export interface Store {
  /** What the directory held, to be put into the inventory first; undefined when it is new. */
  readonly initial: Saved | undefined;
  /** Lets go of `initial` once it has been used: it may be large. */
  forgetInitial(): void;
  /** Takes one commit. Returns at once. */
  append(entry: JournalEntry): void;
  /**
   * Resolves when everything appended so far is durable (at once unless the mode is `durable`).
   * Rejects with StoreError while the disk refuses; nothing is dropped, a later call tries again.
   */
  flushed(): Promise<void>;
  /**
   * Replaces the journal by a snapshot, which must hold exactly the commits appended so far: take
   * it and call this without awaiting anything in between. Resolves when it is on disk.
   */
  snapshot(snapshot: Snapshot): Promise<void>;
  /** Writes what waits and lets go of the directory. */
  close(): Promise<void>;
  /** False while writes fail. */
  readonly healthy: boolean;
  /** Why it is not healthy, in words. */
  readonly problem: string | undefined;
}

/** A journal of this size replays in less than a second. */
const JOURNAL_BYTES_MAX = 64 * 1024 * 1024;
/** How long a commit may wait in relaxed mode, ms. */
const RELAXED_DELAY_MS = 1_000;

/** Opens a data directory, made when absent. Throws StoreError with a message for the user. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.durability === 'memory') return new MemoryStore();

  const disk = options.disk ?? nodeDisk;
  const lock = await lockFolder(disk, options.dir);
  try {
    const adapter = new JournalAdapter({
      dir: options.dir,
      disk,
      wall: options.wall,
      sync: options.durability === 'durable',
      warn: (message) => options.warn?.(message),
    });
    const database = openDatabase(adapter);
    await database.read();
    return new DiskStore(options, { lock, adapter, database });
  } catch (error) {
    await lock.release();
    throw error instanceof StoreError ? error : unusable(options.dir, error);
  }
}

async function lockFolder(disk: Disk, dir: string): Promise<Lock> {
  try {
    await disk.makeFolder(dir);
    return await acquireLock(dir);
  } catch (error) {
    throw error instanceof StoreError ? error : unusable(dir, error);
  }
}

function unusable(dir: string, error: unknown): StoreError {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'it is not a directory',
    EEXIST: 'it is not a directory',
    ENOSPC: 'the disk is full',
  };
  const reason = reasons[errorCode(error) ?? ''] ?? messageOf(error);
  return new StoreError('unusable', `The data directory ${dir} cannot be used: ${reason}.`, error);
}

/** Keeps nothing. */
class MemoryStore implements Store {
  readonly initial = undefined;
  readonly healthy = true;
  readonly problem = undefined;

  forgetInitial(): void {}
  append(): void {}
  async flushed(): Promise<void> {}
  async snapshot(): Promise<void> {}
  async close(): Promise<void> {}
}

interface Parts {
  readonly lock: Lock;
  readonly adapter: JournalAdapter;
  readonly database: Database;
}

class DiskStore implements Store {
  readonly #options: StoreOptions;
  readonly #lock: Lock;
  readonly #adapter: JournalAdapter;
  readonly #database: Database;
  #delayed: Timer | undefined;
  #soon = false;
  #snapshots: Promise<void> = Promise.resolve();
  /** Is there (or will there be) a snapshot under the journal, and the one that is being made. */
  #hasBase: boolean;
  #base: Promise<void> | undefined;
  #snapshotDue: number;
  #closed = false;

  constructor(options: StoreOptions, parts: Parts) {
    this.#options = options;
    this.#lock = parts.lock;
    this.#adapter = parts.adapter;
    this.#database = parts.database;
    this.#snapshotDue = this.#journalBytesMax;
    this.#hasBase = parts.database.data.saved?.snapshot !== undefined;
  }

  get initial(): Saved | undefined {
    return this.#database.data.saved;
  }

  forgetInitial(): void {
    this.#database.data.saved = undefined;
  }

  get healthy(): boolean {
    return this.#adapter.journal.failure === undefined;
  }

  get problem(): string | undefined {
    return this.#adapter.journal.failure?.message;
  }

  append(entry: JournalEntry): void {
    if (this.#closed) throw new Error('the store is closed');
    this.#database.data.pending.push(entry);
    if (this.#options.durability === 'durable') this.#writeSoon();
    else this.#writeLater();
  }

  async flushed(): Promise<void> {
    if (this.#options.durability !== 'durable') return;
    // Entries mean nothing without the snapshot on which they build.
    await this.#base;
    await this.#database.write();
  }

  snapshot(snapshot: Snapshot): Promise<void> {
    // Entries so far belong before the snapshot, later ones after it.
    this.#adapter.enqueue(this.#database.data);
    this.#snapshotDue = this.#journalBytesMax;
    const written = this.#adapter.writeSnapshot(snapshot, this.#snapshots).catch((error) => {
      throw error instanceof StoreError ? error : unusable(this.#options.dir, error);
    });
    this.#snapshots = written.catch(() => undefined);
    if (!this.#hasBase) this.#base = written;
    this.#hasBase = true;
    return written;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#delayed?.cancel();
    try {
      await this.#snapshots;
      this.#adapter.enqueue(this.#database.data);
      await this.#adapter.journal.close();
    } finally {
      await this.#lock.release();
    }
  }

  /** With the commits made before the current turn of the loop ends: they are one group. */
  #writeSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      if (!this.#closed) this.#writeNow();
    });
  }

  #writeLater(): void {
    this.#delayed ??= this.#options.wall.after(RELAXED_DELAY_MS, () => {
      this.#delayed = undefined;
      this.#writeNow();
    });
  }

  #writeNow(): void {
    const wasHealthy = this.healthy;
    this.#database.write().then(
      () => this.#snapshotIfLarge(),
      (error) => {
        if (wasHealthy) this.#options.warn?.(messageOf(error));
      },
    );
  }

  get #journalBytesMax(): number {
    return this.#options.journalBytesMax ?? JOURNAL_BYTES_MAX;
  }

  #snapshotIfLarge(): void {
    const { takeSnapshot, warn } = this.#options;
    const { bytes } = this.#adapter.journal;
    if (!takeSnapshot || this.#closed || bytes < this.#snapshotDue) return;
    this.snapshot(takeSnapshot()).catch((error) => {
      warn?.(`A snapshot could not be written: ${messageOf(error)}. The journal goes on.`);
    });
  }
}
