/**
 * Distributed switches and their port groups with a vCenter's defaults.
 */
import { build } from '../../vmodl/build.ts';
import type {
  DistributedVirtualSwitchHostMember,
  DistributedVirtualSwitchProductSpec,
  DVPortgroupConfigInfo,
  VMwareDVSConfigInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { portSetting } from './port-setting.ts';
import type { Shelf } from './shelf.ts';

type Portgroup = Ref<'DistributedVirtualPortgroup'>;
type Switch = Ref<'VmwareDistributedVirtualSwitch'>;

export interface SwitchPlan {
  readonly uuid: string;
  readonly name: string;
  readonly mtu: number;
  readonly uplinks: number;
  readonly uplinkPortgroup: Portgroup;
  /** Members with the physical cards they give to the switch. */
  readonly hosts: readonly { readonly ref: Ref<'HostSystem'>; readonly nics: readonly string[] }[];
  readonly ports: number;
  /** ISO time. */
  readonly createTime: string;
}

export interface PortgroupPlan {
  readonly self: Portgroup;
  readonly switch: Switch;
  readonly name: string;
  readonly ports: number;
  /** VLAN id, or a trunk for uplinks. */
  readonly vlan: number | 'trunk';
  readonly type: 'earlyBinding' | 'ephemeral' | 'lateBinding';
  readonly uplink: boolean;
  readonly uplinkNames: readonly string[];
  readonly nsx?: { readonly logicalSwitchUuid: string; readonly segmentId: string } | undefined;
}

export const SWITCH_VERSION = '8.0.3';
const MAX_PORTS = 2_147_483_647;
const PROXY_PORTS_MAX = 512;

export function uplinkNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Uplink ${index + 1}`);
}

function switchProduct(shelf: Shelf): DistributedVirtualSwitchProductSpec {
  return shelf.keep('dvs:product', () =>
    build('DistributedVirtualSwitchProductSpec', {
      name: 'DVS',
      vendor: 'VMware, Inc.',
      version: SWITCH_VERSION,
      build: '24022515',
      forwardingClass: 'etherswitch',
    }),
  );
}

export function switchConfig(plan: SwitchPlan, shelf: Shelf): VMwareDVSConfigInfo {
  const names = uplinkNames(plan.uplinks);
  return build('VMwareDVSConfigInfo', {
    uuid: plan.uuid,
    name: plan.name,
    numStandalonePorts: 0,
    numPorts: plan.ports,
    maxPorts: MAX_PORTS,
    uplinkPortPolicy: build('DVSNameArrayUplinkPortPolicy', { uplinkPortName: names }),
    uplinkPortgroup: [plan.uplinkPortgroup],
    defaultPortConfig: portSetting(0, names, shelf),
    host: plan.hosts.map((host) => hostMember(host, plan, shelf)),
    productInfo: switchProduct(shelf),
    policy: build('DVSPolicy', {
      autoPreInstallAllowed: false,
      autoUpgradeAllowed: false,
      partialUpgradeAllowed: false,
    }),
    configVersion: '1',
    contact: build('DVSContactInfo', {}),
    createTime: plan.createTime,
    networkResourceManagementEnabled: true,
    defaultProxySwitchMaxNumPorts: PROXY_PORTS_MAX,
    healthCheckConfig: [
      build('VMwareDVSVlanMtuHealthCheckConfig', { enable: false, interval: 1 }),
      build('VMwareDVSTeamingHealthCheckConfig', { enable: false, interval: 1 }),
    ],
    networkResourceControlVersion: 'version3',
    vmVnicNetworkResourcePool: [],
    pnicCapacityRatioForReservation: 75,
    vspanSession: [],
    pvlanConfig: [],
    maxMtu: plan.mtu,
    linkDiscoveryProtocolConfig: build('LinkDiscoveryProtocolConfig', {
      protocol: 'cdp',
      operation: 'listen',
    }),
    ipfixConfig: build('VMwareIpfixConfig', {
      activeFlowTimeout: 60,
      idleFlowTimeout: 15,
      samplingRate: 4096,
      internalFlowsOnly: false,
    }),
    lacpGroupConfig: [],
    lacpApiVersion: 'multipleLag',
    multicastFilteringMode: 'legacyFiltering',
  });
}

function hostMember(
  host: SwitchPlan['hosts'][number],
  plan: Pick<SwitchPlan, 'uplinkPortgroup'>,
  shelf: Shelf,
): DistributedVirtualSwitchHostMember {
  return build('DistributedVirtualSwitchHostMember', {
    runtimeState: build('DistributedVirtualSwitchHostMemberRuntimeState', {
      currentMaxProxySwitchPorts: PROXY_PORTS_MAX,
    }),
    config: build('DistributedVirtualSwitchHostMemberConfigInfo', {
      host: host.ref,
      maxProxySwitchPorts: PROXY_PORTS_MAX,
      vendorSpecificConfig: [],
      backing: build('DistributedVirtualSwitchHostMemberPnicBacking', {
        pnicSpec: host.nics.map((pnicDevice) =>
          build('DistributedVirtualSwitchHostMemberPnicSpec', {
            pnicDevice,
            uplinkPortgroupKey: plan.uplinkPortgroup.value,
          }),
        ),
      }),
      networkOffloadingEnabled: false,
    }),
    productInfo: switchProduct(shelf),
    uplinkPortKey: [],
    status: 'up',
  });
}

export function portgroupConfig(plan: PortgroupPlan, shelf: Shelf): DVPortgroupConfigInfo {
  return build('DVPortgroupConfigInfo', {
    key: plan.self.value,
    name: plan.name,
    numPorts: plan.ports,
    distributedVirtualSwitch: plan.switch,
    defaultPortConfig: portSetting(plan.vlan, plan.uplinkNames, shelf),
    description: '',
    type: plan.type,
    backingType: plan.nsx ? 'nsx' : 'standard',
    policy: shelf.keep('dvpg:policy', () =>
      build('VMwareDVSPortgroupPolicy', {
        blockOverrideAllowed: true,
        shapingOverrideAllowed: false,
        vendorConfigOverrideAllowed: false,
        livePortMovingAllowed: false,
        portConfigResetAtDisconnect: true,
        networkResourcePoolOverrideAllowed: false,
        trafficFilterOverrideAllowed: false,
        vlanOverrideAllowed: false,
        uplinkTeamingOverrideAllowed: false,
        securityPolicyOverrideAllowed: false,
        ipfixOverrideAllowed: false,
        macManagementOverrideAllowed: false,
      }),
    ),
    configVersion: '0',
    autoExpand: !plan.uplink,
    vmVnicNetworkResourcePoolKey: '-1',
    uplink: plan.uplink,
    ...(plan.nsx
      ? { logicalSwitchUuid: plan.nsx.logicalSwitchUuid, segmentId: plan.nsx.segmentId }
      : {}),
  });
}
