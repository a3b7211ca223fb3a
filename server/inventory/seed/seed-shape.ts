/**
 * The shape of a seed file: which keys there are and what they take.
 */
import { count, dpm, drs, ha, names, pool, positive, size } from './basic-shapes.ts';
import type { Dc0Counts } from './dc0-model.ts';
import { oneDemand } from './demand-shape.ts';
import type { GenerateCounts } from './generate-inventory.ts';
import { host, hostDefaults } from './host-shape.ts';
import { dc0, generate } from './recipe-shapes.ts';
import type {
  Seed,
  SeedCluster,
  SeedDatacenter,
  SeedDatastore,
  SeedFolders,
  SeedHost,
  SeedPermission,
  SeedRole,
  SeedSwitch,
  SeedUser,
} from './seed.ts';
import type { SeedVm } from './seed-vm.ts';
import { flag, listOf, moment, name, number, oneOf, shape, text } from './shape.ts';
import { storageDrs } from './storage-drs-shape.ts';
import { vm, vmDefaults } from './vm-shape.ts';

/** What a file holds: a seed, or a recipe for one, with defaults for its hosts and VMs. */
export interface SeedFile extends Omit<Seed, 'ids' | 'datacenters'> {
  readonly datacenters?: readonly SeedDatacenter[] | undefined;
  readonly defaults?: { readonly host?: SeedHost; readonly vm?: SeedVm } | undefined;
  readonly generate?: Partial<GenerateCounts> | undefined;
  readonly dc0?: Partial<Dc0Counts> | undefined;
}

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
      array: name,
      offloadMbPerSecond: size,
    }),
    device: shape<NonNullable<SeedDatastore['device']>>({ baseMs: size, slopeMs: size }),
    nonViLoad: oneDemand,
  },
  ['name', 'capacityGb'],
);

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

export const seedFile = shape<SeedFile>(
  {
    name,
    description: text({ allowEmpty: true }),
    clock: moment,
    options: shape<NonNullable<SeedFile['options']>>({ storageVmotionWarning: flag }),
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
