/**
 * What Storage DRS has done in a datastore cluster, newest last.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { ClusterAction, ClusterActionHistory } from '../../vmodl/generated/data.ts';
import { type Pod, podEntry } from './pod-entry.ts';

/** Older ones are forgotten. Ours. */
const HISTORY_MAX = 100;

/** The history with those actions. */
export function storageActionsNoted(
  inventory: Inventory,
  pod: Pod,
  actions: readonly ClusterAction[],
  time: string,
): readonly ClusterActionHistory[] {
  const { actionHistory = [] } = podEntry(inventory, pod);
  const noted = actions.map((action) => build('ClusterActionHistory', { action, time }));
  return [...actionHistory, ...noted].slice(-HISTORY_MAX);
}
