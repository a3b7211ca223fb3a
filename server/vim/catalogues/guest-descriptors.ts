/**
 * What virtual hardware offers each guest operating system: limits, and the devices it should have.
 */
import { build } from '../../vmodl/build.ts';
import type { GuestOsDescriptor } from '../../vmodl/generated/data.ts';
import { MB_PER_GB } from '../../vmodl/units.ts';
import type { GuestSystem } from './guest-systems.ts';
import type { HardwareVersion } from './hardware-versions.ts';

const NARROW_MEMORY_MB = 65_536;

/** Hardware versions in which a feature came. */
const SINCE = {
  nvme: 13,
  secureBoot: 13,
  vbs: 14,
  persistentMemory: 14,
  sgx: 17,
  tpm: 14,
  watchdog: 17,
};

const DISK_CONTROLLERS = [
  'VirtualIDEController',
  'VirtualBusLogicController',
  'VirtualLsiLogicController',
  'VirtualLsiLogicSASController',
  'ParaVirtualSCSIController',
  'VirtualAHCIController',
];
const ETHERNET_CARDS = [
  'VirtualE1000',
  'VirtualE1000e',
  'VirtualSriovEthernetCard',
  'VirtualVmxnet3',
];
const OLD_ETHERNET_CARDS = ['VirtualPCNet32', 'VirtualVmxnet', 'VirtualVmxnet2'];
const USB_CONTROLLERS = ['VirtualUSBController', 'VirtualUSBXHCIController'];

export function guestDescriptor(guest: GuestSystem, hardware: HardwareVersion): GuestOsDescriptor {
  const has = (feature: keyof typeof SINCE) => hardware.number >= SINCE[feature];
  const wide = guest.bits === 64;
  const windows = guest.family === 'windowsGuest';
  const old = !wide && guest.family !== 'windowsGuest';
  const maxMemoryMb = wide
    ? hardware.maxMemoryMb
    : Math.min(NARROW_MEMORY_MB, hardware.maxMemoryMb);
  const scsi = recommendedScsi(guest);
  const card = wide ? 'VirtualVmxnet3' : 'VirtualE1000';
  return build('GuestOsDescriptor', {
    id: guest.id,
    family: guest.family,
    fullName: guest.fullName,
    supportedMaxCPUs: wide ? hardware.maxCpus : Math.min(32, hardware.maxCpus),
    numSupportedPhysicalSockets: 128,
    numSupportedCoresPerSocket: Math.min(64, hardware.maxCpus),
    supportedMinMemMB: wide ? 256 : 32,
    supportedMaxMemMB: maxMemoryMb,
    recommendedMemMB: Math.min(windows ? 4 * MB_PER_GB : 2 * MB_PER_GB, maxMemoryMb),
    recommendedColorDepth: 32,
    supportedDiskControllerList: has('nvme')
      ? [...DISK_CONTROLLERS, 'VirtualNVMEController']
      : DISK_CONTROLLERS,
    recommendedSCSIController: scsi,
    recommendedDiskController: scsi,
    supportedNumDisks: 4,
    recommendedDiskSizeMB: (windows ? 90 : 16) * MB_PER_GB,
    recommendedCdromController: 'VirtualAHCIController',
    supportedEthernetCard: old ? [...OLD_ETHERNET_CARDS, ...ETHERNET_CARDS] : ETHERNET_CARDS,
    recommendedEthernetCard: windows && wide ? 'VirtualE1000e' : card,
    supportsSlaveDisk: true,
    smcRequired: guest.family === 'darwinGuestFamily',
    supportsWakeOnLan: true,
    supportsVMI: false,
    supportsMemoryHotAdd: wide,
    supportsCpuHotAdd: wide,
    supportsCpuHotRemove: false,
    supportedUSBControllerList: USB_CONTROLLERS,
    recommendedUSBController: 'VirtualUSBXHCIController',
    supports3D: wide,
    recommended3D: false,
    smcRecommended: guest.family === 'darwinGuestFamily',
    ich7mRecommended: false,
    usbRecommended: windows,
    supportLevel: 'supported',
    supportedForCreate: true,
    vRAMSizeInKB: build('IntOption', { min: 0, max: 131_072, defaultValue: 8192 }),
    numSupportedFloppyDevices: 2,
    wakeOnLanEthernetCard: ['VirtualVmxnet3'],
    supportsPvscsiControllerForBoot: wide,
    diskUuidEnabled: false,
    supportsHotPlugPCI: wide,
    ...firmware(guest, hardware),
    ...memoryAndSecurity(guest, hardware),
  });
}

function firmware({ bits, family }: GuestSystem, { number }: HardwareVersion) {
  const secure = bits === 64 && number >= SINCE.secureBoot;
  return {
    supportedFirmware: bits === 64 ? ['bios', 'efi'] : ['bios'],
    recommendedFirmware: secure ? 'efi' : 'bios',
    supportsSecureBoot: secure,
    defaultSecureBoot: secure && family === 'windowsGuest',
  };
}

function memoryAndSecurity({ bits, family, id }: GuestSystem, { number }: HardwareVersion) {
  const persistentMemorySupported = bits === 64 && number >= SINCE.persistentMemory;
  const option = (supported: boolean) => build('BoolOption', { supported, defaultValue: false });
  return {
    persistentMemorySupported,
    supportedMinPersistentMemoryMB: persistentMemorySupported ? 1 : 0,
    supportedMaxPersistentMemoryMB: persistentMemorySupported ? 6_291_456 : 0,
    recommendedPersistentMemoryMB: persistentMemorySupported ? 1024 : 0,
    persistentMemoryHotAddSupported: false,
    persistentMemoryHotRemoveSupported: false,
    persistentMemoryColdGrowthSupported: persistentMemorySupported,
    persistentMemoryColdGrowthGranularityMB: 1,
    persistentMemoryHotGrowthSupported: false,
    persistentMemoryHotGrowthGranularityMB: 0,
    numRecommendedPhysicalSockets: 1,
    numRecommendedCoresPerSocket: family === 'windowsGuest' ? 2 : 1,
    vvtdSupported: option(bits === 64 && number >= SINCE.vbs),
    vbsSupported: option(family === 'windowsGuest' && bits === 64 && number >= SINCE.vbs),
    vsgxSupported: option(bits === 64 && number >= SINCE.sgx),
    vsgxRemoteAttestationSupported: bits === 64 && number >= SINCE.sgx,
    supportsTPM20: bits === 64 && number >= SINCE.tpm,
    recommendedTPM20: id === 'windows11_64Guest' || id === 'windows12_64Guest',
    vwdtSupported: number >= SINCE.watchdog,
  };
}

/** Old systems bring drivers for old controllers only. */
function recommendedScsi({ id, family, bits }: GuestSystem): string {
  if (/^win(NT|2000|XPHome|31|95|98|Me)/.test(id)) return 'VirtualBusLogicController';
  if (family === 'windowsGuest') {
    return bits === 64 ? 'VirtualLsiLogicSASController' : 'VirtualLsiLogicController';
  }
  return family === 'linuxGuest' && bits === 64
    ? 'ParaVirtualSCSIController'
    : 'VirtualLsiLogicController';
}
