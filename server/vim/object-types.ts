/**
 * Every managed object type the server knows how to play, one line each.
 */
import type { ObjectSchema } from '../inventory/schema.ts';
import type { Catalog } from '../vmodl/catalog.ts';
import type { ObjectType } from './method.ts';
import { alarm } from './objects/alarm.ts';
import { alarmManager } from './objects/alarm-manager.ts';
import { authorizationManager } from './objects/authorization-manager.ts';
import { clusterComputeResource } from './objects/cluster-compute-resource/index.ts';
import { clusterEvcManager } from './objects/cluster-evc-manager.ts';
import { computeResource } from './objects/compute-resource.ts';
import { cryptoManagerHost } from './objects/crypto-manager-host.ts';
import { cryptoManagerKmip } from './objects/crypto-manager-kmip.ts';
import { customFieldsManager } from './objects/custom-fields-manager.ts';
import { customizationSpecManager } from './objects/customization-spec-manager.ts';
import { datacenter } from './objects/datacenter/index.ts';
import { datastore } from './objects/datastore/index.ts';
import { datastoreNamespaceManager } from './objects/datastore-namespace-manager.ts';
import { diagnosticManager } from './objects/diagnostic-manager.ts';
import { distributedVirtualPortgroup } from './objects/distributed-virtual-portgroup.ts';
import { distributedVirtualSwitch } from './objects/distributed-virtual-switch.ts';
import { distributedVirtualSwitchManager } from './objects/distributed-virtual-switch-manager.ts';
import { environmentBrowser } from './objects/environment-browser.ts';
import { eventHistoryCollector } from './objects/event-history-collector.ts';
import { eventManager } from './objects/event-manager.ts';
import { extensibleManagedObject } from './objects/extensible-managed-object.ts';
import { extensionManager } from './objects/extension-manager.ts';
import { failoverClusterConfigurator } from './objects/failover-cluster-configurator.ts';
import { fileManager } from './objects/file-manager.ts';
import { folder } from './objects/folder/index.ts';
import { guestAuthManager } from './objects/guest-auth-manager.ts';
import { healthUpdateManager } from './objects/health-update-manager.ts';
import { historyCollector } from './objects/history-collector.ts';
import { hostAccessManager } from './objects/host-access-manager.ts';
import { hostAssignableHardwareManager } from './objects/host-assignable-hardware-manager.ts';
import { hostAuthenticationManager } from './objects/host-authentication-manager.ts';
import { hostAutoStartManager } from './objects/host-auto-start-manager.ts';
import { hostCacheConfigurationManager } from './objects/host-cache-configuration-manager.ts';
import { hostCertificateManager } from './objects/host-certificate-manager.ts';
import { hostCpuSchedulerSystem } from './objects/host-cpu-scheduler-system.ts';
import { hostDatastoreBrowser } from './objects/host-datastore-browser.ts';
import { hostDatastoreSystem } from './objects/host-datastore-system/index.ts';
import { hostDateTimeSystem } from './objects/host-date-time-system.ts';
import { hostDiagnosticSystem } from './objects/host-diagnostic-system.ts';
import { hostEsxAgentHostManager } from './objects/host-esx-agent-host-manager.ts';
import { hostFirewallSystem } from './objects/host-firewall-system.ts';
import { hostGraphicsManager } from './objects/host-graphics-manager.ts';
import { hostHealthStatusSystem } from './objects/host-health-status-system.ts';
import { hostImageConfigManager } from './objects/host-image-config-manager.ts';
import { hostMemorySystem } from './objects/host-memory-system.ts';
import { hostNetworkSystem } from './objects/host-network-system.ts';
import { hostNvdimmSystem } from './objects/host-nvdimm-system.ts';
import { hostPciPassthruSystem } from './objects/host-pci-passthru-system.ts';
import { hostPowerSystem } from './objects/host-power-system.ts';
import { hostServiceSystem } from './objects/host-service-system.ts';
import { hostSnmpSystem } from './objects/host-snmp-system.ts';
import { hostStorageSystem } from './objects/host-storage-system/index.ts';
import { hostSystem } from './objects/host-system/index.ts';
import { hostVFlashManager } from './objects/host-vflash-manager.ts';
import { hostVirtualNicManager } from './objects/host-virtual-nic-manager.ts';
import { hostVMotionSystem } from './objects/host-vmotion-system.ts';
import { hostVsanSystem } from './objects/host-vsan-system.ts';
import { inventoryView } from './objects/inventory-view.ts';
import { ioFilterManager } from './objects/io-filter-manager.ts';
import { ipPoolManager } from './objects/ip-pool-manager.ts';
import { licenseAssignmentManager } from './objects/license-assignment-manager.ts';
import { licenseManager } from './objects/license-manager.ts';
import { listView } from './objects/list-view.ts';
import { localizationManager } from './objects/localization-manager.ts';
import { managedEntity } from './objects/managed-entity/index.ts';
import { network } from './objects/network.ts';
import { opaqueNetwork } from './objects/opaque-network.ts';
import { optionManager } from './objects/option-manager.ts';
import { overheadMemoryManager } from './objects/overhead-memory-manager.ts';
import { ovfManager } from './objects/ovf-manager.ts';
import { performanceManager } from './objects/performance-manager/index.ts';
import { profileComplianceManager } from './objects/profile-compliance-manager.ts';
import { profileManager } from './objects/profile-manager.ts';
import { propertyCollector } from './objects/property-collector.ts';
import { propertyFilter } from './objects/property-filter.ts';
import { resourcePool } from './objects/resource-pool/index.ts';
import { scheduledTaskManager } from './objects/scheduled-task-manager.ts';
import { searchIndex } from './objects/search-index.ts';
import { serviceInstance } from './objects/service-instance.ts';
import { serviceManager } from './objects/service-manager.ts';
import { sessionManager } from './objects/session-manager.ts';
import { siteInfoManager } from './objects/site-info-manager.ts';
import { storagePod } from './objects/storage-pod.ts';
import { storageQueryManager } from './objects/storage-query-manager.ts';
import { storageResourceManager } from './objects/storage-resource-manager.ts';
import { task } from './objects/task.ts';
import { taskHistoryCollector } from './objects/task-history-collector.ts';
import { taskManager } from './objects/task-manager.ts';
import { tenantTenantManager } from './objects/tenant-tenant-manager.ts';
import { userDirectory } from './objects/user-directory.ts';
import { view } from './objects/view.ts';
import { viewManager } from './objects/view-manager.ts';
import { virtualApp } from './objects/virtual-app.ts';
import { virtualDiskManager } from './objects/virtual-disk-manager/index.ts';
import { virtualMachine } from './objects/virtual-machine/index.ts';
import { virtualMachineCompatibilityChecker } from './objects/virtual-machine-compatibility-checker.ts';
import { virtualMachineProvisioningChecker } from './objects/virtual-machine-provisioning-checker.ts';
import { virtualMachineSnapshot } from './objects/virtual-machine-snapshot.ts';
import { vmwareDistributedVirtualSwitch } from './objects/vmware-distributed-virtual-switch.ts';

/** Any declared type; its methods are typed where they are written. */
type AnyObjectType = Omit<ObjectType, 'methods'> & { readonly methods: object };

const OBJECT_TYPES: readonly AnyObjectType[] = [
  alarm,
  alarmManager,
  authorizationManager,
  clusterComputeResource,
  clusterEvcManager,
  computeResource,
  cryptoManagerHost,
  cryptoManagerKmip,
  customFieldsManager,
  customizationSpecManager,
  datacenter,
  datastore,
  datastoreNamespaceManager,
  diagnosticManager,
  distributedVirtualPortgroup,
  distributedVirtualSwitch,
  distributedVirtualSwitchManager,
  environmentBrowser,
  eventHistoryCollector,
  eventManager,
  extensibleManagedObject,
  extensionManager,
  failoverClusterConfigurator,
  fileManager,
  folder,
  guestAuthManager,
  healthUpdateManager,
  historyCollector,
  hostAccessManager,
  hostAssignableHardwareManager,
  hostAuthenticationManager,
  hostAutoStartManager,
  hostCacheConfigurationManager,
  hostCertificateManager,
  hostCpuSchedulerSystem,
  hostDatastoreBrowser,
  hostDatastoreSystem,
  hostDateTimeSystem,
  hostDiagnosticSystem,
  hostEsxAgentHostManager,
  hostFirewallSystem,
  hostGraphicsManager,
  hostHealthStatusSystem,
  hostImageConfigManager,
  hostMemorySystem,
  hostNetworkSystem,
  hostNvdimmSystem,
  hostPciPassthruSystem,
  hostPowerSystem,
  hostServiceSystem,
  hostSnmpSystem,
  hostStorageSystem,
  hostSystem,
  hostVFlashManager,
  hostVirtualNicManager,
  hostVMotionSystem,
  hostVsanSystem,
  inventoryView,
  ioFilterManager,
  ipPoolManager,
  licenseAssignmentManager,
  licenseManager,
  listView,
  localizationManager,
  managedEntity,
  network,
  opaqueNetwork,
  optionManager,
  overheadMemoryManager,
  ovfManager,
  performanceManager,
  profileComplianceManager,
  profileManager,
  propertyCollector,
  propertyFilter,
  resourcePool,
  scheduledTaskManager,
  searchIndex,
  serviceInstance,
  serviceManager,
  sessionManager,
  siteInfoManager,
  storagePod,
  storageQueryManager,
  storageResourceManager,
  task,
  taskHistoryCollector,
  taskManager,
  tenantTenantManager,
  userDirectory,
  view,
  viewManager,
  virtualApp,
  virtualDiskManager,
  virtualMachine,
  virtualMachineCompatibilityChecker,
  virtualMachineProvisioningChecker,
  virtualMachineSnapshot,
  vmwareDistributedVirtualSwitch,
];

/** What the inventory must know of the types. */
export function objectSchema(types: readonly AnyObjectType[] = OBJECT_TYPES): ObjectSchema {
  return {
    relations: types.flatMap((type) => type.relations ?? []),
    derivations: types.flatMap((type) => type.derivations ?? []),
    lives: types.flatMap((type) => type.lives ?? []),
    transient: types.filter((type) => type.transient).map((type) => type.type),
  };
}

/** A handler as dispatch calls it: which object, which arguments, on whose behalf. */
export type Handler = (self: unknown, args: unknown, context: unknown) => unknown;

/** Finds handlers by concrete type and wire name; a subtype's own wins over an inherited one. */
export class MethodTables {
  readonly #catalog: Catalog;
  readonly #types: readonly AnyObjectType[];
  readonly #found = new Map<string, Map<string, Handler>>();

  constructor(catalog: Catalog, types: readonly AnyObjectType[] = OBJECT_TYPES) {
    this.#catalog = catalog;
    this.#types = types;
  }

  handler(type: string, method: string): Handler | undefined {
    return this.#tableOf(type).get(method);
  }

  /** Wire names of the methods that are written, for any type. */
  implemented(): ReadonlySet<string> {
    return new Set(this.#types.flatMap((type) => Object.keys(type.methods)));
  }

  #tableOf(type: string): Map<string, Handler> {
    let table = this.#found.get(type);
    if (!table) {
      table = new Map();
      const lineage = this.#types
        .filter((declared) => this.#catalog.isA(type, declared.type))
        .sort((a, b) => (this.#catalog.isA(a.type, b.type) ? 1 : -1));
      for (const declared of lineage) {
        for (const [name, handler] of Object.entries(declared.methods)) {
          table.set(name, handler as Handler);
        }
      }
      this.#found.set(type, table);
    }
    return table;
  }
}
