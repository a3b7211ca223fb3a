/**
 * Controllers a machine may have, with how many devices each takes.
 */
import { build } from '../../vmodl/build.ts';
import type { VirtualDeviceOption } from '../../vmodl/generated/data.ts';
import type { HardwareVersion } from './hardware-versions.ts';
import { choice, flag, ints } from './option-values.ts';

/** Hardware versions in which a controller came or grew. */
const AHCI_SINCE = 10;
const NVME_SINCE = 13;
const PVSCSI_64_SINCE = 14;
const NVDIMM_SINCE = 14;
const TPM_SINCE = 14;
const CLOCK_SINCE = 17;

const PCI = 'VirtualPCIController';
const SCSI_DEVICES = ['VirtualDisk', 'VirtualCdrom', 'VirtualSCSIPassthrough'];
const DISK_DEVICES = ['VirtualDisk', 'VirtualCdrom'];

export function controllerOptions(hardware: HardwareVersion): readonly VirtualDeviceOption[] {
  return [
    ...alwaysThere(),
    ...scsiOptions(hardware),
    ...(hardware.number >= AHCI_SINCE ? [ahciOption()] : []),
    ...(hardware.number >= NVME_SINCE ? [nvmeOption(hardware)] : []),
    ...usbOptions(),
    ...(hardware.number >= NVDIMM_SINCE ? [nvdimmControllerOption()] : []),
    ...(hardware.number >= TPM_SINCE ? [tpmOption()] : []),
    ...(hardware.number >= CLOCK_SINCE ? [clockOption()] : []),
  ];
}

function fixed(type: string) {
  return { type, deprecated: false, plugAndPlay: false, hotRemoveSupported: false };
}

function onPci(type: string) {
  return {
    type,
    controllerType: PCI,
    autoAssignController: flag(true, true),
    deprecated: false,
    plugAndPlay: true,
    hotRemoveSupported: true,
  };
}

function alwaysThere(): readonly VirtualDeviceOption[] {
  return [
    build('VirtualIDEControllerOption', {
      ...fixed('VirtualIDEController'),
      devices: ints(0, 2),
      supportedDevice: DISK_DEVICES,
      numIDEDisks: ints(0, 2),
      numIDECdroms: ints(0, 2),
    }),
    build('VirtualPS2ControllerOption', {
      ...fixed('VirtualPS2Controller'),
      devices: ints(0, 2),
      supportedDevice: ['VirtualKeyboard', 'VirtualPointingDevice'],
      numKeyboards: ints(0, 1, 1),
      numPointingDevices: ints(0, 1, 1),
    }),
    build('VirtualSIOControllerOption', {
      ...fixed('VirtualSIOController'),
      devices: ints(0, 64),
      supportedDevice: ['VirtualSerialPort', 'VirtualParallelPort', 'VirtualFloppy'],
      numFloppyDrives: ints(0, 2),
      numSerialPorts: ints(0, 32),
      numParallelPorts: ints(0, 3),
    }),
    pciOption(),
  ];
}

function pciOption(): VirtualDeviceOption {
  return build('VirtualPCIControllerOption', {
    ...fixed(PCI),
    devices: ints(0, 64),
    supportedDevice: [
      'VirtualEthernetCard',
      'VirtualSCSIController',
      'VirtualMachineVideoCard',
      'VirtualSoundCard',
      'VirtualMachineVMCIDevice',
      'VirtualPCIPassthrough',
      'VirtualSATAController',
      'VirtualNVMEController',
      'VirtualUSBController',
      'VirtualUSBXHCIController',
    ],
    numSCSIControllers: ints(0, 4),
    numEthernetCards: ints(0, 10),
    numVideoCards: ints(1, 1),
    numSoundCards: ints(0, 1),
    numVmiRoms: ints(0, 0),
    numVmciDevices: ints(1, 1),
    numPCIPassthroughDevices: ints(0, 16),
    numSasSCSIControllers: ints(0, 4),
    numVmxnet3EthernetCards: ints(0, 10),
    numParaVirtualSCSIControllers: ints(0, 4),
    numSATAControllers: ints(0, 4),
    numNVMEControllers: ints(0, 4),
    numVmxnet3VrdmaEthernetCards: ints(0, 10),
  });
}

function scsiOptions(hardware: HardwareVersion): readonly VirtualDeviceOption[] {
  const paravirtual = hardware.number >= PVSCSI_64_SINCE ? 64 : 15;
  return [
    build('VirtualBusLogicControllerOption', scsi('VirtualBusLogicController', 15)),
    build('VirtualLsiLogicControllerOption', scsi('VirtualLsiLogicController', 15)),
    build('VirtualLsiLogicSASControllerOption', scsi('VirtualLsiLogicSASController', 15)),
    build('ParaVirtualSCSIControllerOption', scsi('ParaVirtualSCSIController', paravirtual)),
  ];
}

/** A SCSI controller keeps unit 7 of its bus to itself. */
function scsi(type: string, disks: number) {
  return {
    ...onPci(type),
    devices: ints(0, disks),
    supportedDevice: SCSI_DEVICES,
    numSCSIDisks: ints(0, disks),
    numSCSICdroms: ints(0, disks),
    numSCSIPassthrough: ints(0, disks),
    sharing: ['noSharing', 'virtualSharing', 'physicalSharing'] as const,
    defaultSharedIndex: 0,
    hotAddRemove: flag(true, true),
    scsiCtlrUnitNumber: 7,
  };
}

function ahciOption(): VirtualDeviceOption {
  return build('VirtualAHCIControllerOption', {
    ...onPci('VirtualAHCIController'),
    devices: ints(0, 30),
    supportedDevice: DISK_DEVICES,
    numSATADisks: ints(0, 30),
    numSATACdroms: ints(0, 30),
  });
}

function nvmeOption(hardware: HardwareVersion): VirtualDeviceOption {
  const disks = hardware.number >= 21 ? 64 : 15;
  return build('VirtualNVMEControllerOption', {
    ...onPci('VirtualNVMEController'),
    devices: ints(0, disks),
    supportedDevice: ['VirtualDisk'],
    numNVMEDisks: ints(0, disks),
    sharing: ['noSharing', 'physicalSharing'],
  });
}

function usbOptions(): readonly VirtualDeviceOption[] {
  return [
    build('VirtualUSBControllerOption', {
      ...onPci('VirtualUSBController'),
      hotRemoveSupported: false,
      devices: ints(0, 20),
      supportedDevice: ['VirtualUSB'],
      autoConnectDevices: flag(true),
      ehciSupported: flag(true, true),
      supportedSpeeds: ['low', 'full', 'high'],
    }),
    build('VirtualUSBXHCIControllerOption', {
      ...onPci('VirtualUSBXHCIController'),
      devices: ints(0, 20),
      supportedDevice: ['VirtualUSB'],
      autoConnectDevices: flag(true),
      supportedSpeeds: ['low', 'full', 'high', 'superSpeed', 'superSpeedPlus'],
    }),
  ];
}

function nvdimmControllerOption(): VirtualDeviceOption {
  return build('VirtualNVDIMMControllerOption', {
    ...fixed('VirtualNVDIMMController'),
    devices: ints(0, 64),
    supportedDevice: ['VirtualNVDIMM'],
    numNVDIMMControllers: ints(0, 1),
  });
}

function tpmOption(): VirtualDeviceOption {
  return build('VirtualTPMOption', { ...fixed('VirtualTPM'), supportedFirmware: ['efi'] });
}

function clockOption(): VirtualDeviceOption {
  return build('VirtualPrecisionClockOption', {
    ...fixed('VirtualPrecisionClock'),
    backingOption: [
      build('VirtualPrecisionClockSystemClockBackingOption', {
        type: 'VirtualPrecisionClockSystemClockBackingInfo',
        protocol: choice(['ptp', 'ntp']),
      }),
    ],
    defaultBackingOptionIndex: 0,
  });
}
