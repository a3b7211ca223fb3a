/**
 * Long work that rests now and then so that others are served. Real time wakes it; whoever moves virtual
 * time by hand wakes it before, so that it is over at the moment at which it began.
 */
import type { WallClock } from './wall-clock.ts';

export class Rests {
  readonly #wall: Pick<WallClock, 'tick'>;
  readonly #resting = new Set<{ readonly act: () => void }>();

  constructor(wall: Pick<WallClock, 'tick'>) {
    this.#wall = wall;
  }

  /** Goes on with `act` once others were served, or earlier when woken. */
  add(act: () => void): void {
    const rest = { act };
    this.#resting.add(rest);
    this.#wall.tick(() => {
      if (this.#resting.delete(rest)) act();
    });
  }

  /** Goes on with everything that rests, also with what begins to rest meanwhile. */
  wake(onError: (error: unknown) => void): void {
    for (const rest of this.#resting) {
      this.#resting.delete(rest);
      try {
        rest.act();
      } catch (error) {
        onError(error);
      }
    }
  }

  clear(): void {
    this.#resting.clear();
  }
}
