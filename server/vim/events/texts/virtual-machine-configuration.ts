/** Texts of the events about virtual machines: configuration, identities, messages, availability, customization. */
import type { EventTexts } from './event-text.ts';

const ON_HOST = 'on {host.name} in {datacenter.name}';

export const VIRTUAL_MACHINE_CONFIGURATION_TEXTS: EventTexts = {
  VmReconfiguredEvent: ['info', 'VM reconfigured', `Reconfigured {vm.name} ${ON_HOST}`],
  VmResourceReallocatedEvent: [
    'info',
    'VM resource reallocated',
    'Changed resource allocation for {vm.name}',
  ],
  VmReloadFromPathEvent: [
    'info',
    'VM reloaded from path',
    'Reloaded the configuration of {vm.name} from {configPath}',
  ],
  VmReloadFromPathFailedEvent: [
    'error',
    'Failed to reload VM from path',
    'Unable to reload the configuration of {vm.name} from {configPath}',
  ],
  VmUuidAssignedEvent: [
    'info',
    'VM UUID assigned',
    'Assigned new BIOS UUID ({uuid}) to {vm.name} on {host.name} in {datacenter.name}',
  ],
  VmUuidChangedEvent: [
    'info',
    'VM UUID changed',
    'Changed BIOS UUID from {oldUuid} to {newUuid} for {vm.name} on {host.name} in {datacenter.name}',
  ],
  VmUuidConflictEvent: [
    'error',
    'VM UUID conflict',
    'BIOS UUID ({uuid}) of {vm.name} conflicts with {conflictedVm.name}',
  ],
  VmInstanceUuidAssignedEvent: [
    'info',
    'VM instance UUID assigned',
    'Assigned new instance UUID ({instanceUuid}) to {vm.name}',
  ],
  VmInstanceUuidChangedEvent: [
    'info',
    'VM instance UUID changed',
    'Changed instance UUID from {oldInstanceUuid} to {newInstanceUuid} for {vm.name}',
  ],
  VmInstanceUuidConflictEvent: [
    'error',
    'VM instance UUID conflict',
    'Instance UUID ({instanceUuid}) of {vm.name} conflicts with {conflictedVm.name}',
  ],
  VmMacAssignedEvent: [
    'info',
    'VM MAC assigned',
    'New MAC address ({mac}) assigned to adapter {adapter} for {vm.name}',
  ],
  VmMacChangedEvent: [
    'warning',
    'VM MAC changed',
    'Changed MAC address from {oldMac} to {newMac} for adapter {adapter} for {vm.name}',
  ],
  VmMacConflictEvent: [
    'error',
    'VM MAC conflict',
    'MAC address ({mac}) of {vm.name} conflicts with {conflictedVm.name}',
  ],
  VmStaticMacConflictEvent: [
    'error',
    'VM static MAC conflict',
    'Static MAC address ({mac}) of {vm.name} conflicts with {conflictedVm.name}',
  ],
  VmUpgradingEvent: [
    'info',
    'VM upgrading',
    'Upgrading virtual hardware on {vm.name} in {datacenter.name} to version {version}',
  ],
  VmUpgradeCompleteEvent: [
    'info',
    'VM upgrade complete',
    'Virtual machine {vm.name} was upgraded to version {version}',
  ],
  VmUpgradeFailedEvent: [
    'error',
    'Cannot upgrade VM',
    'Cannot upgrade virtual hardware of {vm.name}',
  ],

  VmMessageEvent: [
    'info',
    'VM information message',
    'Message on {vm.name} on {host.name} in {datacenter.name}: {message}',
  ],
  VmMessageErrorEvent: [
    'error',
    'VM error message',
    'Error message on {vm.name} on {host.name} in {datacenter.name}: {message}',
  ],
  VmMessageWarningEvent: [
    'warning',
    'VM warning message',
    'Warning message on {vm.name} on {host.name} in {datacenter.name}: {message}',
  ],
  VmAcquiredTicketEvent: [
    'info',
    'VM acquired ticket',
    'A ticket of type {ticketType} has been acquired for {vm.name} on {host.name} in {datacenter.name}',
  ],
  VmAcquiredMksTicketEvent: [
    'info',
    'VM acquired MKS ticket',
    'Acquired MKS ticket for {vm.name} on {host.name} in {datacenter.name}',
  ],
  VmRemoteConsoleConnectedEvent: [
    'info',
    'VM remote console connected',
    'A remote console to {vm.name} was opened',
  ],
  VmRemoteConsoleDisconnectedEvent: [
    'info',
    'VM remote console disconnected',
    'A remote console to {vm.name} was closed',
  ],
  VmGuestOSCrashedEvent: [
    'error',
    'Guest OS crashed',
    '{vm.name} on {host.name}: the guest operating system has crashed',
  ],
  VmDiskFailedEvent: [
    'error',
    'VM disk failed',
    'Failed to create virtual disk {disk}: {reason.localizedMessage}',
  ],
  VmDasBeingResetEvent: [
    'info',
    'vSphere HA reset VM',
    '{vm.name} on {host.name} in cluster {computeResource.name} was reset by vSphere HA',
  ],
  VmRestartedOnAlternateHostEvent: [
    'info',
    'VM restarted on alternate host',
    '{vm.name} was restarted on {host.name} since {sourceHost.name} failed',
  ],
  VmFailoverFailed: [
    'error',
    'VM failover failed',
    'vSphere HA did not fail over {vm.name}: {reason.localizedMessage}',
  ],

  CustomizationStartedEvent: [
    'info',
    'Started customization',
    'Started customization of VM {vm.name}. Customization log located at {logLocation} in the guest OS.',
  ],
  CustomizationSucceeded: [
    'info',
    'Customization succeeded',
    'Customization of VM {vm.name} succeeded. Customization log located at {logLocation} in the guest OS.',
  ],
  CustomizationFailed: [
    'error',
    'Customization failed',
    'Customization of VM {vm.name} failed. See the log at {logLocation} in the guest OS.',
  ],
  CustomizationNetworkSetupFailed: [
    'error',
    'Cannot complete customization network setup',
    'Network settings of VM {vm.name} could not be customized. See the log at {logLocation} in the guest OS.',
  ],
};
