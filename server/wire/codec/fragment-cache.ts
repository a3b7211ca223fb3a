/**
 * Text already written for frozen values, kept as long as it is asked for and fits the budget.
 *
 * Values are immutable, so their text stands as long as they do. Only what was met twice is kept:
 * most values are read once, and what is read again is likely to be read a third time.
 */

/** Shorter texts are written anew as fast as they are found. */
const TEXT_LENGTH_MIN = 200;

/** Values remembered as met once; each costs some twenty bytes. */
const MET_MAX = 200_000;

/** Counts what all versions of one door keep together. */
export class FragmentBudget {
  private readonly half: number;
  private used = 0;
  private readonly caches: FragmentCache[] = [];

  /** @param most characters kept at most */
  constructor(most: number) {
    this.half = most / 2;
  }

  /** A cache for the texts of one version. */
  openCache(): FragmentCache {
    const made = new FragmentCache(this);
    this.caches.push(made);
    return made;
  }

  /** Makes room: what was not asked for since the last time goes. */
  take(length: number): void {
    this.used += length;
    if (this.used <= this.half) return;
    this.used = length;
    for (const cache of this.caches) cache.age();
  }
}

export class FragmentCache {
  private readonly budget: FragmentBudget;
  private young = new WeakMap<object, string>();
  private old = new WeakMap<object, string>();
  private met = new WeakSet<object>();
  private metCount = 0;

  constructor(budget: FragmentBudget) {
    this.budget = budget;
  }

  get(value: object): string | undefined {
    const found = this.young.get(value);
    if (found !== undefined) return found;
    const older = this.old.get(value);
    if (older !== undefined) this.keep(value, older);
    return older;
  }

  /** Keeps the text of a value met before. */
  offer(value: object, text: string): void {
    if (text.length < TEXT_LENGTH_MIN || !Object.isFrozen(value)) return;
    if (this.met.has(value)) this.keep(value, flat(text));
    else this.meet(value);
  }

  age(): void {
    this.old = this.young;
    this.young = new WeakMap();
  }

  private meet(value: object): void {
    if (this.metCount >= MET_MAX) {
      this.met = new WeakSet();
      this.metCount = 0;
    }
    this.met.add(value);
    this.metCount += 1;
  }

  private keep(value: object, text: string): void {
    this.budget.take(text.length);
    this.young.set(value, text);
  }
}

/** A concatenated string holds on to all its parts until someone looks into it. */
function flat(text: string): string {
  text.charCodeAt(text.length - 1);
  return text;
}
