/**
 * Inventories by number: as many datacenters, clusters, hosts and VMs as one asks for, up to vCenter's
 * maximum of 2,500 hosts and 45,000 VMs. Everything is spread evenly and named by its place, so equal
 * counts make equal inventories.
 */
import type { DemandFunction } from '../../engines/statistics/demand-function.ts';
import type { DrsWish } from '../templates/compute.ts';
import { HOSTS_MAX, VMS_MAX } from './maximums.ts';
import type {
  Seed,
  SeedCluster,
  SeedDatacenter,
  SeedDatastore,
  SeedHost,
  SeedPool,
} from './seed.ts';
import type { SeedProfile, SeedVm } from './seed-vm.ts';
import type { SeedStorageDrs } from './storage-drs-shape.ts';

export interface GenerateCounts {
  readonly datacenters: number;
  /** VM folders per datacenter; VMs are spread over them. */
  readonly folders: number;
  /** Clusters per datacenter. */
  readonly clusters: number;
  /** Hosts per cluster. */
  readonly hosts: number;
  /** Standalone hosts per datacenter. */
  readonly standaloneHosts: number;
  /** VMs in all. */
  readonly vms: number;
  /** How many of them are powered off, percent. */
  readonly vmsOff: number;
  /** Shared datastores per cluster. */
  readonly datastores: number;
  readonly datastoreCapacityGb: number;
  /** Datastore clusters per datacenter; they take the datastores in turn. */
  readonly pods: number;
  /** Resource pools per cluster; VMs are spread over them. */
  readonly pools: number;
  /** Distributed switches per datacenter. */
  readonly switches: number;
  /** Port groups per distributed switch. */
  readonly portgroups: number;
  readonly vmMemoryMb: number;
  readonly vmCpus: number;
  readonly hostMemoryGb: number;
  /** What guests do; VMs take them in turn. */
  readonly profiles: readonly SeedProfile[];
  /** How much later than the VM before it each one rises and bursts. */
  readonly phaseSeconds: number;
  readonly drs: DrsWish;
  /** How datastore clusters are; they take it in turn. */
  readonly storageDrs: readonly SeedStorageDrs[];
}

const GENERATE_DEFAULTS: GenerateCounts = {
  datacenters: 1,
  folders: 0,
  clusters: 1,
  hosts: 4,
  standaloneHosts: 0,
  vms: 40,
  vmsOff: 10,
  datastores: 2,
  datastoreCapacityGb: 16_384,
  pods: 0,
  pools: 0,
  switches: 1,
  portgroups: 1,
  vmMemoryMb: 4096,
  vmCpus: 2,
  hostMemoryGb: 512,
  profiles: [],
  phaseSeconds: 0,
  drs: { enabled: true, behavior: 'fullyAutomated' },
  storageDrs: [],
};

/** A host or cluster that VMs are spread over. */
interface Home {
  readonly datacenter: SeedDatacenter & { readonly vms: SeedVm[] };
  readonly pools: readonly string[];
  readonly datastores: readonly string[];
  readonly networks: readonly string[];
  readonly hosts: number;
}

/** Throws RangeError beyond vCenter's maximums. */
export function generateInventory(
  counts: Partial<GenerateCounts>,
  label: { readonly name: string; readonly description: string } = {
    name: 'generated',
    description: 'made by number',
  },
): Seed {
  const want = { ...GENERATE_DEFAULTS, ...counts };
  const hosts = want.datacenters * (want.clusters * want.hosts + want.standaloneHosts);
  if (hosts > HOSTS_MAX) throw new RangeError(`${hosts} hosts are more than ${HOSTS_MAX}`);
  if (want.vms > VMS_MAX) throw new RangeError(`${want.vms} VMs are more than ${VMS_MAX}`);
  const homes: Home[] = [];
  const datacenters = times(want.datacenters, (index) => makeDatacenter(want, index, homes));
  if (want.vms > 0 && homes.length === 0) throw new RangeError('VMs need hosts to run on');
  if (want.vms > 0 && want.datastores === 0) throw new RangeError('VMs need datastores to lie on');
  spread(want, homes);
  return { ...label, datacenters };
}

function makeDatacenter(want: GenerateCounts, index: number, homes: Home[]): SeedDatacenter {
  const name = `DC${index}`;
  const switches = times(want.switches, (each) => ({
    name: `${name}_DVS${each}`,
    nics: ['vmnic1'],
    portgroups: times(want.portgroups, (group) => ({
      name: `${name}_DVS${each}_PG${group}`,
      vlan: 100 + group,
      ports: 128,
    })),
  }));
  const networks = switches.flatMap(({ portgroups }) => portgroups.map((group) => group.name));
  const datacenter: SeedDatacenter & {
    readonly vms: SeedVm[];
    readonly datastores: SeedDatastore[];
  } = {
    name,
    switches,
    folders: { vm: times(want.folders, (folder) => `Folder${folder}`) },
    pods: times(want.pods, (pod) => ({
      name: `${name}_POD${pod}`,
      ...(want.storageDrs.length > 0 && { storageDrs: pick(want.storageDrs, pod) }),
    })),
    clusters: times(want.clusters, (each) => makeCluster(want, name, each)),
    hosts: times(want.standaloneHosts, (each) => makeHost(want, `${name}_H${each}`)),
    datastores: [],
    vms: [],
  };
  const usable = networks.length > 0 ? networks : ['VM Network'];
  for (const cluster of datacenter.clusters ?? []) {
    const hosts = (cluster.hosts ?? []).map((host) => host.name);
    const datastores = addDatastores(want, datacenter, cluster.name, hosts);
    const pools = (cluster.pools ?? []).map((pool) => `${cluster.name}/${pool.name}`);
    homes.push({
      datacenter,
      pools: pools.length > 0 ? pools : [cluster.name],
      datastores,
      networks: usable,
      hosts: hosts.length,
    });
  }
  for (const host of datacenter.hosts ?? []) {
    const datastores = addDatastores({ ...want, datastores: 1 }, datacenter, host.name, [
      host.name,
    ]);
    homes.push({ datacenter, pools: [host.name], datastores, networks: usable, hosts: 1 });
  }
  return datacenter;
}

function makeCluster(want: GenerateCounts, datacenter: string, index: number): SeedCluster {
  const name = `${datacenter}_C${index}`;
  const pools: readonly SeedPool[] = times(want.pools, (each) => ({ name: `${name}_RP${each}` }));
  return {
    name,
    drs: want.drs,
    hosts: times(want.hosts, (each) => makeHost(want, `${name}_H${each}`)),
    pools,
  };
}

function makeHost(want: GenerateCounts, name: string): SeedHost {
  return {
    name,
    memoryGb: want.hostMemoryGb,
    cpu: { packages: 2, coresPerPackage: 20, threadsPerCore: 2, mhz: 2600 },
  };
}

function addDatastores(
  want: GenerateCounts,
  datacenter: { readonly pods?: SeedDatacenter['pods']; readonly datastores: SeedDatastore[] },
  owner: string,
  hosts: readonly string[],
): readonly string[] {
  return times(want.datastores, (index) => {
    const name = `${owner}_DS${index}`;
    const pods = datacenter.pods ?? [];
    const pod = pods[datacenter.datastores.length % Math.max(1, pods.length)]?.name;
    datacenter.datastores.push({ name, capacityGb: want.datastoreCapacityGb, hosts, pod });
    return name;
  });
}

/** VMs go to homes by their number of hosts, then in turn to pools, datastores, networks. */
function spread(want: GenerateCounts, homes: readonly Home[]): void {
  const hosts = homes.reduce((sum, home) => sum + home.hosts, 0);
  let placed = 0;
  let seen = 0;
  for (const home of homes) {
    seen += home.hosts;
    const until = hosts === 0 ? 0 : Math.round((want.vms * seen) / hosts);
    for (let index = 0; placed < until; index += 1, placed += 1) {
      home.datacenter.vms.push(makeVm(want, home, placed, index));
    }
  }
}

function makeVm(want: GenerateCounts, home: Home, number: number, index: number): SeedVm {
  const pool = pick(home.pools, index);
  const off = number % 100 < want.vmsOff;
  return {
    name: `${pool.split('/').at(-1)}_VM${index}`,
    pool,
    folder: want.folders > 0 ? `Folder${number % want.folders}` : undefined,
    datastore: pick(home.datastores, index),
    cpus: want.vmCpus,
    memoryMb: want.vmMemoryMb,
    power: off ? 'off' : 'on',
    ip: `10.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`,
    gateway: '10.64.0.1',
    disks: [{ sizeGb: 40, usedGb: 10 }],
    nics: [{ network: pick(home.networks, index) }],
    profile: profileOf(want, number),
  };
}

function profileOf({ profiles, phaseSeconds }: GenerateCounts, number: number) {
  if (profiles.length === 0) return undefined;
  const { demand, ...numbers } = pick(profiles, number);
  if (!demand) return numbers;
  const shifted = Object.entries(demand).map(([quantity, one]) => [
    quantity,
    one && shiftedBy(one, number * phaseSeconds),
  ]);
  return { ...numbers, demand: Object.fromEntries(shifted) } satisfies SeedProfile;
}

/** The same, but so many seconds later, if it is one of those which come again. */
function shiftedBy(demand: DemandFunction, seconds: number): DemandFunction {
  if (demand.kind !== 'sine' && demand.kind !== 'burst') return demand;
  const periodSeconds = demand.kind === 'sine' ? demand.periodSeconds : demand.everySeconds;
  const { offsetSeconds = 0 } = demand;
  return { ...demand, offsetSeconds: (offsetSeconds + seconds) % periodSeconds };
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
