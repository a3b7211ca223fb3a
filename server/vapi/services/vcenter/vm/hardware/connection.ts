/**
 * How a removable device is plugged in: shown, and asked for.
 */
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceConnectInfo,
} from '../../../../../vmodl/generated/data.ts';
import type { VcenterVmHardwareConnectionState } from '../../../../generated/types.ts';

const ERRORS: Readonly<Record<string, VcenterVmHardwareConnectionState>> = {
  recoverableError: 'RECOVERABLE_ERROR',
  unrecoverableError: 'UNRECOVERABLE_ERROR',
};

export interface ConnectionInfo {
  readonly state: VcenterVmHardwareConnectionState;
  readonly start_connected: boolean;
  readonly allow_guest_control: boolean;
}

export interface ConnectionWish {
  readonly start_connected?: boolean | undefined;
  readonly allow_guest_control?: boolean | undefined;
}

export function connectionInfo({ connectable }: VirtualDevice): ConnectionInfo {
  const plugged = connectable?.connected === true ? 'CONNECTED' : 'NOT_CONNECTED';
  return {
    state: ERRORS[connectable?.status ?? ''] ?? plugged,
    start_connected: connectable?.startConnected ?? false,
    allow_guest_control: connectable?.allowGuestControl ?? false,
  };
}

/** Of a new device: neither, unless asked for. A running VM's is connected if it would start so. */
export function newConnection({
  start_connected: startConnected = false,
  allow_guest_control: allowGuestControl = false,
}: ConnectionWish): VirtualDeviceConnectInfo {
  return build('VirtualDeviceConnectInfo', {
    startConnected,
    allowGuestControl,
    connected: startConnected,
  });
}

/** Of one that is there: what is not asked for stays. */
export function changedConnection(
  { connectable }: VirtualDevice,
  { start_connected, allow_guest_control }: ConnectionWish,
): VirtualDeviceConnectInfo {
  return build('VirtualDeviceConnectInfo', {
    ...connectable,
    startConnected: start_connected ?? connectable?.startConnected ?? false,
    allowGuestControl: allow_guest_control ?? connectable?.allowGuestControl ?? false,
    connected: connectable?.connected ?? false,
  });
}
