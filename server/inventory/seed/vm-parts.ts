/**
 * Disks, network cards and guest of a VM, as its seed describes them or as usual.
 */
import type { VirtualMachineConfigInfo } from '../../vmodl/generated/data.ts';
import { BYTES_PER_GB } from '../../vmodl/units.ts';
import { ETHERNET_KEY } from '../templates/vm-devices.ts';
import type { CardPlan, DiskPlan } from '../templates/vm-drives.ts';
import type { GuestPlan } from '../templates/vm-guest.ts';
import { assignedMac, diskUuid } from './identity.ts';
import type { SeedDisk, SeedVm, SeedVmNic } from './seed-vm.ts';
import { demand, type Site } from './site.ts';

const USUAL_DISK: SeedDisk = { sizeGb: 16 };
/** How much of a thin disk is written unless the seed says so. Ours. */
const USED_SHARE = 0.25;

/** The home lies where the seed says, or with the first disk, or on the first datastore. */
export function homeDatastore(site: Site, seed: SeedVm): string {
  const [first] = site.datastores.keys();
  return seed.datastore ?? seed.disks?.[0]?.datastore ?? first ?? '';
}

export function diskPlans(site: Site, seed: SeedVm, vmUuid: string): readonly DiskPlan[] {
  return (seed.disks ?? [USUAL_DISK]).map((one, index) => {
    const name = one.datastore ?? homeDatastore(site, seed);
    const file = one.file ?? `${seed.name}${index === 0 ? '' : `_${index}`}.vmdk`;
    const provisioning = one.provisioning ?? 'thin';
    const used = one.usedGb ?? (provisioning === 'thin' ? one.sizeGb * USED_SHARE : one.sizeGb);
    return {
      capacityBytes: Math.round(one.sizeGb * BYTES_PER_GB),
      provisioning,
      allocatedBytes: Math.round(used * BYTES_PER_GB),
      fileName: `[${name}] ${seed.name}/${file}`,
      datastore: demand(site.datastores, name, 'datastore').ref,
      uuid: diskUuid(vmUuid, index),
      mode: one.mode,
    };
  });
}

/** The first network there is, for a VM whose seed names no card. */
function usualNics(site: Site): readonly SeedVmNic[] {
  for (const { name, kind, ref } of site.networks.values()) {
    const uplink = site.switches.some(({ uplinks }) => uplinks.ref === ref);
    if (kind !== 'opaque' && !uplink) return [{ network: name }];
  }
  return [];
}

export function cardPlans(site: Site, seed: SeedVm): readonly CardPlan[] {
  return (seed.nics ?? usualNics(site)).map((one) => ({
    type: one.type ?? 'vmxnet3',
    network: demand(site.networks, one.network, 'network'),
    mac: one.mac?.toLowerCase() ?? assignedMac(site.world.nextCardNumber()),
    addressType: one.mac === undefined ? 'assigned' : 'manual',
    connected: one.connected ?? (seed.power ?? 'on') === 'on',
    startsConnected: one.connected ?? true,
  }));
}

export function guestPlan(
  seed: SeedVm,
  { disks, cards }: { readonly disks: readonly DiskPlan[]; readonly cards: readonly CardPlan[] },
  config: VirtualMachineConfigInfo,
): GuestPlan {
  const [first] = disks;
  return {
    guestId: config.guestId,
    version: config.version,
    tools: seed.tools ?? 'running',
    hostName: seed.hostName ?? seed.name.replaceAll('_', '-').toLowerCase(),
    domainName: seed.domain ?? '',
    dns: seed.dns ?? [],
    gateway: seed.gateway ?? gatewayOf(seed),
    nics: cards.map(({ network, mac, connected }, index) => ({
      key: ETHERNET_KEY + index,
      network: network.name,
      mac,
      connected,
      addresses: [seed.nics?.[index]?.ip ?? (index === 0 ? seed.ip : undefined) ?? []].flat(),
    })),
    disk: first && { capacityBytes: first.capacityBytes, usedBytes: first.allocatedBytes },
  };
}

/** The first address of the guest's network. */
function gatewayOf({ ip, nics }: SeedVm): string | undefined {
  const [first] = [ip ?? nics?.[0]?.ip ?? []].flat();
  return first?.split('/')[0]?.replace(/\.\d+$/, '.1');
}
