/**
 * The alarms every vCenter Server starts with, defined on the root folder.
 */
import { type Change, create } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import type { AlarmExpression, AlarmInfo } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import { all, events, state, usage } from './alarm-expressions.ts';

interface DefaultAlarm {
  readonly name: string;
  readonly systemName: string;
  readonly description: string;
  readonly expression: AlarmExpression;
}

const CPU_USAGE = 2;
const MEMORY_USAGE = 24;
const DISK_USED = 281;
const USAGE_SECONDS = 300;

const LOAD = { yellow: 75, red: 90, seconds: USAGE_SECONDS };
const MEMORY_LOAD = { yellow: 85, red: 95, seconds: 600 };

function hostAlarms(): readonly DefaultAlarm[] {
  return [
    {
      name: 'Host connection and power state',
      systemName: 'alarm.HostConnectionStateAlarm',
      description: 'Default alarm to monitor host connection and power state',
      expression: all([
        state('HostSystem', 'runtime.connectionState', 'isEqual', { red: 'notResponding' }),
        state('HostSystem', 'runtime.powerState', 'isUnequal', { red: 'standBy' }),
      ]),
    },
    {
      name: 'Host CPU usage',
      systemName: 'alarm.HostCPUUsageAlarm',
      description: 'Default alarm to monitor host CPU usage',
      expression: usage('HostSystem', CPU_USAGE, LOAD),
    },
    {
      name: 'Host memory usage',
      systemName: 'alarm.HostMemoryUsageAlarm',
      description: 'Default alarm to monitor host memory usage',
      expression: usage('HostSystem', MEMORY_USAGE, MEMORY_LOAD),
    },
    {
      name: 'Host error',
      systemName: 'alarm.HostErrorAlarm',
      description: 'Default alarm to monitor host error and warning events',
      expression: events('HostSystem', ['GeneralHostErrorEvent'], ['GeneralHostWarningEvent']),
    },
    {
      name: 'Cannot connect to storage',
      systemName: 'alarm.StorageConnectivityAlarm',
      description: 'Default alarm to monitor host connectivity to storage device',
      expression: events(
        'HostSystem',
        ['EventEx:esx.problem.storage.connectivity.lost', 'red'],
        ['EventEx:esx.problem.storage.redundancy.lost', 'yellow'],
        ['EventEx:esx.clear.storage.connectivity.restored', 'green'],
      ),
    },
    {
      name: 'Network connectivity lost',
      systemName: 'alarm.NetworkConnectivityLostAlarm',
      description: 'Default alarm to monitor network connectivity on a virtual switch',
      expression: events(
        'HostSystem',
        ['EventEx:esx.problem.net.connectivity.lost', 'red'],
        ['EventEx:esx.clear.net.connectivity.restored', 'green'],
      ),
    },
    {
      name: 'Network uplink redundancy lost',
      systemName: 'alarm.NetworkRedundancyLostAlarm',
      description: 'Default alarm to monitor network uplink redundancy on a virtual switch',
      expression: events(
        'HostSystem',
        ['EventEx:esx.problem.net.redundancy.lost', 'red'],
        ['EventEx:esx.clear.net.redundancy.restored', 'green'],
      ),
    },
    {
      name: 'Exit standby error',
      systemName: 'alarm.ExitStandbyErrorAlarm',
      description: 'Default alarm to monitor if a host cannot exit standby mode',
      expression: events(
        'HostSystem',
        ['ExitStandbyModeFailedEvent', 'red'],
        ['ExitedStandbyModeEvent', 'green'],
      ),
    },
  ];
}

function vmAlarms(): readonly DefaultAlarm[] {
  return [
    {
      name: 'Virtual machine CPU usage',
      systemName: 'alarm.VmCPUUsageAlarm',
      description: 'Default alarm to monitor virtual machine CPU usage',
      expression: usage('VirtualMachine', CPU_USAGE, LOAD),
    },
    {
      name: 'Virtual machine memory usage',
      systemName: 'alarm.VmMemoryUsageAlarm',
      description: 'Default alarm to monitor virtual machine memory usage',
      expression: usage('VirtualMachine', MEMORY_USAGE, MEMORY_LOAD),
    },
    {
      name: 'Virtual machine error',
      systemName: 'alarm.VmErrorAlarm',
      description: 'Default alarm to monitor virtual machine error and warning events',
      expression: events('VirtualMachine', ['GeneralVmErrorEvent'], ['GeneralVmWarningEvent']),
    },
    {
      name: 'Migration error',
      systemName: 'alarm.MigrationErrorAlarm',
      description:
        'Default alarm to monitor if a virtual machine cannot migrate, relocate, or is orphaned',
      expression: events(
        'VirtualMachine',
        ['VmFailedMigrateEvent', 'red'],
        ['VmRelocateFailedEvent', 'red'],
        ['VmOrphanedEvent', 'red'],
      ),
    },
    {
      name: 'No compatible host for Secondary VM',
      systemName: 'alarm.NoCompatibleHostForSecondaryVmAlarm',
      description:
        'Default alarm to monitor if no compatible hosts are available to place Secondary VM',
      expression: events('VirtualMachine', ['VmNoCompatibleHostForSecondaryEvent', 'red']),
    },
    {
      name: 'Virtual machine Consolidation Needed status',
      systemName: 'alarm.VmDiskConsolidationNeededAlarm',
      description: 'Default alarm that is triggered when VM disk consolidation is needed',
      expression: events(
        'VirtualMachine',
        ['EventEx:com.vmware.vc.VmDiskConsolidationNeeded', 'yellow'],
        ['EventEx:com.vmware.vc.VmDiskConsolidationNoLongerNeeded', 'green'],
      ),
    },
  ];
}

function storageAlarms(): readonly DefaultAlarm[] {
  return [
    {
      name: 'Datastore usage on disk',
      systemName: 'alarm.DatastoreDiskUsageAlarm',
      description: 'Default alarm to monitor datastore disk usage',
      expression: usage('Datastore', DISK_USED, { yellow: 75, red: 85 }),
    },
    {
      name: 'Datastore cluster is out of space',
      systemName: 'alarm.StorageDrsOutOfSpaceAlarm',
      description: 'Default alarm that monitors when a datastore cluster runs out of space',
      expression: usage('StoragePod', DISK_USED, { yellow: 75, red: 85 }),
    },
    {
      name: 'Datastore is in multiple datacenters',
      systemName: 'alarm.DatastoreInMultipleDatacentersAlarm',
      description:
        'Default alarm that monitors when a datastore in a datastore cluster is visible in more than one datacenter',
      expression: events(
        'StoragePod',
        ['EventEx:com.vmware.vc.sdrs.DatastoreInMultipleDatacentersEvent', 'red'],
        ['EventEx:com.vmware.vc.sdrs.ClearDatastoreInMultipleDatacentersEvent', 'green'],
      ),
    },
    {
      name: 'Storage DRS recommendation',
      systemName: 'alarm.StorageDrsRecommendationAlarm',
      description: 'Default alarm that monitors for new Storage DRS recommendations',
      expression: events(
        'StoragePod',
        ['EventEx:com.vmware.vc.sdrs.StorageDrsNewRecommendationPendingEvent', 'yellow'],
        ['EventEx:com.vmware.vc.sdrs.StorageDrsRecommendationApplied', 'green'],
      ),
    },
    {
      name: 'Storage DRS is not supported on a host',
      systemName: 'alarm.StorageDrsNotSupportedOnHostAlarm',
      description:
        'Default alarm that monitors and alerts whether a host does not support Storage DRS',
      expression: events('StoragePod', [
        'EventEx:com.vmware.vc.sdrs.StorageDrsNotSupportedHostConnectedToPodEvent',
        'red',
      ]),
    },
  ];
}

function clusterAlarms(): readonly DefaultAlarm[] {
  return [
    {
      name: 'vSphere HA failover in progress',
      systemName: 'alarm.HAFailoverInProgressAlarm',
      description:
        'Default alarm to alert when vSphere HA is in the process of failing over virtual machines',
      expression: events(
        'ClusterComputeResource',
        ['EventEx:com.vmware.vc.HA.FailoverInProgressAction', 'yellow'],
        ['EventEx:com.vmware.vc.HA.ClusterFailoverActionCompletedEvent', 'green'],
      ),
    },
    {
      name: 'Insufficient vSphere HA failover resources',
      systemName: 'alarm.InsufficientFailoverResourcesAlarm',
      description:
        'Default alarm to alert when there are insufficient cluster resources for vSphere HA to guarantee failover',
      expression: events(
        'ClusterComputeResource',
        ['InsufficientFailoverResourcesEvent', 'red'],
        ['FailoverLevelRestored', 'green'],
      ),
    },
    {
      name: 'License user threshold monitoring',
      systemName: 'alarm.LicenseUserThresholdAlarm',
      description: 'Default alarm to monitor if a user threshold is exceeded',
      expression: events('Folder', ['EventEx:vim.event.LicenseUserThresholdExceededEvent', 'red']),
    },
    {
      name: 'Certificate Status',
      systemName: 'alarm.CertificateStatusAlarm',
      description:
        'Default alarm that monitors whether a certificate is getting close to its expiration date',
      expression: events(
        'HostSystem',
        ['EventEx:vim.event.HostCertificateExpiringEvent', 'red'],
        ['EventEx:vim.event.HostCertificateUpdatedEvent', 'green'],
      ),
    },
  ];
}

function defaultAlarms(): readonly DefaultAlarm[] {
  return [...hostAlarms(), ...vmAlarms(), ...storageAlarms(), ...clusterAlarms()];
}

/** The default alarms as objects, `alarm-1` and up, defined on the root folder. */
export function alarmChanges(
  rootFolder: Ref<'Folder'>,
  lastModifiedTime: string,
): readonly Change[] {
  return defaultAlarms().map((alarm, index) => {
    const ref = reference('Alarm', `alarm-${index + 1}`);
    return create(ref, { info: alarmInfo(ref, rootFolder, alarm, lastModifiedTime) });
  });
}

function alarmInfo(
  alarm: Ref<'Alarm'>,
  entity: Ref<'Folder'>,
  facts: DefaultAlarm,
  lastModifiedTime: string,
): AlarmInfo {
  return build('AlarmInfo', {
    ...facts,
    enabled: true,
    actionFrequency: 0,
    setting: build('AlarmSetting', { toleranceRange: 0, reportingFrequency: 300 }),
    key: '',
    alarm,
    entity,
    lastModifiedTime,
    lastModifiedUser: '',
    creationEventId: 0,
  });
}
