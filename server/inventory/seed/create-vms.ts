/**
 * Makes the VMs of a datacenter with their snapshots, and adds up what they take on datastores.
 */
import type { VirtualDevice, VirtualMachineConfigInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import { NOTHING } from '../templates/entity.ts';
import { vmCapability } from '../templates/vm-capability.ts';
import { type DatastorePlace, vmConfig } from '../templates/vm-config.ts';
import { defaultDevices, sataController, scsiController } from '../templates/vm-devices.ts';
import { type CardPlan, cdrom, type DiskPlan, disk, ethernetCard } from '../templates/vm-drives.ts';
import { datastoreNameOf, type VmFilesFacts, vmFiles } from '../templates/vm-files.ts';
import { runningGuest, silentGuest } from '../templates/vm-guest.ts';
import { vmProfile } from '../templates/vm-profile.ts';
import { vmRuntime } from '../templates/vm-runtime.ts';
import { namedInPods } from './create-pods.ts';
import { uuidOf } from './identity.ts';
import type { SeedDatacenter } from './seed.ts';
import { type SeedVm, vmNames } from './seed-vm.ts';
import { demand, type HostSite, type PoolSite, type Site } from './site.ts';
import { type SnapshotChain, snapshotChain } from './snapshot-chain.ts';
import { cardPlans, diskPlans, guestPlan, homeDatastore } from './vm-parts.ts';

const DEFAULT_VERSION = 'vmx-21';
const DEFAULT_CPUS = 1;
const DEFAULT_MEMORY_MB = 2048;
const POWER_STATES = { on: 'poweredOn', off: 'poweredOff', suspended: 'suspended' } as const;

export function createVms(site: Site, seed: SeedDatacenter): void {
  const counts = [...site.datastores.values()].some(({ seed: { freeGb } }) => freeGb !== undefined);
  const named = namedInPods(seed);
  for (const vm of seed.vms ?? []) {
    const { ref, made } = createVm(site, vm);
    if (named.size > 0) remember(site, vm, ref, named);
    // What files take matters only where the seed says what is free beside them.
    if (counts) countFiles(site, made);
  }
}

interface VmPlace {
  readonly ref: Ref<'VirtualMachine'>;
  readonly host: HostSite;
  readonly pool: PoolSite;
  readonly home: DatastorePlace;
}

/** What the parts of a VM are made from. */
interface VmParts {
  readonly seed: SeedVm;
  readonly place: VmPlace;
  readonly uuid: string;
  readonly instanceUuid: string;
  readonly disks: readonly DiskPlan[];
  readonly cards: readonly CardPlan[];
  readonly chain: SnapshotChain;
}

function createVm(
  site: Site,
  seed: SeedVm,
): { readonly ref: Ref<'VirtualMachine'>; readonly made: VmFilesFacts } {
  const { world } = site;
  const parts = partsOf(site, seed);
  const { ref, host, pool } = parts.place;
  const power = seed.template ? 'off' : (seed.power ?? 'on');
  const memoryMb = seed.memoryMb ?? DEFAULT_MEMORY_MB;
  const config = configOf(site, parts);
  const runtime = vmRuntime(
    {
      host: host.ref,
      power: POWER_STATES[power],
      cpus: seed.cpus ?? DEFAULT_CPUS,
      memoryMb,
      coreMhz: host.coreMhz,
      since: world.vmsBootedAt,
      protectedByHa: pool.compute.ha,
    },
    world.shelf,
  );
  const guest = guestPlan(seed, parts, config);
  const running = runningGuest(guest, world.shelf);
  const up = power === 'on';
  // Every name is spelled: laying names over a spread costs forty times as much, 45,000 times over.
  const properties: Record<string, Value> = {
    alarmActionsEnabled: true,
    configIssue: NOTHING,
    declaredAlarmState: NOTHING,
    tag: NOTHING,
    config,
    runtime,
    guest: up ? running : silentGuest(guest, world.shelf),
    _guest: running,
    guestHeartbeatStatus:
      up && running.toolsRunningStatus === 'guestToolsRunning' ? 'green' : 'gray',
    capability: vmCapability(world.shelf),
    _profile: vmProfile(memoryMb, seed.profile, world.shelf),
  };
  // In a vApp a VM has no folder, and a template no pool.
  if (pool.ref.type !== 'VirtualApp') properties['parent'] = site.folder('vm', seed.folder);
  if (!seed.template) properties['resourcePool'] = pool.ref;
  if (parts.chain.info) properties['snapshot'] = parts.chain.info;
  world.create(ref, properties);
  for (const { snapshot, properties } of parts.chain.objects(config)) {
    world.create(snapshot, properties);
  }
  return { ref, made: { config, runtime, snapshot: parts.chain.info } };
}

/** Those whom datastore clusters name. */
function remember(
  site: Site,
  seed: SeedVm,
  ref: Ref<'VirtualMachine'>,
  named: ReadonlySet<string>,
): void {
  for (const name of vmNames(seed)) if (named.has(name)) site.vms.set(name, ref);
}

function partsOf(site: Site, seed: SeedVm): VmParts {
  const place = placeOf(site, seed);
  const path = `[${place.home.name}] ${seed.name}/${seed.name}.vmx`;
  const identity = site.world.uniqueName(path, site.name);
  const uuid = uuidOf(identity);
  return {
    seed,
    place,
    uuid,
    instanceUuid: uuidOf(identity.toUpperCase()),
    disks: diskPlans(site, seed, uuid),
    cards: cardPlans(site, seed),
    chain: snapshotChain(site, seed, place.ref),
  };
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
  const host = compute.takers[compute.turn % Math.max(1, compute.takers.length)];
  if (!host) throw new Error(`VM "${seed.name}" has no host to run on`);
  compute.turn += 1;
  return host;
}

function configOf(site: Site, parts: VmParts): VirtualMachineConfigInfo {
  const { seed, place } = parts;
  const devices = devicesOf(site, parts);
  return vmConfig(
    {
      name: seed.name,
      uuid: parts.uuid,
      instanceUuid: parts.instanceUuid,
      createDate: site.world.createdAt,
      guestId: seed.guestId ?? 'otherLinux64Guest',
      version: seed.version ?? DEFAULT_VERSION,
      firmware: seed.firmware ?? 'bios',
      annotation: seed.annotation ?? '',
      template: seed.template ?? false,
      cpus: seed.cpus ?? DEFAULT_CPUS,
      coresPerSocket: seed.coresPerSocket ?? 1,
      memoryMb: seed.memoryMb ?? DEFAULT_MEMORY_MB,
      devices,
      home: place.home,
      homeFolder: seed.name,
      datastores: datastoresOf(site, parts),
      cpu: seed.cpu ?? {},
      memory: seed.memory ?? {},
      tools: seed.tools ?? 'running',
      extraConfig: seed.extraConfig ?? {},
    },
    site.world.shelf,
  );
}

function devicesOf(site: Site, { seed, disks, cards, chain }: VmParts): readonly VirtualDevice[] {
  const { shelf } = site.world;
  const bus = seed.cdrom === 'none' ? 'none' : (seed.cdromBus ?? 'sata');
  const scsi = seed.scsi ?? 'ParaVirtualSCSIController';
  const plan = { disks: disks.length, nics: cards.length, cdrom: bus, scsi } as const;
  const key = `fixed:${plan.disks}:${plan.nics}:${bus}:${scsi}:${site.name}:${seed.cdrom}`;
  const fixed = shelf.keep(key, () => [
    ...defaultDevices(plan, shelf),
    ...(disks.length > 0 ? [scsiController(plan, shelf)] : []),
    ...(bus === 'sata' ? [sataController(shelf)] : []),
    ...(bus === 'none' ? [] : [cdrom(bus, isoOf(site, seed.cdrom), shelf)]),
  ]);
  // Spelled as one literal, which is as long as it must be; 45,000 of these are kept.
  return [
    ...fixed,
    ...disks.map((one, index) => disk(index, chain.topOf(one, index), shelf)),
    ...cards.map((one, index) => ethernetCard(index, one, shelf)),
  ];
}

function isoOf(site: Site, path: string | undefined) {
  if (path === undefined) return undefined;
  return {
    fileName: path,
    datastore: demand(site.datastores, datastoreNameOf(path), 'datastore').ref,
  };
}

/** Datastores of a VM's home, disks and image, each once. */
function datastoresOf(site: Site, { seed, place, disks }: VmParts): readonly DatastorePlace[] {
  const names = new Set([place.home.name]);
  for (const { fileName } of disks) names.add(datastoreNameOf(fileName));
  if (seed.cdrom !== undefined && seed.cdrom !== 'none') names.add(datastoreNameOf(seed.cdrom));
  return [...names].map((name) => {
    const { ref, url } = demand(site.datastores, name, 'datastore');
    return { ref, name, url };
  });
}

function countFiles(site: Site, facts: VmFilesFacts): void {
  for (const { name, size } of vmFiles(facts).files) {
    demand(site.datastores, datastoreNameOf(name), 'datastore').usedBytes += size;
  }
}
