/**
 * What was uploaded into files: bytes by the hash of them, so that copies of a file share them and a
 * move touches none. Files name their content (`StoredFile.content`); what no file names any more is
 * let go.
 *
 * The bytes are no part of the inventory and of its journal. A file whose content is not here reads as
 * if nobody had ever written to it.
 */

/** Bytes that are kept, by their id. */
export interface StoredContent {
  /** SHA-256, lower-case hexadecimal. */
  readonly id: string;
  readonly size: number;
}

export interface ContentLimits {
  /** Largest content that is taken, bytes. */
  readonly fileBytesMax: number;
  /** All contents together, bytes. */
  readonly totalBytesMax: number;
}

/** An ISO of a small system fits into one, a handful of them into all. */
export const DEFAULT_CONTENT_LIMITS: ContentLimits = {
  fileBytesMax: 256 * 2 ** 20,
  totalBytesMax: 2 ** 30,
};

/** Why a content is not taken: it alone is too large, or all together are. */
export class ContentTooLarge extends Error {
  readonly limit: 'file' | 'total';

  constructor(limit: 'file' | 'total') {
    super(limit === 'file' ? 'The file is too large.' : 'There is no room for more file contents.');
    this.limit = limit;
  }
}

/** One content on its way in. Ends by finish or abort. */
export interface ContentWriter {
  /** The first bytes, up to 16 KiB of them. */
  readonly head: Buffer;
  readonly size: number;
  /** Resolves when there is room for more. Throws ContentTooLarge. */
  write(chunk: Buffer): Promise<void>;
  /** The content is kept from now on, and held until `release`d even though no file names it. */
  finish(): Promise<StoredContent>;
  /** Forgets what was written; does nothing after `finish`. */
  abort(): Promise<void>;
}

export interface FileContents {
  readonly limits: ContentLimits;
  write(): ContentWriter;
  /** A file names it now, or never will. */
  release(id: string): void;
  /** Bytes of a content; undefined when it is not here. */
  sizeOf(id: string): number | undefined;
  /** The bytes from start to before end. */
  read(id: string, start: number, end: number): AsyncIterable<Buffer>;
  /** Lets go of contents that no file names, but for the newest, within limits. */
  retain(named: ReadonlySet<string>): void;
}

/** How much is kept of what no file names: a snapshot put back may name it again. */
export const UNNAMED_BYTES_MAX = 64 * 2 ** 20;
export const HEAD_BYTES = 16 * 1024;
