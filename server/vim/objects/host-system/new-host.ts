/**
 * A host that comes under management: a machine of the usual kind, empty, with a local datastore.
 */
import { type Change, create } from '../../../inventory/change.ts';
import { hostMac, lunIdentity, uuidOf, volumeUuid } from '../../../inventory/seed/identity.ts';
import {
  datastoreCapability,
  fileSystemMount,
  hostMount,
  iormConfiguration,
  type VolumePlan,
  volume,
} from '../../../inventory/templates/datastore.ts';
import { entityProperties } from '../../../inventory/templates/entity.ts';
import { hostCapability } from '../../../inventory/templates/host-capability.ts';
import { hostConfig, hostRuntime } from '../../../inventory/templates/host-config.ts';
import { type HostMachine, hostHardware } from '../../../inventory/templates/host-hardware.ts';
import { hostManagers } from '../../../inventory/templates/host-managers.ts';
import type { HostNetworkPlan } from '../../../inventory/templates/host-network.ts';
import type { LunPlan } from '../../../inventory/templates/host-storage.ts';
import { Shelf } from '../../../inventory/templates/shelf.ts';
import { build } from '../../../vmodl/build.ts';
import { type Ref, reference } from '../../../vmodl/reference.ts';
import { BYTES_PER_GB } from '../../../vmodl/units.ts';
import type { Value } from '../../../vmodl/value.ts';
import type { Context } from '../../method.ts';
import { datacenterOf } from '../../place.ts';
import type { Host } from './host-event.ts';

/** What EVC sees of it. */
export const NEW_HOST = { vendor: 'intel', maxMode: 'intel-cascadelake' } as const;

const MACHINE: HostMachine = {
  vendor: 'Dell Inc.',
  model: 'PowerEdge R640',
  cpuModel: 'Intel(R) Xeon(R) Gold 6230 CPU @ 2.60GHz',
  packages: 2,
  coresPerPackage: 10,
  threadsPerCore: 2,
  mhz: 2600,
  memoryBytes: 64 * BYTES_PER_GB,
  nics: 2,
};
const NIC_MBIT = 10_000;
const MTU = 1500;
const DISK_BYTES = 200 * BYTES_PER_GB;
const DATASTORE = 'datastore1';
const NETWORK = 'VM Network';
/** What a fresh VMFS 6 volume shows as used. */
const VMFS_OWN_BYTES = 1.5 * BYTES_PER_GB;
const STACK = 'defaultTcpipStack';
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

export interface NewHost {
  readonly ref: Host;
  readonly changes: readonly Change[];
}

/** `parent` may itself be made by the same transaction; `folder` is where in the tree that will be. */
export function newHost(
  name: string,
  parent: Ref,
  { folder, connected }: { readonly folder: Ref; readonly connected: boolean },
  context: Context,
): NewHost {
  const { inventory, clock } = context;
  const shelf = new Shelf();
  const ref = reference('HostSystem', inventory.nextId('host'));
  const number = Number(/\d+$/.exec(ref.value)?.[0] ?? 0);
  const datacenter = datacenterOf(inventory, folder);
  if (!datacenter) throw new Error(`${folder.value} is in no datacenter`);
  const network = networkPlan(name, number);
  const disk = localDisk(name, datastoreName(datacenter, context));
  const standard = networkOf(datacenter, context);
  const managers = hostManagers(ref);
  const browser = reference('HostDatastoreBrowser', `datastoreBrowser-${ref.value}`);
  const mounts = [fileSystemMount(disk.volume, shelf)];
  return {
    ref,
    changes: [
      ...standard.changes,
      create(ref, {
        ...entityProperties(parent),
        name,
        hardware: hostHardware(MACHINE, uuidOf(`host ${name}`), shelf),
        capability: hostCapability(shelf),
        config: hostConfig(
          { self: ref, number, machine: MACHINE, network, luns: [disk.lun], mounts },
          shelf,
        ),
        runtime: hostRuntime(
          {
            connectionState: connected ? 'connected' : 'disconnected',
            powerState: connected ? 'poweredOn' : 'unknown',
            inMaintenanceMode: false,
            bootTime: clock.iso(),
            packages: MACHINE.packages,
            stacks: [{ key: STACK, vmknics: network.vmknics.map(({ device }) => device) }],
          },
          shelf,
        ),
        network: [standard.ref],
        configManager: managers.configManager,
        datastoreBrowser: browser,
        licensableResource: build('HostLicensableResourceInfo', {
          resource: [build('KeyAnyValue', { key: 'numCpuPackages', value: MACHINE.packages })],
        }),
        systemResources: build('HostSystemResourceInfo', { key: 'host' }),
      }),
      create(browser, { _owner: ref }),
      ...managers.changes,
      ...newDatastore(disk.volume, ref, inventory.read(datacenter, 'datastoreFolder'), context),
    ],
  };
}

function networkPlan(name: string, number: number): HostNetworkPlan {
  const isAddress = IPV4.test(name);
  const ip = isAddress ? name : `10.1.${Math.floor(number / 250) % 250}.${(number % 250) + 1}`;
  const [short = name, ...domain] = isAddress ? ['localhost'] : name.split('.');
  return {
    hostName: short,
    domainName: domain.join('.'),
    dns: [],
    gateway: ip.replace(/\.\d+$/, '.1'),
    pnics: [0, 1].map((index) => ({
      device: `vmnic${index}`,
      mac: hostMac(number, index, false),
      speedMb: NIC_MBIT,
    })),
    vswitches: [
      {
        name: 'vSwitch0',
        nics: ['vmnic0'],
        mtu: MTU,
        portgroups: [
          { name: NETWORK, vlan: 0 },
          { name: 'Management Network', vlan: 0 },
        ],
      },
    ],
    proxySwitches: [],
    vmknics: [
      {
        device: 'vmk0',
        mac: hostMac(number, 0, true),
        ip,
        netmask: '255.255.255.0',
        mtu: MTU,
        stack: STACK,
        portgroup: 'Management Network',
        services: ['management', 'vmotion'],
      },
    ],
  };
}

function localDisk(host: string, name: string): { readonly volume: VolumePlan; lun: LunPlan } {
  const identity = `local disk of ${host}`;
  const lun = {
    ...lunIdentity(identity, true),
    capacityBytes: DISK_BYTES,
    local: true,
    ssd: true,
    number: 0,
  };
  return {
    lun,
    volume: {
      type: 'VMFS',
      name,
      uuid: volumeUuid(identity),
      capacityBytes: DISK_BYTES,
      local: true,
      ssd: true,
      diskName: lun.canonicalName,
    },
  };
}

/** `datastore1`, or `datastore1 (1)` where another host's is called so: vCenter's way with newcomers. */
function datastoreName(datacenter: Ref<'Datacenter'>, { inventory }: Context): string {
  const taken = new Set(
    inventory
      .ofType('Datastore')
      .filter((one) => datacenterOf(inventory, one) === datacenter)
      .map((one) => inventory.read(one, 'name')),
  );
  let name = DATASTORE;
  for (let again = 1; taken.has(name); again += 1) name = `${DATASTORE} (${again})`;
  return name;
}

/** The datacenter's network of the name that every host starts with; made by the first that brings it. */
function networkOf(
  datacenter: Ref<'Datacenter'>,
  { inventory }: Context,
): { readonly ref: Ref<'Network'>; readonly changes: readonly Change[] } {
  const known = inventory
    .ofType('Network')
    .find(
      (one) =>
        one.type === 'Network' &&
        inventory.read(one, 'name') === NETWORK &&
        datacenterOf(inventory, one) === datacenter,
    );
  if (known) return { ref: known, changes: [] };
  const ref = reference('Network', inventory.nextId('network'));
  const folder = inventory.read(datacenter, 'networkFolder');
  return { ref, changes: [create(ref, { ...entityProperties(folder), name: NETWORK })] };
}

function newDatastore(plan: VolumePlan, host: Host, folder: Ref, { inventory }: Context): Change[] {
  const shelf = new Shelf();
  const ref = reference('Datastore', inventory.nextId('datastore'));
  const browser = reference('HostDatastoreBrowser', `datastoreBrowser-${ref.value}`);
  return [
    create(browser, { _owner: ref }),
    create(ref, {
      ...entityProperties(folder),
      name: plan.name,
      _volume: volume(plan) as Value,
      _volumeUuid: plan.uuid,
      _otherBytes: VMFS_OWN_BYTES,
      _files: [],
      host: [hostMount(host, plan.uuid, shelf)],
      browser,
      capability: datastoreCapability(plan.type, shelf),
      iormConfiguration: iormConfiguration(shelf),
    }),
  ];
}
