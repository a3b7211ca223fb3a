/**
 * Which contents there are, who holds them, and which may go: the part of a content store that is the
 * same wherever its bytes lie.
 */
import { type ContentLimits, ContentTooLarge, UNNAMED_BYTES_MAX } from './file-contents.ts';

export class ContentLedger {
  readonly #limits: ContentLimits;
  /** Sizes by id, oldest first. */
  readonly #sizes = new Map<string, number>();
  readonly #held = new Map<string, number>();
  #named: ReadonlySet<string> = new Set();
  #keptBytes = 0;
  #arrivingBytes = 0;

  constructor(limits: ContentLimits) {
    this.#limits = limits;
  }

  sizeOf(id: string): number | undefined {
    return this.#sizes.get(id);
  }

  /** Counts bytes of a content on its way in; gives ids that must go for it. Throws ContentTooLarge. */
  arrive(bytes: number, sizeBefore: number): readonly string[] {
    const { fileBytesMax, totalBytesMax } = this.#limits;
    if (sizeBefore + bytes > fileBytesMax) throw new ContentTooLarge('file');
    const surplus = this.#keptBytes + this.#arrivingBytes + bytes - totalBytesMax;
    const gone = surplus > 0 ? this.#evict(surplus) : [];
    if (this.#keptBytes + this.#arrivingBytes + bytes > totalBytesMax) {
      throw new ContentTooLarge('total');
    }
    this.#arrivingBytes += bytes;
    return gone;
  }

  /** The content that was arriving is given up. */
  leave(bytes: number): void {
    this.#arrivingBytes -= bytes;
  }

  /** It is here; false when it was before, so that its bytes are not needed twice. */
  keep(id: string, bytes: number): boolean {
    this.#arrivingBytes -= bytes;
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    if (this.#sizes.has(id)) return false;
    this.admit(id, bytes);
    return true;
  }

  /** A content that was here before the server started. */
  admit(id: string, bytes: number): void {
    this.#sizes.set(id, bytes);
    this.#keptBytes += bytes;
  }

  /** It is not here after all. */
  forget(id: string): void {
    this.#keptBytes -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
    this.release(id);
  }

  release(id: string): void {
    const holders = (this.#held.get(id) ?? 1) - 1;
    if (holders > 0) this.#held.set(id, holders);
    else this.#held.delete(id);
  }

  /** Ids of contents that go, now that these are named. */
  retain(named: ReadonlySet<string>): readonly string[] {
    this.#named = named;
    let unnamed = 0;
    for (const [id, size] of this.#sizes) if (this.#mayGo(id)) unnamed += size;
    return unnamed > UNNAMED_BYTES_MAX ? this.#evict(unnamed - UNNAMED_BYTES_MAX) : [];
  }

  /** Lets go of at least so many bytes that nobody needs, oldest first, as far as there are. */
  #evict(bytes: number): readonly string[] {
    const gone: string[] = [];
    let left = bytes;
    for (const [id, size] of this.#sizes) {
      if (left <= 0) break;
      if (!this.#mayGo(id)) continue;
      this.#sizes.delete(id);
      this.#keptBytes -= size;
      left -= size;
      gone.push(id);
    }
    return gone;
  }

  #mayGo(id: string): boolean {
    return !this.#named.has(id) && !this.#held.has(id);
  }
}
