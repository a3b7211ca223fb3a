/**
 * The default model of govmomi's simulator, vcsim, for any of its counts: names, tree, ids, UUIDs and
 * MAC addresses are the same, so that a test written against vcsim finds what it looks for.
 *
 * vcsim makes its model through its own API: every call is a task, and tasks, the managers of hosts
 * and objects draw their numbers from one counter. `Numbers` counts along.
 */
import { Numbers } from './dc0-numbers.ts';
import { uuidOf } from './identity.ts';
import type {
  Seed,
  SeedCluster,
  SeedDatacenter,
  SeedHost,
  SeedPool,
  SeedPortgroup,
} from './seed.ts';
import type { SeedVm } from './seed-vm.ts';

/** vcsim's count flags. */
export interface Dc0Counts {
  readonly datacenter: number;
  /** Clusters per datacenter. */
  readonly cluster: number;
  /** Hosts per cluster. */
  readonly host: number;
  readonly standaloneHost: number;
  /** VMs per pool, vApp and standalone host. */
  readonly vm: number;
  /** Pools per cluster. */
  readonly pool: number;
  /** vApps per cluster. */
  readonly app: number;
  readonly pod: number;
  readonly datastore: number;
  /** How many datacenters lie in folders; the last ones do. */
  readonly folder: number;
  readonly portgroup: number;
  readonly nsxPortgroup: number;
  readonly opaqueNetwork: number;
  readonly autostart: boolean;
}

const DC0_DEFAULTS: Dc0Counts = {
  datacenter: 1,
  cluster: 1,
  host: 3,
  standaloneHost: 1,
  vm: 2,
  pool: 0,
  app: 0,
  pod: 0,
  datastore: 1,
  folder: 0,
  portgroup: 1,
  nsxPortgroup: 0,
  opaqueNetwork: 0,
  autostart: true,
};

/** Managers of a host that draw a number before the host does. */
const HOST_MANAGERS = 7;
const TB_IN_GB = 1024;
const DISK_GB = 10;
/** Written part of such a disk, GB. */
const DISK_USED_GB = 0.1;

/** One datacenter under construction. */
interface Dc {
  readonly name: string;
  readonly path: string;
  /** `/F0` where the datacenter lies in a folder, else nothing. */
  readonly below: string;
  readonly vms: SeedVm[];
}

export function dc0Model(counts: Partial<Dc0Counts> = {}): Seed {
  const asked = { ...DC0_DEFAULTS, ...counts };
  // A VM needs a datastore to lie on.
  const want = asked.datastore === 0 ? { ...asked, vm: 0 } : asked;
  const numbers = new Numbers();
  const made: { dc: Dc; seed: SeedDatacenter }[] = [];
  for (let index = 0; index < want.datacenter; index += 1) {
    made.push(makeDatacenter(want, numbers, index));
  }
  for (const { dc } of made) {
    const base = `${dc.path}/datastore${dc.below}`;
    for (let index = 0; index < want.datastore; index += 1) {
      numbers.give(`${base}/LocalDS_${index}`, 'datastore');
      numbers.skip();
    }
  }
  for (const { dc } of made) {
    for (const vm of dc.vms) {
      numbers.skip();
      numbers.give(`${dc.path}/vm${dc.below}/${vm.name}`, 'vm');
      if (want.autostart) numbers.skip();
    }
  }
  return {
    name: 'dc0',
    description: "names, counts and ids of vcsim's default inventory",
    datacenters: made.map(({ dc, seed }) => ({ ...seed, vms: dc.vms })),
    ids: numbers.ids,
  };
}

function makeDatacenter(want: Dc0Counts, numbers: Numbers, index: number) {
  const inFolder = index >= want.datacenter - want.folder;
  const folder = inFolder ? `F${index - Math.max(0, want.datacenter - want.folder)}` : undefined;
  const name = `DC${index}`;
  if (folder) numbers.give(`/${folder}`, 'group');
  const path = folder ? `/${folder}/${name}` : `/${name}`;
  const dc: Dc = { name, path, below: folder ? `/${folder}` : '', vms: [] };
  numbers.give(path, 'datacenter');
  for (const kind of ['vm', 'host', 'datastore', 'network'])
    numbers.give(`${path}/${kind}`, 'group');
  numbers.give(`${path}/network/VM Network`, 'network');
  const pods = times(want.pod, (pod) => {
    numbers.giveAsType(`${path}/datastore/${name}_POD${pod}`, 'group-p');
    return { name: `${name}_POD${pod}` };
  });
  if (folder) {
    for (const kind of ['datastore', 'host', 'network', 'vm']) {
      numbers.give(`${path}/${kind}/${folder}`, 'group');
    }
  }
  const networks = makeNetworks(want, numbers, dc);
  const hosts = times(want.standaloneHost, (host) => makeStandalone(want, numbers, dc, host));
  const clusters = times(want.cluster, (cluster) => makeCluster(want, numbers, dc, cluster));
  const hostCount = want.standaloneHost + want.cluster * want.host;
  const below = folder ? [folder] : [];
  const seed: SeedDatacenter = {
    name,
    folder,
    folders: { vm: below, host: below, datastore: below, network: below },
    networkFolder: folder,
    ...networks,
    hosts: hosts.map((one) => ({ ...one, folder })),
    clusters: clusters.map((one) => ({ ...one, folder })),
    pods,
    datastores: times(want.datastore, (ds) => ({
      name: `LocalDS_${ds}`,
      type: 'OTHER' as const,
      capacityGb: TB_IN_GB * Math.max(1, hostCount),
      folder,
    })),
  };
  return { dc, seed };
}

/** The switch and its port groups, opaque networks. There is a switch if anything hangs on it. */
function makeNetworks(want: Dc0Counts, numbers: Numbers, dc: Dc) {
  const base = `${dc.path}/network${dc.below}`;
  if (want.portgroup + want.nsxPortgroup + want.opaqueNetwork === 0) return {};
  numbers.skip();
  const switchId = numbers.give(`${base}/DVS0`, 'dvs');
  numbers.skip();
  numbers.give(`${base}/DVS0-DVUplinks-${switchId.slice('dvs-'.length)}`, 'dvportgroup');
  const portgroup = (name: string, nsx: boolean): SeedPortgroup => {
    numbers.skip();
    numbers.give(`${base}/${name}`, 'dvportgroup');
    return { name, ports: nsx ? 0 : 1, nsx };
  };
  const portgroups = [
    ...times(want.portgroup, (index) => portgroup(`${dc.name}_DVPG${index}`, false)),
    ...times(want.nsxPortgroup + want.opaqueNetwork, (index) =>
      portgroup(`${dc.name}_NSXPG${index}`, true),
    ),
  ];
  const opaqueNetworks = times(want.opaqueNetwork, (index) => {
    const name = `${dc.name}_NSX${index}`;
    numbers.give(`${base}/${name}`, 'opaquenetwork');
    return { name, portgroup: `${dc.name}_NSXPG${want.nsxPortgroup + index}` };
  });
  return {
    switches: [{ name: 'DVS0', uplinks: 1, uplinkPorts: 1, portgroups }],
    opaqueNetworks,
  };
}

/** vcsim's host: a small machine, with vMotion so that its VMs can be moved. */
function host(name: string): SeedHost {
  return {
    name,
    vendor: 'VMware, Inc. (govmomi simulator)',
    model: 'VMware Virtual Platform',
    cpu: {
      model: 'Intel(R) Core(TM) i7-3615QM CPU @ 2.30GHz',
      packages: 2,
      coresPerPackage: 1,
      threadsPerCore: 1,
      mhz: 2294,
    },
    memoryBytes: 4_294_430_720,
    nics: [{ device: 'vmnic0', gbps: 10 }],
  };
}

/** A host joins: its task, its managers, itself; later a task puts it on the switch. */
function makeHost(want: Dc0Counts, numbers: Numbers, path: string, between: () => void): void {
  numbers.skip(1 + HOST_MANAGERS);
  numbers.give(path, 'host');
  between();
  if (want.portgroup + want.nsxPortgroup > 0) numbers.skip();
}

function makeStandalone(want: Dc0Counts, numbers: Numbers, dc: Dc, index: number): SeedHost {
  const name = `${dc.name}_H${index}`;
  const path = `${dc.path}/host${dc.below}/${name}`;
  makeHost(want, numbers, `${path}/${name}`, () => {
    numbers.skip();
    numbers.give(`${path}/Resources`, 'resgroup');
    numbers.giveAsType(path, 'domain-s');
  });
  dc.vms.push(...makeVms(want, dc, `${name}_VM`, () => ({ host: name })));
  return host(name);
}

function makeCluster(want: Dc0Counts, numbers: Numbers, dc: Dc, index: number): SeedCluster {
  const name = `${dc.name}_C${index}`;
  const path = `${dc.path}/host${dc.below}/${name}`;
  numbers.skip();
  numbers.give(`${path}/Resources`, 'resgroup');
  numbers.giveAsType(path, 'domain-c');
  const hosts = times(want.host, (each) => {
    const hostName = `${name}_H${each}`;
    makeHost(want, numbers, `${path}/${hostName}`, () => undefined);
    return host(hostName);
  });
  const pools: SeedPool[] = [];
  if (want.pool === 0) {
    dc.vms.push(...makeVms(want, dc, `${name}_RP0_VM`, () => ({ pool: name })));
  }
  for (let each = 1; each <= want.pool; each += 1) {
    const pool = `${name}_RP${each}`;
    numbers.give(`${path}/Resources/${pool}`, 'resgroup');
    pools.push({ name: pool });
    dc.vms.push(...makeVms(want, dc, `${pool}_VM`, () => ({ pool: `${name}/${pool}` })));
  }
  for (let each = 0; each < want.app; each += 1) {
    const app = `${name}_APP${each}`;
    numbers.giveAsType(`${path}/Resources/${app}`, 'resgroup-v');
    pools.push({ name: app, vapp: true });
    dc.vms.push(...makeVms(want, dc, `${app}_VM`, () => ({ pool: `${name}/${app}` })));
  }
  return { name, drs: { enabled: true }, hosts, pools };
}

function makeVms(
  want: Dc0Counts,
  dc: Dc,
  prefix: string,
  place: () => Pick<SeedVm, 'host' | 'pool'>,
): readonly SeedVm[] {
  return times(want.vm, (index) => {
    const name = `${prefix}${index}`;
    const network = networkOf(want, dc);
    return {
      name,
      ...place(),
      folder: dc.below === '' ? undefined : dc.below.slice(1),
      datastore: 'LocalDS_0',
      cpus: 1,
      memoryMb: 32,
      guestId: 'otherGuest',
      version: 'vmx-13',
      power: want.autostart ? ('on' as const) : ('off' as const),
      tools: 'notInstalled' as const,
      cdromBus: 'ide' as const,
      disks: [{ sizeGb: DISK_GB, file: 'disk1.vmdk', usedGb: DISK_USED_GB }],
      nics: [{ network, type: 'e1000' as const, mac: macOf(name) }],
    };
  });
}

/** The first card hangs on the first port group of its datacenter, else on `VM Network`. */
function networkOf(want: Dc0Counts, dc: Dc): string {
  return want.portgroup > 0 ? `${dc.name}_DVPG0` : 'VM Network';
}

/** vcsim's address: the characters of the VM's UUID from its end, as bytes. */
function macOf(name: string): string {
  const uuid = uuidOf(`[LocalDS_0] ${name}/${name}.vmx`);
  const bytes = Buffer.from(uuid.slice(-3), 'ascii').toString('hex').match(/../g) ?? [];
  return ['00', '0c', '29', ...bytes].join(':');
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => make(index));
}
