/**
 * The one counter that vcsim's ids come from, counted along: objects take numbers, tasks and internal
 * objects use some up.
 */
export class Numbers {
  readonly ids = new Map<string, string>();
  #last = 0;

  /** Skips numbers drawn by tasks and internal objects. */
  skip(count = 1): void {
    this.#last += count;
  }

  give(path: string, prefix: string): string {
    this.#last += 1;
    const id = `${prefix}-${this.#last}`;
    this.ids.set(path, id);
    return id;
  }

  giveAsType(path: string, prefix: string): void {
    this.#last += 1;
    this.ids.set(path, `${prefix}${this.#last}`);
  }
}
