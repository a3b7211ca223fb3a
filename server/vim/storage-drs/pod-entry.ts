/**
 * `StoragePod.podStorageDrsEntry`: configuration, recommendations, faults and history of a datastore cluster,
 * stored whole. Every change of it is made here.
 */
import { assign, type Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { podStorageDrsEntry } from '../../inventory/templates/storage-pod.ts';
import type { PodStorageDrsEntry } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';

export type Pod = Ref<'StoragePod'>;

/** One that was never configured has a vCenter's defaults, and is off. */
export function podEntry(inventory: Inventory, pod: Pod): PodStorageDrsEntry {
  return inventory.read(pod, 'podStorageDrsEntry') ?? podStorageDrsEntry({});
}

/** The change that gives some members other values; keys of `PodStorageDrsEntry`. */
export function podEntryChange(
  inventory: Inventory,
  pod: Pod,
  members: Partial<Omit<PodStorageDrsEntry, '_typeName'>>,
): Change {
  return assign(pod, 'podStorageDrsEntry', { ...podEntry(inventory, pod), ...members });
}

/** The next key of recommendations of Storage DRS: decimal, never used twice on this server. */
export function nextStorageKey(inventory: Inventory): string {
  return String(inventory.counter('storage-drs'));
}
