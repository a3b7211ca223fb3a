/**
 * How a host migrates memory: its advanced options `Migrate.*`, and what the VM itself demands.
 */
import { MIGRATE_DEFAULTS, type MigrateOptions } from '../../engines/vmotion/precopy.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { OptionValue } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isBoxed } from '../../vmodl/value.ts';

const SLOWDOWN: readonly MigrateOptions['guestSlowdown'][] = ['off', 'always', 'dynamic'];

/** Options of the source host; what is unset or makes no sense is as ESXi has it by default. */
export function migrateOptions(
  inventory: Inventory,
  vm: Ref<'VirtualMachine'>,
  source: Ref<'HostSystem'>,
): MigrateOptions {
  const host = numbersIn(inventory.read(source, 'config')?.option);
  const own = numbersIn(inventory.read(vm, 'config')?.extraConfig);
  const defaults = MIGRATE_DEFAULTS;
  const seconds = own('vmotion.maxSwitchoverSeconds');
  return {
    ...defaults,
    switchoverGoalMs: host('Migrate.PreCopySwitchoverTimeGoal') ?? defaults.switchoverGoalMs,
    minProgressPercent: host('Migrate.PreCopyMinProgressPerc') ?? defaults.minProgressPercent,
    guestSlowdown: SLOWDOWN[host('Migrate.SdpsEnabled') ?? -1] ?? defaults.guestSlowdown,
    slowdownTargetPercent: host('Migrate.SdpsTargetRate') ?? defaults.slowdownTargetPercent,
    switchoverMaxMs: seconds === undefined ? defaults.switchoverMaxMs : seconds * 1000,
  };
}

/** Reads positive numbers, and zero, by key. */
function numbersIn(options: readonly OptionValue[] | undefined) {
  return (key: string): number | undefined => {
    const value: unknown = options?.find((option) => option.key === key)?.value;
    const number = Number(isBoxed(value) ? value._value : (value ?? Number.NaN));
    return Number.isFinite(number) && number >= 0 ? number : undefined;
  };
}
