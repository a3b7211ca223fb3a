/**
 * VMware Tools of a guest: their installer as a disc in the VM's drive, and their upgrade.
 *
 * Guests of this server have tools that are current, that the guest looks after by itself, or none, so
 * there is never anything to upgrade: asking for it ends as it does in such guests.
 */
import { assign } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Context, MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';
import { demandState, refuseTemplate, type Vm } from './power.ts';

/** How long it takes to see that tools need no upgrade, ms of virtual time. Ours. */
const LOOK_MS = 500;

export const toolsMethods: MethodTable<'VirtualMachine'> = {
  MountToolsInstaller(self, _args, context) {
    refuseTemplate(self, context);
    demandState(self, context, ['poweredOn'], 'poweredOn');
    demandDrive(self, context);
    mount(self, true, context);
  },

  UnmountToolsInstaller(self, _args, context) {
    refuseTemplate(self, context);
    demandState(self, context, ['poweredOn'], 'poweredOn');
    mount(self, false, context);
  },

  UpgradeTools_Task(self, _args, context) {
    refuseTemplate(self, context);
    return context.tasks.start(context, {
      entity: self,
      name: 'UpgradeTools_Task',
      durationMs: LOOK_MS,
      finish: () => {
        demandState(self, context, ['poweredOn'], 'poweredOn');
        throw upgradeProblem(self, context);
      },
    });
  },
};

function upgradeProblem(self: Vm, { inventory }: Context): VimFault {
  const guest = inventory.read(self, 'guest');
  if (guest?.toolsRunningStatus !== 'guestToolsRunning') return new VimFault('ToolsUnavailable');
  const isCurrent = guest.toolsVersionStatus2 === 'guestToolsCurrent';
  return new VimFault(isCurrent ? 'ToolsAlreadyUpgraded' : 'ToolsAutoUpgradeNotSupported');
}

/** Throws GenericVmConfigFault for a VM that has no drive for the installer's disc. */
function demandDrive(self: Vm, { inventory }: Context): void {
  const devices = inventory.read(self, 'config')?.hardware.device ?? [];
  if (devices.some(({ _typeName }) => _typeName === 'VirtualCdrom')) return;
  const reason = 'The virtual machine has no CD-ROM drive for the VMware Tools installer.';
  throw new VimFault('GenericVmConfigFault', { reason }, reason);
}

function mount(self: Vm, isMounted: boolean, context: Context): void {
  if (context.inventory.read(self, 'runtime').toolsInstallerMounted === isMounted) return;
  context.inventory.apply(
    [assign(self, 'runtime.toolsInstallerMounted', isMounted)],
    causeOf(context),
  );
}
