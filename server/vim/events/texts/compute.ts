/** Texts of the events about hosts, clusters and resource pools. */
import type { EventTexts } from './event-text.ts';

const HOST = '{host.name} in {datacenter.name}';
const CLUSTER = '{computeResource.name} in {datacenter.name}';

export const COMPUTE_TEXTS: EventTexts = {
  HostAddedEvent: ['info', 'Host added', 'Added host {host.name} to datacenter {datacenter.name}'],
  HostAddFailedEvent: [
    'error',
    'Cannot add host',
    'Cannot add host {hostname} to datacenter {datacenter.name}',
  ],
  HostRemovedEvent: ['info', 'Host removed', `Removed host ${HOST}`],
  HostConnectedEvent: ['info', 'Host connected', `Connected to ${HOST}`],
  HostDisconnectedEvent: [
    'info',
    'Host disconnected',
    `Disconnected from ${HOST}. Reason: {reason}`,
  ],
  HostConnectionLostEvent: ['error', 'Host connection lost', `Host ${HOST} is not responding`],
  HostReconnectionFailedEvent: ['error', 'Host reconnection failed', `Cannot reconnect to ${HOST}`],
  HostCnxFailedNetworkErrorEvent: [
    'error',
    'Host connection failure because of network error',
    `Cannot connect to ${HOST}: network error or host not reachable`,
  ],
  HostCnxFailedBadUsernameEvent: [
    'error',
    'Host connection failure because of bad user name',
    `Cannot connect to ${HOST}: incorrect user name or password`,
  ],
  HostCnxFailedTimeoutEvent: [
    'error',
    'Host connection failure because of timeout',
    `Cannot connect to ${HOST}: time-out waiting for a response`,
  ],
  HostShutdownEvent: ['info', 'Host shut down', `Shut down of ${HOST}: {reason}`],
  HostStatusChangedEvent: [
    'info',
    'Host status changed',
    `Status of ${HOST} changed from {oldStatus} to {newStatus}`,
  ],
  HostSyncFailedEvent: [
    'error',
    'Host sync failed',
    `Cannot synchronize host ${HOST}: {reason.localizedMessage}`,
  ],
  HostUpgradeFailedEvent: [
    'error',
    'Host upgrade failed',
    `Cannot install or upgrade the management agent on ${HOST}`,
  ],
  HostIpChangedEvent: [
    'info',
    'Host IP changed',
    'IP address of the host {host.name} changed from {oldIP} to {newIP}',
  ],
  EnteringMaintenanceModeEvent: [
    'info',
    'Entering maintenance mode',
    `Host ${HOST} has started to enter maintenance mode`,
  ],
  EnteredMaintenanceModeEvent: [
    'info',
    'Entered maintenance mode',
    `Host ${HOST} has entered maintenance mode`,
  ],
  ExitMaintenanceModeEvent: [
    'info',
    'Exit maintenance mode',
    `Host ${HOST} has exited maintenance mode`,
  ],
  CanceledHostOperationEvent: [
    'info',
    'Canceled host operation',
    `The operation performed on host ${HOST} was canceled`,
  ],
  TimedOutHostOperationEvent: [
    'warning',
    'Timed out host operation',
    `The operation performed on host ${HOST} timed out`,
  ],
  EnteringStandbyModeEvent: [
    'info',
    'Entering standby mode',
    `The host ${HOST} is entering standby mode`,
  ],
  EnteredStandbyModeEvent: ['info', 'Entered standby mode', `The host ${HOST} is in standby mode`],
  DrsEnteringStandbyModeEvent: [
    'info',
    'DRS entering standby mode',
    `DRS is putting ${HOST} into standby mode`,
  ],
  DrsEnteredStandbyModeEvent: [
    'info',
    'DRS entered standby mode',
    `DRS put ${HOST} into standby mode`,
  ],
  ExitingStandbyModeEvent: [
    'info',
    'Exiting standby mode',
    `The host ${HOST} is exiting standby mode`,
  ],
  ExitedStandbyModeEvent: [
    'info',
    'Exited standby mode',
    `The host ${HOST} is no longer in standby mode`,
  ],
  DrsExitingStandbyModeEvent: [
    'info',
    'DRS exiting standby mode',
    `DRS is moving ${HOST} out of standby mode`,
  ],
  DrsExitedStandbyModeEvent: [
    'info',
    'DRS exited standby mode',
    `DRS moved ${HOST} out of standby mode`,
  ],
  DrsExitStandbyModeFailedEvent: [
    'error',
    'DRS cannot exit the host out of standby mode',
    `DRS cannot move ${HOST} out of standby mode`,
  ],
  ExitStandbyModeFailedEvent: [
    'error',
    'Cannot exit standby mode',
    `The host ${HOST} could not exit standby mode`,
  ],

  ClusterCreatedEvent: [
    'info',
    'Cluster created',
    'Created cluster {computeResource.name} in folder {parent.name}',
  ],
  ClusterDestroyedEvent: ['info', 'Cluster deleted', `Removed cluster ${CLUSTER}`],
  ClusterReconfiguredEvent: ['info', 'Cluster reconfigured', `Reconfigured cluster ${CLUSTER}`],
  ClusterStatusChangedEvent: [
    'info',
    'Cluster status changed',
    `Configuration status on cluster ${CLUSTER} changed from {oldStatus} to {newStatus}`,
  ],
  ClusterOvercommittedEvent: [
    'error',
    'Cluster overcommitted',
    `Insufficient capacity in cluster ${CLUSTER} to satisfy resource configuration`,
  ],
  HostOvercommittedEvent: [
    'error',
    'Host resource overcommitted',
    `Insufficient capacity in host {computeResource.name} to satisfy resource configuration`,
  ],
  DrsEnabledEvent: [
    'info',
    'DRS enabled',
    `DRS is enabled on ${CLUSTER} with automation level {behavior}`,
  ],
  DrsDisabledEvent: ['info', 'DRS disabled', `DRS is disabled on cluster ${CLUSTER}`],
  DrsInvocationFailedEvent: [
    'error',
    'DRS invocation not completed',
    `DRS invocation on cluster ${CLUSTER} did not complete`,
  ],
  DrsRecoveredFromFailureEvent: [
    'info',
    'DRS has recovered from the failure',
    `DRS on cluster ${CLUSTER} has recovered from its failure`,
  ],
  DrsResourceConfigureFailedEvent: [
    'error',
    'DRS resource configuration failed',
    `Unable to apply DRS resource settings on host ${HOST}: {reason.localizedMessage}`,
  ],
  DrsResourceConfigureSyncedEvent: [
    'info',
    'DRS resource configuration synchronized',
    `DRS resource settings of {host.name} are in step again`,
  ],
  DrsRuleComplianceEvent: [
    'info',
    'VM is in compliance with DRS VM-Host affinity rules',
    '{vm.name} on {host.name} in {datacenter.name} is in compliance with DRS VM-Host affinity rules',
  ],
  DrsRuleViolationEvent: [
    'warning',
    'VM is violating a DRS VM-Host affinity rule',
    '{vm.name} on {host.name} in {datacenter.name} is violating a DRS VM-Host affinity rule',
  ],
  DrsSoftRuleViolationEvent: [
    'info',
    'VM is violating a DRS VM-Host soft affinity rule',
    '{vm.name} on {host.name} in {datacenter.name} is violating a DRS VM-Host soft affinity rule',
  ],
  DasEnabledEvent: [
    'info',
    'vSphere HA enabled for cluster',
    `vSphere HA enabled for cluster ${CLUSTER}`,
  ],
  DasDisabledEvent: [
    'info',
    'vSphere HA disabled for cluster',
    `vSphere HA disabled for cluster ${CLUSTER}`,
  ],
  DasAdmissionControlEnabledEvent: [
    'info',
    'vSphere HA admission control enabled',
    `vSphere HA admission control enabled for cluster ${CLUSTER}`,
  ],
  DasAdmissionControlDisabledEvent: [
    'info',
    'vSphere HA admission control disabled',
    `vSphere HA admission control disabled for cluster ${CLUSTER}`,
  ],
  HostDasEnablingEvent: [
    'info',
    'Enabling vSphere HA on host',
    `Enabling the vSphere HA agent on {host.name} in cluster ${CLUSTER}`,
  ],
  HostDasEnabledEvent: [
    'info',
    'vSphere HA enabled on host',
    `The vSphere HA agent is enabled on {host.name} in cluster ${CLUSTER}`,
  ],
  HostDasDisablingEvent: [
    'info',
    'Disabling vSphere HA on host',
    'Disabling the vSphere HA agent on {host.name} in {datacenter.name}',
  ],
  HostDasDisabledEvent: [
    'info',
    'vSphere HA disabled on host',
    'The vSphere HA agent is disabled on {host.name} in {datacenter.name}',
  ],
  DasHostFailedEvent: [
    'error',
    'vSphere HA host failed',
    `A possible host failure was detected on {failedHost.name} in cluster ${CLUSTER}`,
  ],
  DasHostIsolatedEvent: [
    'warning',
    'Host isolated',
    `Host {isolatedHost.name} was found isolated in cluster ${CLUSTER}`,
  ],
  InsufficientFailoverResourcesEvent: [
    'error',
    'vSphere HA failover resources are insufficient',
    `Insufficient resources to satisfy the failover level on cluster ${CLUSTER}`,
  ],
  FailoverLevelRestored: [
    'info',
    'vSphere HA failover resources are sufficient',
    `Sufficient resources are available to satisfy the failover level on cluster ${CLUSTER}`,
  ],

  ResourcePoolCreatedEvent: [
    'info',
    'Resource pool created',
    'Created resource pool {resourcePool.name} in compute resource {computeResource.name} in {datacenter.name}',
  ],
  ResourcePoolDestroyedEvent: [
    'info',
    'Resource pool deleted',
    'Removed resource pool {resourcePool.name} on {computeResource.name} in {datacenter.name}',
  ],
  ResourcePoolMovedEvent: [
    'info',
    'Resource pool moved',
    'Moved resource pool {resourcePool.name} from {oldParent.name} to {newParent.name} on {computeResource.name}',
  ],
  ResourcePoolReconfiguredEvent: [
    'info',
    'Resource pool reconfigured',
    'Updated configuration for {resourcePool.name} in compute resource {computeResource.name} in {datacenter.name}',
  ],
  ResourceViolatedEvent: [
    'error',
    'Resource usage exceeds configuration',
    'Resource usage exceeds configuration for resource pool {resourcePool.name} on {computeResource.name}',
  ],
};
