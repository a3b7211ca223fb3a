/**
 * A property collector of a session: its filters, and the calls that wait for their news.
 *
 * Calls for updates run one after another. A waiting call is a promise that a commit resolves; it
 * ends as well when the client's patience does, the client hangs up, or somebody cancels it.
 */
import type { WallClock } from '../../clock/wall-clock.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { UpdateSet } from '../../vmodl/generated/data.ts';
import type { Filter } from './filter.ts';
import { type UpdateRequest, UpdateSequence } from './update-sequence.ts';

export interface WaitRequest extends UpdateRequest {
  /** How long to wait for news, ms of real time; undefined: for ever. */
  readonly patienceMs: number | undefined;
  /** Aborted when the client hung up. */
  readonly signal?: AbortSignal | undefined;
}

type End = 'patience' | 'canceled';

/** A call that is under way. */
class Call {
  readonly ended: Promise<End>;
  #end: (end: End) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  end(end: End): void {
    this.#end(end);
  }
}

export class Collector {
  readonly filters = new Set<Filter>();
  readonly #wall: WallClock;
  readonly #sequence = new UpdateSequence(this.filters);
  readonly #calls = new Set<Call>();
  /** Settled when every call before has ended. */
  #turn: Promise<unknown> = Promise.resolve();
  #rung: Promise<'rung'> | undefined;
  #ring: (() => void) | undefined;

  constructor(wall: WallClock) {
    this.#wall = wall;
  }

  /** Something changed that concerns a filter: whoever waits looks again. */
  ring(): void {
    this.#ring?.();
    this.#ring = undefined;
    this.#rung = undefined;
  }

  /** Ends every waiting call with RequestCanceled. */
  cancel(): void {
    for (const call of this.#calls) call.end('canceled');
  }

  /**
   * Waits until there is news. Undefined when patience ends first. Throws InvalidCollectorVersion
   * and RequestCanceled.
   */
  async wait(request: WaitRequest): Promise<UpdateSet | undefined> {
    const call = new Call();
    const hangUp = () => call.end('canceled');
    const { patienceMs, signal } = request;
    const timer = patienceMs ? this.#wall.after(patienceMs, () => call.end('patience')) : undefined;
    if (signal?.aborted) hangUp();
    signal?.addEventListener('abort', hangUp);
    this.#calls.add(call);
    const before = this.#turn;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.#turn = before.then(() => finished);
    try {
      return await this.#inTurn(before, call, request);
    } finally {
      finish();
      this.#calls.delete(call);
      signal?.removeEventListener('abort', hangUp);
      timer?.cancel();
    }
  }

  async #inTurn(
    before: Promise<unknown>,
    call: Call,
    request: WaitRequest,
  ): Promise<UpdateSet | undefined> {
    const queued = await Promise.race([before, call.ended]);
    if (queued === 'canceled') throw canceled();
    if (queued === 'patience') return undefined;
    let answer = this.#sequence.begin(request) ?? this.#sequence.next(request);
    while (!answer && request.patienceMs !== 0) {
      const woken = await Promise.race([this.#nextRing(), call.ended]);
      if (woken === 'canceled') throw canceled();
      if (woken === 'patience') return undefined;
      answer = this.#sequence.next(request);
    }
    return answer;
  }

  #nextRing(): Promise<'rung'> {
    this.#rung ??= new Promise((resolve) => {
      this.#ring = () => resolve('rung');
    });
    return this.#rung;
  }
}

function canceled(): VimFault {
  return new VimFault('RequestCanceled');
}
