/** Texts of the events about the server itself: sessions, tasks, rights, alarms, scheduled tasks, custom fields. */
import type { EventTexts } from './event-text.ts';

export const SERVER_TEXTS: EventTexts = {
  TaskEvent: ['info', 'Task event', 'Task: {info.descriptionId}'],
  TaskTimeoutEvent: ['info', 'Task time-out', 'Task: {info.descriptionId} time-out'],
  GeneralEvent: ['info', 'General event', '{message}'],
  GeneralUserEvent: ['user', 'General user event', 'User logged event: {message}'],
  GeneralHostInfoEvent: ['info', 'Host information', 'Information on {host.name}: {message}'],
  GeneralHostWarningEvent: ['warning', 'Host warning', 'Warning on {host.name}: {message}'],
  GeneralHostErrorEvent: ['error', 'Host error', 'Error on {host.name}: {message}'],
  GeneralVmInfoEvent: ['info', 'VM information', 'Information on {vm.name}: {message}'],
  GeneralVmWarningEvent: ['warning', 'VM warning', 'Warning on {vm.name}: {message}'],
  GeneralVmErrorEvent: ['error', 'VM error', 'Error on {vm.name}: {message}'],
  EventEx: ['info', 'EventEx', '{message}'],
  ExtendedEvent: ['info', 'Extended event', '{message}'],

  UserLoginSessionEvent: [
    'info',
    'User login',
    'User {userName}@{ipAddress} logged in as {userAgent}',
  ],
  UserLogoutSessionEvent: [
    'info',
    'User logout',
    'User {userName}@{ipAddress} logged out (login time: {loginTime}, number of API invocations: {callCount}, user agent: {userAgent})',
  ],
  BadUsernameSessionEvent: ['error', 'Invalid user name', 'Cannot login {userName}@{ipAddress}'],
  NoAccessUserEvent: [
    'error',
    'No access for user',
    'Cannot login user {userName}@{ipAddress}: no permission',
  ],
  AlreadyAuthenticatedSessionEvent: [
    'info',
    'Already authenticated',
    'User cannot logon since the user is already logged on',
  ],
  SessionTerminatedEvent: [
    'info',
    'Session stopped',
    "A session for user '{terminatedUsername}' has stopped",
  ],
  ServerStartedSessionEvent: ['info', 'Server started session', 'vCenter started'],
  GlobalMessageChangedEvent: [
    'info',
    'Message changed',
    'The message changed: from "{prevMessage}" to "{message}"',
  ],

  RoleAddedEvent: ['info', 'Role created', 'Role {role.name} created'],
  RoleUpdatedEvent: ['info', 'Role updated', 'Role modified: {prevRoleName} is now {role.name}'],
  RoleRemovedEvent: ['info', 'Role removed', 'Role {role.name} removed'],
  PermissionAddedEvent: [
    'info',
    'Permission created',
    'Permission created for {principal} on {entity.name}, role is {role.name}, propagation is {propagate}',
  ],
  PermissionUpdatedEvent: [
    'info',
    'Permission updated',
    'Permission changed for {principal} on {entity.name}, role is {role.name}, propagation is {propagate}',
  ],
  PermissionRemovedEvent: [
    'info',
    'Permission removed',
    'Permission rule removed for {principal} on {entity.name}',
  ],

  AlarmCreatedEvent: ['info', 'Alarm created', "Created alarm '{alarm.name}' on {entity.name}"],
  AlarmReconfiguredEvent: [
    'info',
    'Alarm reconfigured',
    "Reconfigured alarm '{alarm.name}' on {entity.name}",
  ],
  AlarmRemovedEvent: ['info', 'Alarm removed', "Removed alarm '{alarm.name}' on {entity.name}"],
  AlarmStatusChangedEvent: [
    'info',
    'Alarm status changed',
    "Alarm '{alarm.name}' on {entity.name} changed from {from} to {to}",
  ],
  AlarmAcknowledgedEvent: [
    'info',
    'Alarm acknowledged',
    "Acknowledged alarm '{alarm.name}' on {entity.name}",
  ],
  AlarmClearedEvent: [
    'info',
    'Alarm cleared',
    "Manually cleared alarm '{alarm.name}' on {entity.name} from {from}",
  ],
  AlarmActionTriggeredEvent: [
    'info',
    'Alarm action triggered',
    "Alarm '{alarm.name}' on {entity.name} triggered an action",
  ],
  AlarmEmailCompletedEvent: [
    'info',
    'Alarm email sent',
    "Alarm '{alarm.name}' on {entity.name} sent email to {to}",
  ],
  AlarmEmailFailedEvent: [
    'error',
    'Cannot send alarm email',
    "Alarm '{alarm.name}' on {entity.name} cannot send email to {to}",
  ],
  AlarmScriptCompleteEvent: [
    'info',
    'Alarm script completed',
    "Alarm '{alarm.name}' on {entity.name} ran script {script}",
  ],
  AlarmScriptFailedEvent: [
    'error',
    'Alarm script not completed',
    "Alarm '{alarm.name}' on {entity.name} did not complete script: {reason.localizedMessage}",
  ],
  AlarmSnmpCompletedEvent: [
    'info',
    'Alarm SNMP trap sent',
    "Alarm '{alarm.name}': an SNMP trap for entity {entity.name} was sent",
  ],
  AlarmSnmpFailedEvent: [
    'error',
    'Alarm SNMP trap not sent',
    "Alarm '{alarm.name}' on entity {entity.name} did not send SNMP trap: {reason.localizedMessage}",
  ],

  ScheduledTaskCreatedEvent: [
    'info',
    'Scheduled task created',
    'Created task {scheduledTask.name} on {entity.name} in {datacenter.name}',
  ],
  ScheduledTaskStartedEvent: [
    'info',
    'Scheduled task started',
    'Running task {scheduledTask.name} on {entity.name} in {datacenter.name}',
  ],
  ScheduledTaskCompletedEvent: [
    'info',
    'Scheduled task completed',
    'Task {scheduledTask.name} on {entity.name} in {datacenter.name} completed successfully',
  ],
  ScheduledTaskFailedEvent: [
    'error',
    'Cannot complete scheduled task',
    'Task {scheduledTask.name} on {entity.name} in {datacenter.name} cannot be completed: {reason.localizedMessage}',
  ],
  ScheduledTaskReconfiguredEvent: [
    'info',
    'Scheduled task reconfigured',
    'Reconfigured task {scheduledTask.name} on {entity.name} in {datacenter.name}',
  ],
  ScheduledTaskRemovedEvent: [
    'info',
    'Scheduled task removed',
    'Removed task {scheduledTask.name} on {entity.name} in {datacenter.name}',
  ],

  CustomFieldDefAddedEvent: [
    'info',
    'Custom field definition added',
    'Created new custom field definition {name}',
  ],
  CustomFieldDefRemovedEvent: [
    'info',
    'Custom field definition removed',
    'Removed field definition {name}',
  ],
  CustomFieldDefRenamedEvent: [
    'info',
    'Custom field definition renamed',
    'Renamed field definition from {name} to {newName}',
  ],
  CustomFieldValueChangedEvent: [
    'info',
    'Custom field value changed',
    'Changed custom field {name} on {entity.name} in {datacenter.name} to {value}',
  ],
};
