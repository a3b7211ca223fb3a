/**
 * What the appliance tells of its name and its one network interface: as the server listens, unless told
 * otherwise.
 */
import type { Inventory } from '../../../inventory/inventory.ts';
import { SERVICE_INSTANCE } from '../../../vim/service/service-content.ts';
import { reference } from '../../../vmodl/reference.ts';
import type {
  ApplianceNetworkingInterfacesInterfaceInfo,
  ApplianceNetworkingInterfacesIpv4Info,
  ApplianceNetworkingInterfacesIpv6Info,
} from '../../generated/types.ts';
import { applianceOf, type Ipv6 } from './appliance-store.ts';
import { isIPv4 } from './names.ts';

export const NIC = 'nic0';

const SETTINGS = reference('OptionManager', 'VpxSettings');
const LOOPBACK = '127.0.0.1';
const LOOPBACK_PREFIX = 8;
const USUAL_PREFIX = 24;

/** The name it was given, else the one vCenter's settings have, which is the name it listens at. */
export function hostNameOf(inventory: Inventory): string {
  const given = applianceOf(inventory).hostName;
  return given ?? ownName(inventory);
}

export function interfaceInfo(inventory: Inventory): ApplianceNetworkingInterfacesInterfaceInfo {
  return {
    name: NIC,
    status: 'up',
    mac: macOf(inventory),
    ipv4: ipv4Info(inventory),
    ipv6: isIpv6Enabled(inventory) ? ipv6Info(inventory) : undefined,
  };
}

export function isIpv6Enabled(inventory: Inventory): boolean {
  return applianceOf(inventory).ipv6Enabled ?? true;
}

export function ipv4Info(inventory: Inventory): ApplianceNetworkingInterfacesIpv4Info {
  const { ipv4 } = applianceOf(inventory);
  if (ipv4) {
    const { mode, address, prefix, gateway } = ipv4;
    return { configurable: true, mode, address, prefix, default_gateway: gateway };
  }
  const name = ownName(inventory);
  const address = isIPv4(name) && name !== '0.0.0.0' ? name : LOOPBACK;
  const isLoopback = address.startsWith('127.');
  return {
    ...{ configurable: true, mode: 'STATIC', address },
    prefix: isLoopback ? LOOPBACK_PREFIX : USUAL_PREFIX,
    default_gateway: isLoopback ? '' : address.replace(/\d+$/, '1'),
  };
}

export function ipv6Info(inventory: Inventory): ApplianceNetworkingInterfacesIpv6Info {
  const { ipv6 } = applianceOf(inventory);
  const { dhcp = false, autoconf = true, gateway = '' } = ipv6 ?? {};
  return {
    ...{ dhcp, autoconf, default_gateway: gateway, configurable: true },
    addresses: [
      { ...linkLocal(macOf(inventory)), origin: 'LINKLAYER', status: 'PREFERRED' },
      ...addressesOf(ipv6).map(
        (each) => ({ ...each, origin: 'MANUAL', status: 'PREFERRED' }) as const,
      ),
    ],
  };
}

function addressesOf(ipv6: Ipv6 | undefined) {
  return (ipv6?.addresses ?? []).map((text) => {
    const [address = '', prefix = ''] = text.split('/');
    return { address, prefix: Number(prefix) };
  });
}

/** Made of the MAC address, as RFC 4291 says. */
function linkLocal(mac: string) {
  const [first = 0, ...others] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const bytes = [first ^ 2, ...others.slice(0, 2), 0xff, 0xfe, ...others.slice(2)];
  const groups = [0, 2, 4, 6].map((at) =>
    (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16),
  );
  return { address: `fe80::${groups.join(':')}`, prefix: 64 };
}

/** In VMware's range, told by the instance: the same for every run. */
function macOf(inventory: Inventory): string {
  const uuid = inventory.readPath(SERVICE_INSTANCE, 'content.about.instanceUuid');
  const digits = String(uuid).replaceAll('-', '').padEnd(6, '0');
  const [first = '00', second = '00', third = '00'] = digits.slice(-6).match(/../g) ?? [];
  const low = (Number.parseInt(first, 16) & 0x3f).toString(16).padStart(2, '0');
  return `00:50:56:${low}:${second}:${third}`;
}

function ownName(inventory: Inventory): string {
  const settings = inventory.read(SETTINGS, 'setting') ?? [];
  const name = settings.find(({ key }) => key === 'VirtualCenter.FQDN')?.value;
  return typeof name === 'string' && name !== '' ? name : 'localhost';
}
