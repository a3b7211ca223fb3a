/**
 * The devices every VM has (controllers, keyboard, video card …) and those it is given: disks,
 * CD-ROM drives, network cards. Device keys and unit numbers are vCenter's.
 */
import { build } from '../../vmodl/build.ts';
import type {
  Description,
  VirtualDevice,
  VirtualDeviceConnectInfo,
} from '../../vmodl/generated/data.ts';
import type { Shelf } from './shelf.ts';

/** Keys of the controllers. */
export const PCI_KEY = 100;
export const IDE_KEY = 200;
export const SCSI_KEY = 1000;
export const SATA_KEY = 15_000;
/** First keys of what is given to a VM. */
export const DISK_KEY = 2000;
export const IDE_CDROM_KEY = 3000;
export const SATA_CDROM_KEY = 16_000;
export const ETHERNET_KEY = 4000;

const SIO_KEY = 400;
const PS2_KEY = 300;
const KEYBOARD_KEY = 600;
const POINTING_KEY = 700;
const VIDEO_KEY = 500;
const VMCI_KEY = 12_000;
const VMCI_UNIT = 17;
const SCSI_UNIT = 3;
const SATA_UNIT = 24;
/** Network cards start at this unit of the PCI bus. */
export const FIRST_ETHERNET_UNIT = 7;
/** A SCSI controller keeps this unit to itself. */
export const SCSI_OWN_UNIT = 7;

export type ScsiType =
  | 'ParaVirtualSCSIController'
  | 'VirtualLsiLogicController'
  | 'VirtualLsiLogicSASController'
  | 'VirtualBusLogicController';

const SCSI_LABELS: Readonly<Record<ScsiType, string>> = {
  ParaVirtualSCSIController: 'VMware paravirtual SCSI',
  VirtualLsiLogicController: 'LSI Logic',
  VirtualLsiLogicSASController: 'LSI Logic SAS',
  VirtualBusLogicController: 'BusLogic',
};

export function describe(label: string, summary: string = label): Description {
  return build('Description', { label, summary });
}

/** Connection of a device that can be unplugged. */
export function connectable(
  connected: boolean,
  guestControl: boolean,
  startConnected = connected,
): VirtualDeviceConnectInfo {
  return build('VirtualDeviceConnectInfo', {
    migrateConnect: 'unset',
    startConnected,
    allowGuestControl: guestControl,
    connected,
    status: connected ? 'ok' : 'untried',
  });
}

/** What hangs on the buses: the controllers list their devices' keys. */
export interface BusPlan {
  readonly disks: number;
  readonly nics: number;
  readonly cdrom: 'ide' | 'sata' | 'none';
  readonly scsi: ScsiType;
}

/** The nine devices that every VM has. */
export function defaultDevices(plan: BusPlan, shelf: Shelf): readonly VirtualDevice[] {
  const cards = Array.from({ length: plan.nics }, (_, index) => ETHERNET_KEY + index);
  const extra = plan.cdrom === 'sata' ? [SATA_KEY] : [];
  const onPci = [VIDEO_KEY, VMCI_KEY, ...(plan.disks > 0 ? [SCSI_KEY] : []), ...extra, ...cards];
  return shelf.keep(`devices:${plan.cdrom}:${onPci.join()}`, () => [
    ide(0, plan.cdrom === 'ide' ? [IDE_CDROM_KEY] : []),
    ide(1, []),
    build('VirtualPS2Controller', {
      key: PS2_KEY,
      deviceInfo: describe('PS2 controller 0'),
      busNumber: 0,
      device: [KEYBOARD_KEY, POINTING_KEY],
    }),
    build('VirtualPCIController', {
      key: PCI_KEY,
      deviceInfo: describe('PCI controller 0'),
      busNumber: 0,
      device: onPci,
    }),
    build('VirtualSIOController', {
      key: SIO_KEY,
      deviceInfo: describe('SIO controller 0'),
      busNumber: 0,
      device: [],
    }),
    ...consoleDevices(),
    build('VirtualMachineVMCIDevice', {
      key: VMCI_KEY,
      deviceInfo: describe(
        'VMCI device',
        'Device on the virtual machine PCI bus that provides support for the virtual machine communication interface',
      ),
      controllerKey: PCI_KEY,
      unitNumber: VMCI_UNIT,
      id: -1,
      allowUnrestrictedCommunication: false,
      filterEnable: true,
    }),
  ]);
}

function ide(bus: number, device: readonly number[]): VirtualDevice {
  return build('VirtualIDEController', {
    key: IDE_KEY + bus,
    deviceInfo: describe(`IDE ${bus}`),
    busNumber: bus,
    device,
  });
}

function consoleDevices(): readonly VirtualDevice[] {
  return [
    build('VirtualKeyboard', {
      key: KEYBOARD_KEY,
      deviceInfo: describe('Keyboard'),
      controllerKey: PS2_KEY,
      unitNumber: 0,
    }),
    build('VirtualPointingDevice', {
      key: POINTING_KEY,
      deviceInfo: describe('Pointing device', 'Pointing device; Device'),
      backing: build('VirtualPointingDeviceDeviceBackingInfo', {
        deviceName: '',
        useAutoDetect: false,
        hostPointingDevice: 'autodetect',
      }),
      controllerKey: PS2_KEY,
      unitNumber: 1,
    }),
    build('VirtualMachineVideoCard', {
      key: VIDEO_KEY,
      deviceInfo: describe('Video card'),
      controllerKey: PCI_KEY,
      unitNumber: 0,
      videoRamSizeInKB: 8192,
      numDisplays: 1,
      useAutoDetect: false,
      enable3DSupport: false,
      use3dRenderer: 'automatic',
      graphicsMemorySizeInKB: 262_144,
    }),
  ];
}

/** A SCSI controller with its disks. */
export function scsiController(plan: BusPlan, shelf: Shelf): VirtualDevice {
  return shelf.keep(`scsi:${plan.scsi}:${plan.disks}`, () =>
    build(plan.scsi, {
      key: SCSI_KEY,
      deviceInfo: describe('SCSI controller 0', SCSI_LABELS[plan.scsi]),
      controllerKey: PCI_KEY,
      unitNumber: SCSI_UNIT,
      busNumber: 0,
      device: Array.from({ length: plan.disks }, (_, index) => DISK_KEY + index),
      hotAddRemove: true,
      sharedBus: 'noSharing',
      scsiCtlrUnitNumber: SCSI_OWN_UNIT,
    }),
  );
}

export function sataController(shelf: Shelf): VirtualDevice {
  return shelf.keep('sata', () =>
    build('VirtualAHCIController', {
      key: SATA_KEY,
      deviceInfo: describe('SATA controller 0', 'AHCI'),
      controllerKey: PCI_KEY,
      unitNumber: SATA_UNIT,
      busNumber: 0,
      device: [SATA_CDROM_KEY],
    }),
  );
}
