/**
 * The privileges of vCenter: their ids, groups and labels.
 *
 * The vocabulary names those which a method or property needs; others exist for the sake of roles and
 * of other endpoints, and clients that compare roles expect them.
 */
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type {
  AuthorizationDescription,
  AuthorizationPrivilege,
} from '../../vmodl/generated/data.ts';
import { described, inWords } from '../words.ts';

/** Privileges by group, beyond those in the vocabulary. */
const FURTHER: Readonly<Record<string, string>> = {
  Alarm: 'Create Delete Edit',
  ContentLibrary:
    'AddLibraryItem CreateLocalLibrary CreateSubscribedLibrary DeleteLibraryItem DeleteLocalLibrary DeleteSubscribedLibrary DownloadSession EvictLibraryItem EvictSubscribedLibrary GetConfiguration ImportStorage ProbeSubscription ReadStorage SyncLibrary SyncLibraryItem TypeIntrospection UpdateConfiguration UpdateLibrary UpdateLibraryItem UpdateLocalLibrary UpdateSession UpdateSubscribedLibrary',
  Cryptographer:
    'Access AddDisk Clone Encrypt EncryptNew ManageEncryptionPolicy ManageKeyServers ManageKeys Migrate ReadKeyServersInfo Recrypt RegisterHost RegisterVM',
  DVPortgroup: 'Create Delete Modify PolicyOp ScopeOp',
  DVSwitch:
    'Create Delete HostOp Modify Move PolicyOp PortConfig PortSetting ResourceManagement Vspan',
  Datacenter: 'Create Delete IpPoolConfig Move Reconfigure Rename',
  Datastore:
    'AllocateSpace Browse Config Delete DeleteFile FileManagement Move Rename UpdateVirtualMachineFiles UpdateVirtualMachineMetadata',
  Folder: 'Create Delete Move Rename',
  Global:
    'CancelTask CapacityPlanning DisableMethods EnableMethods GlobalTag Health LogEvent ManageCustomFields Proxy ScriptAction ServiceManagers SetCustomField Settings SystemTag VCServer',
  'Host.Config': 'GuestStore Patch Quarantine Settings Snmp SystemManagement SystemResources',
  'Host.Hbr': 'HbrManagement',
  'Host.Inventory':
    'AddHostToCluster AddStandaloneHost CreateCluster DeleteCluster EditCluster ManageClusterLifecyle MoveCluster MoveHost RemoveHostFromCluster RenameCluster',
  'Host.Local': 'CreateVM DeleteVM InstallAgent ManageUserGroups ReconfigVM',
  'InventoryService.Tagging':
    'AttachTag CreateCategory CreateTag DeleteCategory DeleteTag EditCategory EditTag ModifyUsedByForCategory ModifyUsedByForTag ObjectAttachable',
  Network: 'Assign Config Delete Move',
  Performance: 'ModifyIntervals',
  Resource:
    'ApplyRecommendation AssignVAppToPool AssignVMToPool ColdMigrate CreatePool DeletePool EditPool HotMigrate MovePool QueryVMotion RenamePool',
  Sessions: 'CollectPrivilegeChecks GlobalMessage ImpersonateUser TerminateSession ValidateSession',
  StoragePod: 'Config',
  StorageProfile: 'Apply Update View',
  StorageViews: 'ConfigureService View',
  VApp: 'ApplicationConfig AssignResourcePool AssignVApp AssignVM Clone Create Delete Export ExtractOvfEnvironment Import InstanceConfig ManagedByConfig Move PowerOff PowerOn PullFromUrls Rename ResourceConfig Suspend Unregister',
  'VirtualMachine.Config':
    'AddExistingDisk AddNewDisk AddRemoveDevice AdvancedConfig Annotation CPUCount ChangeTracking DiskExtend DiskLease EditDevice HostUSBDevice ManagedBy Memory MksControl QueryFTCompatibility QueryUnownedFiles RawDevice ReloadFromPath RemoveDisk Rename ResetGuestInfo Resource Settings SwapPlacement ToggleForkParent UpgradeVirtualHardware',
  'VirtualMachine.GuestOperations': 'Execute Modify ModifyAliases Query QueryAliases',
  'VirtualMachine.Hbr': 'ConfigureReplication MonitorReplication ReplicaManagement',
  'VirtualMachine.Interact':
    'AnswerQuestion Backup ConsoleInteract CreateScreenshot CreateSecondary DefragmentAllDisks DeviceConnection DisableSecondary DnD EnableSecondary GuestControl MakePrimary Pause PowerOff PowerOn PutUsbScanCodes Record Replay Reset SESparseMaintenance SetCDMedia SetFloppyMedia Suspend SuspendToMemory TerminateFaultTolerantVM ToolsInstall TurnOffFaultTolerance',
  'VirtualMachine.Inventory': 'Create CreateFromExisting Delete Move Register Unregister',
  'VirtualMachine.Namespace': 'Event EventNotify Management ModifyContent Query ReadContent',
  'VirtualMachine.Provisioning':
    'Clone CloneTemplate CreateTemplateFromVM Customize DeployTemplate DiskRandomAccess DiskRandomRead FileRandomAccess GetVmFiles MarkAsTemplate MarkAsVM ModifyCustSpecs PromoteDisks PutVmFiles ReadCustSpecs',
  'VirtualMachine.State': 'CreateSnapshot RemoveSnapshot RenameSnapshot RevertToSnapshot',
};

/** Groups whose label is not simply their name. */
const GROUP_LABELS: Readonly<Record<string, string>> = {
  Alarm: 'Alarms',
  Authorization: 'Permissions',
  Certificate: 'Certificates',
  Cryptographer: 'Cryptographic operations',
  DVPortgroup: 'dvPort group',
  DVSwitch: 'Distributed switch',
  'Host.Cim': 'CIM',
  'Host.Config': 'Configuration',
  Performance: 'Performance',
  Profile: 'Host profile',
  ScheduledTask: 'Scheduled task',
  StoragePod: 'Datastore cluster',
  Task: 'Tasks',
  'VirtualMachine.Config': 'Change Configuration',
  'VirtualMachine.Interact': 'Interaction',
  'VirtualMachine.Inventory': 'Edit Inventory',
  'VirtualMachine.State': 'Snapshot management',
};

/** Ids of all privileges, sorted. */
export function privilegeIds(catalog: Catalog): readonly string[] {
  const ids = new Set(catalog.privileges());
  for (const [group, names] of Object.entries(FURTHER)) {
    for (const name of names.split(' ')) ids.add(`${group}.${name}`);
  }
  return [...ids].sort();
}

/** `AuthorizationManager.privilegeList` */
export function privilegeList(catalog: Catalog): readonly AuthorizationPrivilege[] {
  return privilegeIds(catalog).map((privId) =>
    build('AuthorizationPrivilege', {
      privId,
      onParent: isOnParent(privId),
      name: nameOf(privId),
      privGroupName: groupOf(privId),
    }),
  );
}

/** `AuthorizationManager.description` */
export function authorizationDescription(catalog: Catalog): AuthorizationDescription {
  const ids = privilegeIds(catalog);
  const groups = [...new Set(ids.map(groupOf))];
  return build('AuthorizationDescription', {
    privilege: ids.map((id) => described(id, inWords(nameOf(id)))),
    privilegeGroup: groups.map((group) =>
      described(group, GROUP_LABELS[group] ?? inWords(group.split('.').at(-1) ?? group)),
    ),
  });
}

function nameOf(privId: string): string {
  return privId.slice(privId.lastIndexOf('.') + 1);
}

function groupOf(privId: string): string {
  return privId.slice(0, privId.lastIndexOf('.'));
}

/** Is it asked on the folder or pool in which something is made, rather than on the thing itself? */
function isOnParent(privId: string): boolean {
  return /^(?:Folder|Datacenter|VirtualMachine\.Inventory|DVSwitch|VApp)\.(?:Create|Register)$/.test(
    privId,
  );
}
