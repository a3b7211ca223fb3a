/**
 * The versions of a property collector: `1`, `2`, `3` … for complete sets of updates, `2_1`, `2_2` …
 * for the pieces on the way from 2 to 3.
 *
 * A client says which version it has, and so acknowledges it. The sets sent since the last
 * acknowledged complete version are kept, so that a client who lost an answer may ask again.
 */
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { PropertyFilterUpdate, UpdateSet } from '../../vmodl/generated/data.ts';
import type { Filter } from './filter.ts';

export interface UpdateRequest {
  /** What the client has; empty: nothing, tell all. */
  readonly version: string;
  /** Updates of objects in one set, at most. */
  readonly limit: number;
  /** May the answer be a piece of a set? */
  readonly pieces: boolean;
}

/** Throws InvalidArgument unless the number is above zero. */
export function demandPositive(value: number | undefined, name: string): void {
  if (value !== undefined && value <= 0) throw invalidArgument(name);
}

export class UpdateSequence {
  readonly #filters: ReadonlySet<Filter>;
  /** Number of the last complete set. */
  #complete = 0;
  /** Number of the last piece after it. */
  #piece = 0;
  /** Version of the last set the client was given. */
  #given = '';
  /** The version the client had before the sets in `#sent`. */
  #base: string | undefined;
  #sent: UpdateSet[] = [];
  /** Sets to give again, to a client who lost them. */
  #again: UpdateSet[] = [];

  constructor(filters: ReadonlySet<Filter>) {
    this.#filters = filters;
  }

  /**
   * Begins a request: the answer when one is due whatever has happened, else undefined and `next`
   * finds whether there is news. Throws InvalidCollectorVersion.
   */
  begin(request: UpdateRequest): UpdateSet | undefined {
    const { version } = request;
    if (version === '') return this.#restart(request);
    if (version === this.#given) return this.#acknowledged(request);
    if (version !== this.#base || this.#sent.length === 0) throw invalidVersion();
    this.#again = [...this.#sent];
    return this.#giveAgain(request);
  }

  /** The updates since the last set; undefined when there are none. */
  next(request: UpdateRequest): UpdateSet | undefined {
    const filterSet: PropertyFilterUpdate[] = [];
    let room = request.limit;
    for (const filter of this.#filters) {
      const update = filter.take(room);
      if (!update) continue;
      filterSet.push(update);
      room -= update.objectSet?.length ?? 0;
    }
    if (filterSet.length === 0) return undefined;
    const truncated = room <= 0 && [...this.#filters].some((filter) => filter.hasMore());
    return this.#give(filterSet, truncated);
  }

  #restart(request: UpdateRequest): UpdateSet | undefined {
    for (const filter of this.#filters) filter.restart();
    this.#base = undefined;
    this.#sent = [];
    this.#again = [];
    this.#piece = 0;
    this.#given = '';
    if (this.#filters.size === 0) return undefined;
    return this.next(request) ?? this.#give([], false);
  }

  #acknowledged(request: UpdateRequest): UpdateSet | undefined {
    const isPiece = this.#given.includes('_');
    if (isPiece && !request.pieces) throw invalidVersion();
    if (this.#again.length > 0) return this.#giveAgain(request);
    if (isPiece) return this.next(request) ?? this.#give([], false);
    this.#base = this.#given;
    this.#sent = [];
    return undefined;
  }

  #giveAgain(request: UpdateRequest): UpdateSet | undefined {
    const set = this.#again.shift();
    if (set?.truncated && !request.pieces) throw invalidVersion();
    this.#given = set?.version ?? this.#given;
    return set;
  }

  #give(filterSet: readonly PropertyFilterUpdate[], truncated: boolean): UpdateSet {
    if (truncated) {
      this.#piece += 1;
      this.#given = `${this.#complete}_${this.#piece}`;
    } else {
      this.#complete += 1;
      this.#piece = 0;
      this.#given = String(this.#complete);
    }
    const set: UpdateSet = { _typeName: 'UpdateSet', version: this.#given, filterSet, truncated };
    // A first answer that was lost is asked for with an empty version, which tells all anew.
    if (this.#base !== undefined) this.#sent.push(set);
    return set;
  }
}

function invalidVersion(): VimFault {
  return new VimFault('InvalidCollectorVersion');
}
