/**
 * When a VM's virtual hardware is to become newer by itself: never, after the guest shut down, or at every
 * start; and to which version.
 */
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type {
  ScheduledHardwareUpgradeInfo,
  VirtualMachineConfigInfo,
  VirtualMachineConfigSpec,
} from '../../../vmodl/generated/data.ts';
import { HARDWARE_VERSIONS } from '../../catalogues/hardware-versions.ts';

const POLICIES: readonly string[] = ['never', 'onSoftPowerOff', 'always'];

/** `vmx-21` → 21; 0 for what is no version. */
export function versionNumber(key: string): number {
  return Number(/^vmx-(\d+)$/.exec(key)?.[1] ?? 0);
}

/** The newest version up to that number. */
export function newestUpTo(number: number): string {
  return HARDWARE_VERSIONS.filter((one) => one.number <= number).at(-1)?.key ?? 'vmx-04';
}

/**
 * The plan as the specification wants it; `newest` is the newest version the VM's host runs, for a plan
 * that names none. Throws InvalidArgument, and NotSupported for a version the host does not run.
 */
export function upgradePlanAfter(
  spec: VirtualMachineConfigSpec,
  before: VirtualMachineConfigInfo,
  newest: number,
): ScheduledHardwareUpgradeInfo | undefined {
  const wish = spec.scheduledHardwareUpgradeInfo;
  const plan = before.scheduledHardwareUpgradeInfo;
  if (!wish) return plan;
  const upgradePolicy = wish.upgradePolicy ?? plan?.upgradePolicy ?? 'never';
  if (!POLICIES.includes(upgradePolicy)) throw wrong('upgradePolicy');
  if (upgradePolicy === 'never') {
    if (wish.versionKey) throw wrong('versionKey');
    return build('ScheduledHardwareUpgradeInfo', {
      upgradePolicy,
      scheduledHardwareUpgradeStatus: 'none',
    });
  }
  const versionKey = wish.versionKey || newestUpTo(newest);
  const wanted = versionNumber(versionKey);
  if (wanted === 0) throw wrong('versionKey');
  if (wanted > newest) throw new VimFault('NotSupported');
  const newer = wanted > versionNumber(before.version);
  if (wish.versionKey && !newer) throw wrong('versionKey');
  return build('ScheduledHardwareUpgradeInfo', {
    upgradePolicy,
    versionKey,
    scheduledHardwareUpgradeStatus: newer ? 'pending' : 'none',
  });
}

function wrong(name: string): VimFault {
  return invalidArgument(`spec.scheduledHardwareUpgradeInfo.${name}`);
}
