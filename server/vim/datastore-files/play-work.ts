/**
 * File work as tasks: what a copy takes is taken from its first moment, half-written files are nobody
 * else's, and a cancelled or failed one leaves nothing behind.
 */
import type { Change } from '../../inventory/change.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import type { Context } from '../method.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import { FileEdits } from './file-edits.ts';
import { filesOfDatastore } from './file-tree.ts';
import { changedFile, type StoredFile } from './stored-file.ts';

export interface FileWork {
  /** Wire name of the method. */
  readonly method: string;
  readonly datastore: Ref<'Datastore'>;
  readonly durationMs: number;
  /**
   * Decides at the start; a thrown VimFault ends the task. Files to write are put in place at once, busy
   * until the end.
   */
  readonly begin: () => Begun;
}

export interface Begun {
  /** Files that are written or changed meanwhile, by datastore, as they look from now on. */
  readonly busy?: readonly BusyFiles[];
  /** What happens at the end; files that were busy are free again in `edits`. */
  readonly finish: (edits: FileEdits, task: RunningTask) => Finished;
}

export interface BusyFiles {
  readonly datastore: Ref<'Datastore'>;
  /** `arriving` ones go when the work breaks off, `changing` ones become as they were. */
  readonly how: 'arriving' | 'changing';
  readonly files: readonly StoredFile[];
}

export interface Finished {
  /** Beyond those of the edits: events. */
  readonly changes?: readonly Change[];
  readonly result?: Value;
}

/** Steps in which a long task tells of its progress. */
const PROGRESS_STEPS = 10;
/** Shorter work tells nothing. */
const PROGRESS_FROM_MS = 1_000;

export function playFileWork(context: Context, work: FileWork): Ref<'Task'> {
  let begun: Begun | undefined;
  const edits = () => new FileEdits({ inventory: context.inventory, now: context.clock.iso() });
  return context.tasks.start(context, {
    entity: work.datastore,
    name: work.method,
    durationMs: work.durationMs,
    cancelable: true,
    begin: (task) => {
      begun = work.begin();
      showProgress(task, work.durationMs, context);
      const marked = edits();
      for (const { datastore, how, files } of begun.busy ?? []) {
        marked.put(
          datastore,
          files.map((file) => changedFile(file, { busy: how })),
        );
      }
      return marked.changes();
    },
    finish: (task) => {
      const ending = freed(begun?.busy ?? [], edits());
      const { changes = [], result } = begun?.finish(ending, task) ?? {};
      const all = [...ending.changes(), ...changes];
      return result === undefined ? { changes: all } : { changes: all, result };
    },
    failed: () => undone(begun?.busy ?? [], edits()).changes(),
  });
}

/** Files that are half-written in a state put back: nobody will finish them. */
export function dropUnfinished({ inventory, clock }: Pick<Context, 'inventory' | 'clock'>): void {
  const edits = new FileEdits({ inventory, now: clock.iso() });
  for (const datastore of inventory.ofType('Datastore')) {
    const busy = filesOfDatastore(inventory, datastore, '_files').filter((file) => file.busy);
    const arriving = busy.filter((file) => file.busy === 'arriving');
    if (arriving.length > 0) {
      edits.remove(
        datastore,
        arriving.map(({ path }) => path),
      );
    }
    const changing = busy.filter((file) => file.busy === 'changing');
    if (changing.length > 0) edits.put(datastore, changing.map(free));
  }
  const changes = edits.changes();
  if (changes.length > 0) inventory.apply(changes);
}

function freed(busy: readonly BusyFiles[], edits: FileEdits): FileEdits {
  for (const { datastore, files } of busy) edits.put(datastore, files.map(free));
  return edits;
}

function undone(busy: readonly BusyFiles[], edits: FileEdits): FileEdits {
  for (const { datastore, how, files } of busy) {
    if (how === 'changing') edits.put(datastore, files.map(free));
    else
      edits.remove(
        datastore,
        files.map(({ path }) => path),
      );
  }
  return edits;
}

function free(file: StoredFile): StoredFile {
  return changedFile(file, { busy: undefined });
}

function showProgress(task: RunningTask, durationMs: number, { clock }: Context): void {
  if (durationMs < PROGRESS_FROM_MS) return;
  for (let step = 1; step < PROGRESS_STEPS; step++) {
    const show = () => task.progress((100 * step) / PROGRESS_STEPS);
    clock.after((durationMs * step) / PROGRESS_STEPS, show, { background: true });
  }
}
