/**
 * A pass that broke off is told once, and so is the first one after it that does not.
 */
import type { Change } from '../../inventory/change.ts';
import type { Cluster } from '../facts/drs-settings.ts';
import type { Services } from '../method.ts';

type Told = Pick<Services, 'inventory' | 'events' | 'drs'>;

export function tellFailure({ inventory, events, drs }: Told, cluster: Cluster): void {
  if (drs.isFailing(cluster) || !inventory.has(cluster)) return;
  drs.setFailing(cluster, true);
  inventory.apply([events.change({ type: 'DrsInvocationFailedEvent', about: cluster })]);
}

/** For the commit of a pass that went well. */
export function recoveryEvents({ events, drs }: Told, cluster: Cluster): Change[] {
  if (!drs.isFailing(cluster)) return [];
  drs.setFailing(cluster, false);
  return [events.change({ type: 'DrsRecoveredFromFailureEvent', about: cluster })];
}
