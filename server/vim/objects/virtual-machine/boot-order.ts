/**
 * What a VM boots from, after its devices changed: entries name devices by key, those of devices which the
 * same specification adds by the keys it made up for them.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type {
  VirtualDevice,
  VirtualMachineBootOptionsBootableDevice,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';
import type { DevicesAfter } from './devices/reconfigure-devices.ts';

type Bootable = VirtualMachineBootOptionsBootableDevice;
type BootOptions = VirtualMachineConfigInfo['bootOptions'];

/** Throws InvalidArgument for a device asked for that the VM has not; of the rest, what is gone is left out. */
export function bootOptionsAfter(
  spec: VirtualMachineConfigSpec,
  options: BootOptions,
  after: DevicesAfter,
): BootOptions {
  const order = options?.bootOrder;
  if (!options || !order) return options;
  const asked = spec.bootOptions?.bootOrder !== undefined;
  const kept = order.flatMap((entry) => {
    const found = asked ? mapped(entry, after) : entry;
    if (isThere(found, after.devices)) return [found];
    if (asked) throw invalidArgument('spec.bootOptions.bootOrder');
    return [];
  });
  const bootOrder = kept.length === 0 ? undefined : kept;
  return build('VirtualMachineBootOptions', { ...options, bootOrder });
}

function mapped(entry: Bootable, { keyOf }: DevicesAfter): Bootable {
  const key = member(entry, 'deviceKey');
  return key === undefined ? entry : ({ ...entry, deviceKey: keyOf(Number(key)) } as Bootable);
}

function isThere(entry: Bootable, devices: readonly VirtualDevice[]): boolean {
  const key = member(entry, 'deviceKey');
  if (key === undefined) return true;
  const device = devices.find((one) => one.key === key);
  if (!device) return false;
  const disk = entry._typeName === 'VirtualMachineBootOptionsBootableDiskDevice';
  return disk ? device._typeName === 'VirtualDisk' : 'macAddress' in device;
}
