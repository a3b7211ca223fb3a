/**
 * A pass of Storage DRS that broke off is told once, until one goes well again.
 */
import type { Services } from '../method.ts';
import type { Pod } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';

export function tellStorageFailure(services: Services, pod: Pod): void {
  const { inventory, storageDrs } = services;
  if (storageDrs.isFailing(pod) || !inventory.has(pod)) return;
  storageDrs.setFailing(pod, true);
  inventory.apply([podEvent(services, { id: 'StorageDrsInvocationFailedEvent', pod })]);
}
