/**
 * What cannot be asked of a VM in its present state: clients grey these out.
 */
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import type { Ref } from '../../../vmodl/reference.ts';

/** Fault tolerance and record/replay: nothing here has them. */
const NEVER = [
  'MakePrimaryVM_Task',
  'TerminateFaultTolerantVM_Task',
  'DisableSecondaryVM_Task',
  'EnableSecondaryVM_Task',
  'TurnOffFaultToleranceForVM_Task',
  'StartRecording_Task',
  'StopRecording_Task',
  'StartReplaying_Task',
  'StopReplaying_Task',
];

const BY_STATE: Readonly<Record<string, readonly string[]>> = {
  poweredOn: [
    'PowerOnVM_Task',
    'UnregisterVM',
    'Destroy_Task',
    'MarkAsTemplate',
    'MarkAsVirtualMachine',
    'UpgradeVM_Task',
    'CustomizeVM_Task',
    'ResetGuestInformation',
    'DefragmentAllDisks',
  ],
  poweredOff: [
    'PowerOffVM_Task',
    'SuspendVM_Task',
    'ResetVM_Task',
    'RebootGuest',
    'ShutdownGuest',
    'StandbyGuest',
    'MountToolsInstaller',
    'UpgradeTools_Task',
    'TerminateVM',
    'MarkAsVirtualMachine',
  ],
  suspended: [
    'SuspendVM_Task',
    'ResetVM_Task',
    'RebootGuest',
    'ShutdownGuest',
    'StandbyGuest',
    'MountToolsInstaller',
    'UpgradeTools_Task',
    'UpgradeVM_Task',
    'Destroy_Task',
    'MarkAsTemplate',
    'MarkAsVirtualMachine',
    'CustomizeVM_Task',
  ],
};

const TEMPLATE = [
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'SuspendVM_Task',
  'ResetVM_Task',
  'RebootGuest',
  'ShutdownGuest',
  'StandbyGuest',
  'MountToolsInstaller',
  'UnmountToolsInstaller',
  'UpgradeTools_Task',
  'TerminateVM',
  'MigrateVM_Task',
  'CreateSnapshot_Task',
  'RevertToCurrentSnapshot_Task',
  'RemoveAllSnapshots_Task',
  'MarkAsTemplate',
  'AnswerVM',
];

/** While the VM is on its way, by a task that lasts; whatever would change it has to wait. */
const MIGRATING = [
  'MigrateVM_Task',
  'RelocateVM_Task',
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'SuspendVM_Task',
  'ResetVM_Task',
  'TerminateVM',
  'RebootGuest',
  'ShutdownGuest',
  'StandbyGuest',
  'ReconfigVM_Task',
  'CreateSnapshot_Task',
  'RevertToCurrentSnapshot_Task',
  'RemoveAllSnapshots_Task',
  'CloneVM_Task',
  'PromoteDisks_Task',
  'UpgradeVM_Task',
  'CustomizeVM_Task',
  'MarkAsTemplate',
  'UnregisterVM',
  'Destroy_Task',
];

const NEEDS_TOOLS = ['RebootGuest', 'ShutdownGuest', 'StandbyGuest'];
const NEEDS_SNAPSHOT = ['RevertToCurrentSnapshot_Task', 'RemoveAllSnapshots_Task'];

export function disabledMethods(self: Ref<'VirtualMachine'>, read: TypedReader): readonly string[] {
  if (read(self, 'config')?.template) return [...NEVER, ...TEMPLATE];
  const runtime = read(self, 'runtime');
  const disabled = new Set([...NEVER, ...(BY_STATE[runtime?.powerState ?? ''] ?? [])]);
  const add = (methods: readonly string[]) => {
    for (const method of methods) disabled.add(method);
  };
  if (read(self, 'guest')?.toolsRunningStatus !== 'guestToolsRunning') add(NEEDS_TOOLS);
  if (!read(self, 'snapshot')) add(NEEDS_SNAPSHOT);
  if (!runtime?.question) add(['AnswerVM']);
  if (read(self as Ref, '_migration')) add(MIGRATING);
  if (!runtime?.toolsInstallerMounted) add(['UnmountToolsInstaller']);
  return [...disabled];
}
