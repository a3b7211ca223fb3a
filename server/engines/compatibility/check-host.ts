/**
 * `hostTests`: can these two hosts hand over the VM, and can the destination run it?
 *
 * Source: vim25 fault descriptions, vSphere "Host configuration for vMotion".
 */
import type { HostFacts, MoveFacts } from './facts.ts';
import { changesHost, movesFiles } from './facts.ts';
import type { Finding } from './issue.ts';
import { error } from './issue.ts';

/** Are the hosts there, and in a state to take part? */
export function checkHostStates(move: MoveFacts): readonly Finding[] {
  const { source, destination } = move;
  const hosts = changesHost(move) ? [source, destination] : [destination];
  const maintenance = maintenanceFindings(move);
  return [
    ...hosts.flatMap(connectionFindings),
    ...(maintenance.length > 0 && !changesHost(move) ? [] : stateFindings(destination)),
    ...maintenance,
  ];
}

/** Is the destination there, and in a state to run VMs? */
export function checkDestinationState({ destination }: MoveFacts): readonly Finding[] {
  return [...connectionFindings(destination), ...stateFindings(destination)];
}

function connectionFindings(host: HostFacts): readonly Finding[] {
  // Asleep is not lost: its state says why it does not answer.
  if (host.connectionState === 'connected' || host.standby) return [];
  if (host.connectionState === 'disconnected') {
    const message = `Host '${host.name}' is disconnected: the operation is not allowed in its current connection state.`;
    return [error('InvalidHostConnectionState', { host: host.ref }, message)];
  }
  const message = `Unable to communicate with the remote host '${host.name}', since it is not responding.`;
  return [error('HostNotConnected', {}, message)];
}

function stateFindings(host: HostFacts): readonly Finding[] {
  const state = unfitState(host);
  if (!state) return [];
  const message = `The operation is not allowed in the current state of the host: '${host.name}' is ${state}.`;
  return [error('InvalidHostState', { host: host.ref }, message)];
}

function unfitState(host: HostFacts): string | undefined {
  if (host.inMaintenance) return 'in maintenance mode';
  if (host.enteringMaintenance) return 'entering maintenance mode';
  return host.standby ? 'in standby mode' : undefined;
}

function maintenanceFindings(move: MoveFacts): readonly Finding[] {
  const { source } = move;
  if (!source.inMaintenance || !movesFiles(move)) return [];
  const message = `Files of the virtual machine cannot be moved while host '${source.name}' is in maintenance mode.`;
  return [error('MaintenanceModeFileMove', {}, message)];
}

/** Does the destination know the VM's virtual hardware? */
export function checkHardware({ vm, destination }: MoveFacts): readonly Finding[] {
  if (vm.hardwareVersion <= destination.hardwareVersionMax) return [];
  return [
    error(
      'VirtualHardwareVersionNotSupported',
      { hostName: destination.name, host: destination.ref },
      `The virtual machine version is not compatible with the version of the host '${destination.name}'.`,
    ),
  ];
}
