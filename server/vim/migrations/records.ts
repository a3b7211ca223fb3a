/**
 * What is told of migrations, those under way and those that ended.
 *
 * The player says what happens to each; how a running one stands is asked of the player whenever
 * somebody looks, so nothing here grows stale. Kept in memory: they end with the process.
 */
import type { Clock } from '../../clock/clock.ts';
import { toMicrosecond } from '../../clock/moment.ts';
import type { CourseInsight } from '../../engines/migration/course-facts.ts';
import type { OperationKind } from '../../engines/vmotion/admission.ts';
import type { MovePriority } from '../../engines/vmotion/link.ts';
import type { VimFault } from '../../vmodl/fault.ts';

/** What is known of a migration from its request on. */
export interface MigrationSubject {
  /** `task-12` */
  readonly task: string;
  readonly vm: { readonly id: string; readonly name: string };
  readonly kind: OperationKind;
  readonly priority: MovePriority;
  readonly source: { readonly id: string; readonly name: string };
  readonly destination: { readonly id: string; readonly name: string };
}

/** How long it waited for which resource, ms: `host:host-12`, `network:host-12`, `datastore:datastore-7`. */
export interface MigrationWait {
  readonly resource: string;
  readonly ms: number;
}

export type MigrationState = 'queued' | 'running' | MigrationEnd;
export type MigrationEnd = 'success' | 'error' | 'cancelled';

export interface MigrationRecord extends MigrationSubject {
  readonly state: MigrationState;
  /** Virtual times, ISO. */
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Queued in all, ms. */
  readonly waitedMs: number;
  /** In the order it met them; one that waits for two at once counts the time for both. */
  readonly waits: readonly MigrationWait[];
  readonly insight?: CourseInsight | undefined;
  readonly error?: { readonly fault: string; readonly message: string } | undefined;
}

interface Entry {
  readonly subject: MigrationSubject;
  state: MigrationState;
  readonly queuedMs: number;
  startedMs: number | undefined;
  endedMs: number | undefined;
  readonly waits: Map<string, number>;
  /** What it has waited for since `lookedMs`. */
  waitsFor: readonly string[];
  lookedMs: number;
  insight: CourseInsight | undefined;
  error: MigrationRecord['error'];
}

/** What a test looks back on; each is a few kilobytes. Older ones that ended are forgotten. */
const ENDED_MAX = 1_000;

export class MigrationRecords {
  readonly #clock: Pick<Clock, 'now' | 'iso'>;
  readonly #insight: (task: string) => CourseInsight | undefined;
  /** In the order they were queued. */
  readonly #entries = new Map<string, Entry>();
  #ended = 0;

  /** `insight` says how a running migration stands at this moment, by key of its task. */
  constructor(
    clock: Pick<Clock, 'now' | 'iso'>,
    insight: (task: string) => CourseInsight | undefined,
  ) {
    this.#clock = clock;
    this.#insight = insight;
  }

  queued(subject: MigrationSubject): void {
    const nowMs = this.#clock.now();
    this.#entries.set(subject.task, {
      subject,
      state: 'queued',
      queuedMs: nowMs,
      startedMs: undefined,
      endedMs: undefined,
      waits: new Map(),
      waitsFor: [],
      lookedMs: nowMs,
      insight: undefined,
      error: undefined,
    });
  }

  /**
   * The queue was looked at: from now on the migration waits for these. The time since the last look
   * is added to what it waited for until now. To be called for whoever stays queued, each time.
   */
  waiting(task: string, resources: readonly string[]): void {
    const entry = this.#entries.get(task);
    if (entry?.state !== 'queued') return;
    if (isSame(entry.waitsFor, resources)) return;
    settleWaits(entry, this.#clock.now());
    entry.waitsFor = resources;
  }

  started(task: string): void {
    const entry = this.#entries.get(task);
    if (entry?.state !== 'queued') return;
    entry.startedMs = this.#clock.now();
    settleWaits(entry, entry.startedMs);
    entry.state = 'running';
  }

  /** To be called with the insight of its last moment, before the player forgets it. */
  ended(
    task: string,
    end: {
      readonly state: MigrationEnd;
      readonly insight?: CourseInsight | undefined;
      readonly fault?: VimFault | undefined;
    },
  ): void {
    const entry = this.#entries.get(task);
    if (!entry || entry.endedMs !== undefined) return;
    const { state, insight, fault } = end;
    entry.endedMs = this.#clock.now();
    if (entry.state === 'queued') settleWaits(entry, entry.endedMs);
    entry.state = state;
    // As its task shows it, whatever was sampled last.
    entry.insight = insight && state === 'success' ? { ...insight, percent: 100 } : insight;
    entry.error = fault && { fault: fault.name, message: fault.message };
    this.#ended += 1;
    if (this.#ended > ENDED_MAX) this.#forgetOldest();
  }

  /** Newest last. Those queued and running are all there, of those that ended the latest. */
  all(): readonly MigrationRecord[] {
    return [...this.#entries.values()].map((entry) => this.#recordOf(entry));
  }

  find(task: string): MigrationRecord | undefined {
    const entry = this.#entries.get(task);
    return entry && this.#recordOf(entry);
  }

  /** Forgets them all. For reset. */
  clear(): void {
    this.#entries.clear();
    this.#ended = 0;
  }

  #forgetOldest(): void {
    for (const [task, { endedMs }] of this.#entries) {
      if (endedMs === undefined) continue;
      this.#entries.delete(task);
      this.#ended -= 1;
      return;
    }
  }

  #recordOf(entry: Entry): MigrationRecord {
    const { subject, state, queuedMs, startedMs, endedMs, error } = entry;
    const nowMs = this.#clock.now();
    const iso = (ms: number | undefined) => (ms === undefined ? undefined : this.#clock.iso(ms));
    const waits = new Map(entry.waits);
    if (state === 'queued') addWaits(waits, entry.waitsFor, spanMs(entry.lookedMs, nowMs));
    return {
      ...subject,
      state,
      queuedAt: this.#clock.iso(queuedMs),
      startedAt: iso(startedMs),
      endedAt: iso(endedMs),
      waitedMs: spanMs(queuedMs, startedMs ?? endedMs ?? nowMs),
      waits: [...waits].filter(([, ms]) => ms > 0).map(([resource, ms]) => ({ resource, ms })),
      insight: state === 'running' ? this.#insight(subject.task) : entry.insight,
      error,
    };
  }
}

function settleWaits(entry: Entry, nowMs: number): void {
  addWaits(entry.waits, entry.waitsFor, spanMs(entry.lookedMs, nowMs));
  entry.lookedMs = nowMs;
  entry.waitsFor = [];
}

function addWaits(waits: Map<string, number>, resources: readonly string[], ms: number): void {
  for (const resource of resources) {
    waits.set(resource, toMicrosecond((waits.get(resource) ?? 0) + ms));
  }
}

/** Whole microseconds, as clocks count; none when somebody set the clock back meanwhile. */
function spanMs(fromMs: number, toMs: number): number {
  return Math.max(0, toMicrosecond(toMs - fromMs));
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((resource, index) => resource === right[index]);
}
