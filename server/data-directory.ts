/**
 * What lets a server outlive its process (`--data DIR`): the store is opened before the inventory is
 * made, fills it, hears its commits, and holds answers back until they are safe.
 */
import { MANUAL_START_MS } from './clock/moment.ts';
import type { WallClock } from './clock/wall-clock.ts';
import type { ServerOptions } from './config.ts';
import type { Commit, JournalEntry } from './inventory/change.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { Store } from './inventory/persistence/store.ts';
import type { Dispatch } from './vim/dispatch.ts';

/** Without a data directory there is nothing to load, not even the code. */
export async function openDataStore(
  { dataDir, durability, log }: ServerOptions,
  wall: WallClock,
  inventory: () => Inventory,
): Promise<Store | undefined> {
  if (dataDir === undefined) return undefined;
  const { openStore } = await import('./inventory/persistence/store.ts');
  return openStore({
    dir: dataDir,
    durability,
    wall,
    warn: (message) => log.warn(message),
    takeSnapshot: () => inventory().takeSnapshot(),
  });
}

/** When virtual time begins: never behind what a data directory has seen. */
export function startMs(
  { time }: ServerOptions,
  wall: WallClock,
  store: Store | undefined,
): { startMs?: number } {
  const seenMs = store?.initial?.timeMs;
  if (seenMs === undefined) return {};
  return { startMs: Math.max(seenMs, time.kind === 'manual' ? MANUAL_START_MS : wall.nowMs()) };
}

/** Puts back what the store held when it was opened; undefined when that was nothing. */
export async function restorer(
  store: Store | undefined,
): Promise<((inventory: Inventory) => void) | undefined> {
  if (!store?.initial) return undefined;
  const { restoreSaved } = await import('./inventory/persistence/restore.ts');
  return (inventory: Inventory) => {
    if (store.initial) restoreSaved(inventory, store.initial);
    store.forgetInitial();
  };
}

/** From now on the store hears what is to last. */
export function keepCommits(inventory: Inventory, store: Store): void {
  inventory.subscribe((commit) => {
    const entry = lasting(commit, inventory);
    if (entry) store.append(entry);
  });
}

/** What of a commit outlives the process: sessions' own objects do not. */
function lasting(commit: Commit, inventory: Inventory): JournalEntry | undefined {
  const changes = commit.changes.filter(
    (change) => change.op === 'post' || !inventory.isTransient(change.ref.type),
  );
  if (changes.length === 0) return undefined;
  const { seq, timeMs, cause, counters } = commit;
  return { seq, timeMs, cause, changes, counters };
}

/**
 * With a data directory, an answer leaves only when everything it may tell of is as safe as was asked
 * for: what its call changed, and what timers changed before it.
 */
export function durableDispatch(
  dispatch: Dispatch,
  inventory: Inventory,
  store: Store | undefined,
): Dispatch {
  if (!store) return dispatch;
  let safeSeq = -1;
  const whenSafe = async (value: unknown) => {
    const { seq } = inventory;
    await store.flushed();
    safeSeq = Math.max(safeSeq, seq);
    return value;
  };
  return (call, conversation) => {
    const answer = dispatch(call, conversation);
    if (!(answer instanceof Promise) && inventory.seq <= safeSeq) return answer;
    return Promise.resolve(answer).then(whenSafe);
  };
}
