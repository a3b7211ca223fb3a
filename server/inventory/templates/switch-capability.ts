/**
 * What a distributed switch can do; one value for all.
 */
import { build } from '../../vmodl/build.ts';
import type { DVSCapability } from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

const MAX_MTU = 9000;

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
