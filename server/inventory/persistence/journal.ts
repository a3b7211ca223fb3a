/**
 * The journal: one line per commit, appended in groups.
 *
 * A line is `<checksum> <JSON>\n`. The checksum is the CRC-32 of the JSON continued from the line
 * before, so that a flipped byte, a lost line and a swapped one are all found. While one group is
 * being written the next one gathers; everybody who waits for a group is told together.
 */
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { AppendFile, Disk } from './disk.ts';
import { messageOf, StoreError } from './store-error.ts';

export interface JournalOptions {
  readonly disk: Disk;
  /** Waits for the disk after each group. */
  readonly sync: boolean;
}

/** Where writing goes on: a file, how much of it is good, and the checksum there. */
export interface JournalEnd {
  readonly path: string;
  readonly bytes: number;
  readonly checksum: number;
}

interface Step {
  readonly kind: 'lines' | 'rotate';
  /** Lines: their text. Rotate: path of the file to go on in. */
  text: string;
}

export class Journal {
  readonly #disk: Disk;
  readonly #sync: boolean;
  #file: AppendFile;
  #steps: Step[] = [];
  #checksum: number;
  /** Length of the file up to which it is known to be good. */
  #goodBytes: number;
  #bytes: number;
  /** The group on its way to the disk, and the one that gathers behind it. */
  #writing: Promise<void> | undefined;
  #nextGroup: Promise<void> | undefined;
  #failure: StoreError | undefined;

  private constructor(options: JournalOptions, file: AppendFile, end: JournalEnd) {
    this.#disk = options.disk;
    this.#sync = options.sync;
    this.#file = file;
    this.#checksum = end.checksum;
    this.#goodBytes = end.bytes;
    this.#bytes = end.bytes;
  }

  /** Opens a journal and cuts what follows its good part. */
  static async open(options: JournalOptions, end: JournalEnd): Promise<Journal> {
    const file = await options.disk.openAppend(end.path);
    if (file.bytes > end.bytes) await file.truncate(end.bytes);
    if (options.sync) await options.disk.syncFolder(dirname(end.path));
    return new Journal(options, file, end);
  }

  /** Why the last attempt to write failed; undefined once one succeeded again. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /** Size of the current file, what waits to be written included; characters beyond ASCII count as one byte. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Queues one line; `flush` writes it. */
  append(json: string): void {
    this.#checksum = crc32(json, this.#checksum);
    const line = `${checksumText(this.#checksum)} ${json}\n`;
    this.#bytes += line.length;
    const last = this.#steps.at(-1);
    // Strings are joined by the engine without copying, so gathering a group costs little.
    if (last?.kind === 'lines') last.text += line;
    else this.#steps.push({ kind: 'lines', text: line });
  }

  /** Lines appended from now on go to another, empty file. */
  rotate(path: string): void {
    this.#steps.push({ kind: 'rotate', text: path });
    this.#checksum = 0;
    this.#bytes = 0;
  }

  /** Resolves when everything appended so far is written. Rejects with StoreError; what failed stays queued. */
  flush(): Promise<void> {
    if (!this.#writing) return this.#steps.length > 0 ? this.#startGroup() : Promise.resolve();
    if (this.#steps.length === 0) return this.#writing;
    this.#nextGroup ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#nextGroup = undefined;
        return this.#startGroup();
      });
    return this.#nextGroup;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
      if (!this.#sync) await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  #startGroup(): Promise<void> {
    const group = this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    this.#writing = group;
    return group;
  }

  async #writeAll(): Promise<void> {
    const steps = this.#steps;
    this.#steps = [];
    try {
      for (let step = steps[0]; step; step = steps[0]) {
        await this.#take(step);
        steps.shift();
      }
      this.#failure = undefined;
    } catch (error) {
      this.#steps = [...steps, ...this.#steps];
      this.#failure = new StoreError(
        'write failed',
        `The journal cannot be written: ${messageOf(error)}. Changes are held in memory until it can.`,
        error,
      );
      throw this.#failure;
    }
  }

  async #take(step: Step): Promise<void> {
    if (step.kind === 'rotate') return this.#goOnIn(step.text);

    // After a failed attempt nobody knows what reached the disk, so it is cut and written anew.
    if (this.#failure) await this.#file.truncate(this.#goodBytes);
    await this.#file.append(Buffer.from(step.text));
    if (this.#sync) await this.#file.sync();
    this.#goodBytes = this.#file.bytes;
  }

  async #goOnIn(path: string): Promise<void> {
    const next = await this.#disk.openAppend(path);
    await next.truncate(0);
    if (this.#sync) await this.#disk.syncFolder(dirname(path));
    await this.#file.close();
    this.#file = next;
    this.#goodBytes = 0;
  }
}

function checksumText(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

export interface JournalContent {
  /** The JSON of each good line. */
  readonly lines: readonly string[];
  readonly end: JournalEnd;
  /** Bytes after the first bad line, that line included. */
  readonly badBytes: number;
  /** The bad part is more than one unfinished line, which a crash leaves behind: it was good once. */
  readonly damaged: boolean;
}

/** Reads a journal up to its first line which is unfinished or does not match its checksum. */
export async function readJournal(disk: Disk, path: string): Promise<JournalContent> {
  const content = await disk.read(path);
  const lines: string[] = [];
  let checksum = 0;
  let bytes = 0;
  for (;;) {
    const newline = content.indexOf(10, bytes);
    if (newline < 0) break;
    const json = content.toString('utf8', bytes + 9, newline);
    const next = crc32(content.subarray(bytes + 9, newline), checksum);
    if (content.toString('latin1', bytes, bytes + 9) !== `${checksumText(next)} `) break;
    lines.push(json);
    checksum = next;
    bytes = newline + 1;
  }
  const badBytes = content.length - bytes;
  const damaged = badBytes > 0 && content.indexOf(10, bytes) >= 0;
  return { lines, end: { path, bytes, checksum }, badBytes, damaged };
}
