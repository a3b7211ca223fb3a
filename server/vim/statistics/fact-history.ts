/**
 * What was before: for each object that changed since the server started, what it was like until when.
 *
 * Nothing is kept of an object that never changed, so that a fresh inventory of any size costs nothing.
 * An object's changes are bounded, and so is the number of objects that are gone.
 */
interface Past<F> {
  /** Undefined: there was nothing to tell. */
  readonly facts: F | undefined;
  readonly untilMs: number;
}

/** How something was at a moment, and for how long. */
export interface Span<F> {
  readonly facts: F | undefined;
  /** `Infinity` for what is still so. */
  readonly untilMs: number;
}

/** Changes kept of one object: a VM moved every five minutes is followed for a day. */
const CHANGES_MAX = 288;
/** Objects that are gone, and still count for where they were. */
const GONE_MAX = 2_000;

export class FactHistory<F> {
  readonly #pasts = new Map<string, Past<F>[]>();
  readonly #gone = new Set<string>();
  /** Who was there once, by place. */
  readonly #visitors = new Map<string, Set<string>>();
  readonly #placesOf: (facts: F) => readonly string[];

  /** `placesOf`: ids of what an object counts for while its facts hold. */
  constructor(placesOf: (facts: F) => readonly string[]) {
    this.#placesOf = placesOf;
  }

  /** Notes how an object was until now. */
  note(id: string, facts: F | undefined, untilMs: number): void {
    const pasts = this.#pasts.get(id) ?? [];
    pasts.push({ facts, untilMs });
    this.#pasts.set(id, pasts);
    if (pasts.length > CHANGES_MAX) shorten(pasts);
    for (const place of facts ? this.#placesOf(facts) : []) {
      const visitors = this.#visitors.get(place);
      if (visitors) visitors.add(id);
      else this.#visitors.set(place, new Set([id]));
    }
  }

  /** Notes that an object is gone. */
  leave(id: string): void {
    this.#gone.delete(id);
    this.#gone.add(id);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= GONE_MAX) break;
      this.#forget(oldest);
    }
  }

  /** Notes that an object of that id is there, perhaps again. */
  enter(id: string): void {
    this.#gone.delete(id);
  }

  /** How an object was at a past moment; undefined when it is as it was then. */
  before(id: string, ms: number): Span<F> | undefined {
    const pasts = this.#pasts.get(id);
    return pasts?.find(({ untilMs }) => ms < untilMs);
  }

  /** Everything an object ever was, oldest first. */
  all(id: string): readonly Span<F>[] {
    return this.#pasts.get(id) ?? [];
  }

  /** Objects that counted for a place once and may do so no more. */
  visitors(place: string): Iterable<string> {
    return this.#visitors.get(place) ?? [];
  }

  #forget(id: string): void {
    for (const { facts } of this.#pasts.get(id) ?? []) {
      for (const place of facts ? this.#placesOf(facts) : []) {
        const visitors = this.#visitors.get(place);
        visitors?.delete(id);
        if (visitors?.size === 0) this.#visitors.delete(place);
      }
    }
    this.#pasts.delete(id);
    this.#gone.delete(id);
  }
}

/** Forgets the older half, so that this is not done at every change. */
function shorten<F>(pasts: Past<F>[]): void {
  const kept = pasts.splice(0, pasts.length - CHANGES_MAX / 2);
  const untilMs = kept.at(-1)?.untilMs;
  if (untilMs !== undefined) pasts.unshift({ facts: undefined, untilMs });
}
