/**
 * Processors, memory, firmware and boot order as they are asked for, as members of a
 * `VirtualMachineConfigSpec`: of a new VM and of one that stands.
 */
import { build } from '../../../../../vmodl/build.ts';
import type {
  VirtualDevice,
  VirtualMachineBootOptionsBootableDevice,
  VirtualMachineConfigSpec,
} from '../../../../../vmodl/generated/data.ts';
import type {
  VcenterVmHardwareBootDeviceEntry,
  VcenterVmHardwareBootDeviceEntryCreateSpec,
  VcenterVmHardwareBootUpdateSpec,
  VcenterVmHardwareCpuUpdateSpec,
  VcenterVmHardwareMemoryUpdateSpec,
} from '../../../../generated/types.ts';
import { type DeviceKind, devicesOfKind } from './kinds.ts';
import { wrongArgument } from './refusals.ts';
import { LEGACY_BOOT_KEY } from './settings-info.ts';

type Wish = Partial<Omit<VirtualMachineConfigSpec, '_typeName'>>;

export function cpuWish(spec: VcenterVmHardwareCpuUpdateSpec): Wish {
  return {
    numCPUs: spec.count,
    numCoresPerSocket: spec.cores_per_socket,
    cpuHotAddEnabled: spec.hot_add_enabled,
    cpuHotRemoveEnabled: spec.hot_remove_enabled,
  };
}

export function memoryWish(spec: VcenterVmHardwareMemoryUpdateSpec): Wish {
  return { memoryMB: spec.size_MiB, memoryHotAddEnabled: spec.hot_add_enabled };
}

/** Throws invalid_argument for delays that are none. */
export function bootWish(spec: VcenterVmHardwareBootUpdateSpec): Wish {
  for (const name of ['delay', 'retry_delay'] as const) {
    if ((spec[name] ?? 0) < 0) throw wrongArgument(name, 'it is negative.');
  }
  const legacy = spec.efi_legacy_boot;
  const options = {
    bootDelay: spec.delay,
    bootRetryEnabled: spec.retry,
    bootRetryDelay: spec.retry_delay,
    enterBIOSSetup: spec.enter_setup_mode,
    networkBootProtocol: spec.network_protocol?.toLowerCase(),
  };
  const asked = Object.values(options).some((value) => value !== undefined);
  return {
    firmware: spec.type?.toLowerCase(),
    bootOptions: asked ? build('VirtualMachineBootOptions', options) : undefined,
    extraConfig:
      legacy === undefined
        ? undefined
        : [build('OptionValue', { key: LEGACY_BOOT_KEY, value: String(legacy).toUpperCase() })],
  };
}

/** Throws invalid_argument for a kind of device that is there twice, and for devices the VM lacks. */
export function bootOrder(
  entries: readonly VcenterVmHardwareBootDeviceEntry[],
  devices: readonly VirtualDevice[],
): readonly VirtualMachineBootOptionsBootableDevice[] {
  const types = entries.map(({ type }) => type).filter((type) => type !== 'ETHERNET');
  const twice = types.find((type, at) => types.indexOf(type) !== at);
  if (twice) throw wrongArgument('devices', `${twice} is there more than once.`);
  return entries.flatMap((entry) => bootable(entry, devices));
}

/**
 * The order of a new VM, whose cards and disks have keys of the plan: every disk and every card, each
 * kind where its entry stands. Cards are told one by one by repeating the entry.
 */
export function newBootOrder(
  entries: readonly VcenterVmHardwareBootDeviceEntryCreateSpec[],
  devices: readonly VirtualDevice[],
): readonly VirtualMachineBootOptionsBootableDevice[] {
  const disks = devicesOfKind(devices, 'disk').map(([id]) => id);
  const nics = devicesOfKind(devices, 'nic').map(([id]) => id);
  const whole = entries.map(({ type }): VcenterVmHardwareBootDeviceEntry => {
    if (type === 'DISK') return { type, disks };
    if (type !== 'ETHERNET') return { type };
    const nic = nics.shift();
    if (nic === undefined) throw wrongArgument('boot_devices', 'there are fewer network cards.');
    return { type, nic };
  });
  return bootOrder(whole, devices);
}

function bootable(
  { type, nic, disks }: VcenterVmHardwareBootDeviceEntry,
  devices: readonly VirtualDevice[],
): readonly VirtualMachineBootOptionsBootableDevice[] {
  const key = (kind: DeviceKind, id: string): number => {
    const found = devicesOfKind(devices, kind).find(([known]) => known === id);
    if (!found) throw wrongArgument('devices', `the virtual machine has no ${kind} '${id}'.`);
    return found[1].key;
  };
  switch (type) {
    case 'DISK':
      return (disks ?? []).map((id) =>
        build('VirtualMachineBootOptionsBootableDiskDevice', { deviceKey: key('disk', id) }),
      );
    case 'ETHERNET':
      return [
        build('VirtualMachineBootOptionsBootableEthernetDevice', {
          deviceKey: key('nic', nic ?? ''),
        }),
      ];
    case 'FLOPPY':
      return [build('VirtualMachineBootOptionsBootableFloppyDevice', {})];
    default:
      return [build('VirtualMachineBootOptionsBootableCdromDevice', {})];
  }
}
