/**
 * The configuration and the state of a host: `config` with everything a vCenter shows, `runtime`.
 */
import { build } from '../../vmodl/build.ts';
import type {
  HostConfigInfo,
  HostFileSystemMountInfo,
  HostPowerPolicy,
  HostRuntimeInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { esxAbout, type HostMachine } from './host-hardware.ts';
import { healthRuntime } from './host-health.ts';
import { type HostNetworkPlan, hostNetworkInfo } from './host-network.ts';
import { HOST_OPTION_DEFINITIONS, HOST_OPTIONS } from './host-options.ts';
import { hostDateTime, hostFirewall, hostServices } from './host-services.ts';
import { hostStorageDevice, type LunPlan, multipathState } from './host-storage.ts';
import type { Shelf } from './shelf.ts';
import { virtualNicManagerInfo, vmknic, vmotionNetConfig } from './vmknics.ts';

export interface HostPlan {
  readonly self: Ref<'HostSystem'>;
  /** Number of the host, for addresses that must differ between hosts. */
  readonly number: number;
  readonly machine: HostMachine;
  readonly network: HostNetworkPlan;
  readonly luns: readonly LunPlan[];
  readonly mounts: readonly HostFileSystemMountInfo[];
}

/** Power policies of ESXi, balanced (`dynamic`) being the default. */
const POLICIES = [
  [1, 'static'],
  [2, 'dynamic'],
  [3, 'low'],
  [4, 'custom'],
] as const;

export function hostConfig(plan: HostPlan, shelf: Shelf): HostConfigInfo {
  const network = hostNetworkInfo(plan.network, shelf);
  return freezeDeep({
    _typeName: 'HostConfigInfo',
    host: plan.self,
    product: esxAbout(shelf),
    ...settings(shelf),
    hyperThread: shelf.keep(`hyperThread:${plan.machine.threadsPerCore}`, () =>
      build('HostHyperThreadScheduleInfo', {
        available: plan.machine.threadsPerCore > 1,
        active: plan.machine.threadsPerCore > 1,
        config: plan.machine.threadsPerCore > 1,
      }),
    ),
    storageDevice: hostStorageDevice(plan.number, plan.luns, shelf),
    multipathState: shelf.keep(
      `host:paths:${plan.luns.map(({ uuid, number }) => uuid + number).join()}`,
      () => multipathState(plan.luns),
    ),
    fileSystemVolume: build('HostFileSystemVolumeInfo', {
      volumeTypeList: ['VMFS', 'NFS', 'NFS41', 'vsan', 'VVOL', 'VFFS', 'OTHER', 'PMEM'],
      mountInfo: plan.mounts,
    }),
    systemFile: [],
    network,
    vmotion: vmotion(plan.network),
    virtualNicManagerInfo: virtualNicManagerInfo(plan.network.vmknics),
    ...diagnosticPartition(plan.luns),
    pciPassthruInfo: [],
    domainList: [],
  } satisfies HostConfigInfo);
}

function vmotion(plan: HostNetworkPlan) {
  const used = plan.vmknics.find(({ services }) => services.includes('vmotion'));
  return build('HostVMotionInfo', {
    netConfig: vmotionNetConfig(plan.vmknics),
    ipConfig: used && vmknic(used).spec.ip,
  });
}

/** A host dumps to its own disk, where it has one. */
function diagnosticPartition(luns: readonly LunPlan[]) {
  const local = luns.find((lun) => lun.local);
  if (!local) return {};
  const id = build('HostScsiDiskPartition', { diskName: local.canonicalName, partition: 7 });
  return {
    activeDiagnosticPartition: build('HostDiagnosticPartition', {
      storageType: 'directAttached',
      diagnosticType: 'singleHost',
      slots: 1,
      id,
    }),
  };
}

/** What is alike on all hosts as installed. */
function settings(shelf: Shelf) {
  return shelf.keep('host:settings', () => ({
    deploymentInfo: build('HostDeploymentInfo', { bootedFromStatelessCache: false }),
    cpuScheduler: build('HostCpuSchedulerInfo', { policy: 'systemDefault' }),
    capabilities: netCapabilities(),
    datastoreCapabilities: build('HostDatastoreSystemCapabilities', {
      nfsMountCreationRequired: true,
      nfsMountCreationSupported: true,
      localDatastoreSupported: true,
      vmfsExtentExpansionSupported: true,
    }),
    offloadCapabilities: build('HostNetOffloadCapabilities', {
      csumOffload: true,
      tcpSegmentation: true,
      zeroCopyXmit: true,
    }),
    service: hostServices(shelf),
    firewall: hostFirewall(shelf),
    autoStart: build('HostAutoStartManagerConfig', {
      defaults: build('AutoStartDefaults', {
        enabled: false,
        startDelay: 120,
        stopDelay: 120,
        waitForHeartbeat: false,
        stopAction: 'PowerOff',
      }),
      powerInfo: [],
    }),
    option: HOST_OPTIONS,
    optionDef: HOST_OPTION_DEFINITIONS,
    datastorePrincipal: 'root',
    systemSwapConfiguration: build('HostSystemSwapConfiguration', { option: [] }),
    dateTimeInfo: hostDateTime(shelf),
    flags: build('HostFlagInfo', { backgroundSnapshotsEnabled: false }),
    adminDisabled: false,
    lockdownMode: 'lockdownDisabled' as const,
    sslThumbprintData: [],
    authenticationManagerInfo: build('HostAuthenticationManagerInfo', {
      authConfig: [
        build('HostLocalAuthenticationInfo', { enabled: true }),
        build('HostActiveDirectoryInfo', {
          enabled: false,
          domainMembershipStatus: 'unknown',
          smartCardAuthenticationEnabled: false,
        }),
      ],
    }),
    featureVersion: [build('HostFeatureVersionInfo', { key: 'faultTolerance', value: '10.0.0' })],
    ...power(),
    cacheConfigurationInfo: [],
    wakeOnLanCapable: true,
    featureCapability: [],
    maskedFeatureCapability: [],
    vFlashConfigInfo: build('HostVFlashManagerVFlashConfigInfo', {
      vFlashCacheConfigInfo: build('HostVFlashManagerVFlashCacheConfigInfo', {
        vFlashModuleConfigOption: [],
        swapCacheReservationInGB: 0,
      }),
    }),
    vsanHostConfig: build('VsanHostConfigInfo', { enabled: false }),
    graphicsInfo: [],
    sharedPassthruGpuTypes: [],
    graphicsConfig: build('HostGraphicsConfig', {
      hostDefaultGraphicsType: 'shared',
      sharedPassthruAssignmentPolicy: 'performance',
      deviceType: [],
    }),
    sharedGpuCapabilities: [],
    ioFilterInfo: [],
    sriovDevicePool: [],
  }));
}

function netCapabilities() {
  return build('HostNetCapabilities', {
    canSetPhysicalNicLinkSpeed: true,
    supportsNicTeaming: true,
    nicTeamingPolicy: [
      'loadbalance_ip',
      'loadbalance_srcmac',
      'loadbalance_srcid',
      'failover_explicit',
    ],
    supportsVlan: true,
    usesServiceConsoleNic: false,
    supportsNetworkHints: true,
    maxPortGroupsPerVswitch: 0,
    vswitchConfigSupported: true,
    vnicConfigSupported: true,
    ipRouteConfigSupported: true,
    dnsConfigSupported: true,
    dhcpOnVnicSupported: true,
    ipV6Supported: true,
    backupNfcNiocSupported: true,
  });
}

function power() {
  const [high, balanced, ...others] = POLICIES.map(([key, shortName]) =>
    build('HostPowerPolicy', {
      key,
      shortName,
      name: `PowerPolicy.${shortName}.name`,
      description: `PowerPolicy.${shortName}.description`,
    }),
  ) as [HostPowerPolicy, HostPowerPolicy, ...HostPowerPolicy[]];
  return {
    powerSystemCapability: build('PowerSystemCapability', {
      availablePolicy: [high, balanced, ...others],
    }),
    powerSystemInfo: build('PowerSystemInfo', { currentPolicy: balanced }),
  };
}

export interface HostStatePlan {
  readonly connectionState: 'connected' | 'disconnected' | 'notResponding';
  readonly powerState: 'poweredOn' | 'standBy' | 'poweredOff' | 'unknown';
  readonly inMaintenanceMode: boolean;
  /** ISO time. */
  readonly bootTime: string;
  readonly packages: number;
  /** Keys of VMkernel adapters by TCP/IP stack. */
  readonly stacks: readonly { readonly key: string; readonly vmknics: readonly string[] }[];
}

const DISK_CAPACITY_MAX = 68_169_720_922_112; // 62 TiB, the largest VMDK on VMFS 6
const CONNECTIONS_MAX = 11_000;

export function hostRuntime(plan: HostStatePlan, shelf: Shelf): HostRuntimeInfo {
  const standBy = plan.powerState === 'standBy';
  return shelf.keep(`host:runtime:${JSON.stringify(plan)}`, () =>
    build('HostRuntimeInfo', {
      connectionState: plan.connectionState,
      powerState: plan.powerState,
      standbyMode: standBy ? 'in' : 'none',
      inMaintenanceMode: plan.inMaintenanceMode,
      inQuarantineMode: false,
      bootTime: plan.powerState === 'poweredOn' ? plan.bootTime : undefined,
      healthSystemRuntime: healthRuntime(plan.packages, shelf),
      tpmPcrValues: [],
      vsanRuntimeInfo: build('VsanHostRuntimeInfo', {}),
      networkRuntimeInfo: build('HostRuntimeInfoNetworkRuntimeInfo', {
        netStackInstanceRuntimeInfo: plan.stacks.map(({ key, vmknics }) =>
          build('HostRuntimeInfoNetStackInstanceRuntimeInfo', {
            netStackInstanceKey: key,
            state: 'active',
            vmknicKeys: vmknics,
            maxNumberOfConnections: CONNECTIONS_MAX,
            currentIpV6Enabled: false,
          }),
        ),
      }),
      hostMaxVirtualDiskCapacity: DISK_CAPACITY_MAX,
      cryptoState: 'incapable',
      stateEncryption: build('HostRuntimeInfoStateEncryptionInfo', {
        protectionMode: 'none',
        requireSecureBoot: false,
        requireExecInstalledOnly: false,
      }),
    }),
  );
}
