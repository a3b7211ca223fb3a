/**
 * HostNetworkSystem: the network of a host, as `HostSystem.config.network` has it.
 */
import { build } from '../../vmodl/build.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { HostNetworkConfig, HostNetworkInfo } from '../../vmodl/generated/data.ts';
import { fromConfig, fromHost } from '../host-managers.ts';
import { objectType } from '../method.ts';

export const hostNetworkSystem = objectType({
  type: 'HostNetworkSystem',
  methods: {
    /** What each card overhears; nobody talks on these wires, so the cards have no hints. */
    QueryNetworkHint: (self, { device }, { inventory }) => {
      const cards = (inventory.read(self, 'networkInfo')?.pnic ?? []).map((pnic) => pnic.device);
      const asked = device && device.length > 0 ? device : cards;
      if (asked.some((name) => !cards.includes(name))) throw new VimFault('NotFound');
      return asked.map((name) => build('PhysicalNicHintInfo', { device: name }));
    },

    /** What is configured is known here at all times. */
    RefreshNetworkSystem: () => {},
  },
  derivations: [
    fromConfig('HostNetworkSystem', 'capabilities', 'capabilities'),
    fromConfig('HostNetworkSystem', 'networkInfo', 'network'),
    fromConfig('HostNetworkSystem', 'offloadCapabilities', 'offloadCapabilities'),
    fromNetwork('networkConfig', networkConfig),
    fromNetwork('dnsConfig', (network) => network.dnsConfig),
    fromNetwork('ipRouteConfig', (network) => network.ipRouteConfig),
    fromNetwork('consoleIpRouteConfig', (network) => network.consoleIpRouteConfig),
  ],
});

function fromNetwork(property: string, pick: (network: HostNetworkInfo) => unknown) {
  return fromHost('HostNetworkSystem', property, 'config', (config) => {
    const network = config?.network;
    return network && pick(network);
  });
}

/** The specifications which would make this network. */
function networkConfig(network: HostNetworkInfo): HostNetworkConfig {
  return build('HostNetworkConfig', {
    vswitch: network.vswitch?.map(({ name, spec }) =>
      build('HostVirtualSwitchConfig', { name, spec }),
    ),
    proxySwitch: network.proxySwitch?.map(({ dvsUuid, spec }) =>
      build('HostProxySwitchConfig', { uuid: dvsUuid, spec }),
    ),
    portgroup: network.portgroup?.map(({ spec }) => build('HostPortGroupConfig', { spec })),
    pnic: network.pnic?.map(({ device, spec }) => build('PhysicalNicConfig', { device, spec })),
    vnic: network.vnic?.map(({ device, portgroup, spec }) =>
      build('HostVirtualNicConfig', { device, portgroup, spec }),
    ),
    dnsConfig: network.dnsConfig,
    ipRouteConfig: network.ipRouteConfig,
    consoleIpRouteConfig: network.consoleIpRouteConfig,
    ipV6Enabled: network.ipV6Enabled,
  });
}
