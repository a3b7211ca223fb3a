/**
 * File contents in memory: gone with the process.
 */
import { createHash } from 'node:crypto';
import { ContentLedger } from './content-ledger.ts';
import {
  type ContentLimits,
  type ContentWriter,
  DEFAULT_CONTENT_LIMITS,
  type FileContents,
  HEAD_BYTES,
  type StoredContent,
} from './file-contents.ts';

/** Contents are kept in blocks of this size: small writes are joined, a range is found at once. */
const BLOCK_BYTES = 256 * 1024;

export class MemoryContents implements FileContents {
  readonly limits: ContentLimits;
  readonly #ledger: ContentLedger;
  readonly #blocks = new Map<string, readonly Buffer[]>();

  constructor(limits: ContentLimits = DEFAULT_CONTENT_LIMITS) {
    this.limits = limits;
    this.#ledger = new ContentLedger(limits);
  }

  write(): ContentWriter {
    return new MemoryWriter({
      arrive: (bytes, sizeBefore) => this.#drop(this.#ledger.arrive(bytes, sizeBefore)),
      leave: (bytes) => this.#ledger.leave(bytes),
      keep: (content, blocks) => {
        if (this.#ledger.keep(content.id, content.size)) this.#blocks.set(content.id, blocks);
      },
    });
  }

  release(id: string): void {
    this.#ledger.release(id);
  }

  sizeOf(id: string): number | undefined {
    return this.#ledger.sizeOf(id);
  }

  async *read(id: string, start: number, end: number): AsyncIterable<Buffer> {
    // What is being read stays whole, whoever lets go of it meanwhile.
    const blocks = this.#blocks.get(id) ?? [];
    for (let at = start; at < end; ) {
      const from = at % BLOCK_BYTES;
      const piece = blocks[Math.floor(at / BLOCK_BYTES)]?.subarray(from, from + end - at);
      if (!piece || piece.length === 0) return;
      yield piece;
      at += piece.length;
    }
  }

  retain(named: ReadonlySet<string>): void {
    this.#drop(this.#ledger.retain(named));
  }

  #drop(ids: readonly string[]): void {
    for (const id of ids) this.#blocks.delete(id);
  }
}

interface Shelf {
  arrive(bytes: number, sizeBefore: number): void;
  leave(bytes: number): void;
  keep(content: StoredContent, blocks: readonly Buffer[]): void;
}

class MemoryWriter implements ContentWriter {
  readonly #shelf: Shelf;
  readonly #hash = createHash('sha256');
  readonly #blocks: Buffer[] = [];
  #filled = BLOCK_BYTES;
  #size = 0;
  #ended = false;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  get size(): number {
    return this.#size;
  }

  get head(): Buffer {
    const first = this.#blocks[0] ?? Buffer.alloc(0);
    return first.subarray(0, Math.min(HEAD_BYTES, this.#size));
  }

  async write(chunk: Buffer): Promise<void> {
    this.#shelf.arrive(chunk.length, this.#size);
    this.#size += chunk.length;
    this.#hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += this.#fill(chunk, at);
  }

  async finish(): Promise<StoredContent> {
    const last = this.#blocks.pop();
    if (last) this.#blocks.push(Buffer.from(last.subarray(0, this.#filled)));
    const content = { id: this.#hash.digest('hex'), size: this.#size };
    this.#ended = true;
    this.#shelf.keep(content, this.#blocks);
    return content;
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#blocks.length = 0;
    this.#shelf.leave(this.#size);
  }

  /** Copies what fits into the last block; gives how much that was. */
  #fill(chunk: Buffer, at: number): number {
    if (this.#filled === BLOCK_BYTES) {
      this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES));
      this.#filled = 0;
    }
    const block = this.#blocks.at(-1);
    const copied = block ? chunk.copy(block, this.#filled, at) : chunk.length - at;
    this.#filled += copied;
    return copied;
  }
}
