/**
 * Versions of distributed switches, and what a switch of each can do.
 */
import { build } from '../../vmodl/build.ts';
import type { DVSFeatureCapability } from '../../vmodl/generated/data.ts';

export const SWITCH_VERSIONS: readonly string[] = [
  '8.0.3',
  '8.0.0',
  '7.0.3',
  '7.0.2',
  '7.0.0',
  '6.6.0',
  '6.5.0',
];

const HIGH_SHARES = 100;
const MAX_MTU = 9000;

/** What a switch of a version can do. */
export function switchFeatures(version: string): DVSFeatureCapability {
  const since = (first: string) =>
    SWITCH_VERSIONS.indexOf(version) <= SWITCH_VERSIONS.indexOf(first);
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
      lacpFastModeSupported: since('7.0.2'),
    }),
    nsxSupported: since('7.0.0'),
    mtuCapability: build('VMwareDvsMtuCapability', {
      minMtuSupported: 1280,
      maxMtuSupported: MAX_MTU,
    }),
  });
}
