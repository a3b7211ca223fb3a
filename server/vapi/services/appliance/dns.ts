/** `com.vmware.appliance.networking.dns`: host name, servers and search domains of the appliance. */
import type { ApplianceNetworkingDnsServersTestStatus } from '../../generated/types.ts';
import type { VapiContext } from '../../service.ts';
import { vapiService } from '../../service.ts';
import {
  applianceError,
  applianceOf,
  demandAdministrator,
  setAppliance,
} from './appliance-store.ts';
import { hostNameOf } from './interface-info.ts';
import { isAnswering, isHostName, isIP } from './names.ts';

export const hostName = vapiService('com.vmware.appliance.networking.dns.hostname', {
  get: (_input, { inventory }) => hostNameOf(inventory),

  set({ name }, context) {
    demandName(name);
    setAppliance(context, { hostName: name });
  },

  /** Is the name well formed, and does it resolve? */
  test({ name }, context) {
    demandAdministrator(context);
    const good = isAnswering(name);
    return {
      status: good ? ('green' as const) : ('red' as const),
      messages: [
        {
          message: good ? `'${name}' resolves.` : `Failed to resolve '${name}'.`,
          result: good ? ('success' as const) : ('failure' as const),
        },
      ],
    };
  },
});

export const dnsServers = vapiService('com.vmware.appliance.networking.dns.servers', {
  get(_input, { inventory }) {
    const { dnsMode: mode = 'is_static', dnsServers: servers = [] } = applianceOf(inventory);
    return { mode, servers };
  },

  /** Those given by hand count with static servers alone. */
  set({ config: { mode, servers } }, context) {
    demandAddresses(servers);
    setAppliance(context, { dnsMode: mode, dnsServers: mode === 'dhcp' ? [] : servers });
  },

  add({ server }, context) {
    demandAddresses([server]);
    const { dnsServers: before = [] } = applianceOf(context.inventory);
    setAppliance(context, { dnsMode: 'is_static', dnsServers: joined(before, [server]) });
  },

  test({ servers }, context) {
    demandAdministrator(context);
    const messages = servers.map((server) => {
      const good = isIP(server) !== 0;
      return {
        message: good ? `Reached '${server}'.` : `Failed to reach '${server}'.`,
        result: good ? ('success' as const) : ('failure' as const),
      };
    });
    const good = messages.filter(({ result }) => result === 'success').length;
    return { status: verdict(good, servers.length), messages };
  },
});

export const domains = vapiService('com.vmware.appliance.networking.dns.domains', {
  list: (_input, { inventory }) => applianceOf(inventory).domains ?? [],

  set({ domains: names }, context) {
    for (const name of names) demandName(name);
    setDomains(context, names);
  },

  add({ domain }, context) {
    demandName(domain);
    setDomains(context, [...(applianceOf(context.inventory).domains ?? []), domain]);
  },
});

function verdict(good: number, all: number): ApplianceNetworkingDnsServersTestStatus {
  if (good === all) return 'green';
  return good === 0 ? 'red' : 'orange';
}

function setDomains(context: VapiContext, names: readonly string[]): void {
  setAppliance(context, { domains: joined(names, []) });
}

function joined(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...new Set([...first, ...second])];
}

function demandName(name: string): void {
  if (isHostName(name)) return;
  throw applianceError('dns.name.invalid', `'${name}' is no name.`, [name]);
}

export function demandAddresses(addresses: readonly string[]): void {
  const wrong = addresses.find((address) => isIP(address) === 0);
  if (wrong === undefined) return;
  throw applianceError('dns.server.invalid', `'${wrong}' is no IP address.`, [wrong]);
}
