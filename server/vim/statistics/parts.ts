/**
 * The devices by which metrics tell figures apart: processors, cards, disks, datastores.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { DataTypes } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import type { Provider } from '../catalogues/perf-counters.ts';
import type { Part } from './figures/figure.ts';

type Host = Ref<'HostSystem'>;
type Vm = Ref<'VirtualMachine'>;

/** The entity's devices of a counter's group, each group looked up once. */
export function deviceParts(
  inventory: Inventory,
  entity: Ref,
  provider: Provider,
): (group: string) => readonly Part[] {
  const known = new Map<string, readonly Part[]>();
  return (group) => {
    const parts = known.get(group) ?? partsOf(inventory, entity, provider, group);
    known.set(group, parts);
    return parts;
  };
}

function partsOf(
  inventory: Inventory,
  entity: Ref,
  provider: Provider,
  group: string,
): readonly Part[] {
  if (provider === 'host') return hostParts(inventory, entity as Host, group);
  if (provider === 'vm') return vmParts(inventory, entity as Vm, group);
  return [];
}

function hostParts(inventory: Inventory, host: Host, group: string): readonly Part[] {
  switch (group) {
    case 'cpu':
      return even(numbered(inventory.read(host, 'hardware')?.cpuInfo.numCpuThreads ?? 0));
    case 'net':
      return even(
        (inventory.read(host, 'config')?.network?.pnic ?? []).map(({ device }) => device),
      );
    case 'disk':
    case 'storageAdapter':
    case 'storagePath':
      return storageParts(inventory, host, group);
    case 'datastore':
      return datastoreParts(inventory, inventory.read(host, 'datastore') ?? []);
    default:
      return [];
  }
}

function vmParts(inventory: Inventory, vm: Vm, group: string): readonly Part[] {
  const hardware = inventory.read(vm, 'config')?.hardware;
  const devices = hardware?.device ?? [];
  switch (group) {
    case 'cpu':
      return even(numbered(hardware?.numCPU ?? 0));
    case 'net':
      return even(devices.filter((device) => 'macAddress' in device).map(({ key }) => String(key)));
    case 'virtualDisk':
      return diskParts(devices);
    case 'datastore':
      return datastoreParts(inventory, inventory.read(vm, 'datastore') ?? []);
    default:
      return [];
  }
}

/** Devices that bear alike what there is to bear. */
function even(names: readonly string[]): readonly Part[] {
  return names.map((name, index) => ({
    name,
    from: index / names.length,
    to: (index + 1) / names.length,
  }));
}

function datastoreParts(
  inventory: Inventory,
  datastores: readonly Ref<'Datastore'>[],
): readonly Part[] {
  return datastores.map((ref) => lying(datastoreUuid(inventory, ref), [ref.value]));
}

function lying(name: string, datastores: readonly string[]): Part {
  return { name, from: 0, to: 1, datastores };
}

type StorageGroup = 'disk' | 'storageAdapter' | 'storagePath';

/**
 * Disks bear what lies on the datastores they are part of; the first path to a disk carries it all, and so
 * does that path's adapter.
 */
function storageParts(inventory: Inventory, host: Host, group: StorageGroup): readonly Part[] {
  const storage = inventory.read(host, 'config')?.storageDevice;
  const disks = storage?.scsiLun ?? [];
  const byDisk = datastoresByDisk(inventory, host);
  const on = (canonicalName: string | undefined) => byDisk.get(canonicalName ?? '') ?? [];
  if (group === 'disk') {
    return disks.flatMap(({ canonicalName }) =>
      canonicalName === undefined ? [] : [lying(canonicalName, on(canonicalName))],
    );
  }
  const paths = (storage?.multipathInfo?.lun ?? []).flatMap(({ lun, path }) => {
    const disk = disks.find(({ key }) => key === lun);
    return path.map(({ name, adapter }, index) => ({
      ...{ name, adapter },
      datastores: index === 0 ? on(disk?.canonicalName) : [],
    }));
  });
  if (group === 'storagePath') return paths.map(({ name, datastores }) => lying(name, datastores));
  return (storage?.hostBusAdapter ?? []).map(({ device, key }) =>
    lying(
      device,
      paths.filter(({ adapter }) => adapter === key).flatMap(({ datastores }) => datastores),
    ),
  );
}

/** Ids of the datastores by the names of the disks they are made of; each on its first disk. */
function datastoresByDisk(inventory: Inventory, host: Host): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const datastore of inventory.read(host, 'datastore') ?? []) {
    const extents = member(member(inventory.read(datastore, 'info'), 'vmfs'), 'extent');
    const [first] = Array.isArray(extents) ? extents : [];
    const disk = member(first, 'diskName');
    if (typeof disk !== 'string') continue;
    const known = found.get(disk);
    if (known) known.push(datastore.value);
    else found.set(disk, [datastore.value]);
  }
  return found;
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

/** Kind of bus as the names of virtual disks begin: `scsi0:1`. */
const BUSES: Readonly<Record<string, string>> = {
  VirtualIDEController: 'ide',
  VirtualAHCIController: 'sata',
  VirtualNVMEController: 'nvme',
};

function diskParts(all: readonly DataTypes['VirtualDevice'][]): readonly Part[] {
  const controllers = new Map(all.map((device) => [device.key, device]));
  return all
    .filter((device) => device._typeName === 'VirtualDisk')
    .map((disk) => {
      const controller = controllers.get(disk.controllerKey ?? 0);
      const bus = BUSES[controller?._typeName ?? ''] ?? 'scsi';
      const number = controller && 'busNumber' in controller ? Number(controller.busNumber) : 0;
      return { name: `${bus}${number}:${disk.unitNumber ?? 0}`, from: 0, to: 1, disk: disk.key };
    });
}

/** A datastore as statistics name it: the last part of its address. */
function datastoreUuid(inventory: Inventory, datastore: Ref<'Datastore'>): string {
  const url = inventory.read(datastore, 'info').url;
  return url.replace(/\/+$/, '').split('/').at(-1) ?? url;
}
