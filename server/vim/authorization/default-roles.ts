/**
 * The roles of a fresh vCenter Server: those nobody can change, and the samples.
 */

import { build } from '../../vmodl/build.ts';
import type { AuthorizationRole } from '../../vmodl/generated/data.ts';
import {
  ADMIN_ROLE,
  ANONYMOUS_ROLE,
  NO_ACCESS_ROLE,
  NO_CRYPTO_ROLE,
  READ_ONLY_ROLE,
  type RoleData,
  VIEW_ROLE,
} from './authorization-data.ts';

const READ = ['System.Anonymous', 'System.View', 'System.Read'];
const POWER_USER = [
  'Datastore.Browse',
  'Global.CancelTask',
  'ScheduledTask.Create',
  'ScheduledTask.Delete',
  'ScheduledTask.Edit',
  'ScheduledTask.Run',
  'VirtualMachine.Config.AddNewDisk',
  'VirtualMachine.Config.AddRemoveDevice',
  'VirtualMachine.Config.AdvancedConfig',
  'VirtualMachine.Config.CPUCount',
  'VirtualMachine.Config.DiskLease',
  'VirtualMachine.Config.EditDevice',
  'VirtualMachine.Config.Memory',
  'VirtualMachine.Config.RemoveDisk',
  'VirtualMachine.Config.Rename',
  'VirtualMachine.Config.ResetGuestInfo',
  'VirtualMachine.Config.Resource',
  'VirtualMachine.Config.Settings',
  'VirtualMachine.Config.UpgradeVirtualHardware',
];
const INTERACT = [
  'AnswerQuestion',
  'ConsoleInteract',
  'DeviceConnection',
  'PowerOff',
  'PowerOn',
  'Reset',
  'SetCDMedia',
  'SetFloppyMedia',
  'Suspend',
  'ToolsInstall',
].map((name) => `VirtualMachine.Interact.${name}`);
const SNAPSHOTS = ['CreateSnapshot', 'RemoveSnapshot', 'RenameSnapshot', 'RevertToSnapshot'].map(
  (name) => `VirtualMachine.State.${name}`,
);
const RESOURCES = [
  'AssignVAppToPool',
  'AssignVMToPool',
  'ColdMigrate',
  'CreatePool',
  'DeletePool',
  'EditPool',
  'HotMigrate',
  'MovePool',
  'QueryVMotion',
  'RenamePool',
].map((name) => `Resource.${name}`);
const PERMISSIONS = ['Authorization.ModifyPermissions', 'Authorization.ModifyRoles'];

/** All roles; Admin's privileges are all there are. */
export function defaultRoles(allPrivileges: readonly string[]): readonly RoleData[] {
  return [...systemRoles(allPrivileges), ...SAMPLES];
}

function systemRoles(allPrivileges: readonly string[]): readonly RoleData[] {
  return [
    {
      ...system(
        NO_CRYPTO_ROLE,
        'NoCryptoAdmin',
        'No cryptography administrator',
        'Full access without Cryptographic operations privileges',
      ),
      privileges: allPrivileges.filter((id) => !id.startsWith('Cryptographer.')),
    },
    {
      ...system(NO_ACCESS_ROLE, 'NoAccess', 'No access', 'Used for restricting granted access'),
      privileges: [],
    },
    {
      ...system(ANONYMOUS_ROLE, 'Anonymous', 'Anonymous', 'Not logged-in user (cannot be granted)'),
      privileges: ['System.Anonymous'],
    },
    {
      ...system(VIEW_ROLE, 'View', 'View', 'Visibility access (cannot be granted)'),
      privileges: ['System.Anonymous', 'System.View'],
    },
    {
      ...system(
        READ_ONLY_ROLE,
        'ReadOnly',
        'Read-only',
        'See details of objects, but not make changes',
      ),
      privileges: READ,
    },
    {
      ...system(ADMIN_ROLE, 'Admin', 'Administrator', 'Full access rights'),
      privileges: allPrivileges,
    },
  ];
}

function system(id: number, name: string, label: string, summary: string) {
  return { id, name, label, summary };
}

function sample(id: number, name: string, label: string, privileges: readonly string[]): RoleData {
  return {
    id,
    name,
    label: `${label} (sample)`,
    summary: label,
    privileges: [...READ, ...privileges].sort(),
  };
}

const SAMPLES: readonly RoleData[] = [
  sample(4, 'VirtualMachinePowerUser', 'Virtual machine power user', [
    ...POWER_USER,
    ...INTERACT,
    ...SNAPSHOTS,
  ]),
  sample(5, 'VirtualMachineUser', 'Virtual machine user', [
    'Global.CancelTask',
    'ScheduledTask.Create',
    'ScheduledTask.Delete',
    'ScheduledTask.Edit',
    'ScheduledTask.Run',
    ...INTERACT,
  ]),
  sample(6, 'ResourcePoolAdministrator', 'Resource pool administrator', [
    'Alarm.Create',
    'Alarm.Delete',
    'Alarm.Edit',
    'Datastore.Browse',
    'Folder.Create',
    'Folder.Delete',
    'Folder.Move',
    'Folder.Rename',
    ...PERMISSIONS,
    ...POWER_USER,
    ...INTERACT,
    ...RESOURCES,
    ...SNAPSHOTS,
  ]),
  sample(7, 'VMwareConsolidatedBackupUser', 'VMware Consolidated Backup user', [
    'VirtualMachine.Config.DiskLease',
    'VirtualMachine.Provisioning.DiskRandomRead',
    'VirtualMachine.Provisioning.GetVmFiles',
    'VirtualMachine.State.CreateSnapshot',
    'VirtualMachine.State.RemoveSnapshot',
  ]),
  sample(8, 'DatastoreConsumer', 'Datastore consumer', ['Datastore.AllocateSpace']),
  sample(9, 'NetworkConsumer', 'Network consumer', ['Network.Assign']),
];

/** A role as the API shows it; those of the system have ids below zero. */
export function authorizationRole({
  id,
  name,
  label,
  summary,
  privileges,
}: RoleData): AuthorizationRole {
  return build('AuthorizationRole', {
    roleId: id,
    system: id < 0,
    name,
    info: build('Description', { label, summary }),
    privilege: privileges,
  });
}
