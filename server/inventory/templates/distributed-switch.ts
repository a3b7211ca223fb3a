/**
 * Distributed switches and their port groups with a vCenter's defaults.
 */
import { build } from '../../vmodl/build.ts';
import type {
  DistributedVirtualSwitchHostMember,
  DistributedVirtualSwitchProductSpec,
  DVPortgroupConfigInfo,
  DVSCapability,
  VMwareDVSConfigInfo,
  VMwareDVSPortSetting,
  VmwareDistributedVirtualSwitchVlanSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
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

const VERSION = '8.0.3';
const MAX_MTU = 9000;
const MAX_PORTS = 2_147_483_647;
const PROXY_PORTS_MAX = 512;
const TRUNK_LAST = 4094;
const NOT_INHERITED = { inherited: false } as const;

export function uplinkNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Uplink ${index + 1}`);
}

export function switchProduct(shelf: Shelf): DistributedVirtualSwitchProductSpec {
  return shelf.keep('dvs:product', () =>
    build('DistributedVirtualSwitchProductSpec', {
      name: 'DVS',
      vendor: 'VMware, Inc.',
      version: VERSION,
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

export function hostMember(
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

function bool(value: boolean) {
  return build('BoolPolicy', { ...NOT_INHERITED, value });
}

function vlanSpec(vlan: number | 'trunk'): VmwareDistributedVirtualSwitchVlanSpec {
  return vlan === 'trunk'
    ? build('VmwareDistributedVirtualSwitchTrunkVlanSpec', {
        ...NOT_INHERITED,
        vlanId: [build('NumericRange', { start: 0, end: TRUNK_LAST })],
      })
    : build('VmwareDistributedVirtualSwitchVlanIdSpec', { ...NOT_INHERITED, vlanId: vlan });
}

function portSetting(
  vlan: number | 'trunk',
  uplinks: readonly string[],
  shelf: Shelf,
): VMwareDVSPortSetting {
  const shaping = build('DVSTrafficShapingPolicy', {
    ...NOT_INHERITED,
    enabled: bool(false),
    averageBandwidth: build('LongPolicy', { ...NOT_INHERITED, value: 100_000_000 }),
    peakBandwidth: build('LongPolicy', { ...NOT_INHERITED, value: 100_000_000 }),
    burstSize: build('LongPolicy', { ...NOT_INHERITED, value: 104_857_600 }),
  });
  return shelf.keep(`dvs:port:${vlan}:${uplinks.length}`, () =>
    build('VMwareDVSPortSetting', {
      blocked: bool(false),
      vmDirectPathGen2Allowed: bool(false),
      inShapingPolicy: shaping,
      outShapingPolicy: shaping,
      vendorSpecificConfig: build('DVSVendorSpecificConfig', { ...NOT_INHERITED, keyValue: [] }),
      networkResourcePoolKey: build('StringPolicy', { ...NOT_INHERITED, value: '-1' }),
      filterPolicy: build('DvsFilterPolicy', { ...NOT_INHERITED, filterConfig: [] }),
      vlan: vlanSpec(vlan),
      qosTag: build('IntPolicy', { ...NOT_INHERITED, value: -1 }),
      uplinkTeamingPolicy: teaming(uplinks),
      securityPolicy: build('DVSSecurityPolicy', {
        ...NOT_INHERITED,
        allowPromiscuous: bool(false),
        macChanges: bool(false),
        forgedTransmits: bool(false),
      }),
      ipfixEnabled: bool(false),
      txUplink: bool(false),
      lacpPolicy: build('VMwareUplinkLacpPolicy', {
        ...NOT_INHERITED,
        enable: bool(false),
        mode: build('StringPolicy', { ...NOT_INHERITED, value: 'passive' }),
      }),
      macManagementPolicy: build('DVSMacManagementPolicy', {
        ...NOT_INHERITED,
        allowPromiscuous: false,
        macChanges: false,
        forgedTransmits: false,
        macLearningPolicy: build('DVSMacLearningPolicy', {
          ...NOT_INHERITED,
          enabled: false,
          allowUnicastFlooding: true,
          limit: 4096,
          limitPolicy: 'DROP',
        }),
      }),
    }),
  );
}

function teaming(uplinks: readonly string[]) {
  const text = (value: string) => build('StringPolicy', { ...NOT_INHERITED, value });
  return build('VmwareUplinkPortTeamingPolicy', {
    ...NOT_INHERITED,
    policy: text('loadbalance_srcid'),
    reversePolicy: bool(true),
    notifySwitches: bool(true),
    rollingOrder: bool(false),
    failureCriteria: build('DVSFailureCriteria', {
      ...NOT_INHERITED,
      checkSpeed: text('minimum'),
      speed: build('IntPolicy', { ...NOT_INHERITED, value: 10 }),
      checkDuplex: bool(false),
      fullDuplex: bool(false),
      checkErrorPercent: bool(false),
      percentage: build('IntPolicy', { ...NOT_INHERITED, value: 0 }),
      checkBeacon: bool(false),
    }),
    uplinkPortOrder: build('VMwareUplinkPortOrderPolicy', {
      ...NOT_INHERITED,
      activeUplinkPort: uplinks,
      standbyUplinkPort: [],
    }),
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

export function switchCapability(shelf: Shelf): DVSCapability {
  return shelf.keep('dvs:capability', () =>
    build('DVSCapability', {
      dvsOperationSupported: true,
      dvPortGroupOperationSupported: true,
      dvPortOperationSupported: true,
      compatibleHostComponentProductInfo: ['8.0.3', '8.0.0', '7.0.3', '7.0.2', '7.0.0'].map(
        (version) =>
          build('DistributedVirtualSwitchHostProductSpec', {
            productLineId: 'embeddedEsx',
            version,
          }),
      ),
      featuresSupported: switchFeatures(),
    }),
  );
}

function switchFeatures() {
  return build('VMwareDVSFeatureCapability', {
    networkResourceManagementSupported: true,
    vmDirectPathGen2Supported: true,
    nicTeamingPolicy: [
      'loadbalance_ip',
      'loadbalance_srcmac',
      'loadbalance_srcid',
      'failover_explicit',
      'loadbalance_loadbased',
    ],
    networkResourcePoolHighShareValue: 100,
    networkResourceManagementCapability: build('DVSNetworkResourceManagementCapability', {
      networkResourceManagementSupported: true,
      networkResourcePoolHighShareValue: 100,
      qosSupported: true,
      userDefinedNetworkResourcePoolsSupported: true,
      networkResourceControlVersion3Supported: true,
    }),
    healthCheckCapability: build('VMwareDVSHealthCheckCapability', {
      vlanMtuSupported: true,
      teamingSupported: true,
    }),
    rollbackCapability: build('DVSRollbackCapability', { rollbackSupported: true }),
    backupRestoreCapability: build('DVSBackupRestoreCapability', { backupRestoreSupported: true }),
    networkFilterSupported: true,
    macLearningSupported: true,
    vspanSupported: true,
    lldpSupported: true,
    ipfixSupported: true,
    ipfixCapability: build('VMwareDvsIpfixCapability', {
      ipfixSupported: true,
      ipv6ForIpfixSupported: true,
      observationDomainIdSupported: true,
    }),
    multicastSnoopingSupported: true,
    vspanCapability: build('VMwareDVSVspanCapability', {
      mixedDestSupported: true,
      dvportSupported: true,
      remoteSourceSupported: true,
      remoteDestSupported: true,
      encapRemoteSourceSupported: true,
      erspanProtocolSupported: true,
      mirrorNetstackSupported: true,
    }),
    lacpCapability: build('VMwareDvsLacpCapability', {
      lacpSupported: true,
      multiLacpGroupSupported: true,
      lacpFastModeSupported: true,
    }),
    nsxSupported: true,
    mtuCapability: build('VMwareDvsMtuCapability', {
      minMtuSupported: 1280,
      maxMtuSupported: MAX_MTU,
    }),
  });
}
