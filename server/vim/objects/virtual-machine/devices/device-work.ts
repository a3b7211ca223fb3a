/**
 * The devices of a VM while they are being changed: what there is so far, keys and units that are free,
 * and the faults by which vCenter names the change that is wrong.
 */
import type { Change } from '../../../../inventory/change.ts';
import { build } from '../../../../vmodl/build.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualDeviceConfigSpec,
  VirtualDeviceConnectInfo,
  VirtualMachineConfigInfo,
  VirtualMachineRuntimeInfo,
} from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { member } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import type { Vm } from '../power.ts';

/** The VM whose devices change, as it stands; one that is being made stands nowhere yet. */
export interface DeviceOwner {
  readonly config: VirtualMachineConfigInfo;
  readonly runtime: VirtualMachineRuntimeInfo;
  readonly hasSnapshots: boolean;
  /** It is being made: devices that every VM has are there, whoever asks for one means that one. */
  readonly isNew?: boolean;
}

/** Throws InvalidState for a VM without a configuration. */
export function deviceOwner(self: Vm, { inventory }: Pick<Context, 'inventory'>): DeviceOwner {
  const config = inventory.read(self, 'config');
  if (!config) throw new VimFault('InvalidState');
  const trees = inventory.read(self, 'snapshot')?.rootSnapshotList ?? [];
  return { config, runtime: inventory.read(self, 'runtime'), hasSnapshots: trees.length > 0 };
}

/** One entry of `spec.deviceChange`. */
export interface DeviceChange {
  readonly index: number;
  readonly spec: VirtualDeviceConfigSpec;
  readonly device: VirtualDevice;
}

export class DeviceWork {
  readonly owner: DeviceOwner;
  readonly context: Context;
  /** Name that the VM will have, for files that are named after it. */
  readonly vmName: string;
  readonly changes: Change[] = [];
  /** Bytes promised so far, by datastore. */
  readonly promised = new Map<string, number>();
  /** Paths of files that this reconfiguration makes. */
  readonly newFiles = new Set<string>();
  #devices: VirtualDevice[];
  /** Keys callers made up for devices they add, and the keys these got. */
  readonly #keys = new Map<number, number>();

  constructor(owner: DeviceOwner, vmName: string, context: Context) {
    this.owner = owner;
    this.vmName = vmName;
    this.context = context;
    this.#devices = [...(owner.config.hardware.device ?? [])];
  }

  get config(): VirtualMachineConfigInfo {
    return this.owner.config;
  }

  get devices(): readonly VirtualDevice[] {
    return this.#devices;
  }

  get running(): boolean {
    return this.owner.runtime.powerState === 'poweredOn';
  }

  get host(): Ref<'HostSystem'> | undefined {
    return this.owner.runtime.host;
  }

  isA(device: VirtualDevice, type: string): boolean {
    return this.context.catalog.isA(device._typeName, type);
  }

  /** The device that a change means. Throws DeviceNotFound. */
  find({ device, index }: DeviceChange): VirtualDevice {
    const found = this.#devices.find(({ key }) => key === this.keyOf(device.key));
    if (!found) throw deviceFault('DeviceNotFound', index, 'device.key');
    return found;
  }

  byKey(key: number | undefined): VirtualDevice | undefined {
    return key === undefined ? undefined : this.#devices.find((one) => one.key === this.keyOf(key));
  }

  keyOf(key: number): number {
    return this.#keys.get(key) ?? key;
  }

  add(device: VirtualDevice, askedKey: number): void {
    this.#keys.set(askedKey, device.key);
    this.#devices.push(device);
  }

  /** From now on that key means a device which is there already. */
  takeFor(device: VirtualDevice, askedKey: number): void {
    this.#keys.set(askedKey, device.key);
  }

  replace(device: VirtualDevice): void {
    this.#devices = this.#devices.map((one) => (one.key === device.key ? device : one));
  }

  remove(device: VirtualDevice): void {
    this.#devices = this.#devices.filter((one) => one !== device);
  }

  /** The first of some keys that no device has. */
  freeKey(from: number): number {
    const taken = new Set(this.#devices.map(({ key }) => key));
    let key = from;
    while (taken.has(key)) key += 1;
    return key;
  }

  unitsOn(controllerKey: number): ReadonlySet<number> {
    const on = this.#devices.filter((one) => one.controllerKey === controllerKey);
    return new Set(on.flatMap(({ unitNumber }) => unitNumber ?? []));
  }

  /** `Hard disk 3`: the lowest number that no device of that name has. */
  freeLabel(word: string): string {
    const labels = new Set(this.#devices.map(({ deviceInfo }) => deviceInfo?.label));
    let number = 1;
    while (labels.has(`${word} ${number}`)) number += 1;
    return `${word} ${number}`;
  }

  /** All devices, every controller listing what hangs on it. */
  finished(): readonly VirtualDevice[] {
    return this.#devices.map((device) => {
      if (member(device, 'busNumber') === undefined) return device;
      const keys = this.#devices
        .filter(({ controllerKey }) => controllerKey === device.key)
        .map(({ key }) => key);
      const before = member(device, 'device');
      const same =
        Array.isArray(before) &&
        before.length === keys.length &&
        before.every((key, at) => key === keys[at]);
      return same ? device : { ...device, device: keys };
    });
  }
}

/** A fault that names the entry of `deviceChange` which is wrong. */
export function deviceFault(
  name: string,
  deviceIndex: number,
  property?: string,
  detail: Readonly<Record<string, unknown>> = {},
): VimFault {
  const members = { deviceIndex, property: property && `virtualDeviceSpec.${property}`, ...detail };
  return new VimFault(name, members, `Invalid configuration for device '${deviceIndex}'.`);
}

/** What cannot be done with such a device. */
export function invalidOperation({ index, spec }: DeviceChange): VimFault {
  const detail = { badOp: spec.operation, badFileOp: spec.fileOperation };
  return new VimFault(
    'InvalidDeviceOperation',
    { deviceIndex: index, ...detail },
    `Invalid operation for device '${index}'.`,
  );
}

/** A running VM's device: refused with InvalidPowerState. */
export function demandOff(work: DeviceWork): void {
  const { powerState: existingState } = work.owner.runtime;
  if (existingState === 'poweredOff') return;
  throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
}

/** How a device is plugged in: only a running VM's is connected. */
export function plug(
  wish: VirtualDeviceConnectInfo | undefined,
  before: VirtualDeviceConnectInfo | undefined,
  running: boolean,
): VirtualDeviceConnectInfo {
  const connected = running && (wish?.connected ?? before?.connected ?? true);
  return build('VirtualDeviceConnectInfo', {
    migrateConnect: wish?.migrateConnect ?? before?.migrateConnect ?? 'unset',
    startConnected: wish?.startConnected ?? before?.startConnected ?? true,
    allowGuestControl: wish?.allowGuestControl ?? before?.allowGuestControl ?? true,
    connected,
    status: connected ? 'ok' : 'untried',
  });
}
