/**
 * File contents in a folder of a data directory, a file for each, named by its hash: as lasting as the
 * inventory that names them.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ContentLedger } from './content-ledger.ts';
import {
  type ContentLimits,
  type ContentWriter,
  DEFAULT_CONTENT_LIMITS,
  type FileContents,
  HEAD_BYTES,
  type StoredContent,
} from './file-contents.ts';

/** Readable for the owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const READ_BYTES = 256 * 1024;
const CONTENT_NAME = /^[\da-f]{64}$/;

export interface DiskContentsOptions {
  /** Made when absent. */
  readonly folder: string;
  readonly limits?: ContentLimits | undefined;
  /** Told when a content that nobody needs cannot be deleted. */
  readonly warn: (message: string) => void;
}

/** Opens the folder; what an earlier process left half-written goes. Rejects with Node's own errors. */
export async function openDiskContents(options: DiskContentsOptions): Promise<FileContents> {
  const { folder } = options;
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const contents = new DiskContents(options);
  for (const name of await readdir(folder)) {
    if (CONTENT_NAME.test(name)) contents.admit(name, (await stat(join(folder, name))).size);
    else if (name.startsWith('incoming-')) await rm(join(folder, name), { force: true });
  }
  return contents;
}

class DiskContents implements FileContents {
  readonly limits: ContentLimits;
  readonly #options: DiskContentsOptions;
  readonly #ledger: ContentLedger;
  /** Renames and removals one after another: a content that comes back outlives its removal. */
  #queue: Promise<void> = Promise.resolve();
  #writers = 0;

  constructor(options: DiskContentsOptions) {
    this.#options = options;
    this.limits = options.limits ?? DEFAULT_CONTENT_LIMITS;
    this.#ledger = new ContentLedger(this.limits);
  }

  admit(id: string, size: number): void {
    this.#ledger.admit(id, size);
  }

  write(): ContentWriter {
    this.#writers += 1;
    return new DiskWriter(join(this.#options.folder, `incoming-${this.#writers}`), {
      arrive: (bytes, sizeBefore) => this.#drop(this.#ledger.arrive(bytes, sizeBefore)),
      leave: (bytes) => this.#ledger.leave(bytes),
      keep: (content, from) => this.#keep(content, from),
    });
  }

  release(id: string): void {
    this.#ledger.release(id);
  }

  sizeOf(id: string): number | undefined {
    return this.#ledger.sizeOf(id);
  }

  read(id: string, start: number, end: number): AsyncIterable<Buffer> {
    if (end <= start) return Readable.from([]);
    return createReadStream(this.#pathOf(id), { start, end: end - 1, highWaterMark: READ_BYTES });
  }

  retain(named: ReadonlySet<string>): void {
    this.#drop(this.#ledger.retain(named));
  }

  async #keep({ id, size }: StoredContent, from: string): Promise<void> {
    // Held before it has its name: nobody removes it in between.
    this.#ledger.keep(id, size);
    try {
      await this.#next(() => rename(from, this.#pathOf(id)));
    } catch (error) {
      this.#ledger.forget(id);
      throw error;
    }
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, id);
  }

  #drop(ids: readonly string[]): void {
    for (const id of ids) {
      this.#next(() => rm(this.#pathOf(id), { force: true })).catch((error: unknown) =>
        this.#options.warn(`the content ${id} cannot be deleted: ${String(error)}`),
      );
    }
  }

  #next(act: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

interface Shelf {
  arrive(bytes: number, sizeBefore: number): void;
  leave(bytes: number): void;
  keep(content: StoredContent, from: string): Promise<void>;
}

class DiskWriter implements ContentWriter {
  readonly #path: string;
  readonly #shelf: Shelf;
  readonly #hash = createHash('sha256');
  #file: FileHandle | undefined;
  #head: Buffer = Buffer.alloc(0);
  #size = 0;
  #ended = false;

  constructor(path: string, shelf: Shelf) {
    this.#path = path;
    this.#shelf = shelf;
  }

  get size(): number {
    return this.#size;
  }

  get head(): Buffer {
    return this.#head;
  }

  async write(chunk: Buffer): Promise<void> {
    this.#shelf.arrive(chunk.length, this.#size);
    this.#size += chunk.length;
    this.#hash.update(chunk);
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, chunk]).subarray(0, HEAD_BYTES);
    }
    const file = await this.#open();
    await file.appendFile(chunk);
  }

  async finish(): Promise<StoredContent> {
    const file = await this.#open();
    await file.datasync();
    await file.close();
    this.#file = undefined;
    const content = { id: this.#hash.digest('hex'), size: this.#size };
    this.#ended = true;
    await this.#shelf.keep(content, this.#path);
    return content;
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#shelf.leave(this.#size);
    await this.#file?.close();
    await rm(this.#path, { force: true });
  }

  async #open(): Promise<FileHandle> {
    this.#file ??= await open(this.#path, 'w', FILE_MODE);
    return this.#file;
  }
}
