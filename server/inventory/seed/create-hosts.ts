/**
 * Makes the compute resources and hosts of a datacenter.
 */
import { build } from '../../vmodl/build.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import { BYTES_PER_GB } from '../../vmodl/units.ts';
import { clusterConfig, standaloneConfig } from '../templates/compute.ts';
import { fileSystemMount } from '../templates/datastore.ts';
import { entityProperties } from '../templates/entity.ts';
import { hostCapability } from '../templates/host-capability.ts';
import { hostConfig, hostRuntime } from '../templates/host-config.ts';
import { type HostMachine, hostHardware } from '../templates/host-hardware.ts';
import { hostManagers } from '../templates/host-managers.ts';
import type { HostNetworkPlan } from '../templates/host-network.ts';
import { hostNetworkPlan } from './host-network-plan.ts';
import { uuidOf } from './identity.ts';
import type { SeedDatacenter, SeedHost } from './seed.ts';
import { demand, type HostSite, type Site } from './site.ts';

const DEFAULTS = {
  vendor: 'Dell Inc.',
  model: 'PowerEdge R640',
  cpuModel: 'Intel(R) Xeon(R) Gold 6230 CPU @ 2.60GHz',
  packages: 2,
  coresPerPackage: 10,
  threadsPerCore: 2,
  memoryGb: 64,
} as const;

export function createComputes(site: Site, seed: SeedDatacenter): void {
  const empty: readonly never[] = Object.freeze([]);
  for (const host of seed.hosts ?? []) {
    const compute = demand(site.computes, host.name, 'host');
    site.world.create(compute.ref, {
      ...entityProperties(site.folder('host', host.folder)),
      name: host.name,
      configurationEx: standaloneConfig(),
      environmentBrowser: environmentBrowser(site, compute.ref),
      lifecycleManaged: false,
    });
    for (const one of compute.hosts) createHost(site, one);
  }
  for (const cluster of seed.clusters ?? []) {
    const compute = demand(site.computes, cluster.name, 'cluster');
    site.world.create(compute.ref, {
      ...entityProperties(site.folder('host', cluster.folder)),
      name: cluster.name,
      configurationEx: clusterConfig(cluster.drs ?? {}, cluster.dpm ?? {}, cluster.ha ?? {}),
      environmentBrowser: environmentBrowser(site, compute.ref),
      lifecycleManaged: false,
      recommendation: empty,
      drsRecommendation: empty,
      migrationHistory: empty,
      actionHistory: empty,
      drsFault: empty,
      _numVmotions: 0,
      ...(cluster.evc ? { _evcModeKey: cluster.evc } : {}),
    });
    for (const one of compute.hosts) createHost(site, one);
  }
}

/** The object that answers what VMs of a compute resource may be made of. */
function environmentBrowser(site: Site, owner: Ref): Ref<'EnvironmentBrowser'> {
  const browser = reference('EnvironmentBrowser', `envbrowser-${numberOf(owner)}`);
  site.world.create(browser, {
    _owner: owner,
    datastoreBrowser: datastoreBrowser(site, owner),
  });
  return browser;
}

/** The object that searches datastores: of a host, a compute resource, a datastore. */
export function datastoreBrowser(site: Site, owner: Ref): Ref<'HostDatastoreBrowser'> {
  const browser = reference('HostDatastoreBrowser', `datastoreBrowser-${owner.value}`);
  site.world.create(browser, { _owner: owner });
  return browser;
}

function numberOf(ref: Ref): string {
  return /\d+$/.exec(ref.value)?.[0] ?? ref.value;
}

function machineOf(seed: SeedHost, nics: number): HostMachine {
  return {
    vendor: seed.vendor ?? DEFAULTS.vendor,
    model: seed.model ?? DEFAULTS.model,
    cpuModel: seed.cpu?.model ?? DEFAULTS.cpuModel,
    packages: seed.cpu?.packages ?? DEFAULTS.packages,
    coresPerPackage: seed.cpu?.coresPerPackage ?? DEFAULTS.coresPerPackage,
    threadsPerCore: seed.cpu?.threadsPerCore ?? DEFAULTS.threadsPerCore,
    mhz: seed.cpu?.mhz ?? 2600,
    memoryBytes: seed.memoryBytes ?? (seed.memoryGb ?? DEFAULTS.memoryGb) * BYTES_PER_GB,
    nics,
  };
}

function createHost(site: Site, host: HostSite): void {
  const { world } = site;
  const { ref, seed } = host;
  const network = hostNetworkPlan(site, host);
  const machine = machineOf(seed, network.pnics.length);
  const plan = {
    self: ref,
    number: host.number,
    machine,
    network,
    luns: host.luns,
    mounts: host.mounts.map(({ volume }) => fileSystemMount(volume, world.shelf)),
  };
  const managers = hostManagers(ref);
  world.create(ref, {
    ...entityProperties(host.compute.ref),
    name: seed.name,
    hardware: hostHardware(machine, uuidOf(world.uniqueName(seed.name, site.name)), world.shelf),
    capability: hostCapability(world.shelf),
    config: hostConfig(plan, world.shelf),
    runtime: hostRuntime(
      {
        connectionState: connectionStateOf(seed),
        powerState: powerStateOf(seed),
        inMaintenanceMode: seed.maintenance ?? false,
        bootTime: world.hostsBootedAt,
        packages: machine.packages,
        stacks: stacksOf(network),
      },
      world.shelf,
    ),
    network: networksOf(site, host, network),
    configManager: managers.configManager,
    datastoreBrowser: datastoreBrowser(site, ref),
    licensableResource: world.shelf.keep(`host:license:${machine.packages}`, () =>
      build('HostLicensableResourceInfo', {
        resource: [build('KeyAnyValue', { key: 'numCpuPackages', value: machine.packages })],
      }),
    ),
    systemResources: build('HostSystemResourceInfo', { key: 'host' }),
  });
  world.changes.push(...managers.changes);
}

/** A host in standby does not answer. */
function connectionStateOf({ power, state }: SeedHost) {
  return state ?? (power === 'standby' ? 'notResponding' : 'connected');
}

function powerStateOf({ power, state }: SeedHost) {
  if (state !== undefined && state !== 'connected') return 'unknown';
  if (power === 'standby') return 'standBy';
  return power === 'off' ? 'poweredOff' : 'poweredOn';
}

function stacksOf({ vmknics }: HostNetworkPlan) {
  const stacks = new Set(['defaultTcpipStack', ...vmknics.map(({ stack }) => stack)]);
  return [...stacks].map((key) => ({
    key,
    vmknics: vmknics.filter(({ stack }) => stack === key).map(({ device }) => device),
  }));
}

/** Networks a VM on the host can be plugged into. */
function networksOf(site: Site, host: HostSite, network: HostNetworkPlan): readonly Ref[] {
  const standard = network.vswitches
    .flatMap(({ portgroups }) => portgroups)
    .flatMap(({ name }) => site.networks.get(name) ?? [])
    .filter(({ kind }) => kind === 'standard');
  const opaque = [...site.networks.values()].filter(({ kind }) => kind === 'opaque');
  const distributed = site.switches
    .filter(({ hosts }) => hosts.includes(host))
    .flatMap(({ uplinks, portgroups }) => [uplinks.ref, ...portgroups.map(({ ref }) => ref)]);
  const refs = [...standard.map(({ ref }) => ref), ...distributed, ...opaque.map(({ ref }) => ref)];
  const key = refs.map(({ value }) => value).join();
  return site.world.shelf.keep(`host:networks:${key}`, () => Object.freeze(refs));
}
