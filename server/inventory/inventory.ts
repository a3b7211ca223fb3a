/**
 * The inventory: every managed object and its properties, changed in one place.
 *
 * State is immutable; `apply` replaces what a transaction touches, keeps the inverses of relations
 * and everything derived in step, and tells subscribers once. Nobody can observe half a transaction.
 */
import type { Clock } from '../clock/clock.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import { managedObjectNotFound } from '../vmodl/fault.ts';
import type { ManagedProps } from '../vmodl/generated/managed.ts';
import type { Ref } from '../vmodl/reference.ts';
import { reference } from '../vmodl/reference.ts';
import type { DataObject, Value } from '../vmodl/value.ts';
import type { Cause, Change, Commit, StateChange } from './change.ts';
import { CompiledSchema } from './compiled-schema.ts';
import { Draft } from './draft.ts';
import { Entry, type Stored } from './entry.ts';
import { Propagation } from './propagation.ts';
import { follow, parsePath } from './property-path.ts';
import type { ObjectSchema, Viewer } from './schema.ts';
import { changesTowards, type Snapshot } from './snapshot.ts';
import { Values } from './values.ts';

export interface InventoryOptions {
  readonly catalog: Catalog;
  readonly clock: Pick<Clock, 'now'>;
  readonly schema: ObjectSchema;
  /** Called for every stored value before it is committed; throws on a defect. Tests check by the catalog. */
  readonly check?: ((ref: Ref, property: string, value: Value) => void) | undefined;
  /** How many events the history keeps. */
  readonly eventsMax?: number;
}

export type Mark = (ref: Ref, property: string) => void;
export type CommitHook = (commit: Commit, mark: Mark) => void;

const EVENTS_MAX = 50_000; // some 30 MB of history; vCenter's own default keeps 30 days
const NOBODY: Viewer = Object.freeze({});

export class Inventory {
  readonly #catalog: Catalog;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #schema: CompiledSchema;
  readonly #check: InventoryOptions['check'];
  readonly #eventsMax: number;
  readonly #entries = new Map<string, Entry>();
  readonly #values = new Values(this.#entries);
  readonly #byType = new Map<string, Set<Ref>>();
  readonly #hooks: CommitHook[] = [];
  /** Of live properties; good until the next commit. */
  readonly #memo = new Map<string, unknown>();
  readonly #listeners = new Set<(commit: Commit) => void>();
  readonly #counters = new Map<string, number>();
  readonly #movedCounters = new Set<string>();
  #events: DataObject[] = [];
  #seq = 0;
  #applying = false;
  /** Commits that listeners have not all heard: one made by a listener waits for the one before it. */
  readonly #untold: Commit[] = [];

  constructor(options: InventoryOptions) {
    this.#catalog = options.catalog;
    this.#clock = options.clock;
    this.#schema = new CompiledSchema(options.catalog, options.schema);
    this.#check = options.check;
    this.#eventsMax = options.eventsMax ?? EVENTS_MAX;
  }

  /** Number of the last commit. */
  get seq(): number {
    return this.#seq;
  }

  /** The event history, oldest first. */
  get events(): readonly DataObject[] {
    return this.#events;
  }

  /** The reference of an object which exists (one object per id), else a fresh one. */
  ref<T extends string>(type: T, id: string): Ref<T> {
    const known = this.#entries.get(id);
    return known && known.ref.type === type ? (known.ref as Ref<T>) : reference(type, id);
  }

  find(id: string): Ref | undefined {
    return this.#entries.get(id)?.ref;
  }

  /** Is there an object of that id, of that type or a subtype of it? */
  has(ref: Ref): boolean {
    const entry = this.#entries.get(ref.value);
    return entry !== undefined && this.#catalog.isA(entry.ref.type, ref.type);
  }

  /** The reference with the object's own type. Throws ManagedObjectNotFound. */
  demand<T extends string>(ref: Ref<T>): Ref<T> {
    const entry = this.#entries.get(ref.value);
    if (!entry || !this.#catalog.isA(entry.ref.type, ref.type)) {
      const vmodlName = this.#catalog.managed(ref.type)?.vmodlName ?? ref.type;
      throw managedObjectNotFound(reference(ref.type, ref.value), vmodlName, ref.value);
    }
    return entry.ref as Ref<T>;
  }

  /** A top-level property: stored, derived or inverse. Throws ManagedObjectNotFound. */
  read<T extends keyof ManagedProps, P extends keyof ManagedProps[T] & string>(
    ref: Ref<T>,
    property: P,
  ): ManagedProps[T][P];
  read(ref: Ref, property: string): Value | undefined;
  read(ref: Ref, property: string): unknown {
    return this.#values.read(this.#entryOf(ref), property);
  }

  /** The value at a property path; undefined where anything on the way is unset. */
  readPath(ref: Ref, text: string): unknown {
    const path = parsePath(text);
    return path && follow(this.read(ref, path.property), path.steps);
  }

  /** A property as a reader sees it now: like `read`, with what depends on time and reader. */
  show(ref: Ref, property: string, viewer: Viewer = NOBODY): Value | undefined {
    const entry = this.#entryOf(ref);
    const base = this.#values.read(entry, property);
    const live = entry.schema.lives.get(property);
    if (!live) return base;
    return live.show(base, {
      self: entry.ref,
      read: this.#values.reader,
      nowMs: this.#clock.now(),
      memo: this.#memo,
      viewer,
    });
  }

  isLive(type: string, property: string): boolean {
    return this.#schema.of(type).lives.has(property);
  }

  isTransient(type: string): boolean {
    return this.#schema.of(type).transient;
  }

  /** All objects of a type or its subtypes, each type's in order of creation. */
  ofType<T extends string>(type: T): readonly Ref<T>[] {
    const found: Ref[] = [];
    for (const [concrete, refs] of this.#byType) {
      if (this.#catalog.isA(concrete, type)) for (const ref of refs) found.push(ref);
    }
    return found as unknown as readonly Ref<T>[];
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Hands out an id: `vm` → `vm-1031`. */
  nextId(prefix: string): string {
    return `${prefix}-${this.counter('object')}`;
  }

  /** The next number of a named counter, from 1. */
  counter(name: string): number {
    const next = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, next);
    this.#movedCounters.add(name);
    return next;
  }

  /**
   * The only writer. All or nothing: a change which makes no sense (unknown object, pointer to
   * nothing) is a programmer's mistake and throws before anything changed.
   */
  apply(changes: readonly Change[], cause: Cause = {}): Commit {
    if (this.#applying) throw new Error('apply was called while another commit is being told');
    const draft = new Draft(this.#entries, this.#schema, this.#catalog);
    for (const change of changes) draft.add(change);
    draft.verify();
    this.#checkValues(draft);
    return this.#commit(draft, cause);
  }

  /** Calls the listener after each commit, once. Returns how to stop. */
  subscribe(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls the hook before subscribers hear; it may mark further properties as changed. */
  extend(hook: CommitHook): void {
    this.#hooks.push(hook);
  }

  /** The state as of now; costs a map of its entries, the values are shared. */
  takeSnapshot(): Snapshot {
    const states = new Map<string, { ref: Ref; properties: Stored }>();
    for (const [id, { ref, stored, schema }] of this.#entries) {
      if (!schema.transient) states.set(id, { ref, properties: stored });
    }
    return {
      seq: this.#seq,
      states,
      counters: Object.fromEntries(this.#counters),
      events: this.#events.slice(),
    };
  }

  /** Puts a snapshot's state back: one commit, watchers are told what differs. Counters never go back. */
  restore(snapshot: Snapshot, cause: Cause = {}): Commit {
    const current = new Map<string, { ref: Ref; properties: Stored }>();
    for (const [id, { ref, stored, schema }] of this.#entries) {
      if (!schema.transient) current.set(id, { ref, properties: stored });
    }
    for (const [name, value] of Object.entries(snapshot.counters)) {
      if (value > (this.#counters.get(name) ?? 0)) this.#counters.set(name, value);
    }
    const commit = this.apply(changesTowards(current, snapshot), cause);
    this.#events = snapshot.events.slice();
    return commit;
  }

  #entryOf(ref: Ref): Entry {
    const entry = this.#entries.get(ref.value);
    if (entry) return entry;
    this.demand(ref);
    throw new Error(`${ref.value} vanished`);
  }

  #checkValues(draft: Draft): void {
    const check = this.#check;
    if (!check) return;
    for (const { ref, stored } of draft.states.values()) {
      const before = this.#entries.get(ref.value)?.stored;
      for (const [property, value] of Object.entries(stored ?? {})) {
        if (value !== before?.[property]) check(ref, property, value);
      }
    }
  }

  #commit(draft: Draft, cause: Cause): Commit {
    this.#memo.clear();
    const told = this.#listeners.size > 0 || this.#hooks.length > 0;
    const states = told ? statesOf(draft, this.#entries) : [];
    const propagation = new Propagation(this.#values, told);
    const created: Entry[] = [];
    const destroyed: Entry[] = [];
    const touched: { entry: Entry; before: Stored }[] = [];
    for (const { ref, stored } of draft.states.values()) {
      const entry = this.#entries.get(ref.value);
      if (stored && entry) {
        touched.push({ entry, before: entry.stored });
        entry.stored = stored;
      } else if (stored) {
        created.push(this.#enter(ref, stored));
      } else if (entry) {
        destroyed.push(entry);
        this.#leave(entry);
      }
    }
    const isAlive = (entry: Entry) => this.#entries.get(entry.ref.value) === entry;
    for (const { entry, before } of touched) noteDifferences(propagation, entry, before);
    for (const entry of created) propagation.created(entry);
    for (const entry of destroyed) propagation.destroyed(entry);
    propagation.settle(isAlive);
    for (const entry of created) propagation.linked(entry);
    propagation.settle(isAlive);
    this.#remember(draft.events);

    this.#seq += 1;
    const commit: Commit = {
      seq: this.#seq,
      timeMs: this.#clock.now(),
      cause,
      changes: draft.changes,
      states,
      counters: this.#takeMovedCounters(),
      changed: propagation.changed,
      created: created.map((entry) => entry.ref),
      destroyed: destroyed.map((entry) => entry.ref),
      events: draft.events,
    };
    this.#tell(commit, propagation);
    return commit;
  }

  #tell(commit: Commit, propagation: Propagation): void {
    this.#applying = true;
    try {
      for (const hook of this.#hooks) {
        hook(commit, (ref, property) => {
          const entry = this.#entries.get(ref.value);
          if (entry) propagation.mark(entry, property);
        });
      }
      propagation.settle((entry) => this.#entries.get(entry.ref.value) === entry);
    } finally {
      this.#applying = false;
    }
    this.#untold.push(commit);
    if (this.#untold.length > 1) return;
    for (let next = this.#untold[0]; next; next = this.#untold[0]) {
      try {
        for (const listener of this.#listeners) listener(next);
      } finally {
        // One that throws must not keep later commits from everybody.
        this.#untold.shift();
      }
    }
  }

  #enter(ref: Ref, stored: Stored): Entry {
    const entry = new Entry(ref, this.#schema.of(ref.type), stored);
    this.#entries.set(ref.value, entry);
    const refs = this.#byType.get(ref.type);
    if (refs) refs.add(ref);
    else this.#byType.set(ref.type, new Set([ref]));
    const number = Number(/-(\d+)$/.exec(ref.value)?.[1] ?? 0);
    if (number > (this.#counters.get('object') ?? 0) && number < 1e9 && !entry.schema.transient) {
      this.#counters.set('object', number);
      this.#movedCounters.add('object');
    }
    return entry;
  }

  #leave(entry: Entry): void {
    this.#entries.delete(entry.ref.value);
    this.#byType.get(entry.ref.type)?.delete(entry.ref);
  }

  #remember(events: readonly DataObject[]): void {
    for (const event of events) this.#events.push(event);
    if (this.#events.length > this.#eventsMax * 1.1) {
      this.#events = this.#events.slice(-this.#eventsMax);
    }
  }

  #takeMovedCounters(): Readonly<Record<string, number>> {
    if (this.#movedCounters.size === 0) return {};
    const moved: Record<string, number> = {};
    for (const name of this.#movedCounters) moved[name] = this.#counters.get(name) ?? 0;
    this.#movedCounters.clear();
    return moved;
  }
}

/** What the draft will change, told before it does. */
function statesOf(draft: Draft, entries: ReadonlyMap<string, Entry>): StateChange[] {
  const states: StateChange[] = [];
  for (const { ref, stored } of draft.states.values()) {
    const before = entries.get(ref.value)?.stored;
    if (before !== stored) states.push({ ref, before, after: stored });
  }
  return states;
}

function noteDifferences(propagation: Propagation, entry: Entry, before: Stored): void {
  for (const property of Object.keys(entry.stored)) {
    const old = before[property];
    const now = entry.stored[property];
    if (old !== now) propagation.stored(entry, property, old, now);
  }
  for (const property of Object.keys(before)) {
    if (!Object.hasOwn(entry.stored, property)) {
      propagation.stored(entry, property, before[property], undefined);
    }
  }
}
