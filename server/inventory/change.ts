/**
 * Changes, the only way state moves, and the commits they become.
 */
import type { Ref } from '../vmodl/reference.ts';
import type { DataObject, Value } from '../vmodl/value.ts';

export type Change =
  /** A new object with its stored properties. */
  | {
      readonly op: 'create';
      readonly ref: Ref;
      readonly properties: Readonly<Record<string, Value>>;
    }
  /**
   * Sets the value at a property path (`name`, `config.hardware.memoryMB`,
   * `config.hardware.device[4000].backing`); undefined unsets it.
   */
  | {
      readonly op: 'assign';
      readonly ref: Ref;
      readonly path: string;
      readonly value: Value | undefined;
    }
  /** Appends to the array at the path (made when unset). */
  | { readonly op: 'insert'; readonly ref: Ref; readonly path: string; readonly value: Value }
  /** Removes the array element which the path's last step names by key (`device[4000]`, `host["host-9"]`). */
  | { readonly op: 'remove'; readonly ref: Ref; readonly path: string }
  | { readonly op: 'destroy'; readonly ref: Ref }
  /** Appends an event (a finished `Event` data object) to the history. */
  | { readonly op: 'post'; readonly event: DataObject };

/** Why a change was made: for the journal, the call log and the console. */
export interface Cause {
  readonly method?: string | undefined;
  readonly task?: string | undefined;
  readonly userName?: string | undefined;
}

export interface JournalEntry {
  readonly seq: number;
  readonly timeMs: number;
  readonly cause: Cause;
  readonly changes: readonly Change[];
  /** Counters after this entry, those only which moved: ids handed out, event keys. */
  readonly counters: Readonly<Record<string, number>>;
}

/** What one object stored before and after a commit; undefined where there was or is no object. */
export interface StateChange {
  readonly ref: Ref;
  readonly before: Readonly<Record<string, Value>> | undefined;
  readonly after: Readonly<Record<string, Value>> | undefined;
}

export interface Commit extends JournalEntry {
  /** Every object touched; none when nobody listens. */
  readonly states: readonly StateChange[];
  /**
   * Properties that changed or may have changed, by object; created objects with all they store,
   * unless nobody listens; no destroyed ones.
   */
  readonly changed: ReadonlyMap<Ref, ReadonlySet<string>>;
  readonly created: readonly Ref[];
  readonly destroyed: readonly Ref[];
  readonly events: readonly DataObject[];
}

export function create(ref: Ref, properties: Readonly<Record<string, Value | undefined>>): Change {
  const stored: Record<string, Value> = {};
  for (const [name, value] of Object.entries(properties))
    if (value !== undefined) stored[name] = value;
  return { op: 'create', ref, properties: stored };
}

export function assign(ref: Ref, path: string, value: Value | undefined): Change {
  return { op: 'assign', ref, path, value };
}

export function insert(ref: Ref, path: string, value: Value): Change {
  return { op: 'insert', ref, path, value };
}

export function remove(ref: Ref, path: string): Change {
  return { op: 'remove', ref, path };
}

export function destroy(ref: Ref): Change {
  return { op: 'destroy', ref };
}

export function post(event: DataObject): Change {
  return { op: 'post', event };
}
