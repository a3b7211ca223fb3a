/**
 * `hostTests`: can these two hosts hand over the VM, and can the destination run it?
 *
 * Source: vim25 fault descriptions, vSphere "Host configuration for vMotion".
 */
import { sameReference } from '../../vmodl/reference.ts';
import { checkRules } from './check-rules.ts';
import { checkVmotion } from './check-vmotion.ts';
import type { DeviceFacts, HostFacts, MoveFacts } from './facts.ts';
import { isHotMove } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

export function checkHost(move: MoveFacts): readonly Finding[] {
  return [
    ...hostsOf(move).flatMap(connectionFindings),
    ...stateFindings(move.destination),
    ...maintenanceFindings(move),
    ...hardwareFindings(move),
    ...(isHotMove(move) ? checkVmotion(move) : []),
    ...move.vm.devices.flatMap((device) => deviceFindings(device, move)),
    ...snapshotFindings(move),
    ...checkRules(move),
    ...haFindings(move),
  ];
}

function hostsOf({ source, destination }: MoveFacts): readonly HostFacts[] {
  return sameReference(source.ref, destination.ref) ? [destination] : [source, destination];
}

function connectionFindings(host: HostFacts): readonly Finding[] {
  if (host.connectionState === 'connected') return [];
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

function maintenanceFindings({ vm, source }: MoveFacts): readonly Finding[] {
  const movesFiles = [vm.home, ...vm.disks].some((place) => place.target);
  if (!source.inMaintenance || !movesFiles) return [];
  const message = `Files of the virtual machine cannot be moved while host '${source.name}' is in maintenance mode.`;
  return [error('MaintenanceModeFileMove', {}, message)];
}

function hardwareFindings({ vm, destination }: MoveFacts): readonly Finding[] {
  if (vm.hardwareVersion <= destination.hardwareVersionMax) return [];
  return [
    error(
      'VirtualHardwareVersionNotSupported',
      { hostName: destination.name, host: destination.ref },
      `The virtual machine version is not compatible with the version of the host '${destination.name}'.`,
    ),
  ];
}

/** A device that is connected must go on working; one that is not is worth a warning. */
function deviceFindings(device: DeviceFacts, { vm, destination }: MoveFacts): readonly Finding[] {
  const { backing } = device;
  const connected = device.connected && vm.powerState === 'poweredOn';
  const severity = connected ? error : warning;
  if (backing.kind === 'passthrough') return [];
  if (backing.kind === 'client') {
    if (!connected) return [];
    const message = `Device '${device.label}' is a remote device of a client, which does not move with the virtual machine.`;
    return [error('RemoteDeviceNotSupported', { device: device.label }, message)];
  }

  // A physical drive of the same name serves a disconnected device, though it is another drive.
  const isReachable =
    backing.kind === 'file'
      ? !backing.datastore || isMounted(destination, backing.datastore)
      : !connected && destination.deviceNames.includes(backing.name);
  if (isReachable) return [];
  return [
    severity(
      'CannotAccessVmDevice',
      { device: device.label, backing: backing.name, connected },
      `Device '${device.label}' uses backing '${backing.name}', which is not accessible.`,
    ),
  ];
}

function snapshotFindings({ vm, destination }: MoveFacts): readonly Finding[] {
  return vm.snapshots
    .filter((snapshot) => snapshot.datastores.some((ref) => !isMounted(destination, ref)))
    .map((snapshot) =>
      warning(
        'SnapshotRevertIssue',
        { snapshotName: snapshot.name, errors: true },
        `Reverting to snapshot '${snapshot.name}' would generate an error or warning on the destination host.`,
      ),
    );
}

function haFindings(move: MoveFacts): readonly Finding[] {
  const { vm, destination } = move;
  const findings: Finding[] = [];
  if (destination.isFailoverHost && vm.powerState === 'poweredOn') {
    const message = `Host '${destination.name}' is kept as failover host by vSphere HA: the operation is not allowed on it.`;
    const detail = { host: destination.ref, hostname: destination.name };
    findings.push(error('DisallowedOperationOnFailoverHost', detail, message));
  }
  if (destination.haHasErrors) {
    const message = `vSphere HA has errors on host '${destination.name}': the virtual machine may not be protected there.`;
    findings.push(warning('HAErrorsAtDest', {}, message));
  }
  return findings;
}

function isMounted(host: HostFacts, datastore: HostFacts['ref']): boolean {
  return host.mounts.some((mount) => mount.accessible && sameReference(mount.datastore, datastore));
}
