/**
 * What a machine could be connected to on a host, or on the hosts of a compute resource together:
 * `ConfigTarget`.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { ConfigTarget, VirtualMachineDatastoreInfo } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { portgroupInfos, switchInfo } from './switch-targets.ts';

type NetworkRef = Ref<Kinds['Network']>;
type SwitchRef = Ref<Kinds['DistributedVirtualSwitch']>;

/** Largest memory of a machine on any host, MB. */
const MEMORY_MB_MAX = 24_560 * 1024;
const MB = 1024 ** 2;
const TB = 1024 ** 4;
const DISK_MAX = 62 * TB;

/** `hosts` is what is asked about: one host, or all of the compute resource. */
export function configTarget(
  catalog: Catalog,
  inventory: Inventory,
  hosts: readonly Ref<'HostSystem'>[],
): ConfigTarget {
  const hardware = hosts.flatMap((host) => inventory.read(host, 'hardware') ?? []);
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers);
  const networks = together(hosts.map((host) => inventory.read(host, 'network') ?? []));
  const switches = switchesOf(catalog, inventory, networks);
  return build('ConfigTarget', {
    numCpus: most(hardware.map(({ cpuInfo }) => cpuInfo.numCpuThreads)),
    numCpuCores: most(hardware.map(({ cpuInfo }) => cpuInfo.numCpuCores)),
    numNumaNodes: most(hardware.map(({ numaInfo }) => numaInfo?.numNodes ?? 1)),
    maxCpusPerHost: most(hardware.map(({ cpuInfo }) => cpuInfo.numCpuThreads)),
    smcPresent: false,
    datastore: together(hosts.map((host) => inventory.read(host, 'datastore') ?? [])).map((ref) =>
      datastoreInfo(inventory, ref),
    ),
    network: networks
      .filter(({ type }) => type === 'Network')
      .map((ref) => networkInfo(inventory, ref)),
    distributedVirtualPortgroup: switches.flatMap((dvs) => portgroupInfos(inventory, dvs)),
    distributedVirtualSwitch: switches.map((dvs) => switchInfo(inventory, dvs)),
    maxMemMBOptimalPerf: most(
      hardware.map(({ memorySize }) => Math.floor(Number(memorySize) / MB)),
    ),
    supportedMaxMemMB: MEMORY_MB_MAX,
    autoVmotion: false,
    maxSimultaneousThreads: 2,
    sevSupported: false,
    availablePersistentMemoryReservationMB: 0,
  });
}

/** What all lists have or some, each once, in the order of first sight. */
function together<T extends Ref>(lists: readonly (readonly T[])[]): readonly T[] {
  return [...new Map(lists.flat().map((ref) => [ref.value, ref])).values()];
}

function datastoreInfo(inventory: Inventory, ref: Ref<'Datastore'>): VirtualMachineDatastoreInfo {
  const summary = inventory.read(ref, 'summary');
  return build('VirtualMachineDatastoreInfo', {
    name: summary.name,
    datastore: summary,
    capability: inventory.read(ref, 'capability'),
    maxFileSize: inventory.read(ref, 'info').maxFileSize,
    maxVirtualDiskCapacity: DISK_MAX,
    maxPhysicalRDMFileSize: DISK_MAX,
    maxVirtualRDMFileSize: DISK_MAX,
    mode: 'readWrite',
    vStorageSupport: 'vStorageUnsupported',
  });
}

function networkInfo(inventory: Inventory, ref: NetworkRef) {
  const summary = inventory.read(ref, 'summary');
  return build('VirtualMachineNetworkInfo', { name: summary.name, network: summary });
}

/** The distributed switches whose port groups are among the networks. */
function switchesOf(
  catalog: Catalog,
  inventory: Inventory,
  networks: readonly NetworkRef[],
): readonly SwitchRef[] {
  const found = networks.flatMap((ref) => {
    if (!catalog.isA(ref.type, 'DistributedVirtualPortgroup')) return [];
    const portgroup = ref as Ref<'DistributedVirtualPortgroup'>;
    return inventory.read(portgroup, 'config').distributedVirtualSwitch ?? [];
  });
  return together([found]);
}
