/**
 * One running task: what its `Task.info` says from queued to its end.
 *
 * States go one way, queued → running → success | error; progress only grows and is told at most once
 * a second; the end comes once and takes the operation's changes with it in one commit.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { VimFault } from '../../vmodl/fault.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { RunningTask } from './tasks.ts';

/** A client that waits hears of progress no oftener than this, ms of virtual time. */
const PROGRESS_PERIOD_MS = 1000;

export interface PlayedTaskOptions {
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly ref: Ref<'Task'>;
  readonly chainId: number;
  readonly entity: Ref;
  readonly userName: string | undefined;
  readonly cancelable: boolean;
  /** Told once, when the task has ended. */
  readonly onEnd: (task: PlayedTask) => void;
}

export class PlayedTask implements RunningTask {
  readonly ref: Ref<'Task'>;
  readonly chainId: number;
  readonly entity: Ref;
  readonly #options: PlayedTaskOptions;
  #state: 'queued' | 'running' | 'ended' = 'queued';
  #shownPercent = -1;
  #percent = -1;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #pendingShow: Timer | undefined;
  #onCancel: (() => void) | undefined;
  #cancelable: boolean;
  #cancelled = false;

  constructor(options: PlayedTaskOptions) {
    this.#options = options;
    this.ref = options.ref;
    this.chainId = options.chainId;
    this.entity = options.entity;
    this.#cancelable = options.cancelable;
  }

  get key(): string {
    return this.ref.value;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  get wasCancelled(): boolean {
    return this.#cancelled;
  }

  get mayBeCancelled(): boolean {
    return this.#cancelable;
  }

  run(changes: readonly Change[] = []): void {
    if (this.#state !== 'queued') return;
    this.#state = 'running';
    this.#apply([
      ...changes,
      assign(this.ref, 'info.state', 'running'),
      assign(this.ref, 'info.startTime', this.#options.clock.iso()),
    ]);
  }

  progress(percent: number, options: { readonly atOnce?: boolean } = {}): void {
    if (this.ended) return;
    this.#percent = Math.max(this.#percent, Math.min(100, Math.max(0, Math.floor(percent))));
    if (this.#percent === this.#shownPercent) return;
    const waitMs = this.#shownAtMs + PROGRESS_PERIOD_MS - this.#options.clock.now();
    if (options.atOnce || waitMs <= 0) this.#showProgress();
    else {
      const show = () => this.#showProgress();
      this.#pendingShow ??= this.#options.clock.after(waitMs, show, { background: true });
    }
  }

  cancelable(act: (() => void) | undefined): void {
    if (this.ended) return;
    this.#onCancel = act;
    if (this.#cancelable === (act !== undefined)) return;
    this.#cancelable = act !== undefined;
    this.#apply([assign(this.ref, 'info.cancelable', this.#cancelable)]);
  }

  cancel(): void {
    if (this.ended || this.#cancelled) return;
    this.#cancelled = true;
    this.#apply([assign(this.ref, 'info.cancelled', true)]);
    this.#onCancel?.();
  }

  succeed(changes: readonly Change[] = [], result?: Value): void {
    if (this.ended) return;
    this.run();
    const progress = this.#percent >= 0 ? [assign(this.ref, 'info.progress', 100)] : [];
    this.#end([...changes, ...progress, assign(this.ref, 'info.result', result)], 'success');
  }

  fail(fault: VimFault, changes: readonly Change[] = []): void {
    if (this.ended) return;
    this.#end(
      [...changes, assign(this.ref, 'info.error', fault.toLocalizedMethodFault())],
      'error',
    );
  }

  /** Ends it without a word: its object is gone. */
  abandon(): void {
    if (this.ended) return;
    this.#close();
  }

  #showProgress(): void {
    this.#pendingShow?.cancel();
    this.#pendingShow = undefined;
    if (this.ended) return;
    this.#shownPercent = this.#percent;
    this.#shownAtMs = this.#options.clock.now();
    this.#apply([assign(this.ref, 'info.progress', this.#percent)]);
  }

  #end(changes: readonly Change[], outcome: 'success' | 'error'): void {
    const before = this.#state;
    // Set first: whoever hears of the commit must find the task ended.
    this.#state = 'ended';
    try {
      this.#apply([
        ...changes,
        assign(this.ref, 'info.state', outcome),
        assign(this.ref, 'info.cancelable', false),
        assign(this.ref, 'info.completeTime', this.#options.clock.iso()),
      ]);
    } catch (error) {
      this.#state = before;
      throw error;
    }
    this.#close();
  }

  #close(): void {
    this.#state = 'ended';
    this.#pendingShow?.cancel();
    this.#onCancel = undefined;
    this.#options.onEnd(this);
  }

  #apply(changes: readonly Change[]): void {
    this.#options.inventory.apply(changes, { task: this.key, userName: this.#options.userName });
  }
}
