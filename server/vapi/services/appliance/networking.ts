/** `com.vmware.appliance.networking`: the appliance's interface as a whole, and by IP version. */
import type { Inventory } from '../../../inventory/inventory.ts';
import { data } from '../../../vmodl/value.ts';
import type {
  ApplianceNetworkingInterfacesIpv4Config,
  ApplianceNetworkingInterfacesIpv6Config,
} from '../../generated/types.ts';
import { vapiService } from '../../service.ts';
import {
  applianceError,
  applianceNotFound,
  applianceOf,
  demandAdministrator,
  type Ipv4,
  type Ipv6,
  invalid,
  setAppliance,
} from './appliance-store.ts';
import { demandAddresses } from './dns.ts';
import { hostNameOf, interfaceInfo, ipv4Info, ipv6Info, NIC } from './interface-info.ts';
import { isHostName, isIPv4, isIPv6 } from './names.ts';

export const networking = vapiService('com.vmware.appliance.networking', {
  get(_input, { inventory }) {
    const { dnsMode, dnsServers: servers = [] } = applianceOf(inventory);
    const mode = dnsMode === 'dhcp' ? ('DHCP' as const) : ('STATIC' as const);
    return {
      dns: { mode, hostname: hostNameOf(inventory), servers },
      interfaces: { [NIC]: interfaceInfo(inventory) },
    };
  },

  update({ spec: { ipv6_enabled } }, context) {
    if (ipv6_enabled === undefined) demandAdministrator(context);
    else setAppliance(context, { ipv6Enabled: ipv6_enabled });
  },

  /** Leases are asked for anew: what an interface has stays. */
  reset: (_input, context) => demandAdministrator(context),

  /** Everything in one go, by who knows a password of the single sign-on. */
  change({ spec }, context) {
    demandAdministrator(context);
    const { hostname, SSO_user, SSO_password, dns, ipv4, ipv6 } = spec;
    if (!context.authorization.authenticates(SSO_user, SSO_password)) {
      throw invalid('networking.sso.invalid', 'The user of the single sign-on is not known.');
    }
    if (!isHostName(hostname)) {
      throw invalid('dns.name.invalid', `'${hostname}' is no name.`, [hostname]);
    }
    demandAddresses(dns?.servers ?? []);
    setAppliance(context, {
      hostName: hostname,
      ...(dns ? { dnsMode: dns.mode, dnsServers: dns.servers } : {}),
      ...(ipv4 ? { ipv4: keptIpv4(ipv4, context.inventory) } : {}),
      ...(ipv6 ? { ipv6: keptIpv6(ipv6) } : {}),
    });
    return undefined;
  },
});

export const interfaces = vapiService('com.vmware.appliance.networking.interfaces', {
  list: (_input, { inventory }) => [interfaceInfo(inventory)],

  get({ interface_name }, { inventory }) {
    demandNic(interface_name);
    return interfaceInfo(inventory);
  },
});

export const ipv4 = vapiService('com.vmware.appliance.networking.interfaces.ipv4', {
  get({ interface_name }, { inventory }) {
    demandNic(interface_name);
    return ipv4Info(inventory);
  },

  set({ interface_name, config }, context) {
    demandNic(interface_name);
    setAppliance(context, { ipv4: keptIpv4(config, context.inventory) });
  },
});

export const ipv6 = vapiService('com.vmware.appliance.networking.interfaces.ipv6', {
  get({ interface_name }, { inventory }) {
    demandNic(interface_name);
    return ipv6Info(inventory);
  },

  set({ interface_name, config }, context) {
    demandNic(interface_name);
    setAppliance(context, { ipv6: keptIpv6(config) });
  },
});

/** A static address must be told whole; what DHCP gives is what the interface has already. */
function keptIpv4(config: ApplianceNetworkingInterfacesIpv4Config, inventory: Inventory): Ipv4 {
  const { mode } = config;
  if (mode === 'UNCONFIGURED') return data<Ipv4>('_ApplianceIpv4', { mode });
  const {
    address,
    prefix,
    default_gateway: gateway,
  } = mode === 'DHCP' ? ipv4Info(inventory) : config;
  if (address === undefined || !isIPv4(address)) {
    throw applianceError('ipv4.address.invalid', 'A static configuration needs an IPv4 address.');
  }
  if (prefix === undefined || prefix < 0 || prefix > 32) {
    throw applianceError('ipv4.prefix.invalid', 'A static configuration needs a prefix: 0 … 32.');
  }
  return data<Ipv4>('_ApplianceIpv4', {
    ...{ mode, address, prefix },
    ...(gateway === undefined ? {} : { gateway }),
  });
}

function keptIpv6(config: ApplianceNetworkingInterfacesIpv6Config): Ipv6 {
  const { dhcp, autoconf, addresses, default_gateway: gateway } = config;
  const wrong = addresses.find(
    ({ address, prefix }) => !isIPv6(address) || prefix < 0 || prefix > 128,
  );
  if (wrong) {
    const text = `${wrong.address}/${wrong.prefix}`;
    throw applianceError('ipv6.address.invalid', `'${text}' is no IPv6 address.`, [text]);
  }
  return data<Ipv6>('_ApplianceIpv6', {
    ...{ dhcp, autoconf, gateway },
    addresses: addresses.map(({ address, prefix }) => `${address}/${prefix}`),
  });
}

function demandNic(name: string): void {
  if (name !== NIC) throw applianceNotFound('network interface', name);
}
