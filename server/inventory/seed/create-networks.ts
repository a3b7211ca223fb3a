/**
 * Makes the networks of a datacenter: standard ones as hosts have them, distributed and opaque ones.
 */
import type { Ref } from '../../vmodl/reference.ts';
import { portgroupConfig, switchConfig, uplinkNames } from '../templates/distributed-switch.ts';
import { entityProperties } from '../templates/entity.ts';
import { switchCapability } from '../templates/switch-capability.ts';
import { DEFAULT_MTU, standardNetworkNames } from './host-network-plan.ts';
import { uuidOf } from './identity.ts';
import { folderPath } from './plan-site.ts';
import type { SeedDatacenter } from './seed.ts';
import type { PortgroupSite, Site, SwitchSite } from './site.ts';

const DEFAULT_UPLINKS = 4;
const DEFAULT_PORTS = 8;

/** Standard and opaque networks; hosts point at them, so they come first. */
export function createNetworks(site: Site, seed: SeedDatacenter): void {
  for (const name of standardNetworkNames(site, seed)) {
    const ref = site.world.ref('Network', 'network-', `${site.path}/network/${name}`);
    site.networks.set(name, { kind: 'standard', name, ref });
    site.world.create(ref, { ...entityProperties(site.folder('network', '')), name });
  }
  for (const { name, portgroup } of seed.opaqueNetworks ?? []) {
    const path = `${folderPath(site, 'network', seed.networkFolder)}/${name}`;
    const ref = site.world.ref('OpaqueNetwork', 'network-o', path);
    const id = nsxSegmentUuid(site, portgroup ?? name);
    site.networks.set(name, { kind: 'opaque', name, ref, id });
    site.world.create(ref, {
      ...entityProperties(site.folder('network', seed.networkFolder)),
      name,
      _opaqueNetworkId: id,
    });
  }
}

function nsxSegmentUuid(site: Site, name: string): string {
  return uuidOf(`${site.name}/nsx/${name}`);
}

export function createSwitches(site: Site): void {
  for (const one of site.switches) {
    createSwitch(site, one);
    for (const portgroup of [one.uplinks, ...one.portgroups]) createPortgroup(site, one, portgroup);
  }
}

function createSwitch(
  site: Site,
  { ref, seed, uuid, uplinks, portgroups, hosts, parent }: SwitchSite,
): void {
  const ports = portsOf(uplinks) + portgroups.reduce((sum, one) => sum + portsOf(one), 0);
  site.world.create(ref, {
    ...entityProperties(parent),
    uuid,
    capability: switchCapability(site.world.shelf),
    config: switchConfig(
      {
        uuid,
        name: seed.name,
        mtu: seed.mtu ?? DEFAULT_MTU,
        uplinks: seed.uplinks ?? DEFAULT_UPLINKS,
        uplinkPortgroup: uplinks.ref,
        hosts: hosts.map((host) => ({ ref: host.ref, nics: seed.nics ?? [] })),
        ports,
        createTime: site.world.createdAt,
      },
      site.world.shelf,
    ),
    networkResourcePool: Object.freeze([]),
  });
}

function portsOf({ seed }: PortgroupSite): number {
  return seed.ports ?? DEFAULT_PORTS;
}

function createPortgroup(site: Site, owner: SwitchSite, portgroup: PortgroupSite): void {
  const { ref, seed, uplink } = portgroup;
  const ports = portsOf(portgroup);
  const segment = uuidOf(`${site.name}/segment/${seed.name}`);
  const config = portgroupConfig(
    {
      self: ref,
      switch: owner.ref,
      name: seed.name,
      ports,
      vlan: uplink ? 'trunk' : (seed.vlan ?? 0),
      type: seed.type ?? 'earlyBinding',
      uplink,
      uplinkNames: uplinkNames(owner.seed.uplinks ?? DEFAULT_UPLINKS),
      nsx: seed.nsx
        ? {
            logicalSwitchUuid: nsxSegmentUuid(site, seed.name),
            segmentId: `/infra/segments/vnet_${segment}`,
          }
        : undefined,
    },
    site.world.shelf,
  );
  site.world.create(ref as Ref, {
    ...entityProperties(owner.parent),
    key: ref.value,
    config,
    portKeys: Array.from({ length: ports }, (_, index) => String(index)),
  });
}
