/**
 * `sourceTests`: what keeps a VM where it is, whatever the destination.
 *
 * Source: vim25 fault descriptions ("migration validation"), vSphere "Virtual machine conditions
 * and limitations for vMotion".
 */
import type { MoveFacts, VmFacts } from './facts.ts';
import { changesHost, isHotMove, isRunning, movesFiles } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, localized, warning } from './issue.ts';

export function checkSource(move: MoveFacts): readonly Finding[] {
  const { vm } = move;
  const live = isRunning(move) && (changesHost(move) || movesFiles(move));
  return [
    ...taskFindings(vm),
    ...checkVmState(move),
    ...toolsFindings(vm),
    ...(isHotMove(move) ? affinityFindings(vm) : []),
    ...(live ? [...passthroughFindings(vm), ...sharedBusFindings(vm)] : []),
    ...(isHotMove(move) ? heartbeatFindings(vm) : []),
  ];
}

function taskFindings(vm: VmFacts): readonly Finding[] {
  if (!vm.activeTask) return [];
  return [error('TaskInProgress', { task: vm.activeTask }, 'Another task is already in progress.')];
}

/** Does vCenter have the VM in hand? */
export function checkVmState({ vm }: MoveFacts): readonly Finding[] {
  if (vm.connectionState === 'connected') return [];
  const message = `The operation is not allowed in the current state: the virtual machine is ${vm.connectionState}.`;
  return [error('InvalidState', {}, message)];
}

function toolsFindings(vm: VmFacts): readonly Finding[] {
  if (!vm.toolsInstallerMounted) return [];
  return [
    error(
      'ToolsInstallationInProgress',
      {},
      'A VMware Tools installation is in progress on the virtual machine.',
    ),
  ];
}

/** May it power on at all? */
export function checkPowerState({ runsAlready }: MoveFacts): readonly Finding[] {
  if (!runsAlready) return [];
  const detail = { requestedState: 'poweredOn', existingState: 'poweredOn' };
  const message = 'The attempted operation cannot be performed in the current state (Powered on).';
  return [error('InvalidPowerState', detail, message)];
}

function affinityFindings(vm: VmFacts): readonly Finding[] {
  const configuredAffinity = [
    ...(vm.cpuAffinity?.length ? ['cpu'] : []),
    ...(vm.memoryAffinity?.length ? ['memory'] : []),
  ];
  if (configuredAffinity.length === 0) return [];
  const message =
    'The virtual machine has CPU and/or memory affinities configured, preventing vMotion.';
  return [error('AffinityConfigured', { configuredAffinity }, message)];
}

function passthroughFindings(vm: VmFacts): readonly Finding[] {
  return vm.devices
    .filter((device) => device.backing.kind === 'passthrough')
    .map((device) => {
      const unsupported = {
        name: 'DeviceNotSupported',
        detail: { device: device.label },
        message: `Device '${device.label}' is not supported.`,
      };
      return error(
        'DisallowedMigrationDeviceAttached',
        { fault: localized(unsupported) },
        `Migration is not possible while device '${device.label}' is attached: it uses '${device.backing.name}' of the host.`,
      );
    });
}

function sharedBusFindings(vm: VmFacts): readonly Finding[] {
  return vm.sharedBuses.map((device) => {
    const unsupported = {
      name: 'SharedBusControllerNotSupported',
      detail: { device },
      message: `Controller '${device}' shares its bus, which is not supported.`,
    };
    return error(
      'DisallowedMigrationDeviceAttached',
      { fault: localized(unsupported) },
      `Migration is not possible while controller '${device}' shares its bus with other virtual machines.`,
    );
  });
}

function heartbeatFindings(vm: VmFacts): readonly Finding[] {
  if (!vm.toolsInstalled || vm.heartbeat === 'green' || vm.heartbeat === 'yellow') return [];
  const message =
    'No guest OS heartbeats are being received. Either the guest OS is not responding or ' +
    'VMware Tools is not configured correctly.';
  return [warning('NoGuestHeartbeat', {}, message)];
}
