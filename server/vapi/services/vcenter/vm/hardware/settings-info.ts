/**
 * Processors, memory, firmware and virtual hardware of a VM, out of its configuration, as the vAPI shows
 * them. `VM.get` shows the same.
 */
import type {
  VirtualMachineBootOptionsBootableDevice,
  VirtualMachineConfigInfo,
} from '../../../../../vmodl/generated/data.ts';
import type { VirtualMachinePowerState } from '../../../../../vmodl/generated/enums.ts';
import { isBoxed, member } from '../../../../../vmodl/value.ts';
import type {
  VcenterVmHardwareBootDeviceEntry,
  VcenterVmHardwareBootInfo,
  VcenterVmHardwareCpuInfo,
  VcenterVmHardwareInfo,
  VcenterVmHardwareMemoryInfo,
  VcenterVmHardwareUpgradePolicy,
  VcenterVmHardwareUpgradeStatus,
  VcenterVmHardwareVersion,
} from '../../../../generated/types.ts';

type Config = VirtualMachineConfigInfo;

/** Option of the .vmx by which a machine with EFI boots as one with a BIOS. */
export const LEGACY_BOOT_KEY = 'efi.legacyBoot.enabled';
const RETRY_DELAY_MS = 10_000;

const POLICIES: Readonly<Record<string, VcenterVmHardwareUpgradePolicy>> = {
  never: 'NEVER',
  onSoftPowerOff: 'AFTER_CLEAN_SHUTDOWN',
  always: 'ALWAYS',
};
const STATUSES: Readonly<Record<string, VcenterVmHardwareUpgradeStatus>> = {
  none: 'NONE',
  pending: 'PENDING',
  success: 'SUCCESS',
  failed: 'FAILED',
};

/** `vmx-21` → `VMX_21` */
export function versionOf(key: string): VcenterVmHardwareVersion {
  return key.toUpperCase().replace('-', '_') as VcenterVmHardwareVersion;
}

/** `VMX_21` → `vmx-21` */
export function versionKey(version: VcenterVmHardwareVersion): string {
  return version.toLowerCase().replace('_', '-');
}

export function hardwareInfo(config: Config): VcenterVmHardwareInfo {
  const plan = config.scheduledHardwareUpgradeInfo;
  const upgrade_policy = POLICIES[plan?.upgradePolicy ?? 'never'] ?? 'NEVER';
  const upgrade_status = STATUSES[plan?.scheduledHardwareUpgradeStatus ?? 'none'] ?? 'NONE';
  const planned = plan?.versionKey ?? config.version;
  return {
    version: versionOf(config.version),
    upgrade_policy,
    upgrade_version: upgrade_policy === 'NEVER' ? undefined : versionOf(planned),
    upgrade_status,
    upgrade_error: upgrade_status === 'FAILED' ? upgradeError(config) : undefined,
  };
}

function upgradeError({ scheduledHardwareUpgradeInfo }: Config) {
  const fault = scheduledHardwareUpgradeInfo?.fault;
  const name = fault?.fault?._typeName ?? 'MethodFault';
  return {
    messages: [
      {
        id: `vmsg.${name}.summary`,
        default_message: fault?.localizedMessage ?? 'The upgrade failed.',
        args: [],
      },
    ],
  };
}

export function cpuInfo({
  hardware,
  cpuHotAddEnabled,
  cpuHotRemoveEnabled,
}: Config): VcenterVmHardwareCpuInfo {
  return {
    count: hardware.numCPU,
    cores_per_socket: hardware.numCoresPerSocket ?? 1,
    hot_add_enabled: cpuHotAddEnabled ?? false,
    hot_remove_enabled: cpuHotRemoveEnabled ?? false,
  };
}

/** Steps and limit of what can be plugged in are told only while it can. */
export function memoryInfo(
  config: Config,
  powerState: VirtualMachinePowerState,
): VcenterVmHardwareMemoryInfo {
  const hot_add_enabled = config.memoryHotAddEnabled ?? false;
  const size = { size_MiB: config.hardware.memoryMB, hot_add_enabled };
  if (!hot_add_enabled || powerState !== 'poweredOn') return size;
  return {
    ...size,
    hot_add_increment_size_MiB: numberOr(config.hotPlugMemoryIncrementSize),
    hot_add_limit_MiB: numberOr(config.hotPlugMemoryLimit),
  };
}

function numberOr(value: number | bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

export function bootInfo(config: Config): VcenterVmHardwareBootInfo {
  const options = config.bootOptions;
  const efi = config.firmware === 'efi';
  return {
    type: efi ? 'EFI' : 'BIOS',
    efi_legacy_boot: efi ? legacyBoot(config) : undefined,
    network_protocol: efi ? (options?.networkBootProtocol === 'ipv6' ? 'IPV6' : 'IPV4') : undefined,
    delay: Number(options?.bootDelay ?? 0),
    retry: options?.bootRetryEnabled ?? false,
    retry_delay: Number(options?.bootRetryDelay ?? RETRY_DELAY_MS),
    enter_setup_mode: options?.enterBIOSSetup ?? false,
  };
}

function legacyBoot({ extraConfig }: Config): boolean {
  const value = extraConfig?.find(({ key }) => key === LEGACY_BOOT_KEY)?.value;
  return /^true$/i.test(String(isBoxed(value) ? value._value : value));
}

/** In the order they are tried; disks that follow one another are one entry. */
export function bootDevicesInfo({
  bootOptions,
}: Config): readonly VcenterVmHardwareBootDeviceEntry[] {
  const entries: VcenterVmHardwareBootDeviceEntry[] = [];
  for (const device of bootOptions?.bootOrder ?? []) {
    const entry = bootEntry(device);
    const last = entries.at(-1);
    if (entry.type === 'DISK' && last?.type === 'DISK') {
      entries[entries.length - 1] = {
        ...last,
        disks: [...(last.disks ?? []), ...(entry.disks ?? [])],
      };
    } else entries.push(entry);
  }
  return entries;
}

function bootEntry(
  device: VirtualMachineBootOptionsBootableDevice,
): VcenterVmHardwareBootDeviceEntry {
  const key = String(member(device, 'deviceKey'));
  switch (device._typeName) {
    case 'VirtualMachineBootOptionsBootableDiskDevice':
      return { type: 'DISK', disks: [key] };
    case 'VirtualMachineBootOptionsBootableEthernetDevice':
      return { type: 'ETHERNET', nic: key };
    case 'VirtualMachineBootOptionsBootableFloppyDevice':
      return { type: 'FLOPPY' };
    default:
      return { type: 'CDROM' };
  }
}
