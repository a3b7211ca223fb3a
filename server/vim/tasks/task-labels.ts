/**
 * What tasks are called: the label of a task's descriptionId, as TaskManager.description lists it and
 * as TaskEvents say it.
 */
import { build } from '../../vmodl/build.ts';
import type { Catalog, MethodDef } from '../../vmodl/catalog.ts';
import type { TaskDescription, TypeDescription } from '../../vmodl/generated/data.ts';
import { described, inWords } from '../words.ts';

/** Labels where vCenter's wording is not simply the method's name. */
const LABELS: Readonly<Record<string, string>> = {
  'ClusterComputeResource.addHost': 'Add host',
  'ClusterComputeResource.reconfigure': 'Reconfigure cluster',
  'ComputeResource.reconfigureEx': 'Reconfigure cluster',
  'ClusterComputeResource.reconfigureEx': 'Reconfigure cluster',
  'Datacenter.ExecuteVmPowerOnLRO': 'Power On virtual machine',
  'Datacenter.destroy': 'Delete datacenter',
  'Datacenter.powerOnVm': 'Initialize powering On',
  'Datacenter.rename': 'Rename datacenter',
  'Datastore.enterMaintenanceMode': 'Enter SDRS maintenance mode',
  'Datastore.exitMaintenanceMode': 'Exit SDRS maintenance mode',
  'Drm.EnterStandbyLRO': 'Enter standby mode',
  'Drm.ExecuteMaintenanceRecommendationsLro': 'Apply Storage DRS maintenance recommendations',
  'Drm.ExecuteStorageVmotionLro': 'Apply Storage DRS recommendations',
  'Drm.ExecuteVMotionLRO': 'Migrate virtual machine',
  'Drm.ExecuteVmPowerOnLRO': 'Power On virtual machine',
  'Drm.ExitStandbyLRO': 'Exit standby mode',
  'Drm.TrackEnterMaintenanceLro': 'Enter SDRS maintenance mode',
  'FileManager.copyFile': 'Copy file',
  'FileManager.deleteFile': 'Delete file',
  'FileManager.moveFile': 'Move file',
  'Folder.addStandaloneHost': 'Add standalone host',
  'Folder.createVm': 'Create virtual machine',
  'Folder.createDistributedVirtualSwitch': 'Create a vSphere Distributed Switch',
  'Folder.destroy': 'Delete folder',
  'Folder.moveInto': 'Move entities',
  'Folder.registerVm': 'Register virtual machine',
  'Folder.rename': 'Rename folder',
  'HostSystem.disconnect': 'Disconnect host',
  'HostSystem.enterMaintenanceMode': 'Enter maintenance mode',
  'HostSystem.enterStandbyMode': 'Enter standby mode',
  'HostSystem.exitMaintenanceMode': 'Exit maintenance mode',
  'HostSystem.exitStandbyMode': 'Exit standby mode',
  'HostSystem.reboot': 'Initiate host reboot',
  'HostSystem.reconnect': 'Reconnect host',
  'HostSystem.shutdown': 'Initiate host shutdown',
  'ResourcePool.destroy': 'Delete resource pool',
  'StorageResourceManager.applyRecommendation': 'Apply Storage DRS recommendation',
  'StorageResourceManager.applyRecommendationToPod': 'Apply Storage DRS recommendation to pod',
  'StorageResourceManager.configureStorageDrsForPod': 'Configure Storage DRS',
  'VirtualMachine.clone': 'Clone virtual machine',
  'VirtualMachine.consolidateDisks': 'Consolidate virtual machine disk files',
  'VirtualMachine.createSnapshot': 'Create virtual machine snapshot',
  'VirtualMachine.customize': 'Customize virtual machine guest OS',
  'VirtualMachine.destroy': 'Delete virtual machine',
  'VirtualMachine.migrate': 'Migrate virtual machine',
  'VirtualMachine.powerOff': 'Power Off virtual machine',
  'VirtualMachine.powerOn': 'Power On virtual machine',
  'VirtualMachine.reconfigure': 'Reconfigure virtual machine',
  'VirtualMachine.relocate': 'Relocate virtual machine',
  'VirtualMachine.removeAllSnapshots': 'Remove all snapshots',
  'VirtualMachine.rename': 'Rename virtual machine',
  'VirtualMachine.reset': 'Reset virtual machine',
  'VirtualMachine.revertToCurrentSnapshot': 'Revert to current snapshot',
  'VirtualMachine.suspend': 'Suspend virtual machine',
  'VirtualMachine.upgradeVirtualHardware': 'Upgrade virtual machine compatibility',
  'vm.Snapshot.remove': 'Remove snapshot',
  'vm.Snapshot.revert': 'Revert snapshot',
};

/** Ids of the tasks which vCenter starts itself: they belong to no method. */
const SYSTEM_TASK_IDS: readonly string[] = Object.keys(LABELS).filter((id) =>
  /^Drm\.|LRO$/.test(id),
);

/** `Power On virtual machine` for `VirtualMachine.powerOn`. */
export function taskLabel(descriptionId: string): string {
  return LABELS[descriptionId] ?? inWords(descriptionId.split('.').at(-1) ?? descriptionId);
}

/**
 * The descriptionId of a method called on an object of that type: `VirtualMachine.powerOn`. What every
 * entity can do (`Destroy_Task`, `Rename_Task`) goes by the entity's own type.
 */
export function descriptionIdOf(catalog: Catalog, method: MethodDef, onType: string): string {
  const owner = method.owner === 'ManagedEntity' ? onType : method.owner;
  const vmodlName = catalog.managed(owner)?.vmodlName ?? owner;
  return `${vmodlName.replace(/^vim\./, '')}.${method.vmodlName}`;
}

/** Is it the descriptionId of a task this server may start? */
export function isTaskId(catalog: Catalog, descriptionId: string): boolean {
  return taskIds(catalog).has(descriptionId);
}

/** `TaskManager.description` */
export function taskDescription(catalog: Catalog): TaskDescription {
  const reason = (key: string, label: string): TypeDescription =>
    build('TypeDescription', { key, label, summary: label });
  return build('TaskDescription', {
    methodInfo: [...taskIds(catalog)].map((id) => described(id, taskLabel(id))),
    state: [
      described('queued', 'Queued'),
      described('running', 'Running'),
      described('success', 'Completed'),
      described('error', 'Failed'),
    ],
    reason: [
      reason('TaskReasonSystem', 'Started by the server'),
      reason('TaskReasonUser', 'Started by a user'),
      reason('TaskReasonAlarm', 'Started by an alarm'),
      reason('TaskReasonSchedule', 'Started by a scheduled task'),
    ],
  });
}

/** Every method may stand behind a task; what every entity can do, under each kind of entity. */
function taskIds(catalog: Catalog): ReadonlySet<string> {
  const entities = catalog.managedNames().filter((name) => catalog.isA(name, 'ManagedEntity'));
  const ids = new Set(SYSTEM_TASK_IDS);
  for (const name of catalog.methodNames()) {
    const method = catalog.method(name);
    if (!method) continue;
    const types = method.owner === 'ManagedEntity' ? entities : [method.owner];
    for (const type of types) ids.add(descriptionIdOf(catalog, method, type));
  }
  return ids;
}
