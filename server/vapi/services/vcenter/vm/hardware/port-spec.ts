/**
 * New serial and parallel ports, as they are asked for: `VM.create` and the ports' own services plan them
 * here.
 */
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceBackingInfo,
} from '../../../../../vmodl/generated/data.ts';
import type {
  VcenterVmHardwareParallelBackingSpec,
  VcenterVmHardwareParallelCreateSpec,
  VcenterVmHardwareSerialBackingSpec,
  VcenterVmHardwareSerialCreateSpec,
} from '../../../../generated/types.ts';
import { newConnection } from './connection.ts';
import type { DevicePlan } from './device-plan.ts';
import { hostDeviceBacking } from './storage-spec.ts';

export function planSerial(
  plan: DevicePlan,
  spec: VcenterVmHardwareSerialCreateSpec = {},
): VirtualDevice {
  return plan.add((key) =>
    build('VirtualSerialPort', {
      key,
      yieldOnPoll: spec.yield_on_poll ?? false,
      backing: serialBacking(spec.backing ?? { type: 'HOST_DEVICE' }),
      connectable: newConnection(spec),
    }),
  );
}

export function serialBacking(spec: VcenterVmHardwareSerialBackingSpec): VirtualDeviceBackingInfo {
  switch (spec.type) {
    case 'FILE':
      return build('VirtualSerialPortFileBackingInfo', { fileName: spec.file ?? '' });
    case 'PIPE_SERVER':
    case 'PIPE_CLIENT':
      return build('VirtualSerialPortPipeBackingInfo', {
        pipeName: spec.pipe ?? '',
        endpoint: spec.type === 'PIPE_SERVER' ? 'server' : 'client',
        noRxLoss: spec.no_rx_loss ?? false,
      });
    case 'NETWORK_SERVER':
    case 'NETWORK_CLIENT':
      return build('VirtualSerialPortURIBackingInfo', {
        serviceURI: spec.network_location ?? '',
        direction: spec.type === 'NETWORK_SERVER' ? 'server' : 'client',
        proxyURI: spec.proxy,
      });
    default:
      return build('VirtualSerialPortDeviceBackingInfo', hostDeviceBacking(spec.host_device));
  }
}

export function planParallel(
  plan: DevicePlan,
  spec: VcenterVmHardwareParallelCreateSpec = {},
): VirtualDevice {
  return plan.add((key) =>
    build('VirtualParallelPort', {
      key,
      backing: parallelBacking(spec.backing ?? { type: 'HOST_DEVICE' }),
      connectable: newConnection(spec),
    }),
  );
}

export function parallelBacking(
  spec: VcenterVmHardwareParallelBackingSpec,
): VirtualDeviceBackingInfo {
  if (spec.type === 'FILE') {
    return build('VirtualParallelPortFileBackingInfo', { fileName: spec.file ?? '' });
  }
  return build('VirtualParallelPortDeviceBackingInfo', hostDeviceBacking(spec.host_device));
}
