/**
 * Keeps what was used of late: two generations of at most `half` entries each. When the young one
 * is full it becomes the old one, and what was old and not asked for since is gone.
 */
export class Recent<Kept> {
  private readonly half: number;
  private young = new Map<string, Kept>();
  private old = new Map<string, Kept>();

  /** @param most how many entries are kept at most */
  constructor(most: number) {
    this.half = Math.max(1, Math.floor(most / 2));
  }

  get(key: string): Kept | undefined {
    const found = this.young.get(key);
    if (found !== undefined) return found;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, kept: Kept): void {
    if (this.young.size >= this.half) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, kept);
  }
}
