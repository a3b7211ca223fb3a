/**
 * What faults of the vim25 API are called in the vAPI, and the message that tells of them.
 */
import type { VimFault } from '../vmodl/fault.ts';
import { type LocalizableMessage, VapiError, type VapiErrorName } from './error.ts';
import type { FaultReading } from './service.ts';

const ERRORS: Readonly<Record<string, VapiErrorName>> = {
  ManagedObjectNotFound: 'not_found',
  NotFound: 'not_found',
  FileNotFound: 'not_found',
  NoSuchDatastoreFile: 'not_found',
  NoPermission: 'unauthorized',
  RestrictedByAdministrator: 'unauthorized',
  RestrictedVersion: 'unauthorized',
  NotAuthenticated: 'unauthenticated',
  InvalidLogin: 'unauthenticated',
  DuplicateName: 'already_exists',
  AlreadyExists: 'already_exists',
  FileAlreadyExists: 'already_exists',
  AlreadyConnected: 'already_in_desired_state',
  AlreadyUpgraded: 'already_in_desired_state',
  InvalidPowerState: 'not_allowed_in_current_state',
  InvalidState: 'not_allowed_in_current_state',
  InvalidHostState: 'not_allowed_in_current_state',
  InvalidHostConnectionState: 'not_allowed_in_current_state',
  HostNotConnected: 'not_allowed_in_current_state',
  MethodDisabled: 'not_allowed_in_current_state',
  VmConfigIncompatibleForRecordReplay: 'not_allowed_in_current_state',
  InvalidArgument: 'invalid_argument',
  InvalidRequest: 'invalid_argument',
  InvalidName: 'invalid_argument',
  InvalidType: 'invalid_argument',
  InvalidFolder: 'invalid_argument',
  InvalidDatastore: 'invalid_argument',
  InvalidDatastorePath: 'invalid_argument',
  InvalidDeviceSpec: 'invalid_argument',
  InvalidDeviceBacking: 'invalid_argument',
  InvalidDeviceOperation: 'invalid_argument',
  InvalidVmConfig: 'invalid_argument',
  InvalidController: 'invalid_argument',
  InvalidDiskFormat: 'invalid_argument',
  MissingController: 'invalid_argument',
  TooManyDevices: 'invalid_argument',
  FileFault: 'resource_inaccessible',
  CannotAccessFile: 'resource_inaccessible',
  CannotAccessNetwork: 'resource_inaccessible',
  CannotAccessVmComponent: 'resource_inaccessible',
  CannotAccessVmConfig: 'resource_inaccessible',
  CannotAccessVmDevice: 'resource_inaccessible',
  CannotAccessVmDisk: 'resource_inaccessible',
  DatastoreNotWritableOnHost: 'resource_inaccessible',
  InaccessibleDatastore: 'resource_inaccessible',
  ResourceInUse: 'resource_in_use',
  FileLocked: 'resource_in_use',
  TaskInProgress: 'resource_busy',
  VmConfigFault: 'invalid_argument',
  ConcurrentAccess: 'concurrent_change',
  NotSupported: 'unsupported',
  MigrationFeatureNotSupported: 'unsupported',
  NotEnoughLicenses: 'unsupported',
  ToolsUnavailable: 'service_unavailable',
  HostCommunication: 'service_unavailable',
  NoDiskSpace: 'unable_to_allocate_resource',
  InsufficientResourcesFault: 'unable_to_allocate_resource',
  InsufficientCpuResourcesFault: 'unable_to_allocate_resource',
  InsufficientMemoryResourcesFault: 'unable_to_allocate_resource',
  InsufficientFailoverResourcesFault: 'unable_to_allocate_resource',
  NoCompatibleHost: 'unable_to_allocate_resource',
  RequestCanceled: 'canceled',
  Timedout: 'timed_out',
  SystemError: 'internal_server_error',
};

/** States that may be what the caller wants. */
const STATE_FAULTS: ReadonlySet<string> = new Set(['InvalidPowerState', 'InvalidState']);

/**
 * The error for a fault. `declared` are the errors an operation may report: some say
 * `already_in_desired_state` where others say `not_allowed_in_current_state`.
 */
export function errorOfFault(
  fault: VimFault,
  declared: ReadonlySet<string>,
  reading?: FaultReading,
): VapiError {
  const messages = [...(reading?.message ? [reading.message] : []), messageOfFault(fault)];
  return new VapiError(reading?.error ?? nameOf(fault, declared), messages);
}

function nameOf(fault: VimFault, declared: ReadonlySet<string>): VapiErrorName {
  const usual = ERRORS[fault.name] ?? 'error';
  if (!STATE_FAULTS.has(fault.name)) return usual;
  const { existingState, requestedState } = fault.detail;
  const there = existingState !== undefined && existingState === requestedState;
  if (there && declared.has('already_in_desired_state')) return 'already_in_desired_state';
  if (declared.has('not_allowed_in_current_state')) return 'not_allowed_in_current_state';
  return declared.has('already_in_desired_state') ? 'already_in_desired_state' : usual;
}

/** `vmsg.InvalidPowerState.summary` with the fault's own text. */
export function messageOfFault(fault: VimFault): LocalizableMessage {
  return { id: `vmsg.${fault.name}.summary`, default_message: fault.message, args: [] };
}
