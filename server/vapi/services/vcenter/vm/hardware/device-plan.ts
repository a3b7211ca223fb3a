/**
 * Devices that a VM is to get: what is there, what is asked for so far, and the entries of `deviceChange`
 * that make it so. A new VM and one that stands are planned alike; only a new one also gets the adapters
 * its drives need.
 */

import { Shelf } from '../../../../../inventory/templates/shelf.ts';
import { defaultDevices } from '../../../../../inventory/templates/vm-devices.ts';
import { guestDescriptor } from '../../../../../vim/catalogues/guest-descriptors.ts';
import { guestSystems } from '../../../../../vim/catalogues/guest-systems.ts';
import { HARDWARE_VERSIONS } from '../../../../../vim/catalogues/hardware-versions.ts';
import { build } from '../../../../../vmodl/build.ts';
import type {
  GuestOsDescriptor,
  VirtualDevice,
  VirtualDeviceConfigSpec,
} from '../../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../../vmodl/reference.ts';
import type { VapiContext } from '../../../../service.ts';

/** Keys for devices that are not there yet count down from here. */
const FIRST_NEW_KEY = -101;
const NO_DISKS = { disks: 0, nics: 0, cdrom: 'none', scsi: 'ParaVirtualSCSIController' } as const;

export interface PlanStart {
  /** `ubuntu64Guest`; decides what is chosen where the client does not say. */
  readonly guestId: string;
  /** `vmx-21` */
  readonly version: string;
  /** Knows which networks and datastores there are. */
  readonly host: Ref<'HostSystem'> | undefined;
  /** What the VM has; a new one has what all have. */
  readonly devices?: readonly VirtualDevice[];
}

export class DevicePlan {
  readonly context: VapiContext;
  readonly host: Ref<'HostSystem'> | undefined;
  readonly isNew: boolean;
  /** Entries for `VirtualMachineConfigSpec.deviceChange`. */
  readonly changes: VirtualDeviceConfigSpec[] = [];
  readonly #start: PlanStart;
  readonly #devices: VirtualDevice[];
  #guest: GuestOsDescriptor | undefined;
  #nextKey = FIRST_NEW_KEY;

  constructor(context: VapiContext, start: PlanStart) {
    this.context = context;
    this.host = start.host;
    this.isNew = start.devices === undefined;
    this.#start = start;
    this.#devices = [...(start.devices ?? defaultDevices(NO_DISKS, new Shelf()))];
  }

  /** What is there and what is to be added. */
  get devices(): readonly VirtualDevice[] {
    return this.#devices;
  }

  /** What the guest operating system should have. */
  get guest(): GuestOsDescriptor {
    this.#guest ??= descriptorOf(this.#start);
    return this.#guest;
  }

  /** Adds a device; made with a key of the plan, which later devices may name as their controller. */
  add(
    make: (key: number) => VirtualDevice,
    fileOperation?: VirtualDeviceConfigSpec['fileOperation'],
  ): VirtualDevice {
    const device = make(this.#nextKey);
    this.#nextKey -= 1;
    this.#devices.push(device);
    this.changes.push(
      build('VirtualDeviceConfigSpec', { operation: 'add', fileOperation, device }),
    );
    return device;
  }

  unitsOn(controllerKey: number): ReadonlySet<number> {
    const on = this.#devices.filter((one) => one.controllerKey === controllerKey);
    return new Set(on.flatMap(({ unitNumber }) => unitNumber ?? []));
  }
}

/** A guest nobody knows is taken for any other of 64 bits. */
function descriptorOf({ guestId, version }: PlanStart): GuestOsDescriptor {
  const guests = guestSystems();
  const guest =
    guests.find(({ id }) => id === guestId) ?? guests.find(({ id }) => id === 'otherGuest64');
  const hardware = HARDWARE_VERSIONS.find(({ key }) => key === version) ?? HARDWARE_VERSIONS.at(-1);
  if (!guest || !hardware) throw new Error('the catalogue of guests is empty');
  return guestDescriptor(guest, hardware);
}
