/**
 * Devices a machine may have, what they may be backed by, and their settings.
 */
import { build } from '../../vmodl/build.ts';
import type { VirtualDeviceOption } from '../../vmodl/generated/data.ts';
import { controllerOptions } from './controller-options.ts';
import { device, found } from './device-traits.ts';
import { driveOptions } from './drive-options.ts';
import type { HardwareVersion } from './hardware-versions.ts';
import { choice, flag, ints, longs } from './option-values.ts';

const PCI = 'VirtualPCIController';
const SIO = 'VirtualSIOController';

export function deviceOptions(hardware: HardwareVersion): readonly VirtualDeviceOption[] {
  return [
    ...controllerOptions(hardware),
    ...driveOptions(),
    ...ethernetOptions(),
    ...portOptions(),
    ...consoleOptions(),
    ...passthroughOptions(),
    ...soundOptions(),
    vmciOption(),
  ];
}

function ethernetOptions(): readonly VirtualDeviceOption[] {
  return [
    build('VirtualE1000Option', ethernet('VirtualE1000')),
    build('VirtualE1000eOption', ethernet('VirtualE1000e')),
    build('VirtualPCNet32Option', { ...ethernet('VirtualPCNet32'), supportsMorphing: false }),
    build('VirtualVmxnet2Option', ethernet('VirtualVmxnet2')),
    build('VirtualVmxnet3Option', { ...ethernet('VirtualVmxnet3'), uptv2Enabled: flag(true) }),
    build('VirtualVmxnet3VrdmaOption', {
      ...ethernet('VirtualVmxnet3Vrdma'),
      deviceProtocol: choice(['rocev1', 'rocev2'], 1),
    }),
    build('VirtualSriovEthernetCardOption', {
      ...ethernet('VirtualSriovEthernetCard'),
      hotRemoveSupported: false,
    }),
  ];
}

function ethernet(type: string) {
  return {
    ...device(type, {
      controllerType: PCI,
      hot: true,
      connectable: true,
      backingOption: [
        build(
          'VirtualEthernetCardNetworkBackingOption',
          found('VirtualEthernetCardNetworkBackingInfo'),
        ),
        build('VirtualEthernetCardDVPortBackingOption', {
          type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo',
        }),
        build('VirtualEthernetCardOpaqueNetworkBackingOption', {
          type: 'VirtualEthernetCardOpaqueNetworkBackingInfo',
        }),
      ],
    }),
    supportedOUI: choice(['00:0c:29', '00:50:56']),
    macType: choice(['manual', 'generated', 'assigned'], 2),
    wakeOnLanEnabled: flag(true, true),
    vmDirectPathGen2Supported: type === 'VirtualVmxnet3',
    uptCompatibilityEnabled: flag(type === 'VirtualVmxnet3'),
  };
}

function portOptions(): readonly VirtualDeviceOption[] {
  return [
    build('VirtualSerialPortOption', {
      ...device('VirtualSerialPort', {
        controllerType: SIO,
        connectable: true,
        backingOption: [
          build('VirtualSerialPortFileBackingOption', { type: 'VirtualSerialPortFileBackingInfo' }),
          build(
            'VirtualSerialPortDeviceBackingOption',
            found('VirtualSerialPortDeviceBackingInfo', true),
          ),
          build('VirtualSerialPortPipeBackingOption', {
            type: 'VirtualSerialPortPipeBackingInfo',
            endpoint: choice(['client', 'server']),
            noRxLoss: flag(true, true),
          }),
          build('VirtualSerialPortURIBackingOption', {
            type: 'VirtualSerialPortURIBackingInfo',
            directions: choice(['server', 'client']),
          }),
        ],
      }),
      yieldOnPoll: flag(true, true),
    }),
    build(
      'VirtualParallelPortOption',
      device('VirtualParallelPort', {
        controllerType: SIO,
        connectable: true,
        backingOption: [
          build('VirtualParallelPortFileBackingOption', {
            type: 'VirtualParallelPortFileBackingInfo',
          }),
          build(
            'VirtualParallelPortDeviceBackingOption',
            found('VirtualParallelPortDeviceBackingInfo', true),
          ),
        ],
      }),
    ),
  ];
}

function consoleOptions(): readonly VirtualDeviceOption[] {
  const ps2 = { controllerType: 'VirtualPS2Controller' };
  return [
    build('VirtualKeyboardOption', device('VirtualKeyboard', ps2)),
    build(
      'VirtualPointingDeviceOption',
      device('VirtualPointingDevice', {
        ...ps2,
        backingOption: [
          build('VirtualPointingDeviceBackingOption', {
            ...found('VirtualPointingDeviceDeviceBackingInfo'),
            hostPointingDevice: choice(['autodetect', 'intellimouseExplorer', 'intellimousePs2']),
          }),
        ],
      }),
    ),
    build('VirtualVideoCardOption', {
      ...device('VirtualMachineVideoCard', { controllerType: PCI }),
      videoRamSizeInKB: longs(1024, 262_144, 8192),
      numDisplays: ints(1, 10),
      useAutoDetect: flag(true),
      support3D: flag(true),
      use3dRendererSupported: flag(true, true),
      graphicsMemorySizeInKB: longs(65_536, 8_388_608, 262_144),
      graphicsMemorySizeSupported: flag(true, true),
    }),
  ];
}

function passthroughOptions(): readonly VirtualDeviceOption[] {
  return [
    build(
      'VirtualPCIPassthroughOption',
      device('VirtualPCIPassthrough', {
        controllerType: PCI,
        backingOption: [
          build(
            'VirtualPCIPassthroughDeviceBackingOption',
            found('VirtualPCIPassthroughDeviceBackingInfo'),
          ),
          build(
            'VirtualPCIPassthroughDynamicBackingOption',
            found('VirtualPCIPassthroughDynamicBackingInfo'),
          ),
        ],
      }),
    ),
    build(
      'VirtualSCSIPassthroughOption',
      device('VirtualSCSIPassthrough', {
        controllerType: 'VirtualSCSIController',
        hot: true,
        backingOption: [
          build(
            'VirtualSCSIPassthroughDeviceBackingOption',
            found('VirtualSCSIPassthroughDeviceBackingInfo'),
          ),
        ],
      }),
    ),
    build(
      'VirtualUSBOption',
      device('VirtualUSB', {
        controllerType: 'VirtualUSBController',
        hot: true,
        connectable: true,
        backingOption: [
          build('VirtualUSBUSBBackingOption', found('VirtualUSBUSBBackingInfo')),
          build('VirtualUSBRemoteHostBackingOption', found('VirtualUSBRemoteHostBackingInfo')),
          build('VirtualUSBRemoteClientBackingOption', found('VirtualUSBRemoteClientBackingInfo')),
        ],
      }),
    ),
  ];
}

function soundOptions(): readonly VirtualDeviceOption[] {
  const sound = (type: string, deprecated = false) =>
    device(type, {
      controllerType: PCI,
      deprecated,
      backingOption: [
        build(
          'VirtualSoundCardDeviceBackingOption',
          found('VirtualSoundCardDeviceBackingInfo', true),
        ),
      ],
    });
  return [
    build('VirtualSoundBlaster16Option', sound('VirtualSoundBlaster16', true)),
    build('VirtualEnsoniq1371Option', sound('VirtualEnsoniq1371')),
    build('VirtualHdAudioCardOption', sound('VirtualHdAudioCard')),
  ];
}

function vmciOption(): VirtualDeviceOption {
  return build('VirtualMachineVMCIDeviceOption', {
    ...device('VirtualMachineVMCIDevice', { controllerType: PCI }),
    allowUnrestrictedCommunication: flag(false),
    filterSupported: flag(true, true),
  });
}
