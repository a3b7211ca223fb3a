/**
 * Things to be told, by id, first come first served. An id stands once; what is set again keeps its
 * place, what is deleted loses it.
 */
export class Pending<T> {
  readonly #items = new Map<string, T>();
  /** Kept between calls: beginning anew would pass over all that was taken before. */
  #rest: Iterator<[string, T]> | undefined;

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  set(id: string, item: T): void {
    this.#items.set(id, item);
  }

  delete(id: string): void {
    this.#items.delete(id);
  }

  clear(): void {
    this.#items.clear();
    this.#rest = undefined;
  }

  /** Takes the first. */
  shift(): [string, T] | undefined {
    this.#rest ??= this.#items.entries();
    const next = this.#rest.next();
    if (next.done) {
      this.#rest = undefined;
      return undefined;
    }
    this.#items.delete(next.value[0]);
    return next.value;
  }
}
