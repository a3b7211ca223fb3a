/**
 * What the services of hardware share: the VM as it stands, one device of it, and its reconfiguration,
 * which vim25 does.
 */
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualDeviceConfigSpec,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
  VirtualMachineRuntimeInfo,
} from '../../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../../vmodl/reference.ts';
import { VapiError } from '../../../../error.ts';
import { objectOf } from '../../../../objects.ts';
import type { FaultReading, VapiContext } from '../../../../service.ts';
import { DevicePlan } from './device-plan.ts';
import { type DeviceKind, devicesOfKind } from './kinds.ts';
import { noSuchDevice, refusal } from './refusals.ts';

type Changes = Partial<Omit<VirtualMachineConfigSpec, '_typeName'>>;

export interface Machine {
  readonly self: Ref<'VirtualMachine'>;
  readonly config: VirtualMachineConfigInfo;
  readonly runtime: VirtualMachineRuntimeInfo;
  readonly devices: readonly VirtualDevice[];
}

/** How the faults of a reconfiguration read here. */
const FAULTS: Readonly<Record<string, FaultReading>> = {
  CpuHotPlugNotSupported: { error: 'not_allowed_in_current_state' },
  MemoryHotPlugNotSupported: { error: 'not_allowed_in_current_state' },
  TooManyDevices: { error: 'unable_to_allocate_resource' },
};

/** What any operation may say, declared or not. */
const ALWAYS: ReadonlySet<string> = new Set(['internal_server_error', 'canceled', 'timed_out']);

/** Throws not_found for an unknown VM, resource_inaccessible for one whose configuration nobody can read. */
export function machineOf(context: VapiContext, id: string): Machine {
  const self = objectOf(context, 'VirtualMachine', id);
  const config = context.inventory.read(self, 'config');
  if (!config) {
    throw refusal(
      'resource_inaccessible',
      'inaccessible',
      `The configuration of virtual machine '${id}' cannot be read.`,
      [id],
    );
  }
  const runtime = context.inventory.read(self, 'runtime');
  return { self, config, runtime, devices: config.hardware.device ?? [] };
}

/** The device with that identifier. Throws not_found. */
export function deviceOf({ self, devices }: Machine, kind: DeviceKind, id: string): VirtualDevice {
  const found = devicesOfKind(devices, kind).find(([known]) => known === id);
  if (!found) throw noSuchDevice(id, self.value);
  return found[1];
}

/** Identifiers of all devices of a kind. */
export function idsOf({ devices }: Machine, kind: DeviceKind): readonly string[] {
  return devicesOfKind(devices, kind).map(([id]) => id);
}

export async function reconfigure(
  { self }: Machine,
  changes: Changes,
  context: VapiContext,
): Promise<void> {
  const spec = build('VirtualMachineConfigSpec', changes);
  try {
    await context.carryOut(self, 'ReconfigVM_Task', { spec }, { faults: FAULTS });
  } catch (error) {
    throw declared(error, context);
  }
}

/** What an operation may not say by name it says as a plain error. */
export function declared(error: unknown, { operation }: VapiContext): unknown {
  if (!(error instanceof VapiError)) return error;
  if (operation.errors.has(error.name) || ALWAYS.has(error.name)) return error;
  return new VapiError('error', error.messages);
}

/** Adds the device that `plan` plans; gives its identifier. */
export async function addDevice(
  context: VapiContext,
  vm: string,
  plan: (plan: DevicePlan) => VirtualDevice,
): Promise<string> {
  const machine = machineOf(context, vm);
  const { config, runtime, devices } = machine;
  const start = { guestId: config.guestId, version: config.version, host: runtime.host, devices };
  const planned = new DevicePlan(context, start);
  const { _typeName } = plan(planned);
  await reconfigure(machine, { deviceChange: planned.changes }, context);
  const known = new Set(devices.map(({ key }) => key));
  const added = machineOf(context, vm).devices.find(
    (one) => one._typeName === _typeName && !known.has(one.key),
  );
  if (added) return String(added.key);
  throw refusal('error', 'device_not_confirmed', 'The device was added and is not to be found.');
}

export function editDevice(
  machine: Machine,
  device: VirtualDevice,
  context: VapiContext,
): Promise<void> {
  return reconfigure(machine, { deviceChange: [entry('edit', device)] }, context);
}

export async function removeDevice(
  context: VapiContext,
  vm: string,
  kind: DeviceKind,
  id: string,
): Promise<void> {
  const machine = machineOf(context, vm);
  const device = deviceOf(machine, kind, id);
  await reconfigure(machine, { deviceChange: [entry('remove', device)] }, context);
}

function entry(operation: 'edit' | 'remove', device: VirtualDevice): VirtualDeviceConfigSpec {
  return build('VirtualDeviceConfigSpec', { operation, device });
}

/** Plugs a running VM's device in or out. Throws already_in_desired_state, not_allowed_in_current_state. */
export async function replug(
  context: VapiContext,
  vm: string,
  { kind, id, connected }: { kind: DeviceKind; id: string; connected: boolean },
): Promise<void> {
  const machine = machineOf(context, vm);
  const device = deviceOf(machine, kind, id);
  const { powerState } = machine.runtime;
  if (powerState !== 'poweredOn') {
    throw refusal(
      'not_allowed_in_current_state',
      'not_powered_on',
      `Virtual machine with identifier '${vm}' is not powered on.`,
      [vm, powerState],
    );
  }
  const { connectable } = device;
  if (!connectable || (connectable.connected === true) === connected) {
    throw refusal(
      'already_in_desired_state',
      connected ? 'device_already_connected' : 'device_already_disconnected',
      `Device with identifier '${id}' is already ${connected ? 'connected' : 'disconnected'}.`,
      [id, vm],
    );
  }
  await editDevice(machine, { ...device, connectable: { ...connectable, connected } }, context);
}
