/**
 * Versions of VMware's distributed switch, newest first: which hosts may join them and what they do.
 */
import { build } from '../../vmodl/build.ts';
import type {
  DistributedVirtualSwitchHostProductSpec,
  DistributedVirtualSwitchProductSpec,
  DVSFeatureCapability,
} from '../../vmodl/generated/data.ts';

const VERSIONS: readonly string[] = ['8.0.3', '8.0.0', '7.0.3', '7.0.2', '7.0.0', '6.6.0', '6.5.0'];

/** Versions of ESXi which may join, each written as the oldest that is accepted. */
const HOST_VERSIONS: readonly string[] = [
  '8.0.3+',
  '8.0.0+',
  '7.0.3+',
  '7.0.2+',
  '7.0.0+',
  '6.7.0+',
  '6.5.0+',
];

const HIGH_SHARES = 100;

export const SWITCH_VENDOR = 'VMware, Inc.';
/** Class of all switches that forward by ESXi's own means. */
const FORWARDING_CLASS = 'etherswitch';

export function availableSwitchVersions(): readonly DistributedVirtualSwitchProductSpec[] {
  return VERSIONS.map((version) =>
    build('DistributedVirtualSwitchProductSpec', {
      name: 'DVS',
      vendor: SWITCH_VENDOR,
      version,
      forwardingClass: FORWARDING_CLASS,
    }),
  );
}

/** Hosts as old as the switch or newer. */
export function hostSpecsFor(version: string): readonly DistributedVirtualSwitchHostProductSpec[] {
  const index = VERSIONS.indexOf(version);
  return HOST_VERSIONS.slice(0, index + 1).map((hostVersion) =>
    build('DistributedVirtualSwitchHostProductSpec', {
      productLineId: 'embeddedEsx',
      version: hostVersion,
    }),
  );
}

export function switchCapability(version: string): DVSFeatureCapability {
  const since = (first: string) => VERSIONS.indexOf(version) <= VERSIONS.indexOf(first);
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
    networkResourcePoolHighShareValue: HIGH_SHARES,
    networkResourceManagementCapability: build('DVSNetworkResourceManagementCapability', {
      networkResourceManagementSupported: true,
      networkResourcePoolHighShareValue: HIGH_SHARES,
      qosSupported: true,
      userDefinedNetworkResourcePoolsSupported: true,
      networkResourceControlVersion3Supported: true,
      userDefinedInfraTrafficPoolSupported: true,
    }),
    healthCheckCapability: build('VMwareDVSHealthCheckCapability', {
      vlanMtuSupported: true,
      teamingSupported: true,
    }),
    rollbackCapability: build('DVSRollbackCapability', { rollbackSupported: true }),
    backupRestoreCapability: build('DVSBackupRestoreCapability', { backupRestoreSupported: true }),
    networkFilterSupported: true,
    macLearningSupported: since('6.6.0'),
    vspanSupported: true,
    lldpSupported: true,
    ipfixSupported: true,
    ipfixCapability: build('VMwareDvsIpfixCapability', {
      ipfixSupported: true,
      ipv6ForIpfixSupported: true,
      observationDomainIdSupported: true,
    }),
    multicastSnoopingSupported: true,
    lacpCapability: build('VMwareDvsLacpCapability', {
      lacpSupported: true,
      multiLacpGroupSupported: true,
      lacpFastModeSupported: since('7.0.2'),
    }),
    nsxSupported: since('7.0.0'),
  });
}
