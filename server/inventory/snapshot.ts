/**
 * Snapshots: the map of all stored states at a sequence number. Values are shared with the
 * inventory, so one costs little; putting one back is a commit like any other.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { DataObject } from '../vmodl/value.ts';
import { assign, type Change } from './change.ts';
import type { Stored } from './entry.ts';

export interface ObjectState {
  readonly ref: Ref;
  readonly properties: Stored;
}

export interface Snapshot {
  readonly seq: number;
  readonly states: ReadonlyMap<string, ObjectState>;
  readonly counters: Readonly<Record<string, number>>;
  readonly events: readonly DataObject[];
}

/** The changes that lead from the current states to the snapshot's. */
export function changesTowards(
  current: ReadonlyMap<string, ObjectState>,
  snapshot: Pick<Snapshot, 'states'>,
): Change[] {
  const changes: Change[] = [];
  for (const [id, { ref, properties }] of snapshot.states) {
    const now = current.get(id);
    if (now) changes.push(...assignments(ref, now.properties, properties));
    else changes.push({ op: 'create', ref, properties });
  }
  for (const [id, { ref }] of current) {
    if (!snapshot.states.has(id)) changes.push({ op: 'destroy', ref });
  }
  return changes;
}

function assignments(ref: Ref, from: Stored, to: Stored): Change[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names]
    .filter((name) => from[name] !== to[name])
    .map((name) => assign(ref, name, to[name]));
}
