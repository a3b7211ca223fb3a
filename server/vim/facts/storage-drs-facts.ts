/**
 * A datastore cluster as Storage DRS looks at it: its datastores, what virtual machines have there, what keeps
 * it there, settings and rules.
 *
 * Files on their way to another datastore are counted there already, so that a pass does not send others
 * after them.
 */
import type { StorageDatastore, StorageFacts, StorageVm } from '../../engines/storage-drs/facts.ts';
import type { DatastoreSummary } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import {
  deviceModel,
  diskWorkloads,
  peakIops,
  settledLatencyMs,
} from '../statistics/datastore-io.ts';
import { Sampler } from '../statistics/sampler.ts';
import type { Pod } from '../storage-drs/pod-entry.ts';
import {
  drmDisks,
  type PlacedDisk,
  type StorageDrsServices,
  sharedFiles,
} from './storage-drs-disks.ts';
import { vmImmovable } from './storage-drs-immovable.ts';
import { members, podConfig, podRules, vmConfigsOf } from './storage-drs-settings.ts';
import { datastoreBandwidth } from './storage-facts.ts';

type Datastore = Ref<'Datastore'>;
type Vm = Ref<'VirtualMachine'>;

/** Virtual machines looked at between two rests; and when only a look is taken at their disks. */
const STEP_VMS = 20;
const STEP_LOOKS = 1_000;

/** The picture in one go. */
export function storageDrsFacts(
  services: StorageDrsServices,
  pod: Pod,
  scope: StorageFacts['scope'] = 'all',
): StorageFacts {
  const steps = storageDrsFactsSteps(services, pod, scope);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The picture of a large datastore cluster, made with rests; what goes meanwhile is left out. */
export function* storageDrsFactsSteps(
  services: StorageDrsServices,
  pod: Pod,
  scope: StorageFacts['scope'] = 'all',
): Generator<void, StorageFacts> {
  const { inventory, clock } = services;
  const sampler = new Sampler(services.statistics, inventory);
  const nowMs = clock.now();
  const config = podConfig(inventory, pod);
  const rules = podRules(inventory, pod);
  const inPod = members(inventory, pod);
  const ids = new Set(inPod.map(({ value }) => value));
  const vms: StorageVm[] = [];
  const disks: PlacedDisk[] = [];
  const own = vmConfigsOf(inventory, pod);
  const all = [...vmsOn(services, inPod)];
  const shared = yield* filesOfOthers(services, all);
  for (let at = 0; at < all.length; at += STEP_VMS) {
    if (at > 0) yield;
    for (const vm of all.slice(at, at + STEP_VMS)) {
      if (!inventory.has(vm)) continue;
      const workloads = diskWorkloads(services, vm, nowMs, sampler);
      const found = drmDisks(services, vm, { workloads, shared }).filter((one) => isIn(one, ids));
      if (found.length === 0) continue;
      disks.push(...found);
      vms.push(storageVm(services, vm, own.get(vm.value) ?? {}));
    }
  }
  const datastores = yield* storageDatastores(services, inPod, disks, sampler);
  return {
    ...{ config, rules, scope, vms, datastores },
    disks: disks.map(({ disk }) => disk).filter(({ datastore }) => ids.has(datastore)),
  };
}

/** A day of latencies may have to be worked out for each: one at a time. */
function* storageDatastores(
  services: StorageDrsServices,
  inPod: readonly Datastore[],
  disks: readonly PlacedDisk[],
  sampler: Sampler,
): Generator<void, readonly StorageDatastore[]> {
  const coming = comingBytes(disks);
  const datastores: StorageDatastore[] = [];
  for (const one of inPod) {
    yield;
    if (!services.inventory.has(one)) continue;
    datastores.push({
      ...storageDatastore(services, one, coming.get(one.value) ?? 0),
      latencyMs: settledLatencyMs(services, one, sampler),
    });
  }
  return datastores;
}

/** Paths of files that linked clones build on. */
function* filesOfOthers(
  services: StorageDrsServices,
  vms: readonly Vm[],
): Generator<void, ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [index, vm] of vms.entries()) {
    if (index % STEP_LOOKS === STEP_LOOKS - 1) yield;
    if (!services.inventory.has(vm)) continue;
    for (const path of sharedFiles(services, vm)) found.add(path);
  }
  return found;
}

/** It lies there, or takes room there until it has left. */
function isIn({ disk, source }: PlacedDisk, ids: ReadonlySet<string>): boolean {
  return ids.has(disk.datastore) || ids.has(source);
}

function vmsOn({ inventory }: StorageDrsServices, datastores: readonly Datastore[]): Set<Vm> {
  const found = new Map<string, Vm>();
  for (const datastore of datastores) {
    const arriving = inventory.read(datastore as Ref, '_arriving') as unknown;
    const coming = Array.isArray(arriving) ? (arriving as readonly Vm[]) : [];
    for (const vm of [...(inventory.read(datastore, 'vm') ?? []), ...coming]) {
      found.set(vm.value, vm);
    }
  }
  return new Set(found.values());
}

/** What datastores will have more, or less when it is negative, once all has arrived. */
function comingBytes(disks: readonly PlacedDisk[]): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  const count = (datastore: string, more: number) =>
    bytes.set(datastore, (bytes.get(datastore) ?? 0) + more);
  for (const { disk, source, charged } of disks) {
    if (disk.datastore === source) continue;
    count(source, -disk.allocatedBytes);
    if (!charged) count(disk.datastore, disk.allocatedBytes);
  }
  return bytes;
}

function storageVm(services: StorageDrsServices, vm: Vm, config: StorageVm['config']): StorageVm {
  const { inventory } = services;
  return {
    id: vm.value,
    name: inventory.read(vm, 'name'),
    host: inventory.read(vm, 'runtime').host?.value,
    config,
    immovable: vmImmovable(services, vm),
  };
}

function storageDatastore(
  services: StorageDrsServices,
  datastore: Datastore,
  comingBytesThere: number,
): StorageDatastore {
  const { inventory, clock, storageDrs } = services;
  const summary = inventory.read(datastore, 'summary');
  const capacityBytes = Number(summary.capacity);
  const used = Math.max(0, capacityBytes - Number(summary.freeSpace) + comingBytesThere);
  const device = deviceModel(services, datastore);
  const { readMbPerSecond, writeMbPerSecond } = datastoreBandwidth(inventory, datastore);
  return {
    id: datastore.value,
    name: summary.name,
    state: stateOf(summary),
    capacityBytes,
    usedBytes: used,
    leasedBytes: storageDrs.leasedBytes(datastore.value, clock.now()),
    hosts: writableOn(services, datastore),
    ...{ readMbPerSecond, writeMbPerSecond, device, peakIops: peakIops(device) },
  };
}

function stateOf({ accessible, maintenanceMode }: DatastoreSummary): StorageDatastore['state'] {
  if (!accessible || maintenanceMode === 'inMaintenance') return 'absent';
  return maintenanceMode === 'enteringMaintenance' ? 'leaving' : 'able';
}

function writableOn({ inventory }: StorageDrsServices, datastore: Datastore): ReadonlySet<string> {
  const mounts = inventory.read(datastore, 'host') ?? [];
  return new Set(
    mounts
      .filter(
        ({ mountInfo }) =>
          mountInfo.accessMode === 'readWrite' &&
          mountInfo.mounted !== false &&
          mountInfo.accessible !== false,
      )
      .map(({ key }) => key.value),
  );
}
