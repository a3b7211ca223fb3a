/**
 * The network of a host: physical cards, standard switches, port groups, VMkernel adapters, TCP/IP
 * stacks, and the side of distributed switches which a host sees.
 */
import { build } from '../../vmodl/build.ts';
import type {
  HostNetworkInfo,
  HostNetworkPolicy,
  HostPortGroup,
  HostVirtualSwitch,
  PhysicalNic,
} from '../../vmodl/generated/data.ts';
import { nicPciId } from './host-hardware.ts';
import type { Shelf } from './shelf.ts';
import { type VmknicPlan, vmknic } from './vmknics.ts';

export interface PnicPlan {
  /** `vmnic0` */
  readonly device: string;
  readonly mac: string;
  /** 0: no link. */
  readonly speedMb: number;
}

export interface VswitchPlan {
  readonly name: string;
  readonly nics: readonly string[];
  readonly mtu: number;
  readonly portgroups: readonly { readonly name: string; readonly vlan: number }[];
}

/** A distributed switch the host is a member of. */
export interface ProxySwitchPlan {
  readonly uuid: string;
  readonly name: string;
  readonly mtu: number;
  readonly nics: readonly string[];
}

export interface HostNetworkPlan {
  readonly hostName: string;
  readonly domainName: string;
  readonly dns: readonly string[];
  readonly gateway: string;
  readonly pnics: readonly PnicPlan[];
  readonly vswitches: readonly VswitchPlan[];
  readonly proxySwitches: readonly ProxySwitchPlan[];
  readonly vmknics: readonly VmknicPlan[];
}

const PNIC = 'key-vim.host.PhysicalNic-';
const VSWITCH = 'key-vim.host.VirtualSwitch-';
const PORTGROUP = 'key-vim.host.PortGroup-';
const PORTS = 5632;
const PORTS_AVAILABLE = 5617;
const MAX_CONNECTIONS = 11_000;

export function hostNetworkInfo(plan: HostNetworkPlan, shelf: Shelf): HostNetworkInfo {
  const dnsConfig = build('HostDnsConfig', {
    dhcp: false,
    hostName: plan.hostName,
    domainName: plan.domainName,
    address: plan.dns,
    searchDomain: plan.domainName === '' ? [] : [plan.domainName],
  });
  const ipRouteConfig = shelf.keep(`host:route:${plan.gateway}`, () =>
    build('HostIpRouteConfig', { defaultGateway: plan.gateway }),
  );
  return build('HostNetworkInfo', {
    vswitch: plan.vswitches.map(vswitch),
    proxySwitch: plan.proxySwitches.map(proxySwitch),
    portgroup: plan.vswitches.flatMap((one) => portgroups(one, plan, shelf)),
    pnic: plan.pnics.map((one, index) => pnic(one, index, shelf)),
    rdmaDevice: [],
    vnic: plan.vmknics.map(vmknic),
    consoleVnic: [],
    dnsConfig,
    ipRouteConfig,
    routeTableInfo: build('HostIpRouteTableInfo', {
      ipRoute: [
        build('HostIpRouteEntry', {
          network: '0.0.0.0',
          prefixLength: 0,
          gateway: plan.gateway,
          deviceName: plan.vmknics[0]?.device,
        }),
      ],
    }),
    dhcp: [],
    nat: [],
    ipV6Enabled: false,
    atBootIpV6Enabled: false,
    netStackInstance: stacks(plan),
    opaqueSwitch: [],
    opaqueNetwork: [],
  });

  function stacks({ vmknics }: HostNetworkPlan) {
    const used = new Set(vmknics.map(({ stack }) => stack));
    return (['vmotion', 'vSphereProvisioning', 'defaultTcpipStack'] as const)
      .filter((key) => key === 'defaultTcpipStack' || used.has(key))
      .map((key) =>
        build('HostNetStackInstance', {
          key,
          name: key,
          dnsConfig,
          ipRouteConfig,
          requestedMaxNumberOfConnections: MAX_CONNECTIONS,
          congestionControlAlgorithm: 'newreno',
          ipV6Enabled: false,
        }),
      );
  }
}

function pnic(plan: PnicPlan, index: number, shelf: Shelf): PhysicalNic {
  const link = (speedMb: number) =>
    shelf.keep(`pnic:link:${speedMb}`, () =>
      build('PhysicalNicLinkInfo', { speedMb, duplex: true }),
    );
  return build('PhysicalNic', {
    key: PNIC + plan.device,
    device: plan.device,
    pci: nicPciId(index),
    driver: 'i40en',
    driverVersion: '1.11.3.5',
    firmwareVersion: '8.30',
    linkSpeed: plan.speedMb > 0 ? link(plan.speedMb) : undefined,
    validLinkSpecification: plan.speedMb > 0 ? [link(plan.speedMb)] : [],
    spec: shelf.keep(`pnic:spec:${plan.speedMb}`, () =>
      build('PhysicalNicSpec', {
        ip: build('HostIpConfig', { dhcp: false, ipAddress: '', subnetMask: '' }),
        linkSpeed: plan.speedMb > 0 ? link(plan.speedMb) : undefined,
        enableEnhancedNetworkingStack: false,
        ensInterruptEnabled: false,
      }),
    ),
    wakeOnLanSupported: true,
    mac: plan.mac,
    vmDirectPathGen2Supported: false,
    resourcePoolSchedulerAllowed: true,
    autoNegotiateSupported: true,
    enhancedNetworkingStackSupported: false,
    ensInterruptSupported: false,
  });
}

function policy(nics: readonly string[]): HostNetworkPolicy {
  return build('HostNetworkPolicy', {
    security: build('HostNetworkSecurityPolicy', {
      allowPromiscuous: false,
      macChanges: false,
      forgedTransmits: false,
    }),
    nicTeaming: build('HostNicTeamingPolicy', {
      policy: 'loadbalance_srcid',
      reversePolicy: true,
      notifySwitches: true,
      rollingOrder: false,
      failureCriteria: build('HostNicFailureCriteria', {
        checkSpeed: 'minimum',
        speed: 10,
        checkDuplex: false,
        fullDuplex: false,
        checkErrorPercent: false,
        percentage: 0,
        checkBeacon: false,
      }),
      nicOrder: build('HostNicOrderPolicy', { activeNic: nics, standbyNic: [] }),
    }),
    offloadPolicy: build('HostNetOffloadCapabilities', {
      csumOffload: true,
      tcpSegmentation: true,
      zeroCopyXmit: true,
    }),
    shapingPolicy: build('HostNetworkTrafficShapingPolicy', { enabled: false }),
  });
}

function vswitch(plan: VswitchPlan): HostVirtualSwitch {
  return build('HostVirtualSwitch', {
    name: plan.name,
    key: VSWITCH + plan.name,
    numPorts: PORTS,
    numPortsAvailable: PORTS_AVAILABLE,
    mtu: plan.mtu,
    portgroup: plan.portgroups.map(({ name }) => PORTGROUP + name),
    pnic: plan.nics.map((nic) => PNIC + nic),
    spec: build('HostVirtualSwitchSpec', {
      numPorts: 128,
      bridge:
        plan.nics.length > 0
          ? build('HostVirtualSwitchBondBridge', {
              nicDevice: plan.nics,
              beacon: build('HostVirtualSwitchBeaconConfig', { interval: 1 }),
              linkDiscoveryProtocolConfig: build('LinkDiscoveryProtocolConfig', {
                protocol: 'cdp',
                operation: 'listen',
              }),
            })
          : undefined,
      policy: policy(plan.nics),
      mtu: plan.mtu,
    }),
  });
}

function portgroups(plan: VswitchPlan, host: HostNetworkPlan, shelf: Shelf): HostPortGroup[] {
  const computedPolicy = shelf.keep(`host:policy:${plan.nics.join()}`, () => policy(plan.nics));
  return plan.portgroups.map(({ name, vlan }) =>
    build('HostPortGroup', {
      key: PORTGROUP + name,
      port: host.vmknics
        .filter((vnic) => vnic.portgroup === name)
        .map((vnic) => build('HostPortGroupPort', { mac: [vnic.mac], type: 'host' })),
      vswitch: VSWITCH + plan.name,
      computedPolicy,
      spec: build('HostPortGroupSpec', {
        name,
        vlanId: vlan,
        vswitchName: plan.name,
        policy: build('HostNetworkPolicy', {
          security: build('HostNetworkSecurityPolicy', {}),
          nicTeaming: build('HostNicTeamingPolicy', {
            failureCriteria: build('HostNicFailureCriteria', {}),
          }),
          offloadPolicy: build('HostNetOffloadCapabilities', {}),
          shapingPolicy: build('HostNetworkTrafficShapingPolicy', {}),
        }),
      }),
    }),
  );
}

function proxySwitch(plan: ProxySwitchPlan) {
  return build('HostProxySwitch', {
    dvsUuid: plan.uuid,
    dvsName: plan.name,
    key: `DvsPortset-${plan.name}`,
    numPorts: PORTS,
    configNumPorts: 512,
    numPortsAvailable: PORTS_AVAILABLE,
    uplinkPort: plan.nics.map((_, index) =>
      build('KeyValue', { key: String(index), value: `Uplink ${index + 1}` }),
    ),
    mtu: plan.mtu,
    pnic: plan.nics.map((nic) => PNIC + nic),
    spec: build('HostProxySwitchSpec', {
      backing: build('DistributedVirtualSwitchHostMemberPnicBacking', {
        pnicSpec: plan.nics.map((pnicDevice) =>
          build('DistributedVirtualSwitchHostMemberPnicSpec', { pnicDevice }),
        ),
      }),
    }),
    networkReservationSupported: true,
  });
}
