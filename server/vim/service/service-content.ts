/**
 * The objects which exist once per vCenter Server: ServiceInstance and the managers that its
 * content names, under the ids a real server gives them.
 */
import { type Change, create } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type { AboutInfo, ServiceContent } from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { reference } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import { alarmChanges } from '../catalogues/default-alarms.ts';
import { vcenterOptions } from '../catalogues/vcenter-options.ts';
import { aboutInfo } from './releases.ts';
import { managerProperties } from './service-properties.ts';

export interface ServiceOptions {
  readonly catalog: Catalog;
  /** API version id the server speaks at most: `8.0.3.0`. */
  readonly version: string;
  /** Overrules single members of `about`. */
  readonly about?: Partial<Omit<AboutInfo, '_typeName'>>;
  readonly instanceUuid?: string | undefined;
  /** The root folder; whoever builds the inventory creates it, in the same transaction or before. */
  readonly rootFolder?: Ref<'Folder'>;
  /** How the server calls itself in its settings. */
  readonly hostName?: string;
  /** When it was set up, ISO: the date of default alarms, extensions and the evaluation licence. */
  readonly installedAt?: string;
  /** Further stored properties of single objects, by id. */
  readonly properties?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

export const SERVICE_INSTANCE = reference('ServiceInstance', 'ServiceInstance');
export const ROOT_FOLDER = reference('Folder', 'group-d1');

const DEFAULT_INSTANCE_UUID = '61f12cb6-9de0-40cb-9c47-61d494229f4f';
const DEFAULT_INSTALLED_AT = '2026-01-01T00:00:00Z';

/** Member of ServiceContent, type and id of each manager of a vCenter Server. */
const MANAGERS = [
  ['propertyCollector', 'PropertyCollector', 'propertyCollector'],
  ['viewManager', 'ViewManager', 'ViewManager'],
  ['setting', 'OptionManager', 'VpxSettings'],
  ['userDirectory', 'UserDirectory', 'UserDirectory'],
  ['sessionManager', 'SessionManager', 'SessionManager'],
  ['authorizationManager', 'AuthorizationManager', 'AuthorizationManager'],
  ['serviceManager', 'ServiceManager', 'ServiceMgr'],
  ['perfManager', 'PerformanceManager', 'PerfMgr'],
  ['scheduledTaskManager', 'ScheduledTaskManager', 'ScheduledTaskManager'],
  ['alarmManager', 'AlarmManager', 'AlarmManager'],
  ['eventManager', 'EventManager', 'EventManager'],
  ['taskManager', 'TaskManager', 'TaskManager'],
  ['extensionManager', 'ExtensionManager', 'ExtensionManager'],
  ['customizationSpecManager', 'CustomizationSpecManager', 'CustomizationSpecManager'],
  [
    'guestCustomizationManager',
    'VirtualMachineGuestCustomizationManager',
    'GuestCustomizationManager',
  ],
  ['customFieldsManager', 'CustomFieldsManager', 'CustomFieldsManager'],
  ['diagnosticManager', 'DiagnosticManager', 'DiagMgr'],
  ['licenseManager', 'LicenseManager', 'LicenseManager'],
  ['searchIndex', 'SearchIndex', 'SearchIndex'],
  ['fileManager', 'FileManager', 'FileManager'],
  ['datastoreNamespaceManager', 'DatastoreNamespaceManager', 'DatastoreNamespaceManager'],
  ['virtualDiskManager', 'VirtualDiskManager', 'virtualDiskManager'],
  ['snmpSystem', 'HostSnmpSystem', 'SnmpSystem'],
  ['vmProvisioningChecker', 'VirtualMachineProvisioningChecker', 'ProvChecker'],
  ['vmCompatibilityChecker', 'VirtualMachineCompatibilityChecker', 'CompatChecker'],
  ['ovfManager', 'OvfManager', 'OvfManager'],
  ['ipPoolManager', 'IpPoolManager', 'IpPoolManager'],
  ['dvSwitchManager', 'DistributedVirtualSwitchManager', 'DVSManager'],
  ['hostProfileManager', 'HostProfileManager', 'HostProfileManager'],
  ['clusterProfileManager', 'ClusterProfileManager', 'ClusterProfileManager'],
  ['complianceManager', 'ProfileComplianceManager', 'MoComplianceManager'],
  ['localizationManager', 'LocalizationManager', 'LocalizationManager'],
  ['storageResourceManager', 'StorageResourceManager', 'StorageResourceManager'],
  ['guestOperationsManager', 'GuestOperationsManager', 'guestOperationsManager'],
  ['overheadMemoryManager', 'OverheadMemoryManager', 'OverheadMemoryManager'],
  ['certificateManager', 'CertificateManager', 'certificateManager'],
  ['ioFilterManager', 'IoFilterManager', 'IoFilterManager'],
  ['vStorageObjectManager', 'VcenterVStorageObjectManager', 'VStorageObjectManager'],
  ['hostSpecManager', 'HostSpecificationManager', 'HostSpecificationManager'],
  ['cryptoManager', 'CryptoManagerKmip', 'CryptoManager'],
  ['healthUpdateManager', 'HealthUpdateManager', 'HealthUpdateManager'],
  ['failoverClusterConfigurator', 'FailoverClusterConfigurator', 'FailoverClusterConfigurator'],
  ['failoverClusterManager', 'FailoverClusterManager', 'FailoverClusterManager'],
  ['tenantManager', 'TenantTenantManager', 'TenantManager'],
  ['siteInfoManager', 'SiteInfoManager', 'SiteInfoManager'],
  ['storageQueryManager', 'StorageQueryManager', 'StorageQueryManager'],
  ['directPathProfileManager', 'DirectPathProfileManager', 'DirectPathProfileManager'],
] as const satisfies readonly (readonly [keyof ServiceContent, keyof Kinds, string])[];

/** Objects that stand behind a manager of the content: where, type and id. */
const SECOND_ROW = [
  ['LicenseAssignmentManager', 'LicenseAssignmentManager'],
  ['GuestAuthManager', 'guestOperationsAuthManager'],
  ['GuestFileManager', 'guestOperationsFileManager'],
  ['GuestProcessManager', 'guestOperationsProcessManager'],
  ['GuestAliasManager', 'guestOperationsAliasManager'],
  ['GuestWindowsRegistryManager', 'guestOperationsWindowsRegistryManager'],
] as const satisfies readonly (readonly [keyof Kinds, string])[];

/** Everything a vCenter Server has before it has an inventory, as one list of changes. */
export function serviceChanges(options: ServiceOptions): readonly Change[] {
  const { catalog, version } = options;
  const rank = catalog.rankOf(version) ?? catalog.newestRank;
  const rootFolder = options.rootFolder ?? ROOT_FOLDER;
  const installedAt = options.installedAt ?? DEFAULT_INSTALLED_AT;
  const about = aboutInfo(version, options.instanceUuid ?? DEFAULT_INSTANCE_UUID, options.about);
  const known = MANAGERS.filter(([member]) => memberRank(catalog, member) <= rank);
  const properties: Readonly<Record<string, Readonly<Record<string, Value | undefined>>>> = {
    ...managerProperties({ installedAt }),
    VpxSettings: { setting: vcenterOptions({ about, hostName: options.hostName ?? 'localhost' }) },
  };
  const made = [...known.map(([, type, id]) => [type, id] as const), ...SECOND_ROW];
  return [
    create(SERVICE_INSTANCE, {
      content: serviceContent(
        about,
        rootFolder,
        known.map(([member, type, id]) => [member, reference(type, id)]),
      ),
    }),
    ...made
      .filter(([type]) => (catalog.managed(type)?.rank ?? 0) <= rank)
      .map(([type, id]) =>
        create(reference(type, id), { ...properties[id], ...options.properties?.[id] }),
      ),
    ...alarmChanges(rootFolder, installedAt),
  ];
}

function serviceContent(
  about: AboutInfo,
  rootFolder: Ref<'Folder'>,
  managers: readonly (readonly [string, Ref])[],
): ServiceContent {
  return build('ServiceContent', {
    rootFolder,
    propertyCollector: reference('PropertyCollector', 'propertyCollector'),
    about,
    ...Object.fromEntries(managers),
  });
}

function memberRank(catalog: Catalog, member: string): number {
  return catalog.data('ServiceContent')?.property(member)?.rank ?? 0;
}
