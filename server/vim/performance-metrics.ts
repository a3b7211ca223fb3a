/**
 * Which performance metrics an entity provides: counters by its kind, instances by its devices.
 *
 * `QueryAvailablePerfMetric` lists them, `QueryPerf` answers them; both read this.
 */
import type { Inventory } from '../inventory/inventory.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import type { DataTypes } from '../vmodl/generated/data.ts';
import type { Ref } from '../vmodl/reference.ts';
import { isDataObject } from '../vmodl/value.ts';
import { type PerfCounter, type Provider, perfCounters } from './catalogues/perf-counters.ts';

export interface PerfMetric {
  readonly counter: PerfCounter;
  /** Empty for the figure of the whole entity. */
  readonly instance: string;
}

/** Provider of each managed object type that has figures; the nearest type of an entity counts. */
const PROVIDERS: readonly (readonly [type: string, provider: Provider])[] = [
  ['HostSystem', 'host'],
  ['VirtualMachine', 'vm'],
  ['ResourcePool', 'pool'],
  ['ClusterComputeResource', 'cluster'],
  ['StoragePod', 'pod'],
  ['Datastore', 'datastore'],
];

/** Types which answer as providers although no figures are kept for them here. */
const EMPTY_PROVIDERS: readonly string[] = ['Folder', 'Datacenter', 'ComputeResource'];

/** The kind of provider an entity is; `none` has no figures; undefined is no provider at all. */
export function providerOf(catalog: Catalog, entity: Ref): Provider | 'none' | undefined {
  const known = PROVIDERS.find(([type]) => catalog.isA(entity.type, type));
  if (known) return known[1];
  return EMPTY_PROVIDERS.some((type) => catalog.isA(entity.type, type)) ? 'none' : undefined;
}

/** Hosts and virtual machines give figures of the last hour, every 20 seconds. */
export function isRealtime(provider: Provider | 'none'): boolean {
  return provider === 'host' || provider === 'vm';
}

/**
 * Everything an entity provides at a collection level; real time has no levels: give 4.
 * Counters come in the order of their keys, the aggregate before the devices.
 */
export function metricsOf(inventory: Inventory, entity: Ref, provider: Provider, level: number) {
  const instances = new Map<string, readonly string[]>();
  const devicesOf = (group: string): readonly string[] => {
    const known = instances.get(group);
    if (known) return known;
    const found = devices(inventory, entity, provider, group);
    instances.set(group, found);
    return found;
  };
  return perfCounters().flatMap((counter): PerfMetric[] => {
    const whole = counter.aggregate.includes(provider) && counter.level <= level;
    const each = counter.perDevice.includes(provider) && counter.perDeviceLevel <= level;
    return [
      ...(whole ? [{ counter, instance: '' }] : []),
      ...(each ? devicesOf(counter.group).map((instance) => ({ counter, instance })) : []),
    ];
  });
}

/** Kinds of files whose space a datastore tells apart. */
const FILE_KINDS = ['DISKFILE', 'SWAPFILE', 'DELTAFILE', 'OTHERFILE'];
const SYSTEM_GROUPS = [
  'host',
  'host/iofilters',
  'host/system',
  'host/system/kernel',
  'host/system/vmotion',
  'host/user',
  'host/vim',
  'host/vim/vmvisor/hostd',
  'host/vim/vmvisor/vpxa',
];

function devices(
  inventory: Inventory,
  entity: Ref,
  provider: Provider,
  group: string,
): readonly string[] {
  if (provider === 'host') return hostDevices(inventory, entity as Ref<'HostSystem'>, group);
  if (provider === 'vm') return vmDevices(inventory, entity as Ref<'VirtualMachine'>, group);
  return group === 'disk' && provider === 'datastore' ? FILE_KINDS : [];
}

function hostDevices(inventory: Inventory, host: Ref<'HostSystem'>, group: string) {
  const config = inventory.read(host, 'config');
  const storage = config?.storageDevice;
  switch (group) {
    case 'cpu':
      return numbered(inventory.read(host, 'hardware')?.cpuInfo.numCpuThreads ?? 0);
    case 'net':
      return (config?.network?.pnic ?? []).map(({ device }) => device);
    case 'disk':
      return (storage?.scsiLun ?? []).flatMap(({ canonicalName }) => canonicalName ?? []);
    case 'storageAdapter':
      return (storage?.hostBusAdapter ?? []).map(({ device }) => device);
    case 'storagePath':
      return (storage?.multipathInfo?.lun ?? []).flatMap(({ path }) =>
        path.map(({ name }) => name),
      );
    case 'datastore':
      return (inventory.read(host, 'datastore') ?? []).map((ref) => datastoreUuid(inventory, ref));
    case 'sys':
      return SYSTEM_GROUPS;
    default:
      return [];
  }
}

function vmDevices(inventory: Inventory, vm: Ref<'VirtualMachine'>, group: string) {
  const config = inventory.read(vm, 'config');
  const hardware = config?.hardware;
  switch (group) {
    case 'cpu':
      return numbered(hardware?.numCPU ?? 0);
    case 'net':
      return (hardware?.device ?? [])
        .filter((device) => 'macAddress' in device)
        .map(({ key }) => String(key));
    case 'virtualDisk':
      return diskNames(hardware?.device ?? []);
    case 'datastore':
      return (inventory.read(vm, 'datastore') ?? []).map((ref) => datastoreUuid(inventory, ref));
    default:
      return [];
  }
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

type Device = DataTypes['VirtualDevice'];

function diskNames(all: readonly Device[]): readonly string[] {
  const controllers = new Map(all.map((device) => [device.key, device]));
  return all
    .filter((device) => isDataObject(device) && device._typeName === 'VirtualDisk')
    .map((disk) => {
      const controller = controllers.get(disk.controllerKey ?? 0);
      const bus = BUSES[controller?._typeName ?? ''] ?? 'scsi';
      const number = controller && 'busNumber' in controller ? Number(controller.busNumber) : 0;
      return `${bus}${number}:${disk.unitNumber ?? 0}`;
    });
}

/** A datastore as statistics name it: the last part of its address. */
function datastoreUuid(inventory: Inventory, datastore: Ref<'Datastore'>): string {
  const url = inventory.read(datastore, 'info').url;
  return url.replace(/\/+$/, '').split('/').at(-1) ?? url;
}
