/**
 * A snapshot as lines of JSON, and back. Values which several objects share are written once.
 *
 * Lines, each an array that begins with its kind: `["h",{seq,counters}]` the head, `["v",value]` the
 * next entry of the table of shared values, `["o",type,id,properties]` an object, `["e",event]` an
 * event. A shared value stands before the first line that needs it.
 */

import { isReference } from '../../vmodl/reference.ts';
import type { DataObject, Value } from '../../vmodl/value.ts';
import type { ObjectState, Snapshot } from '../snapshot.ts';
import { pack, packContainer, type Unpacker } from './codec.ts';

/** Containers looked at between two chances for other work. */
const STRIDE = 1_000;

/** Yields the lines one by one, and empty strings where a long search wants to be interrupted. */
export function* snapshotLines(snapshot: Snapshot): Generator<string> {
  const shared = new SharedValues();
  for (const { properties } of snapshot.states.values()) {
    shared.count(properties);
    if (shared.rest()) yield '';
  }
  for (const event of snapshot.events) {
    shared.count(event);
    if (shared.rest()) yield '';
  }
  shared.counted();

  const indexOf = (value: object) => shared.indexOf(value);
  yield JSON.stringify(['h', { seq: snapshot.seq, counters: snapshot.counters }]);
  for (const { ref, properties } of snapshot.states.values()) {
    yield* shared.linesBefore(properties);
    yield JSON.stringify(['o', ref.type, ref.value, packContainer(properties, indexOf)]);
  }
  for (const event of snapshot.events) {
    yield* shared.linesBefore(event);
    yield JSON.stringify(['e', pack(event, indexOf)]);
  }
}

/** Sets among which containers are spread: a set of a million would hold everybody up when it grows. */
const BUCKETS = 512;

/** Finds the containers which more than one place holds, and numbers them as they are written. */
class SharedValues {
  readonly #seenOnce: Set<object>[] = Array.from({ length: BUCKETS }, () => new Set());
  readonly #shared = new Set<object>();
  readonly #indexes = new Map<object, number>();
  #looks = 0;

  /** Looks at the values in (not: at) a container. */
  count(container: object): void {
    for (const item of Object.values(container)) {
      if (typeof item !== 'object' || item === null || isReference(item)) continue;
      if (this.#isNew(item)) this.count(item);
    }
  }

  #isNew(item: object): boolean {
    this.#looks += 1;
    const seen = this.#seenOnce[hashOf(item) % BUCKETS];
    if (seen?.has(item)) {
      this.#shared.add(item);
      return false;
    }
    seen?.add(item);
    return true;
  }

  /** Is it time to let others work? */
  rest(): boolean {
    if (this.#looks < STRIDE) return false;
    this.#looks = 0;
    return true;
  }

  /** Nothing more to count: forgets what was seen once. */
  counted(): void {
    for (const seen of this.#seenOnce) seen.clear();
  }

  indexOf(value: object): number | undefined {
    return this.#indexes.get(value);
  }

  /** Lines for shared values in (not: at) a container which were not written yet, inner ones first. */
  linesBefore(container: object): readonly string[] {
    const lines: string[] = [];
    this.#writeInner(container, lines);
    return lines;
  }

  #writeInner(container: object, lines: string[]): void {
    for (const item of Object.values(container)) {
      if (typeof item !== 'object' || item === null || this.#indexes.has(item)) continue;
      if (isReference(item)) continue;
      this.#writeInner(item, lines);
      if (!this.#shared.has(item)) continue;
      lines.push(JSON.stringify(['v', packContainer(item, (value) => this.indexOf(value))]));
      this.#indexes.set(item, this.#indexes.size);
    }
  }
}

/** Members that are looked at to tell containers apart; more cost more than they spread. */
const HASHED_MEMBERS = 6;

/** A number that differs between most containers, from their first members; equal for the same one. */
function hashOf(container: object): number {
  let hash = 0;
  let members = 0;
  for (const name in container) {
    if (++members > HASHED_MEMBERS) break;
    const item: unknown = Reflect.get(container, name);
    hash = (hash * 31 + hashOfMember(item)) >>> 0;
  }
  return hash;
}

function hashOfMember(item: unknown): number {
  if (typeof item === 'number') return item | 0;
  if (typeof item === 'string') {
    const { length } = item;
    return (
      length + 31 * (item.charCodeAt(length - 1) | 0) + 977 * (item.charCodeAt(length - 2) | 0)
    );
  }
  return isReference(item) ? hashOfMember(item.value) : 0;
}

/** Gathers lines into a snapshot. */
export class SnapshotBuilder {
  readonly #unpacker: Unpacker;
  readonly #states = new Map<string, ObjectState>();
  readonly #events: DataObject[] = [];
  #seq = 0;
  #counters: Readonly<Record<string, number>> = {};

  constructor(unpacker: Unpacker) {
    this.#unpacker = unpacker;
  }

  /** Throws on a line which is no line of a snapshot. */
  add(line: string): void {
    const [kind, first, second, third] = JSON.parse(line) as unknown[];
    if (kind === 'o') this.#addObject(String(first), String(second), third);
    else if (kind === 'v') this.#unpacker.share(this.#unpacker.unpack(first));
    else if (kind === 'e') this.#events.push(this.#unpacker.unpack(first) as DataObject);
    else if (kind === 'h') this.#setHead(first);
    else throw new Error(`unknown kind of line ${JSON.stringify(kind)}`);
  }

  build(): Snapshot {
    return {
      seq: this.#seq,
      states: this.#states,
      counters: this.#counters,
      events: this.#events,
    };
  }

  #addObject(type: string, id: string, properties: unknown): void {
    const ref = this.#unpacker.reference(type, id);
    const stored = this.#unpacker.unpack(properties) as Readonly<Record<string, Value>>;
    this.#states.set(id, { ref, properties: stored });
  }

  #setHead(head: unknown): void {
    const { seq, counters } = head as Pick<Snapshot, 'seq' | 'counters'>;
    this.#seq = seq;
    this.#counters = counters;
  }
}
