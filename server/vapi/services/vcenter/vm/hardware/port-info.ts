/**
 * Serial and parallel ports as the vAPI shows them.
 */
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
} from '../../../../../vmodl/generated/data.ts';
import { member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareParallelInfo,
  VcenterVmHardwareSerialBackingInfo,
  VcenterVmHardwareSerialInfo,
} from '../../../../generated/types.ts';
import { connectionInfo } from './connection.ts';
import { fileOf, hostDevice, labelOf } from './storage-info.ts';

export function serialInfo(device: VirtualDevice): VcenterVmHardwareSerialInfo {
  return {
    label: labelOf(device),
    yield_on_poll: member(device, 'yieldOnPoll') === true,
    backing: serialBacking(device.backing),
    ...connectionInfo(device),
  };
}

function serialBacking(
  backing: VirtualDeviceBackingInfo | undefined,
): VcenterVmHardwareSerialBackingInfo {
  const text = (name: string) => String(member(backing, name) ?? '');
  switch (backing?._typeName) {
    case 'VirtualSerialPortFileBackingInfo':
      return { type: 'FILE', file: fileOf(backing) };
    case 'VirtualSerialPortPipeBackingInfo':
      return {
        type: text('endpoint') === 'server' ? 'PIPE_SERVER' : 'PIPE_CLIENT',
        pipe: text('pipeName'),
        no_rx_loss: member(backing, 'noRxLoss') === true,
      };
    case 'VirtualSerialPortURIBackingInfo':
      return {
        type: text('direction') === 'server' ? 'NETWORK_SERVER' : 'NETWORK_CLIENT',
        network_location: text('serviceURI'),
        proxy: text('proxyURI') || undefined,
      };
    default:
      return { type: 'HOST_DEVICE', ...hostDevice(backing) };
  }
}

export function parallelInfo(device: VirtualDevice): VcenterVmHardwareParallelInfo {
  const { backing } = device;
  const inFile = backing?._typeName === 'VirtualParallelPortFileBackingInfo';
  return {
    label: labelOf(device),
    backing: inFile
      ? { type: 'FILE', file: fileOf(backing) }
      : { type: 'HOST_DEVICE', ...hostDevice(backing) },
    ...connectionInfo(device),
  };
}
