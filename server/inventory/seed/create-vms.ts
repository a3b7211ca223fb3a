/**
 * Makes the VMs of a datacenter with their snapshots, and adds up what they take on datastores.
 */
import type { VirtualDevice, VirtualMachineConfigInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { entityProperties } from '../templates/entity.ts';
import { vmCapability } from '../templates/vm-capability.ts';
import { type DatastorePlace, vmConfig, vmRuntime } from '../templates/vm-config.ts';
import { defaultDevices, sataController, scsiController } from '../templates/vm-devices.ts';
import { cdrom, disk, ethernetCard } from '../templates/vm-drives.ts';
import { datastoreNameOf, vmFiles } from '../templates/vm-files.ts';
import { runningGuest, silentGuest } from '../templates/vm-guest.ts';
import { vmProfile } from '../templates/vm-profile.ts';
import { uuidOf } from './identity.ts';
import type { SeedDatacenter, SeedVm } from './seed.ts';
import { demand, type HostSite, type PoolSite, type Site } from './site.ts';
import { type SnapshotChain, snapshotChain } from './snapshot-chain.ts';
import { cardPlans, diskPlans, guestPlan, homeDatastore } from './vm-parts.ts';

const DEFAULT_VERSION = 'vmx-21';
export const DEFAULT_CPUS = 1;
export const DEFAULT_MEMORY_MB = 2048;
const POWER_STATES = { on: 'poweredOn', off: 'poweredOff', suspended: 'suspended' } as const;

export function createVms(site: Site, seed: SeedDatacenter): void {
  for (const vm of seed.vms ?? []) createVm(site, vm);
}

interface VmPlace {
  readonly ref: Ref<'VirtualMachine'>;
  readonly host: HostSite;
  readonly pool: PoolSite;
  readonly home: DatastorePlace;
}

function createVm(site: Site, seed: SeedVm): void {
  const { world } = site;
  const place = placeOf(site, seed);
  const { ref, host, pool } = place;
  const power = seed.template ? 'off' : (seed.power ?? 'on');
  const chain = snapshotChain(site, seed, ref);
  const config = configOf(site, seed, place, chain);
  const runtime = vmRuntime(
    {
      host: host.ref,
      power: POWER_STATES[power],
      cpus: seed.cpus ?? DEFAULT_CPUS,
      memoryMb: seed.memoryMb ?? DEFAULT_MEMORY_MB,
      coreMhz: host.coreMhz,
      since: world.vmsBootedAt,
      protectedByHa: pool.compute.ha,
    },
    world.shelf,
  );
  const guest = guestPlan(site, seed, config);
  const running = runningGuest(guest, world.shelf);
  const up = power === 'on';
  const inVapp = pool.ref.type === 'VirtualApp';
  world.create(ref, {
    ...entityProperties(inVapp ? undefined : site.folder('vm', seed.folder)),
    config,
    runtime,
    guest: up ? running : silentGuest(guest, world.shelf),
    _guest: running,
    guestHeartbeatStatus:
      up && running.toolsRunningStatus === 'guestToolsRunning' ? 'green' : 'gray',
    capability: vmCapability(world.shelf),
    _profile: vmProfile(
      { ...seed.profile, memoryMb: seed.memoryMb ?? DEFAULT_MEMORY_MB },
      world.shelf,
    ),
    ...(seed.template ? {} : { resourcePool: pool.ref }),
    ...(chain.info ? { snapshot: chain.info } : {}),
  });
  for (const { snapshot, properties } of chain.objects(config)) {
    world.create(snapshot, properties);
  }
  countFiles(site, config, runtime, chain);
}

function placeOf(site: Site, seed: SeedVm): VmPlace {
  const folder = seed.folder ? `vm/${seed.folder}` : 'vm';
  const ref = site.world.ref('VirtualMachine', 'vm-', `${site.path}/${folder}/${seed.name}`);
  const named = seed.host === undefined ? undefined : demand(site.hosts, seed.host, 'host');
  const [first] = site.pools.values();
  const pool = seed.pool
    ? demand(site.pools, seed.pool, 'pool')
    : named
      ? rootPoolOf(site, named)
      : first;
  if (!pool) throw new Error(`VM "${seed.name}" has no compute resource to run on`);
  const home = demand(site.datastores, homeDatastore(site, seed), 'datastore');
  return {
    ref,
    pool,
    host: named ?? nextHost(pool, seed),
    home: { ref: home.ref, name: home.seed.name, url: home.url },
  };
}

function rootPoolOf(site: Site, host: HostSite): PoolSite {
  return demand(site.pools, host.compute.name, 'pool');
}

/** Hosts of a compute resource take VMs in turn. */
function nextHost({ compute }: PoolSite, seed: SeedVm): HostSite {
  const able = compute.hosts.filter(
    ({ seed: { state, power, maintenance } }) =>
      (state ?? 'connected') === 'connected' && (power ?? 'on') === 'on' && !maintenance,
  );
  const hosts = able.length > 0 ? able : compute.hosts;
  const host = hosts[compute.turn % Math.max(1, hosts.length)];
  if (!host) throw new Error(`VM "${seed.name}" has no host to run on`);
  compute.turn += 1;
  return host;
}

function configOf(
  site: Site,
  seed: SeedVm,
  { home }: VmPlace,
  chain: SnapshotChain,
): VirtualMachineConfigInfo {
  const { world } = site;
  const path = `[${home.name}] ${seed.name}/${seed.name}.vmx`;
  const identity = world.uniqueName(path, site.name);
  const devices = devicesOf(site, seed, chain);
  return vmConfig(
    {
      name: seed.name,
      uuid: uuidOf(identity),
      instanceUuid: uuidOf(identity.toUpperCase()),
      createDate: world.createdAt,
      guestId: seed.guestId ?? 'otherLinux64Guest',
      version: seed.version ?? DEFAULT_VERSION,
      firmware: seed.firmware ?? 'bios',
      annotation: seed.annotation ?? '',
      template: seed.template ?? false,
      cpus: seed.cpus ?? DEFAULT_CPUS,
      coresPerSocket: seed.coresPerSocket ?? 1,
      memoryMb: seed.memoryMb ?? DEFAULT_MEMORY_MB,
      devices,
      home,
      homeFolder: seed.name,
      datastores: datastoresOf(site, home, devices),
      cpu: seed.cpu ?? {},
      memory: seed.memory ?? {},
      tools: seed.tools ?? 'running',
      extraConfig: seed.extraConfig ?? {},
    },
    world.shelf,
  );
}

function devicesOf(site: Site, seed: SeedVm, chain: SnapshotChain): readonly VirtualDevice[] {
  const { shelf } = site.world;
  const disks = diskPlans(site, seed).map((plan, index) => chain.topOf(plan, index));
  const cards = cardPlans(site, seed);
  const bus = seed.cdrom === 'none' ? 'none' : (seed.cdromBus ?? 'sata');
  const plan = {
    disks: disks.length,
    nics: cards.length,
    cdrom: bus,
    scsi: seed.scsi ?? 'ParaVirtualSCSIController',
  } as const;
  return freezeDeep([
    ...defaultDevices(plan, shelf),
    ...(disks.length > 0 ? [scsiController(plan, shelf)] : []),
    ...(bus === 'sata' ? [sataController(shelf)] : []),
    ...(bus === 'none' ? [] : [cdrom(bus, isoOf(site, seed.cdrom), shelf)]),
    ...disks.map((one, index) => disk(index, one, shelf)),
    ...cards.map((one, index) => ethernetCard(index, one, shelf)),
  ]);
}

function isoOf(site: Site, path: string | undefined) {
  if (path === undefined) return undefined;
  return {
    fileName: path,
    datastore: demand(site.datastores, datastoreNameOf(path), 'datastore').ref,
  };
}

function datastoresOf(
  site: Site,
  home: DatastorePlace,
  devices: readonly VirtualDevice[],
): readonly DatastorePlace[] {
  const names = new Set([home.name]);
  for (const device of devices) {
    const path = (device.backing as { readonly fileName?: Value } | undefined)?.fileName;
    if (typeof path === 'string' && path !== '') names.add(datastoreNameOf(path));
  }
  return [...names].map((name) => {
    const { ref, url } = demand(site.datastores, name, 'datastore');
    return { ref, name, url };
  });
}

function countFiles(
  site: Site,
  config: VirtualMachineConfigInfo,
  runtime: ReturnType<typeof vmRuntime>,
  chain: SnapshotChain,
): void {
  for (const { name, size } of vmFiles({ config, runtime, snapshot: chain.info }).files) {
    demand(site.datastores, datastoreNameOf(name), 'datastore').usedBytes += size;
  }
}
