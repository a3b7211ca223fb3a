/**
 * UpgradeVM_Task: a VM that is off gets newer virtual hardware.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineConfigInfo } from '../../../vmodl/generated/data.ts';
import { member } from '../../../vmodl/value.ts';
import { hardwareVersionMax } from '../../facts/host-abilities.ts';
import type { Context, MethodTable } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { nextVersion } from './config-version.ts';
import { event, type Vm } from './power.ts';
import { newestUpTo, versionNumber } from './upgrade-plan.ts';

/** How long it takes, ms of virtual time. Ours. */
const UPGRADE_MS = 1_000;

export const upgradeMethods: MethodTable<'VirtualMachine'> = {
  UpgradeVM_Task(self, args, context) {
    if (args.version && versionNumber(args.version) === 0) throw invalidArgument('version');
    let wanted = '';
    return context.tasks.start(context, {
      entity: self,
      name: 'UpgradeVM_Task',
      durationMs: UPGRADE_MS,
      begin: (task) => {
        wanted = versionFor(self, args.version, context);
        return [event(context, 'VmUpgradingEvent', self, task.chainId, { version: wanted })];
      },
      finish: (task) => ({ changes: upgraded(self, wanted, context, task) }),
    });
  },
};

/** The version to upgrade to: the one asked for, or the newest that the host runs. */
function versionFor(self: Vm, asked: string | undefined, context: Context): string {
  const config = upgradable(self, context);
  const { host } = context.inventory.read(self, 'runtime');
  const newest = hardwareVersionMax(host && context.inventory.read(host, 'config'));
  const version = asked || newestUpTo(newest);
  const wanted = versionNumber(version);
  const current = versionNumber(config.version);
  if (wanted > newest) throw new VimFault('NotSupported');
  if (wanted === current || (!asked && wanted < current)) throw new VimFault('AlreadyUpgraded');
  if (wanted < current) throw invalidArgument('version');
  return version;
}

/** Throws what stands against an upgrade now. */
function upgradable(self: Vm, { inventory }: Context): VirtualMachineConfigInfo {
  const config = inventory.read(self, 'config');
  const { connectionState, powerState: existingState } = inventory.read(self, 'runtime');
  if (!config || connectionState !== 'connected') throw new VimFault('InvalidState');
  if (config.template) throw new VimFault('NotSupported');
  const migration = inventory.read(self, '_migration');
  if (migration) throw new VimFault('TaskInProgress', { task: member(migration, 'task') });
  if (existingState !== 'poweredOff') {
    throw new VimFault('InvalidPowerState', { requestedState: 'poweredOff', existingState });
  }
  const disks = config.hardware.device?.some(({ _typeName }) => _typeName === 'VirtualDisk');
  if (!disks) throw new VimFault('NoDiskFound');
  return config;
}

function upgraded(self: Vm, version: string, context: Context, task: RunningTask): Change[] {
  const config = upgradable(self, context);
  const plan = config.scheduledHardwareUpgradeInfo;
  const fulfilled =
    plan?.scheduledHardwareUpgradeStatus === 'pending' &&
    versionNumber(plan.versionKey ?? '') <= versionNumber(version);
  const after: VirtualMachineConfigInfo = {
    ...config,
    version,
    scheduledHardwareUpgradeInfo: fulfilled
      ? build('ScheduledHardwareUpgradeInfo', {
          ...plan,
          scheduledHardwareUpgradeStatus: 'success',
        })
      : plan,
    ...nextVersion(context),
  };
  return [
    assign(self, 'config', after),
    event(context, 'VmUpgradeCompleteEvent', self, task.chainId, { version }),
  ];
}
