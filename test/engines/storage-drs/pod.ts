import type {
  DrmDisk,
  StorageDatastore,
  StorageFacts,
  StorageVm,
} from '../../../server/engines/storage-drs/facts.ts';
import {
  type PartialPodConfig,
  podConfigOf,
} from '../../../server/engines/storage-drs/pod-config.ts';
import type { StorageDrsPlan } from '../../../server/engines/storage-drs/storage-plan.ts';

/** Plain datastore clusters for the tables, told in GB. Everything is mounted on h1. */
export const GB = 2 ** 30;
export const HOSTS: ReadonlySet<string> = new Set(['h1', 'h2']);

export function datastore(
  id: string,
  capacityGb: number,
  usedGb: number,
  wish: Partial<StorageDatastore> = {},
): StorageDatastore {
  return {
    id,
    name: id,
    state: 'able',
    capacityBytes: capacityGb * GB,
    usedBytes: usedGb * GB,
    hosts: HOSTS,
    readMbPerSecond: 200,
    writeMbPerSecond: 150,
    ...wish,
  };
}

export function vm(id: string, wish: Partial<StorageVm> = {}): StorageVm {
  return { id, name: id, host: 'h1', config: {}, ...wish };
}

/** Thick unless told. `disk('v1', 'A', 200)` is its first one. */
export function disk(of: string, on: string, sizeGb: number, wish: Partial<DrmDisk> = {}): DrmDisk {
  const { diskId = 2000 } = wish;
  return {
    id: `${of}:${diskId}`,
    vm: of,
    diskId,
    datastore: on,
    allocatedBytes: sizeGb * GB,
    provisionedBytes: sizeGb * GB,
    growthBytesPerHour: 0,
    workload: 0,
    guestWriteMbPerSecond: 0,
    ...wish,
  };
}

export function home(of: string, on: string, sizeGb: number, wish: Partial<DrmDisk> = {}): DrmDisk {
  const { diskId: _none, ...rest } = disk(of, on, sizeGb, wish);
  return { ...rest, id: `${of}:home`, ...wish };
}

/** Virtual machines nobody told of are plain ones. */
export function pod(
  datastores: readonly StorageDatastore[],
  disks: readonly DrmDisk[],
  wish: Partial<Omit<StorageFacts, 'config'>> & { readonly config?: PartialPodConfig } = {},
): StorageFacts {
  const { config, vms = [], ...rest } = wish;
  const known = new Set(vms.map(({ id }) => id));
  const plain = [...new Set(disks.map(({ vm: id }) => id))].filter((id) => !known.has(id));
  return {
    rules: [],
    scope: 'all',
    ...rest,
    config: podConfigOf({ enabled: true, ...config }),
    datastores,
    disks,
    vms: [...vms, ...plain.map((id) => vm(id))],
  };
}

/** Recommendations in short: `v2 A>B`. */
export const moves = (plan: Pick<StorageDrsPlan, 'recommendations'>) =>
  plan.recommendations.map(({ reason, moves: list }) => [
    reason,
    ...list.map(({ disks, source, destination }) => `${disks.join('+')} ${source}>${destination}`),
  ]);

export const faults = (plan: Pick<StorageDrsPlan, 'faults'>) =>
  plan.faults.map(({ reason, vm: id, fault }) => [reason, id, fault.name]);
