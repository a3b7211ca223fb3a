/**
 * What a machine of a version of virtual hardware may be made of: `VirtualMachineConfigOption`.
 */
import type { Inventory } from '../../inventory/inventory.ts';
import type { Derivation } from '../../inventory/schema.ts';
import { Shelf } from '../../inventory/templates/shelf.ts';
import { vmCapability } from '../../inventory/templates/vm-capability.ts';
import { defaultDevices } from '../../inventory/templates/vm-devices.ts';
import { build } from '../../vmodl/build.ts';
import type {
  GuestOsDescriptor,
  VirtualHardwareOption,
  VirtualMachineConfigOption,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { deviceOptions } from '../catalogues/device-options.ts';
import { guestDescriptor } from '../catalogues/guest-descriptors.ts';
import { guestSystems } from '../catalogues/guest-systems.ts';
import { HARDWARE_VERSIONS, type HardwareVersion } from '../catalogues/hardware-versions.ts';
import { flag, ints, longs } from '../catalogues/option-values.ts';
import { SERVICE_INSTANCE } from '../service/service-content.ts';

const LEAST_MEMORY_MB = 4;
const USUAL_MEMORY_MB = 1024;
const SHARES_MAX = 1_000_000;
const GUEST_BY_DEFAULT = 'windows9Server64Guest';

/** Kept on ServiceInstance, one for each version: they are large, alike for all, and asked for often. */
export const CONFIG_OPTION_DERIVATIONS: readonly Derivation[] = HARDWARE_VERSIONS.map(
  (hardware) => ({
    type: SERVICE_INSTANCE.type,
    property: propertyOf(hardware),
    reads: [],
    derive: () => makeOption(hardware),
  }),
);

/** What there is for all guests, or for those ids alone. */
export function configOption(
  inventory: Inventory,
  hardware: HardwareVersion,
  guestIds?: readonly string[],
): VirtualMachineConfigOption {
  const whole = inventory.read(
    SERVICE_INSTANCE as Ref,
    propertyOf(hardware),
  ) as unknown as VirtualMachineConfigOption;
  if (!guestIds) return whole;
  const guestOSDescriptor = whole.guestOSDescriptor.filter(({ id }) => guestIds.includes(id));
  const { _typeName, ...members } = whole;
  return build('VirtualMachineConfigOption', {
    ...members,
    guestOSDescriptor,
    guestOSDefaultIndex: defaultGuest(guestOSDescriptor),
  });
}

function propertyOf({ number }: HardwareVersion): string {
  return `_configOption${number}`;
}

function makeOption(hardware: HardwareVersion): VirtualMachineConfigOption {
  const guestOSDescriptor = guestSystems().map((guest) => guestDescriptor(guest, hardware));
  const shelf = new Shelf();
  return build('VirtualMachineConfigOption', {
    version: hardware.key,
    description: hardware.description,
    guestOSDescriptor,
    guestOSDefaultIndex: defaultGuest(guestOSDescriptor),
    hardwareOptions: hardwareOption(hardware),
    capabilities: vmCapability(shelf),
    datastore: build('DatastoreOption', {}),
    defaultDevice: defaultDevices(
      { disks: 0, nics: 0, cdrom: 'none', scsi: 'ParaVirtualSCSIController' },
      shelf,
    ),
    supportedMonitorType: ['release', 'debug', 'stats'],
    supportedOvfEnvironmentTransport: ['iso', 'com.vmware.guestInfo'],
    supportedOvfInstallTransport: ['iso'],
  });
}

function defaultGuest(guests: readonly GuestOsDescriptor[]): number {
  return Math.max(
    0,
    guests.findIndex(({ id }) => id === GUEST_BY_DEFAULT),
  );
}

function hardwareOption(hardware: HardwareVersion): VirtualHardwareOption {
  const allocation = (usual: number) =>
    build('ResourceAllocationOption', {
      sharesOption: build('SharesOption', {
        sharesOption: ints(0, SHARES_MAX, usual),
        defaultLevel: 'normal',
      }),
    });
  return build('VirtualHardwareOption', {
    hwVersion: hardware.number,
    virtualDeviceOption: deviceOptions(hardware),
    deviceListReadonly: false,
    numCPU: Array.from({ length: hardware.maxCpus }, (_, index) => index + 1),
    numCoresPerSocket: ints(1, Math.min(64, hardware.maxCpus)),
    autoCoresPerSocket: flag(hardware.number >= 20, hardware.number >= 20),
    numCpuReadonly: false,
    memoryMB: longs(LEAST_MEMORY_MB, hardware.maxMemoryMb, USUAL_MEMORY_MB),
    numPCIControllers: ints(1, 1),
    numIDEControllers: ints(0, 2, 2),
    numUSBControllers: ints(0, 1, 0),
    numUSBXHCIControllers: ints(0, 1, 0),
    numSIOControllers: ints(1, 1),
    numPS2Controllers: ints(1, 1),
    licensingLimit: [],
    numSupportedWwnPorts: ints(0, 16, 4),
    numSupportedWwnNodes: ints(0, 16, 4),
    resourceConfigOption: build('ResourceConfigOption', {
      cpuAllocationOption: allocation(1000),
      memoryAllocationOption: allocation(10),
    }),
    numNVDIMMControllers: ints(0, 1, 0),
    numTPMDevices: ints(0, 1, 0),
    numWDTDevices: ints(0, 1, 0),
    numPrecisionClockDevices: ints(0, 1, 0),
    numCpuSimultaneousThreads: ints(1, 2),
    numNumaNodes: ints(0, 255, 0),
    numDeviceGroups: ints(0, 4, 0),
  });
}
