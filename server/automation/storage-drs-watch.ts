/**
 * What of a datastore decides whether Storage DRS must look before its time: how full it is against what its
 * datastore cluster allows, its capacity, whether it takes part.
 */
import { isOver, usedLimit } from '../engines/storage-drs/space.ts';
import { members, podConfig } from '../vim/facts/storage-drs-settings.ts';
import type { Services } from '../vim/method.ts';
import type { Pod } from '../vim/storage-drs/pod-entry.ts';
import { stillHolds, storageRecommendationsOf } from '../vim/storage-drs/recommendations.ts';

/** Equal as long as there is no reason to look: a line for each datastore. */
export function standing({ inventory }: Pick<Services, 'inventory'>, pod: Pod): string {
  const { spaceLoadBalanceConfig } = podConfig(inventory, pod);
  return members(inventory, pod)
    .map((datastore) => {
      const summary = inventory.read(datastore, 'summary');
      const capacity = Number(summary.capacity);
      const limit = usedLimit(capacity, spaceLoadBalanceConfig);
      const used = capacity - Number(summary.freeSpace);
      const over = isOver(used, limit, capacity) ? 'over' : 'within';
      const { accessible, maintenanceMode } = summary;
      return [datastore.value, capacity, over, accessible, maintenanceMode].join(' ');
    })
    .join('\n');
}

/** Is any datastore fuller than allowed, or on its way into maintenance? */
export function needsHelp(line: string): boolean {
  return / over | enteringMaintenance$/m.test(line);
}

/** Has something been recommended that can no longer be done? */
export function isOutdated({ inventory }: Pick<Services, 'inventory'>, pod: Pod): boolean {
  return storageRecommendationsOf(inventory, pod).some((one) => !stillHolds(inventory, one));
}
