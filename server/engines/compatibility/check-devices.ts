/**
 * Device part of `hostTests`: drives and ports whose backing the destination does not have.
 *
 * A device that is connected must go on working; one that is not is worth a warning.
 */
import { sameReference } from '../../vmodl/reference.ts';
import type { DeviceFacts, MoveFacts } from './facts.ts';
import { changesHost, isRunning } from './facts.ts';
import type { Finding } from './issue.ts';
import { error, warning } from './issue.ts';

export function checkDevices(move: MoveFacts): readonly Finding[] {
  return move.vm.devices.flatMap((device) => deviceFindings(device, move));
}

function deviceFindings(device: DeviceFacts, move: MoveFacts): readonly Finding[] {
  const { backing } = device;
  const connected = device.connected && isRunning(move);
  if (backing.kind === 'passthrough') return [];
  if (backing.kind === 'client') return clientFindings(device, connected, move);
  if (isReachable(device, connected, move)) return [];
  return [
    (connected ? error : warning)(
      'CannotAccessVmDevice',
      { device: device.label, backing: backing.name, connected },
      `Device '${device.label}' uses backing '${backing.name}', which is not accessible.`,
    ),
  ];
}

/** Since ESXi 7.0 a client's drive stays connected through a vMotion, if both hosts know how. */
function clientFindings(
  device: DeviceFacts,
  connected: boolean,
  move: MoveFacts,
): readonly Finding[] {
  const { source, destination } = move;
  const follows = [source, destination].every(({ abilities }) => abilities.remoteDeviceVmotion);
  if (!connected || follows || !changesHost(move)) return [];
  const message = `Device '${device.label}' is a remote device of a client, which does not move with the virtual machine.`;
  return [error('RemoteDeviceNotSupported', { device: device.label }, message)];
}

/** A physical drive of the same name serves a disconnected device, though it is another drive. */
function isReachable({ backing }: DeviceFacts, connected: boolean, move: MoveFacts): boolean {
  const { destination } = move;
  if (backing.kind !== 'file') {
    if (!changesHost(move)) return true;
    return !connected && destination.deviceNames.includes(backing.name);
  }
  const { datastore } = backing;
  if (!datastore) return true;
  return destination.mounts.some(
    (mount) => mount.accessible && sameReference(mount.datastore, datastore),
  );
}
