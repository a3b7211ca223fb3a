/** `com.vmware.vcenter.vm.guest.networking`: names, addresses and routes, as the guest tells them. */
import type {
  GuestNicInfo,
  NetDnsConfigInfo,
  NetIpConfigInfo,
} from '../../../../vmodl/generated/data.ts';
import type {
  VcenterVmGuestNetworkingInterfacesInfo,
  VcenterVmGuestNetworkingInterfacesIpAddressOrigin,
  VcenterVmGuestNetworkingInterfacesIpAddressStatus,
  VcenterVmGuestNetworkingInterfacesIpConfigInfo,
} from '../../../generated/types.ts';
import { vapiService } from '../../../service.ts';
import { answeringGuest, noInformation } from './guest-answers.ts';

const STATUSES: Readonly<Record<string, VcenterVmGuestNetworkingInterfacesIpAddressStatus>> = {
  preferred: 'PREFERRED',
  deprecated: 'DEPRECATED',
  invalid: 'INVALID',
  inaccessible: 'INACCESSIBLE',
  unknown: 'UNKNOWN',
  tentative: 'TENTATIVE',
  duplicate: 'DUPLICATE',
};
const ORIGINS: Readonly<Record<string, VcenterVmGuestNetworkingInterfacesIpAddressOrigin>> = {
  other: 'OTHER',
  manual: 'MANUAL',
  dhcp: 'DHCP',
  linklayer: 'LINKLAYER',
  random: 'RANDOM',
};

export const guestNetworking = vapiService('com.vmware.vcenter.vm.guest.networking', {
  get({ vm }, context) {
    const { guest } = answeringGuest(vm, context);
    const [stack] = guest.ipStack ?? [];
    if (!stack) throw noInformation(vm);
    return {
      dns_values: stack.dnsConfig && {
        host_name: stack.dnsConfig.hostName || (guest.hostName ?? ''),
        domain_name: stack.dnsConfig.domainName,
      },
      dns: dnsOf(stack.dnsConfig),
    };
  },
});

export const guestInterfaces = vapiService('com.vmware.vcenter.vm.guest.networking.interfaces', {
  list({ vm }, context) {
    const { guest } = answeringGuest(vm, context);
    return (guest.net ?? []).map(interfaceOf);
  },
});

export const guestRoutes = vapiService('com.vmware.vcenter.vm.guest.networking.routes', {
  list({ vm }, context) {
    const { guest } = answeringGuest(vm, context);
    const routes = (guest.ipStack ?? []).flatMap(
      ({ ipRouteConfig }) => ipRouteConfig?.ipRoute ?? [],
    );
    return routes.map(({ network, prefixLength, gateway }) => ({
      network,
      prefix_length: prefixLength,
      gateway_address: gateway.ipAddress,
      interface_index: gateway.device === undefined ? undefined : Number(gateway.device),
    }));
  },
});

/** Cards that are not the VM's, those of tunnels, have the key -1. */
function interfaceOf(nic: GuestNicInfo): VcenterVmGuestNetworkingInterfacesInfo {
  const { dnsConfig, macAddress, ipConfig, deviceConfigId } = nic;
  return {
    dns_values: dnsConfig && {
      host_name: dnsConfig.hostName,
      domain_name: dnsConfig.domainName,
    },
    mac_address: macAddress,
    dns: dnsOf(dnsConfig),
    ip: ipConfig && ipOf(ipConfig),
    nic: deviceConfigId < 0 ? undefined : String(deviceConfigId),
  };
}

function dnsOf(config: NetDnsConfigInfo | undefined) {
  return (
    config && {
      ip_addresses: config.ipAddress ?? [],
      search_domains: config.searchDomain ?? [],
    }
  );
}

function ipOf({
  ipAddress,
  dhcp,
}: NetIpConfigInfo): VcenterVmGuestNetworkingInterfacesIpConfigInfo {
  return {
    ip_addresses: (ipAddress ?? []).map((one) => ({
      ip_address: one.ipAddress,
      prefix_length: one.prefixLength,
      origin: ORIGINS[one.origin ?? ''],
      state: STATUSES[one.state ?? 'unknown'] ?? 'UNKNOWN',
    })),
    dhcp: dhcp && {
      ipv4_enabled: dhcp.ipv4?.enable ?? false,
      ipv6_enabled: dhcp.ipv6?.enable ?? false,
    },
  };
}
