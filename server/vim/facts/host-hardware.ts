/**
 * What a host is built of, and whether it can run VMs now.
 */
import type { HostHardware } from '../../engines/resources/capacity.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { BYTES_PER_MB } from '../../vmodl/units.ts';

export function hostHardware(inventory: Inventory, host: Ref<'HostSystem'>): HostHardware {
  const { hardware } = inventory.read(host, 'summary');
  return {
    cores: hardware?.numCpuCores ?? 1,
    coreMhz: hardware?.cpuMhz ?? 0,
    memoryMb: Number(hardware?.memorySize ?? 0) / BYTES_PER_MB,
  };
}

/** Connected, neither in maintenance nor in standby. */
export function isEffective(inventory: Inventory, host: Ref<'HostSystem'>): boolean {
  const { connectionState, inMaintenanceMode, powerState } = inventory.read(host, 'runtime');
  return connectionState === 'connected' && !inMaintenanceMode && powerState !== 'standBy';
}
