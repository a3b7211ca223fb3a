/**
 * What the managers of a fresh vCenter Server hold: the stored properties, by object id. What is
 * constant or derived is declared beside the types.
 */
import { build } from '../../vmodl/build.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import { defaultExtensions } from '../catalogues/default-extensions.ts';
import { evaluationLicense } from '../catalogues/licenses.ts';
import { defaultIntervals } from '../catalogues/perf-intervals.ts';

interface Installation {
  /** ISO date. */
  readonly installedAt: string;
}

type Properties = Readonly<Record<string, Value | undefined>>;

export function managerProperties({
  installedAt,
}: Installation): Readonly<Record<string, Properties>> {
  return {
    LicenseManager: {
      licenses: [evaluationLicense()],
      licenseAssignmentManager: reference('LicenseAssignmentManager', 'LicenseAssignmentManager'),
      _installedAt: installedAt,
    },
    LicenseAssignmentManager: { _assignments: [] },
    PerfMgr: { historicalInterval: defaultIntervals(), _since: installedAt },
    ExtensionManager: { extensionList: defaultExtensions(installedAt) },
    CustomFieldsManager: { field: [] },
    CustomizationSpecManager: { _specs: [] },
    ScheduledTaskManager: { scheduledTask: [] },
    CryptoManager: { enabled: true, kmipServers: [] },
    SnmpSystem: snmpProperties(),
    guestOperationsManager: {
      authManager: reference('GuestAuthManager', 'guestOperationsAuthManager'),
      fileManager: reference('GuestFileManager', 'guestOperationsFileManager'),
      processManager: reference('GuestProcessManager', 'guestOperationsProcessManager'),
      guestWindowsRegistryManager: reference(
        'GuestWindowsRegistryManager',
        'guestOperationsWindowsRegistryManager',
      ),
      aliasManager: reference('GuestAliasManager', 'guestOperationsAliasManager'),
    },
    IpPoolManager: { _pools: [] },
    HealthUpdateManager: { _providers: [] },
    TenantManager: { _serviceProviders: [] },
    HostProfileManager: { profile: [] },
    ClusterProfileManager: { profile: [] },
    FailoverClusterConfigurator: { disabledConfigureMethod: [] },
    FailoverClusterManager: { disabledClusterMethod: [] },
  };
}

/** vCenter's own SNMP: it only sends traps, so there are no communities to read with. */
function snmpProperties(): Properties {
  return {
    configuration: build('HostSnmpConfigSpec', {
      enabled: true,
      port: 161,
      trapTargets: [
        build('HostSnmpDestination', { hostName: 'localhost', port: 162, community: 'public' }),
      ],
    }),
    limits: build('HostSnmpSystemAgentLimits', {
      maxReadOnlyCommunities: 0,
      maxTrapDestinations: 4,
      maxCommunityLength: 64,
      maxBufferSize: 0,
      capability: 'CONFIGURATION',
    }),
  };
}
