/** Texts of the events about virtual machines: life, power, migration. */
import type { EventTexts } from './event-text.ts';

const ON_HOST = 'on {host.name} in {datacenter.name}';

export const VIRTUAL_MACHINE_TEXTS: EventTexts = {
  VmBeingCreatedEvent: ['info', 'Creating VM', `Creating {vm.name} ${ON_HOST}`],
  VmCreatedEvent: ['info', 'VM created', `Created virtual machine {vm.name} ${ON_HOST}`],
  VmRegisteredEvent: ['info', 'VM registered', `Registered {vm.name} ${ON_HOST}`],
  VmRemovedEvent: ['info', 'VM removed', `Removed {vm.name} on {host.name} from {datacenter.name}`],
  VmRenamedEvent: [
    'info',
    'VM renamed',
    'Renamed {vm.name} from {oldName} to {newName} in {datacenter.name}',
  ],
  VmAutoRenameEvent: [
    'warning',
    'VM auto rename',
    'Renamed {vm.name} from {oldName} to {newName} because its name was taken',
  ],
  VmDiscoveredEvent: ['info', 'VM discovered', `Discovered {vm.name} ${ON_HOST}`],
  VmConnectedEvent: ['info', 'VM connected', 'Virtual machine {vm.name} is connected'],
  VmDisconnectedEvent: ['info', 'VM disconnected', '{vm.name} on host {host.name} is disconnected'],
  VmOrphanedEvent: [
    'warning',
    'VM orphaned',
    '{vm.name} does not exist on host {host.name} in {datacenter.name}',
  ],
  VmConfigMissingEvent: [
    'error',
    'VM configuration missing',
    `Configuration file for {vm.name} ${ON_HOST} cannot be found`,
  ],

  VmBeingClonedEvent: [
    'info',
    'VM being cloned',
    `Cloning {vm.name} ${ON_HOST} to {destName} on {destHost.name}`,
  ],
  VmBeingClonedNoFolderEvent: [
    'info',
    'VM being cloned to a vApp',
    `Cloning {vm.name} ${ON_HOST} to {destName} on {destHost.name} in a vApp`,
  ],
  VmClonedEvent: ['info', 'VM cloned', `{sourceVm.name} cloned to {vm.name} ${ON_HOST}`],
  VmCloneFailedEvent: [
    'error',
    'Cannot complete VM clone',
    'Failed to clone {vm.name} to {destName} on {destHost.name}: {reason.localizedMessage}',
  ],
  VmBeingDeployedEvent: [
    'info',
    'Deploying VM',
    `Deploying {vm.name} ${ON_HOST} from template {srcTemplate.name}`,
  ],
  VmDeployedEvent: [
    'info',
    'VM deployed',
    `Template {srcTemplate.name} deployed as {vm.name} on host {host.name}`,
  ],
  VmDeployFailedEvent: [
    'error',
    'Cannot deploy VM from template',
    'Failed to deploy {vm.name} to {destDatastore.name}: {reason.localizedMessage}',
  ],

  VmStartingEvent: ['info', 'VM starting', `{vm.name} ${ON_HOST} is starting`],
  VmUnsupportedStartingEvent: [
    'warning',
    'VM unsupported guest OS is starting',
    `Unsupported guest OS {guestId} for {vm.name} ${ON_HOST}`,
  ],
  VmPoweredOnEvent: ['info', 'VM powered on', `{vm.name} ${ON_HOST} is powered on`],
  DrsVmPoweredOnEvent: [
    'info',
    'DRS VM powered on',
    `DRS powered On {vm.name} on {host.name} in {datacenter.name}`,
  ],
  VmStoppingEvent: ['info', 'VM stopping', `{vm.name} ${ON_HOST} is stopping`],
  VmPoweredOffEvent: ['info', 'VM powered off', `{vm.name} ${ON_HOST} is powered off`],
  VmSuspendingEvent: ['info', 'VM being suspended', `{vm.name} ${ON_HOST} is being suspended`],
  VmSuspendedEvent: ['info', 'VM suspended', `{vm.name} ${ON_HOST} is suspended`],
  VmResumingEvent: ['info', 'VM resuming', `{vm.name} ${ON_HOST} is resuming`],
  VmResettingEvent: ['info', 'VM resetting', `{vm.name} ${ON_HOST} is reset`],
  VmGuestShutdownEvent: [
    'info',
    'VM guest shut down',
    `Guest OS shut down for {vm.name} ${ON_HOST}`,
  ],
  VmGuestRebootEvent: ['info', 'VM guest reboot', `Guest OS reboot for {vm.name} ${ON_HOST}`],
  VmGuestStandbyEvent: ['info', 'VM guest standby', `Guest OS standby for {vm.name} ${ON_HOST}`],
  VmFailedToPowerOnEvent: [
    'error',
    'Cannot power on the VM',
    `Cannot power On {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToPowerOffEvent: [
    'error',
    'Cannot power off the VM',
    `Cannot power Off {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToSuspendEvent: [
    'error',
    'VM cannot be suspended',
    `Cannot suspend {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToResetEvent: [
    'error',
    'VM cannot be reset',
    `Cannot reset {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToRebootGuestEvent: [
    'error',
    'VM cannot reboot the guest',
    `Cannot reboot the guest OS for {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToShutdownGuestEvent: [
    'error',
    'VM cannot shut down the guest',
    `Cannot shut down the guest OS for {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  VmFailedToStandbyGuestEvent: [
    'error',
    'VM cannot standby the guest',
    `Cannot standby the guest OS for {vm.name} ${ON_HOST}: {reason.localizedMessage}`,
  ],
  NotEnoughResourcesToStartVmEvent: [
    'error',
    'Insufficient resources to start the VM',
    'Not enough resources to start {vm.name}: {reason}',
  ],

  VmBeingHotMigratedEvent: [
    'info',
    'VM is hot migrating',
    'Migrating {vm.name} from {host.name} to {destHost.name} in {datacenter.name}',
  ],
  VmBeingMigratedEvent: [
    'info',
    'VM migrating',
    'Relocating {vm.name} from {host.name}, {ds.name} in {datacenter.name} to {destHost.name}, {destDatastore.name} in {destDatacenter.name}',
  ],
  VmMigratedEvent: [
    'info',
    'VM migrated',
    'Migration of virtual machine {vm.name} from {sourceHost.name}, {sourceDatastore.name} to {host.name}, {ds.name} completed',
  ],
  DrsVmMigratedEvent: [
    'info',
    'DRS VM migrated',
    'DRS migrated {vm.name} from {sourceHost.name} to {host.name} in cluster {computeResource.name} in {datacenter.name}',
  ],
  VmFailedMigrateEvent: [
    'error',
    'Cannot migrate VM',
    'Cannot migrate {vm.name} from {host.name} to {destHost.name}, {destDatastore.name} in {destDatacenter.name}: {reason.localizedMessage}',
  ],
  VmBeingRelocatedEvent: [
    'info',
    'VM relocating',
    'Relocating {vm.name} from {host.name}, {ds.name} in {datacenter.name} to {destHost.name}, {destDatastore.name} in {destDatacenter.name}',
  ],
  VmRelocatedEvent: ['info', 'VM relocated', 'Completed the relocation of the virtual machine'],
  VmRelocateFailedEvent: [
    'error',
    'Failed to relocate VM',
    'Failed to relocate {vm.name} from {host.name} in {datacenter.name} to {destHost.name}, {destDatastore.name} in {destDatacenter.name}: {reason.localizedMessage}',
  ],
  VmEmigratingEvent: ['info', 'VM emigrating', '{vm.name} is moving away from {host.name}'],
  VmResourcePoolMovedEvent: [
    'info',
    'VM moved',
    'Moved {vm.name} from resource pool {oldParent.name} to {newParent.name} in {datacenter.name}',
  ],
  VmNoNetworkAccessEvent: [
    'error',
    'VM without network access',
    'Not all networks of {vm.name} are accessible by {destHost.name}',
  ],
  MigrationErrorEvent: [
    'error',
    'Migration error',
    'Unable to migrate {vm.name}: {fault.localizedMessage}',
  ],
  MigrationWarningEvent: [
    'warning',
    'Migration warning',
    'Migration of {vm.name}: {fault.localizedMessage}',
  ],
  MigrationHostErrorEvent: [
    'error',
    'Migration host error',
    'Unable to migrate {vm.name} to {dstHost.name}: {fault.localizedMessage}',
  ],
  MigrationHostWarningEvent: [
    'warning',
    'Migration host warning',
    'Migration of {vm.name} to {dstHost.name}: {fault.localizedMessage}',
  ],
  NoMaintenanceModeDrsRecommendationForVM: [
    'info',
    'No maintenance mode DRS recommendation for the VM',
    'DRS did not find a host that can take {vm.name} while {host.name} enters maintenance mode',
  ],
};
