/**
 * `deviceChange` of a reconfiguration: each entry adds, edits or removes one device, in the order given.
 * What this server does not know how to do with a device is refused with InvalidDeviceOperation.
 */
import type { Change } from '../../../../inventory/change.ts';
import type {
  VirtualDevice,
  VirtualDeviceConfigSpec,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../../vmodl/generated/data.ts';
import { isReference } from '../../../../vmodl/reference.ts';
import { deepEqual, member } from '../../../../vmodl/value.ts';
import { demandPrivilege } from '../../../authorization/demand-privilege.ts';
import type { Context } from '../../../method.ts';
import type { Vm } from '../power.ts';
import { addController, editController, isAddable, removeController } from './controller.ts';
import {
  type DeviceChange,
  DeviceWork,
  demandOff,
  deviceFault,
  deviceOwner,
  invalidOperation,
  plug,
} from './device-work.ts';
import { addDisk, editDisk, removeDisk } from './disk.ts';
import { datastoreForDisk } from './disk-file.ts';
import { addDrive, editDrive, removeDrive } from './drive.ts';
import { addCard, editCard, networkNamed } from './network-card.ts';
import { addOnSio, editOnSio, isOnSio, removeOnSio } from './sio-device.ts';
import { takesUsual } from './usual-device.ts';

type Spec = VirtualMachineConfigSpec;

const EDIT_RIGHT = 'VirtualMachine.Config.EditDevice';
const ADD_RIGHT = 'VirtualMachine.Config.AddRemoveDevice';

/** The devices after all changes, and what changes beside the VM. */
export function withDevices(
  self: Vm,
  spec: Spec,
  config: VirtualMachineConfigInfo,
  context: Context,
): DevicesAfter {
  const entries = spec.deviceChange ?? [];
  if (entries.length === 0) {
    return { devices: config.hardware.device ?? [], changes: [], keyOf: (key) => key };
  }
  const work = new DeviceWork(deviceOwner(self, context), spec.name ?? config.name, context);
  return devicesAfter(entries, work);
}

export interface DevicesAfter {
  readonly devices: readonly VirtualDevice[];
  readonly changes: readonly Change[];
  /** The key a device got for the one the caller made up. */
  readonly keyOf: (key: number) => number;
}

/** As `withDevices`, for a VM that may not be there yet. */
export function devicesAfter(
  entries: readonly VirtualDeviceConfigSpec[],
  work: DeviceWork,
): DevicesAfter {
  for (const [index, entry] of entries.entries()) {
    apply({ index, spec: entry, device: entry.device }, work);
  }
  return { devices: work.finished(), changes: work.changes, keyOf: (key) => work.keyOf(key) };
}

/** Throws NoPermission, and ManagedObjectNotFound for networks and datastores that are not there. */
export function demandDeviceRights(self: Vm, spec: Spec, context: Context): void {
  const { inventory, catalog } = context;
  const { host } = inventory.read(self, 'runtime');
  for (const { operation, fileOperation, device } of spec.deviceChange ?? []) {
    for (const name of ['network', 'datastore']) {
      const ref = member(device.backing, name);
      if (isReference(ref)) inventory.demand(ref);
    }
    const isA = (type: string) => catalog.isA(device._typeName, type);
    demandPrivilege(
      context,
      rightOf(operation, fileOperation !== undefined, isA, device, self, context),
      self,
    );
    if (isA('VirtualEthernetCard') && operation !== 'remove' && isMoved(device, self, context)) {
      const network = networkNamed(device.backing, host, inventory);
      demandPrivilege(context, 'Network.Assign', network);
    }
    if (isA('VirtualDisk') && operation === 'add' && fileOperation === 'create') {
      demandPrivilege(
        context,
        'Datastore.AllocateSpace',
        datastoreForDisk(device, deviceOwner(self, context), context),
      );
    }
  }
}

function rightOf(
  operation: string | undefined,
  withFile: boolean,
  isA: (type: string) => boolean,
  device: VirtualDevice,
  self: Vm,
  context: Context,
): string {
  const before = deviceBefore(device, self, context);
  if (isA('VirtualDisk')) return diskRight(operation, withFile, device, before);
  if (operation !== 'edit') return ADD_RIGHT;
  const sameBacking = device.backing === undefined || deepEqual(device.backing, before?.backing);
  if (!sameBacking) {
    if (isA('VirtualCdrom')) return 'VirtualMachine.Interact.SetCDMedia';
    return isA('VirtualFloppy') ? 'VirtualMachine.Interact.SetFloppyMedia' : EDIT_RIGHT;
  }
  const plugged = device.connectable?.connected;
  const replugged = plugged !== undefined && plugged !== before?.connectable?.connected;
  return replugged ? 'VirtualMachine.Interact.DeviceConnection' : EDIT_RIGHT;
}

function deviceBefore({ key }: VirtualDevice, self: Vm, { inventory }: Context) {
  const devices = inventory.read(self, 'config')?.hardware.device ?? [];
  return devices.find((one) => one.key === key);
}

/** Is it backed by something else than before? */
function isMoved(device: VirtualDevice, self: Vm, context: Context): boolean {
  return !deepEqual(device.backing, deviceBefore(device, self, context)?.backing);
}

function diskRight(
  operation: string | undefined,
  withFile: boolean,
  device: VirtualDevice,
  before: VirtualDevice | undefined,
): string {
  if (operation === 'remove') return 'VirtualMachine.Config.RemoveDisk';
  if (operation === 'add') {
    return withFile ? 'VirtualMachine.Config.AddNewDisk' : 'VirtualMachine.Config.AddExistingDisk';
  }
  const grows = Number(member(device, 'capacityInKB')) > Number(member(before, 'capacityInKB'));
  return grows ? 'VirtualMachine.Config.DiskExtend' : EDIT_RIGHT;
}

function apply(change: DeviceChange, work: DeviceWork): void {
  // What a suspended machine is made of is part of its memory's image.
  const suspended = work.owner.runtime.powerState === 'suspended';
  if (suspended && change.spec.operation !== 'edit') demandOff(work);
  switch (change.spec.operation) {
    case 'add':
      add(change, work);
      return;
    case 'remove':
      remove(change, work.find(change), work);
      return;
    case 'edit':
      edit(change, work.find(change), work);
      return;
    default:
      throw deviceFault('InvalidDeviceSpec', change.index, 'operation');
  }
}

function add(change: DeviceChange, work: DeviceWork): void {
  const { device } = change;
  if (work.owner.isNew && takesUsual(change, work)) return;
  if (work.isA(device, 'VirtualDisk')) addDisk(change, work);
  else if (work.isA(device, 'VirtualEthernetCard')) addCard(change, work);
  else if (work.isA(device, 'VirtualCdrom')) addDrive(change, work);
  else if (isOnSio(device)) addOnSio(change, work);
  else if (isAddable(device, work)) addController(change, work);
  else throw invalidOperation(change);
}

function remove(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  if (work.isA(before, 'VirtualDisk')) removeDisk(change, before, work);
  else if (work.isA(before, 'VirtualEthernetCard')) work.remove(before);
  else if (work.isA(before, 'VirtualCdrom')) removeDrive(before, work);
  else if (isOnSio(before)) removeOnSio(before, work);
  else if (work.isA(before, 'VirtualController')) removeController(change, before, work);
  else throw invalidOperation(change);
}

function edit(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  if (work.isA(before, 'VirtualDisk')) editDisk(change, before, work);
  else if (work.isA(before, 'VirtualEthernetCard')) editCard(change, before, work);
  else if (work.isA(before, 'VirtualCdrom')) editDrive(change, before, work);
  else if (isOnSio(before)) editOnSio(change, before, work);
  else if (work.isA(before, 'VirtualController')) editController(change, before, work);
  else editOther(change, before, work);
}

/** Of devices without rules of their own only the connection changes; the rest must be as it is. */
function editOther(change: DeviceChange, before: VirtualDevice, work: DeviceWork): void {
  const wish = change.device;
  const same = Object.entries(wish).every(
    ([name, value]) =>
      name === 'connectable' ||
      name === 'deviceInfo' ||
      value === undefined ||
      deepEqual(value, member(before, name)),
  );
  if (!same) throw invalidOperation(change);
  if (!before.connectable || !wish.connectable) return;
  work.replace({
    ...before,
    connectable: plug(wish.connectable, before.connectable, work.running),
  });
}
