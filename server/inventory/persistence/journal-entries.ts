/** Journal entries as JSON and back. */
import { isDataObject } from '../../vmodl/value.ts';
import type { Cause, Change, JournalEntry } from '../change.ts';
import { pack, type Unpacker } from './codec.ts';

export function entryToJson(entry: JournalEntry): string {
  // Named one by one: a commit is an entry too, with more in it than the journal keeps.
  const { seq, timeMs, cause, changes, counters } = entry;
  return JSON.stringify({ seq, timeMs, cause, changes: pack(changes), counters });
}

/** Throws when the text is no entry. */
export function entryFromJson(json: string, unpacker: Unpacker): JournalEntry {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null || !('changes' in parsed)) {
    throw new Error('not a journal entry');
  }
  const { seq, timeMs, cause, changes, counters } = parsed as Record<string, unknown>;
  if (!Array.isArray(changes)) throw new Error('a journal entry without changes');
  return {
    seq: Number(seq),
    timeMs: Number(timeMs),
    cause: (cause ?? {}) as Cause,
    changes: changes.map((change: unknown) => changeFromJson(change, unpacker)),
    counters: (counters ?? {}) as Readonly<Record<string, number>>,
  };
}

function changeFromJson(parsed: unknown, unpacker: Unpacker): Change {
  const change = unpacker.unpack(parsed) as Change;
  if (change.op === 'assign') {
    // JSON has no undefined, by which an assignment unsets.
    return { op: 'assign', ref: change.ref, path: change.path, value: change.value };
  }
  if (change.op === 'post' && !isDataObject(change.event)) throw new Error('a post without event');
  return change;
}
