/**
 * The network of a host as its seed describes it, or as a host is usually wired: two 10 Gb/s cards, one
 * switch with `VM Network` and `Management Network`, one VMkernel adapter for management and vMotion.
 */
import type { HostNetworkPlan, VswitchPlan } from '../templates/host-network.ts';
import type { VmknicPlan } from '../templates/vmknics.ts';
import { hostMac } from './identity.ts';
import type { SeedDatacenter, SeedHost, SeedVmknic, SeedVswitch } from './seed.ts';
import type { HostSite, Site } from './site.ts';

const MBIT_PER_GBIT = 1000;
const DEFAULT_GBPS = 10;
export const DEFAULT_MTU = 1500;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

const USUAL_NICS = [
  { device: 'vmnic0', gbps: DEFAULT_GBPS },
  { device: 'vmnic1', gbps: DEFAULT_GBPS },
];
const USUAL_VSWITCHES: readonly SeedVswitch[] = [
  {
    name: 'vSwitch0',
    nics: ['vmnic0'],
    portgroups: [{ name: 'VM Network' }, { name: 'Management Network' }],
  },
];

function vswitchesOf(seed: SeedHost): readonly SeedVswitch[] {
  return seed.vswitches ?? USUAL_VSWITCHES;
}

function usualVmknic(host: HostSite): SeedVmknic {
  const { name } = host.seed;
  const { number } = host;
  return {
    ip: IPV4.test(name) ? name : `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`,
    portgroup: 'Management Network',
    services: ['management', 'vmotion'],
  };
}

function vmknicsOf(host: HostSite): readonly SeedVmknic[] {
  return host.seed.vmknics ?? [usualVmknic(host)];
}

export function hostNetworkPlan(site: Site, host: HostSite): HostNetworkPlan {
  const { seed } = host;
  const vmknics = vmknicsOf(host).map((one, index) => vmknicPlan(site, host, one, index));
  const firstIp = vmknics[0]?.ip ?? '10.0.0.1';
  const [short = seed.name, ...rest] = IPV4.test(seed.name) ? ['localhost'] : seed.name.split('.');
  return {
    hostName: short,
    domainName: seed.domain ?? rest.join('.'),
    dns: seed.dns ?? [],
    gateway: seed.gateway ?? firstIp.replace(/\.\d+$/, '.1'),
    pnics: (seed.nics ?? USUAL_NICS).map(({ device, gbps }, index) => ({
      device,
      mac: hostMac(host.number, index, false),
      speedMb: (gbps ?? DEFAULT_GBPS) * MBIT_PER_GBIT,
    })),
    vswitches: vswitchesOf(seed).map(vswitchPlan),
    proxySwitches: site.switches
      .filter(({ hosts }) => hosts.includes(host))
      .map((one) => ({
        uuid: one.uuid,
        name: one.seed.name,
        mtu: one.seed.mtu ?? DEFAULT_MTU,
        nics: one.seed.nics ?? [],
      })),
    vmknics,
  };
}

function vswitchPlan({ name, nics, mtu, portgroups }: SeedVswitch): VswitchPlan {
  return {
    name,
    nics: nics ?? [],
    mtu: mtu ?? DEFAULT_MTU,
    portgroups: (portgroups ?? []).map((one) => ({ name: one.name, vlan: one.vlan ?? 0 })),
  };
}

function vmknicPlan(site: Site, host: HostSite, seed: SeedVmknic, index: number): VmknicPlan {
  const network = site.networks.get(seed.portgroup);
  const distributed = network?.kind === 'distributed' ? network : undefined;
  return {
    device: seed.device ?? `vmk${index}`,
    mac: hostMac(host.number, index, true),
    ip: seed.ip,
    netmask: seed.netmask ?? '255.255.255.0',
    mtu: seed.mtu ?? DEFAULT_MTU,
    stack: seed.stack ?? 'defaultTcpipStack',
    portgroup: distributed ? undefined : seed.portgroup,
    distributedPort: distributed && {
      switchUuid: distributed.switchUuid,
      portgroupKey: distributed.ref.value,
    },
    services: seed.services ?? (index === 0 ? ['management'] : []),
  };
}

/** Port groups of a datacenter's standard switches that VMs use: those no VMkernel adapter sits on. */
export function standardNetworkNames(site: Site, seed: SeedDatacenter): readonly string[] {
  const names = new Set<string>();
  const taken = new Set<string>();
  for (const host of site.hosts.values()) {
    for (const { portgroups } of vswitchesOf(host.seed)) {
      for (const { name } of portgroups ?? []) names.add(name);
    }
    for (const { portgroup } of vmknicsOf(host)) taken.add(portgroup);
  }
  if (seed.hosts === undefined && seed.clusters === undefined) names.add('VM Network');
  for (const name of taken) names.delete(name);
  return [...names];
}
