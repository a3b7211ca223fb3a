/**
 * The shape of a seed file: which keys there are and what they take.
 */
import type { AllocationWish } from '../templates/allocation.ts';
import type { DpmWish, DrsWish, HaWish } from '../templates/compute.ts';
import { VMKNIC_SERVICES } from '../templates/host-network.ts';
import type { StorageDrsWish } from '../templates/storage-pod.ts';
import { CARD_TYPES, type CardType } from '../templates/vm-drives.ts';
import type { Dc0Counts } from './dc0-model.ts';
import type { GenerateCounts } from './generate-inventory.ts';
import type {
  Seed,
  SeedCluster,
  SeedDatacenter,
  SeedDatastore,
  SeedFolders,
  SeedHost,
  SeedPermission,
  SeedPool,
  SeedRole,
  SeedSwitch,
  SeedUser,
  SeedVm,
} from './seed.ts';
import {
  type Check,
  flag,
  lazily,
  listOf,
  mapOf,
  moment,
  name,
  number,
  oneOf,
  oneOrMore,
  shape,
  text,
} from './shape.ts';

/** What a file holds: a seed, or a recipe for one, with defaults for its hosts and VMs. */
export interface SeedFile extends Omit<Seed, 'ids' | 'datacenters'> {
  readonly datacenters?: readonly SeedDatacenter[] | undefined;
  readonly defaults?: { readonly host?: SeedHost; readonly vm?: SeedVm } | undefined;
  readonly generate?: Partial<GenerateCounts> | undefined;
  readonly dc0?: Partial<Dc0Counts> | undefined;
}

const count = (max: number) => number({ min: 0, max, whole: true });
const size = number({ min: 0, max: 1e9 });
const positive = (max: number) => number({ min: 0.001, max });
const names = listOf(name);

const shares: Check<'low' | 'normal' | 'high' | number> = (node, report) =>
  node.kind === 'scalar' && typeof node.value === 'number'
    ? count(4_000_000)(node, report)
    : oneOf('low', 'normal', 'high')(node, report);

const allocation = shape<AllocationWish>({
  reservation: size,
  limit: size,
  shares: shares as Check<NonNullable<AllocationWish['shares']>>,
  expandable: flag,
});

const options = mapOf(text({ allowEmpty: true }));

const drs = shape<DrsWish>({
  enabled: flag,
  behavior: oneOf('fullyAutomated', 'partiallyAutomated', 'manual'),
  vmotionRate: number({ min: 1, max: 5, whole: true }),
  predictive: flag,
  options,
});
const dpm = shape<DpmWish>({
  enabled: flag,
  behavior: oneOf('automated', 'manual'),
  hostPowerActionRate: number({ min: 1, max: 5, whole: true }),
  options,
});
const ha = shape<HaWish>({
  enabled: flag,
  admissionControl: flag,
  failoverLevel: number({ min: 1, max: 31, whole: true }),
});
const storageDrs = shape<StorageDrsWish>({
  enabled: flag,
  behavior: oneOf('manual', 'automated'),
  ioLoadBalance: flag,
  spaceUtilizationThreshold: number({ min: 50, max: 100, whole: true }),
  ioLatencyThreshold: number({ min: 5, max: 100, whole: true }),
  loadBalanceInterval: number({ min: 60, max: 43_200, whole: true }),
});

const pool: Check<SeedPool> = shape<SeedPool>(
  {
    name,
    vapp: flag,
    cpu: allocation,
    memory: allocation,
    pools: lazily(() => listOf(pool)),
  },
  ['name'],
);

const portgroup = shape<NonNullable<SeedSwitch['portgroups']>[number]>(
  {
    name,
    vlan: count(4094),
    ports: count(8192),
    type: oneOf('earlyBinding', 'ephemeral', 'lateBinding'),
    nsx: flag,
  },
  ['name'],
);

const vswitch = shape<NonNullable<SeedHost['vswitches']>[number]>(
  {
    name,
    nics: names,
    mtu: number({ min: 1280, max: 9000, whole: true }),
    portgroups: listOf(
      shape<{ readonly name: string; readonly vlan?: number | undefined }>(
        { name, vlan: count(4095) },
        ['name'],
      ),
    ),
  },
  ['name'],
);

const vmknic = shape<NonNullable<SeedHost['vmknics']>[number]>(
  {
    device: name,
    ip: text({ max: 45 }),
    netmask: text({ max: 45 }),
    mtu: number({ min: 1280, max: 9000, whole: true }),
    portgroup: name,
    stack: oneOf('defaultTcpipStack', 'vmotion', 'vSphereProvisioning'),
    services: listOf(oneOf(...VMKNIC_SERVICES)),
  },
  ['ip', 'portgroup'],
);

const hostFields = {
  name,
  folder: text(),
  pools: listOf(pool),
  cpu: shape<NonNullable<SeedHost['cpu']>>({
    model: text(),
    packages: number({ min: 1, max: 32, whole: true }),
    coresPerPackage: number({ min: 1, max: 256, whole: true }),
    threadsPerCore: number({ min: 1, max: 4, whole: true }),
    mhz: number({ min: 100, max: 10_000, whole: true }),
  }),
  memoryGb: positive(24_576),
  memoryBytes: count(2 ** 45),
  vendor: text(),
  model: text(),
  nics: listOf(
    shape<NonNullable<SeedHost['nics']>[number]>({ device: name, gbps: number({ max: 400 }) }, [
      'device',
    ]),
  ),
  vswitches: listOf(vswitch),
  vmknics: listOf(vmknic),
  localDatastores: listOf(
    shape<NonNullable<SeedHost['localDatastores']>[number]>(
      { name, capacityGb: positive(65_536), freeGb: size, ssd: flag },
      ['name', 'capacityGb'],
    ),
  ),
  state: oneOf('connected', 'disconnected', 'notResponding'),
  power: oneOf('on', 'off', 'standby'),
  maintenance: flag,
  gateway: text(),
  dns: listOf(text()),
  domain: text({ allowEmpty: true }),
} as const;
const host = shape<SeedHost>(hostFields, ['name']);
const hostDefaults = shape<SeedHost>(hostFields);

const cluster = shape<SeedCluster>(
  {
    name,
    folder: text(),
    drs,
    dpm,
    ha,
    evc: text(),
    hosts: listOf(host, 96),
    pools: listOf(pool),
  },
  ['name'],
);

const datastore = shape<SeedDatastore>(
  {
    name,
    type: oneOf('VMFS', 'NFS', 'NFS41', 'OTHER'),
    capacityGb: positive(1_048_576),
    freeGb: size,
    hosts: names,
    pod: name,
    folder: text(),
    ssd: flag,
    remoteHost: text(),
    remotePath: text(),
    files: listOf(
      shape<NonNullable<SeedDatastore['files']>[number]>({ path: text(), sizeMb: size }, [
        'path',
        'sizeMb',
      ]),
    ),
    profile: shape<NonNullable<SeedDatastore['profile']>>({
      readMbPerSecond: size,
      writeMbPerSecond: size,
      latencyMs: size,
      iopsMax: size,
    }),
  },
  ['name', 'capacityGb'],
);

const vmFields = {
  name,
  folder: text(),
  host: name,
  pool: text(),
  datastore: name,
  cpus: number({ min: 1, max: 768, whole: true }),
  coresPerSocket: number({ min: 1, max: 768, whole: true }),
  memoryMb: number({ min: 4, max: 25_165_824, whole: true }),
  guestId: text(),
  version: text(),
  firmware: oneOf('bios', 'efi'),
  annotation: text({ allowEmpty: true, max: 65_536 }),
  template: flag,
  power: oneOf('on', 'off', 'suspended'),
  tools: oneOf('running', 'guestManaged', 'notRunning', 'notInstalled'),
  ip: oneOrMore(text({ max: 64 })),
  hostName: text(),
  domain: text({ allowEmpty: true }),
  gateway: text(),
  dns: listOf(text()),
  scsi: oneOf(
    'ParaVirtualSCSIController',
    'VirtualLsiLogicController',
    'VirtualLsiLogicSASController',
    'VirtualBusLogicController',
  ),
  disks: listOf(
    shape<NonNullable<SeedVm['disks']>[number]>(
      {
        sizeGb: positive(63_488),
        provisioning: oneOf('thin', 'thick', 'eager'),
        usedGb: size,
        datastore: name,
        mode: oneOf(
          'persistent',
          'independent_persistent',
          'independent_nonpersistent',
          'nonpersistent',
          'undoable',
          'append',
        ),
        file: text(),
      },
      ['sizeGb'],
    ),
    15,
  ),
  nics: listOf(
    shape<NonNullable<SeedVm['nics']>[number]>(
      {
        network: name,
        type: oneOf(...(Object.keys(CARD_TYPES) as CardType[])),
        mac: text({ max: 17 }),
        connected: flag,
        ip: oneOrMore(text({ max: 64 })),
      },
      ['network'],
    ),
    10,
  ),
  cdrom: text(),
  cdromBus: oneOf('ide', 'sata'),
  cpu: allocation,
  memory: allocation,
  snapshots: listOf(
    shape<NonNullable<SeedVm['snapshots']>[number]>(
      {
        name,
        description: text({ allowEmpty: true }),
        memory: flag,
        quiesced: flag,
        deltaGb: size,
      },
      ['name'],
    ),
    32,
  ),
  extraConfig: mapOf(text({ allowEmpty: true })),
  profile: shape<NonNullable<SeedVm['profile']>>({
    cpuPercent: number({ max: 100 }),
    activeMemoryPercent: number({ max: 100 }),
    dirtyRateMbPerSecond: size,
    workingSetMb: size,
    grantedMemoryMb: size,
    diskIops: size,
    diskLatencyMs: size,
    demand: mapOf<string | number | boolean>((node, report) =>
      node.kind === 'scalar' && typeof node.value !== 'bigint' && node.value !== null
        ? node.value
        : report.add(node.place, 'must be text, a number, true or false'),
    ),
  }),
} as const;
const vm = shape<SeedVm>(vmFields, ['name']);
const vmDefaults = shape<SeedVm>(vmFields);

const datacenter = shape<SeedDatacenter>(
  {
    name,
    folder: text(),
    folders: shape<SeedFolders>({
      vm: listOf(text()),
      host: listOf(text()),
      datastore: listOf(text()),
      network: listOf(text()),
    }),
    luns: listOf(
      shape<NonNullable<SeedDatacenter['luns']>[number]>(
        { name, capacityGb: positive(65_536), hosts: names, ssd: flag },
        ['name', 'capacityGb'],
      ),
    ),
    switches: listOf(
      shape<SeedSwitch>(
        {
          name,
          mtu: number({ min: 1280, max: 9000, whole: true }),
          uplinks: number({ min: 1, max: 32, whole: true }),
          hosts: names,
          nics: names,
          uplinkPorts: count(1000),
          portgroups: listOf(portgroup),
        },
        ['name'],
      ),
    ),
    opaqueNetworks: listOf(
      shape<NonNullable<SeedDatacenter['opaqueNetworks']>[number]>({ name, portgroup: name }, [
        'name',
      ]),
    ),
    clusters: listOf(cluster),
    hosts: listOf(host),
    pods: listOf(
      shape<NonNullable<SeedDatacenter['pods']>[number]>({ name, folder: text(), storageDrs }, [
        'name',
      ]),
    ),
    datastores: listOf(datastore),
    vms: listOf(vm),
    networkFolder: text(),
  },
  ['name'],
);

const generate = shape<Partial<GenerateCounts>>({
  datacenters: count(100),
  folders: count(1000),
  clusters: count(400),
  hosts: count(96),
  standaloneHosts: count(1000),
  vms: count(45_000),
  vmsOff: number({ max: 100 }),
  datastores: count(64),
  datastoreCapacityGb: positive(65_536),
  pods: count(256),
  pools: count(100),
  switches: count(16),
  portgroups: count(1000),
  vmMemoryMb: number({ min: 4, max: 1_048_576, whole: true }),
  vmCpus: number({ min: 1, max: 128, whole: true }),
  hostMemoryGb: positive(24_576),
  drs,
});

const dc0 = shape<Partial<Dc0Counts>>({
  datacenter: count(100),
  cluster: count(400),
  host: count(96),
  standaloneHost: count(1000),
  vm: count(45_000),
  pool: count(100),
  app: count(100),
  pod: count(256),
  datastore: count(256),
  folder: count(100),
  portgroup: count(1000),
  nsxPortgroup: count(1000),
  opaqueNetwork: count(1000),
  autostart: flag,
});

export const seedFile = shape<SeedFile>(
  {
    name,
    description: text({ allowEmpty: true }),
    clock: moment,
    users: listOf(
      shape<SeedUser>({ name, password: text(), fullName: text(), groups: names }, [
        'name',
        'password',
      ]),
    ),
    roles: listOf(
      shape<SeedRole>({ name, label: text(), privileges: listOf(text()) }, ['name', 'privileges']),
    ),
    permissions: listOf(
      shape<SeedPermission>(
        { entity: text(), principal: text(), group: flag, role: name, propagate: flag },
        ['entity', 'principal', 'role'],
      ),
    ),
    folders: listOf(text()),
    datacenters: listOf(datacenter),
    defaults: shape<NonNullable<SeedFile['defaults']>>({ host: hostDefaults, vm: vmDefaults }),
    generate,
    dc0,
  },
  ['name', 'description'],
);
