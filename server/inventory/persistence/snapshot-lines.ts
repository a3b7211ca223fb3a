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
const STRIDE = 5_000;

/** Yields the lines one by one, and empty strings where a long search wants to be interrupted. */
export function* snapshotLines(snapshot: Snapshot): Generator<string> {
  const shared = new SharedValues();
  for (const { properties } of snapshot.states.values()) {
    for (const value of Object.values(properties)) shared.count(value);
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

/** Finds the containers which more than one place holds, and numbers them as they are written. */
class SharedValues {
  #seenOnce = new Set<object>();
  readonly #shared = new Set<object>();
  readonly #indexes = new Map<object, number>();
  #looks = 0;

  count(value: unknown): void {
    if (typeof value !== 'object' || value === null || isReference(value)) return;
    this.#looks += 1;
    if (this.#seenOnce.has(value)) {
      this.#shared.add(value);
      return;
    }
    this.#seenOnce.add(value);
    for (const item of Object.values(value)) this.count(item);
  }

  /** Is it time to let others work? */
  rest(): boolean {
    if (this.#looks < STRIDE) return false;
    this.#looks = 0;
    return true;
  }

  /** Nothing more to count: forgets what was seen once. */
  counted(): void {
    this.#seenOnce = new Set();
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
