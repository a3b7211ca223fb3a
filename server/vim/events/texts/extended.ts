/** Texts of the extended events (`EventEx`) by their eventTypeId. */
import type { EventTexts } from './event-text.ts';

export const EXTENDED_TEXTS: EventTexts = {
  'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent': [
    'info',
    'VM is hot migrating with encryption',
    'Migrating {vm.name} from {host.name} to {destHost} with encryption',
  ],
  'com.vmware.vc.vm.SrcVmMigratedEvent': [
    'info',
    'Virtual machine migrated successfully',
    'Virtual machine {vm.name} on {host.name} has been migrated to another vCenter Server',
  ],
  'com.vmware.vc.vm.DstVmMigratedEvent': [
    'info',
    'Virtual machine migrated successfully',
    'Virtual machine {vm.name} has been migrated here from another vCenter Server',
  ],
  'com.vmware.vc.vm.SrcVmMigrateFailedEvent': [
    'error',
    'Virtual machine failed to migrate',
    'Virtual machine {vm.name} could not be migrated to another vCenter Server',
  ],
  'com.vmware.vc.vm.VmStateRevertedToSnapshot': [
    'info',
    'Virtual machine reverted to snapshot',
    'The execution state of {vm.name} on {host.name} has been reverted to the state of snapshot {snapshotName} with ID {snapshotId}',
  ],
  'com.vmware.vc.vm.VmStateFailedToRevertToSnapshot': [
    'error',
    'Failed to revert the virtual machine to a snapshot',
    'The execution state of {vm.name} on {host.name} could not be reverted to snapshot {snapshotName} with ID {snapshotId}',
  ],
  'com.vmware.vc.VmDiskConsolidatedEvent': [
    'info',
    'Virtual machine disks consolidated',
    'The disks of {vm.name} on {host.name} have been consolidated',
  ],
  'com.vmware.vc.VmDiskConsolidationNeeded': [
    'warning',
    'Virtual machine disks consolidation needed',
    'The disks of {vm.name} on {host.name} need to be consolidated',
  ],
  'com.vmware.vc.VmDiskConsolidationNoLongerNeeded': [
    'info',
    'Virtual machine disks consolidation no longer needed',
    'The disks of {vm.name} on {host.name} no longer need to be consolidated',
  ],
  'com.vmware.vc.sdrs.CanceledDatastoreMaintenanceModeEvent': [
    'info',
    'Canceled datastore maintenance mode',
    'Datastore {ds.name} no longer enters maintenance mode: it was canceled',
  ],
  'com.vmware.vc.sdrs.DatastoreMaintenanceModeErrorsEvent': [
    'warning',
    'Errors encountered while a datastore enters maintenance mode',
    'Datastore {ds.name} encountered errors while entering maintenance mode',
  ],
  'com.vmware.vc.sdrs.StorageDrsStoragePlacementEvent': [
    'info',
    'Storage DRS placed VM disks',
    'Storage DRS placed disks of VM {vm.name} on datastore {ds.name}',
  ],
  'com.vmware.vc.sdrs.DatastoreEnteringMaintenanceModeEvent': [
    'info',
    'Datastore entering maintenance mode',
    'Datastore {ds.name} is entering maintenance mode',
  ],
  'com.vmware.vc.sdrs.DatastoreEnteredMaintenanceModeEvent': [
    'info',
    'Datastore in maintenance mode',
    'Datastore {ds.name} has entered maintenance mode',
  ],
  'com.vmware.vc.sdrs.DatastoreExitedMaintenanceModeEvent': [
    'info',
    'Datastore out of maintenance mode',
    'Datastore {ds.name} has exited maintenance mode',
  ],
  'com.vmware.vc.sdrs.StoragePodCreatedEvent': [
    'info',
    'Datastore cluster created',
    'Created datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.StoragePodDestroyedEvent': [
    'info',
    'Datastore cluster removed',
    'Removed datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.ConfiguredStorageDrsOnPodEvent': [
    'info',
    'Configured storage DRS',
    'Configured storage DRS on datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.DatastoreInMultipleDatacentersEvent': [
    'warning',
    'Datastore is in multiple datacenters',
    'Datastore cluster {objectName} has one or more datastores: {datastore} shared across multiple datacenters',
  ],
  'com.vmware.vc.sdrs.ClearDatastoreInMultipleDatacentersEvent': [
    'info',
    'Datastore cluster is healthy',
    'All datastores in the datastore cluster {objectName} are healthy',
  ],
  'com.vmware.vc.sdrs.StorageDrsNotSupportedHostConnectedToPodEvent': [
    'warning',
    'Storage DRS unsupported host connected to pod',
    'Datastore cluster {objectName} is connected to one or more hosts: {host} that do not support storage DRS',
  ],
  'com.vmware.vc.sdrs.StorageDrsEnabledEvent': [
    'info',
    'Storage DRS enabled',
    'Enabled Storage DRS on datastore cluster {objectName} with automation level {behavior}',
  ],
  'com.vmware.vc.sdrs.StorageDrsDisabledEvent': [
    'info',
    'Storage DRS disabled',
    'Disabled Storage DRS on datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.StorageDrsInvocationFailedEvent': [
    'error',
    'Storage DRS invocation failed',
    'Storage DRS invocation failed on datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.StorageDrsNewRecommendationPendingEvent': [
    'info',
    'New Storage DRS recommendation pending',
    'Storage DRS has recommendations pending on datastore cluster {objectName}',
  ],
  'com.vmware.vc.sdrs.StorageDrsRecommendationApplied': [
    'info',
    'Storage DRS recommendation applied',
    'All pending recommendations on datastore cluster {objectName} were applied',
  ],
  'com.vmware.vc.sdrs.StorageDrsStorageMigrationEvent': [
    'info',
    'Storage DRS migrated VM disks',
    'Storage DRS migrated disks of VM {vm.name} to datastore {ds.name}',
  ],
  'esx.problem.vmfs.heartbeat.timedout': [
    'info',
    'VMFS volume connectivity degraded',
    'Lost access to volume {objectName} due to connectivity issues',
  ],
  'vim.event.LicenseDowngradedEvent': [
    'warning',
    'License downgrade',
    'License downgraded: {message}',
  ],
};
