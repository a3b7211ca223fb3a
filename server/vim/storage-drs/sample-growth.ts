/**
 * The hourly look at what disks of datastore clusters have written, from which their growth follows.
 */

import { diskBytes, type StorageDrsServices } from '../facts/storage-drs-disks.ts';
import { members } from '../facts/storage-drs-settings.ts';
import type { Pod } from './pod-entry.ts';

/** Looks at all disks of the virtual machines on those datastore clusters; homes do not grow. */
export function sampleGrowth(services: StorageDrsServices, pods: readonly Pod[]): void {
  const { inventory } = services;
  const written = new Map<string, number>();
  const seen = new Set<string>();
  for (const datastore of pods.flatMap((pod) => members(inventory, pod))) {
    for (const vm of inventory.read(datastore, 'vm') ?? []) {
      if (seen.has(vm.value)) continue;
      seen.add(vm.value);
      for (const [id, bytes] of diskBytes(services, vm)) written.set(id, bytes);
    }
  }
  services.storageDrs.growth.sample(written);
}
