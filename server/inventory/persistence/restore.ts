/** Puts what a store held back into the inventory. */
import type { Inventory } from '../inventory.ts';
import type { Saved } from './journal-adapter.ts';

/** Restores the snapshot, replays the entries after it, sets counters. Throws when they do not fit. */
export function restoreSaved(inventory: Inventory, saved: Saved): void {
  if (saved.snapshot) inventory.restore(saved.snapshot);
  for (const { changes, cause } of saved.entries) inventory.apply(changes, cause);

  // Numbers handed out since the snapshot must not be handed out again.
  const counters: Record<string, number> = {};
  for (const entry of saved.entries) Object.assign(counters, entry.counters);
  if (Object.keys(counters).length === 0) return;
  const now = inventory.takeSnapshot();
  inventory.restore({ ...now, counters: { ...now.counters, ...counters } });
}
