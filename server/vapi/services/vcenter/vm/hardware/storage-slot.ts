/**
 * A place for a disk or a drive on the adapters of a VM: the one asked for, or the first that is free.
 */
import type { VirtualDevice } from '../../../../../vmodl/generated/data.ts';
import type {
  VcenterVmHardwareIdeAddressSpec,
  VcenterVmHardwareScsiAddressSpec,
} from '../../../../generated/types.ts';
import { ADAPTERS_MAX, adaptersOf, planAdapter } from './adapter-spec.ts';
import type { DevicePlan } from './device-plan.ts';
import { refusal, wrongArgument } from './refusals.ts';
import { type BusType, busNumberOf } from './storage-address.ts';

export interface StorageSlot {
  readonly controllerKey: number;
  readonly unitNumber: number;
}

export interface SlotWish {
  readonly type: BusType;
  readonly ide?: VcenterVmHardwareIdeAddressSpec | undefined;
  /** Bus and unit on the other types of bus. */
  readonly place?: VcenterVmHardwareScsiAddressSpec | undefined;
}

interface Bus {
  readonly units: number;
  /** Taken by the adapter itself. */
  readonly own?: number;
}

const BUSES: Readonly<Record<BusType, Bus>> = {
  IDE: { units: 2 },
  SCSI: { units: 16, own: 7 },
  SATA: { units: 30 },
  NVME: { units: 15 },
};

/**
 * Throws invalid_argument for an address that cannot be, resource_in_use for one that is taken, and
 * unable_to_allocate_resource where there is no adapter or no room.
 */
export function slotFor(plan: DevicePlan, wish: SlotWish): StorageSlot {
  const { type, ide, place } = wish;
  if (type === 'IDE') return ideSlot(plan, ide ?? {});
  if (place === undefined) return anySlot(plan, type);
  const { bus, unit } = place;
  const { units, own } = BUSES[type];
  if (bus < 0 || bus >= ADAPTERS_MAX) throw wrongArgument('bus', `there is no bus ${bus}.`);
  if (unit !== undefined && (unit < 0 || unit >= units || unit === own)) {
    throw wrongArgument('unit', `no device can be unit ${unit}.`);
  }
  const adapter = adapterAt(plan, type, bus);
  return onAdapter(plan, type, adapter, unit);
}

function ideSlot(
  plan: DevicePlan,
  { primary, master }: VcenterVmHardwareIdeAddressSpec,
): StorageSlot {
  const unit = master === undefined ? undefined : Number(!master);
  const fitting = adaptersOf(plan, 'IDE').filter(
    (one) => primary === undefined || busNumberOf(one) === Number(!primary),
  );
  const free = fitting.flatMap((adapter) => freeUnits(plan, 'IDE', adapter));
  const slot = free.find(({ unitNumber }) => unit === undefined || unitNumber === unit);
  if (slot) return slot;
  throw primary !== undefined && unit !== undefined ? inUse() : noRoom();
}

function anySlot(plan: DevicePlan, type: BusType): StorageSlot {
  const adapters = adaptersOf(plan, type);
  for (const adapter of adapters) {
    const [first] = freeUnits(plan, type, adapter);
    if (first) return first;
  }
  if (!plan.isNew || adapters.length >= ADAPTERS_MAX) throw noRoom();
  const taken = adapters.map(busNumberOf);
  const buses = Array.from({ length: ADAPTERS_MAX }, (_, bus) => bus);
  return onAdapter(
    plan,
    type,
    adapterAt(plan, type, buses.find((bus) => !taken.includes(bus)) ?? 0),
  );
}

/** The adapter of that bus; a new VM gets it. */
function adapterAt(plan: DevicePlan, type: BusType, bus: number): VirtualDevice {
  const there = adaptersOf(plan, type).find((one) => busNumberOf(one) === bus);
  const adapter = there ?? (plan.isNew ? planAdapter(plan, type, bus) : undefined);
  if (adapter) return adapter;
  throw refusal(
    'unable_to_allocate_resource',
    'no_such_adapter',
    `The virtual machine has no ${type} adapter with bus number ${bus}.`,
    [type, String(bus)],
  );
}

function onAdapter(
  plan: DevicePlan,
  type: BusType,
  adapter: VirtualDevice,
  unit?: number,
): StorageSlot {
  const free = freeUnits(plan, type, adapter);
  const slot = unit === undefined ? free[0] : free.find(({ unitNumber }) => unitNumber === unit);
  if (slot) return slot;
  throw unit === undefined ? noRoom() : inUse();
}

function freeUnits(
  plan: DevicePlan,
  type: BusType,
  { key }: VirtualDevice,
): readonly StorageSlot[] {
  const { units, own } = BUSES[type];
  const taken = plan.unitsOn(key);
  return Array.from({ length: units }, (_, unitNumber) => ({
    controllerKey: key,
    unitNumber,
  })).filter(({ unitNumber }) => unitNumber !== own && !taken.has(unitNumber));
}

function inUse() {
  return refusal('resource_in_use', 'address_in_use', 'There is a device at that address.');
}

function noRoom() {
  return refusal(
    'unable_to_allocate_resource',
    'no_available_address',
    'No adapter of the virtual machine has room for the device.',
  );
}
