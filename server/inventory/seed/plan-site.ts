/**
 * Lays a datacenter out: folders, switches, clusters, hosts, pools, datastores get their references;
 * folders and pools, which point at nothing but their parents, come into being at once.
 */
import { build } from '../../vmodl/build.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { poolConfig } from '../templates/compute.ts';
import {
  CHILD_TYPES,
  entityProperties,
  FOLDER_KINDS,
  type FolderKind,
} from '../templates/entity.ts';
import { switchUuid, uuidOf } from './identity.ts';
import type { SeedDatacenter, SeedHost, SeedPool, SeedSwitch } from './seed.ts';
import { type ComputeSite, type HostSite, type PortgroupSite, Site } from './site.ts';
import type { World } from './world.ts';

const FOLDER_PREFIX = { vm: 'group-v', host: 'group-h', datastore: 'group-s', network: 'group-n' };
const DEFAULT_MHZ = 2600;

/** Creates a folder and those above it that are not there yet. */
export function makeFolder(
  world: World,
  known: Map<string, Ref<'Folder'>>,
  place: { kind: FolderKind | 'datacenter'; base: string; path: string },
): Ref<'Folder'> {
  const key = `${place.kind}:${place.path}`;
  const there = known.get(key);
  if (there) return there;
  const cut = place.path.lastIndexOf('/');
  const above = makeFolder(world, known, {
    ...place,
    path: cut < 0 ? '' : place.path.slice(0, cut),
  });
  const prefix = place.kind === 'datacenter' ? 'group-d' : FOLDER_PREFIX[place.kind];
  const ref = world.ref('Folder', prefix, `${place.base}/${place.path}`);
  world.create(ref, {
    ...entityProperties(above),
    name: place.path.slice(cut + 1),
    childType: CHILD_TYPES[place.kind],
  });
  known.set(key, ref);
  return ref;
}

/** The datacenter with its folders. */
export function planSite(
  world: World,
  seed: SeedDatacenter,
  parent: Ref,
  parentPath: string,
): Site {
  const path = `${parentPath}/${seed.name}`;
  const ref = world.ref('Datacenter', 'datacenter-', path);
  const site = new Site(world, seed.name, path, ref);
  for (const kind of FOLDER_KINDS) {
    site.folders.set(`${kind}:`, world.ref('Folder', FOLDER_PREFIX[kind], `${path}/${kind}`));
  }
  world.create(ref, {
    ...entityProperties(parent),
    name: seed.name,
    vmFolder: site.folder('vm', ''),
    hostFolder: site.folder('host', ''),
    datastoreFolder: site.folder('datastore', ''),
    networkFolder: site.folder('network', ''),
    configuration: build('DatacenterConfigInfo', {}),
  });
  for (const kind of FOLDER_KINDS) {
    world.create(site.folder(kind, ''), {
      ...entityProperties(ref),
      name: kind,
      childType: CHILD_TYPES[kind],
    });
    for (const one of seed.folders?.[kind] ?? []) {
      makeFolder(world, site.folders, { kind, base: `${path}/${kind}`, path: one });
    }
  }
  return site;
}

/** Switches with their port groups; standard networks follow from the hosts. */
export function planSwitches(site: Site, seed: SeedDatacenter): void {
  const base = folderPath(site, 'network', seed.networkFolder);
  for (const one of seed.switches ?? []) {
    const ref = site.world.ref('VmwareDistributedVirtualSwitch', 'dvs-', `${base}/${one.name}`);
    const portgroup = (portgroupSeed: PortgroupSite['seed'], uplink: boolean): PortgroupSite => ({
      ref: site.world.ref(
        'DistributedVirtualPortgroup',
        'dvportgroup-',
        `${base}/${portgroupSeed.name}`,
      ),
      seed: portgroupSeed,
      uplink,
    });
    const uplinkName = uplinkPortgroupName(one, ref);
    const uplinks = portgroup({ name: uplinkName, ports: one.uplinkPorts }, true);
    const portgroups = (one.portgroups ?? []).map((each) => portgroup(each, false));
    const uuid = site.world.seed.ids ? uuidOf(one.name) : switchUuid(`${site.name}/${one.name}`);
    for (const each of [uplinks, ...portgroups]) {
      site.networks.set(each.seed.name, {
        kind: 'distributed',
        name: each.seed.name,
        ref: each.ref,
        switchUuid: uuid,
      });
    }
    site.switches.push({
      ref,
      seed: one,
      uuid,
      uplinks,
      portgroups,
      hosts: site.hostsNamed(one.hosts),
      parent: site.folder('network', seed.networkFolder),
    });
  }
}

/** `DVS0-DVUplinks-8`: the number is that of the switch's id. */
function uplinkPortgroupName(seed: SeedSwitch, ref: Ref): string {
  return `${seed.name}-DVUplinks-${ref.value.slice(ref.value.lastIndexOf('-') + 1)}`;
}

export function folderPath(site: Site, kind: FolderKind, path: string | undefined): string {
  return path ? `${site.path}/${kind}/${path}` : `${site.path}/${kind}`;
}

/** Clusters, hosts and pools. */
export function planComputes(site: Site, seed: SeedDatacenter): void {
  for (const host of seed.hosts ?? []) {
    const base = `${folderPath(site, 'host', host.folder)}/${host.name}`;
    const compute: ComputeSite = {
      name: host.name,
      ref: site.world.ref('ComputeResource', 'domain-s', base),
      rootPool: site.world.ref('ResourcePool', 'resgroup-', `${base}/Resources`),
      ha: false,
      hosts: [],
      takers: [],
      turn: 0,
    };
    planHost(site, compute, host, `${base}/${host.name}`);
    planPools(site, compute, host.pools, base);
  }
  for (const cluster of seed.clusters ?? []) {
    const base = `${folderPath(site, 'host', cluster.folder)}/${cluster.name}`;
    const compute: ComputeSite = {
      name: cluster.name,
      ref: site.world.ref('ClusterComputeResource', 'domain-c', base),
      rootPool: site.world.ref('ResourcePool', 'resgroup-', `${base}/Resources`),
      ha: cluster.ha?.enabled ?? false,
      hosts: [],
      takers: [],
      turn: 0,
    };
    for (const host of cluster.hosts ?? []) planHost(site, compute, host, `${base}/${host.name}`);
    planPools(site, compute, cluster.pools, base);
  }
}

function planHost(site: Site, compute: ComputeSite, seed: SeedHost, path: string): void {
  const host: HostSite = {
    ref: site.world.ref('HostSystem', 'host-', path),
    seed,
    number: site.world.nextHostNumber(),
    compute,
    coreMhz: seed.cpu?.mhz ?? DEFAULT_MHZ,
    mounts: [],
    luns: [],
  };
  compute.hosts.push(host);
  if (takesVms(seed)) compute.takers.push(host);
  site.hosts.set(seed.name, host);
}

function takesVms({ state, power, maintenance }: SeedHost): boolean {
  return (state ?? 'connected') === 'connected' && (power ?? 'on') === 'on' && !maintenance;
}

function planPools(
  site: Site,
  compute: ComputeSite,
  pools: readonly SeedPool[] | undefined,
  base: string,
): void {
  site.computes.set(compute.name, compute);
  site.pools.set(compute.name, { ref: compute.rootPool, compute });
  site.world.create(compute.rootPool, {
    ...entityProperties(compute.ref),
    name: 'Resources',
    owner: compute.ref,
    config: poolConfig(compute.rootPool, {}, {}),
  });
  addPools(site, compute, pools, { ref: compute.rootPool, path: compute.name, base });
}

function addPools(
  site: Site,
  compute: ComputeSite,
  pools: readonly SeedPool[] | undefined,
  above: { ref: Ref; path: string; base: string },
): void {
  for (const pool of pools ?? []) {
    const base = `${above.base}/Resources/${pool.name}`;
    const ref = pool.vapp
      ? site.world.ref('VirtualApp', 'resgroup-v', base)
      : site.world.ref('ResourcePool', 'resgroup-', base);
    const path = `${above.path}/${pool.name}`;
    site.pools.set(path, { ref, compute });
    site.world.create(ref, {
      ...entityProperties(above.ref),
      name: pool.name,
      owner: compute.ref,
      config: poolConfig(ref, pool.cpu ?? {}, pool.memory ?? {}),
      ...(pool.vapp ? vappProperties(site, ref) : {}),
    });
    addPools(site, compute, pool.pools, { ref, path, base });
  }
}

function vappProperties(site: Site, ref: Ref) {
  return {
    parentFolder: site.folder('vm', ''),
    vAppConfig: build('VAppConfigInfo', {
      product: [],
      property: [],
      ipAssignment: build('VAppIPAssignmentInfo', {
        supportedAllocationScheme: [],
        ipAllocationPolicy: 'fixedPolicy',
        supportedIpProtocol: [],
        ipProtocol: 'IPv4',
      }),
      eula: [],
      ovfSection: [],
      ovfEnvironmentTransport: [],
      installBootRequired: false,
      installBootStopDelay: 0,
      entityConfig: [],
      annotation: '',
      instanceUuid: uuidOf(ref.value),
    }),
    childLink: [],
  };
}
