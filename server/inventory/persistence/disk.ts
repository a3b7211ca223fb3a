/**
 * The few things the store asks of a file system, in one place so that tests can let them fail.
 * Paths are those of `node:fs`; errors are Node's own, with their `code`.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';

export interface AppendFile {
  readonly bytes: number;
  /** Writes all of it at the end. */
  append(content: Buffer): Promise<void>;
  /** Returns once what was written survives a power failure. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  makeFolder(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<Buffer>;
  /** Writes a new file and makes it durable; the name is durable after `syncFolder`. */
  write(path: string, content: Buffer): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** Opens a file, made when absent, for writing at its end. */
  openAppend(path: string): Promise<AppendFile>;
}

/** Readable for the owner alone: the inventory holds whatever its users put in. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export const nodeDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  },
  list: (folder) => readdir(folder),
  read: (path) => readFile(path),
  async write(path, content) {
    const file = await open(path, 'w', FILE_MODE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows knows no handle of a folder; its rename is durable by itself.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async openAppend(path) {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
    return new NodeAppendFile(file, (await file.stat()).size);
  },
};

class NodeAppendFile implements AppendFile {
  readonly #file: FileHandle;
  #bytes: number;

  constructor(file: FileHandle, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(content: Buffer): Promise<void> {
    for (let written = 0; written < content.length; ) {
      const { bytesWritten } = await this.#file.write(
        content,
        written,
        content.length - written,
        this.#bytes,
      );
      written += bytesWritten;
      this.#bytes += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.#file.datasync();
  }

  async truncate(bytes: number): Promise<void> {
    await this.#file.truncate(bytes);
    this.#bytes = bytes;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
