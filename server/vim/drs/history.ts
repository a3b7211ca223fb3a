/**
 * What DRS has done in a cluster: its histories of actions and of migrations, newest last.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { ClusterAction, ClusterDrsMigration } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';

type Cluster = Ref<'ClusterComputeResource'>;

/** Older ones are forgotten. Ours. */
const HISTORY_MAX = 100;

export function actionsNoted(
  inventory: Inventory,
  cluster: Cluster,
  actions: readonly ClusterAction[],
  time: string,
): Change[] {
  if (actions.length === 0 || !inventory.has(cluster)) return [];
  const before = inventory.read(cluster, 'actionHistory') ?? [];
  const noted = actions.map((action) => build('ClusterActionHistory', { action, time }));
  return [assign(cluster, 'actionHistory', [...before, ...noted].slice(-HISTORY_MAX))];
}

/** Only migrations which DRS carried out without asking. */
export function migrationNoted(
  inventory: Inventory,
  cluster: Cluster,
  migration: ClusterDrsMigration,
): Change[] {
  if (!inventory.has(cluster)) return [];
  const before = inventory.read(cluster, 'migrationHistory') ?? [];
  return [assign(cluster, 'migrationHistory', [...before, migration].slice(-HISTORY_MAX))];
}
