/**
 * What a guest is asked to do by itself through VMware Tools: shut down, reboot, stand by. The calls
 * return at once; the guest acts some time later and no task tells of it.
 */
import { assign } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Context, MethodTable } from '../../method.ts';
import { countOperation } from '../../operation-counts.ts';
import { guestStopped, startGuest } from './guest-state.ts';
import { warningCleared } from './migration-warning.ts';
import { demandState, event, poweredOff, suspend, type Vm } from './power.ts';

/** How long a guest takes to stop its services, ms of virtual time. Ours. */
const SHUTDOWN_MS = 10_000;

export const guestPowerMethods: MethodTable<'VirtualMachine'> = {
  ShutdownGuest(self, _args, context) {
    demandTools(self, context, 'poweredOff');
    const chainId = context.events.nextChainId();
    context.inventory.apply([event(context, 'VmGuestShutdownEvent', self, chainId)]);
    whenStillRunning(self, context, () => {
      context.inventory.apply([
        ...poweredOff(self, context),
        event(context, 'VmPoweredOffEvent', self, chainId),
        ...countOperation(context, self, 'numShutdownGuest'),
      ]);
    });
  },

  RebootGuest(self, _args, context) {
    demandTools(self, context, 'poweredOn');
    const chainId = context.events.nextChainId();
    context.inventory.apply([event(context, 'VmGuestRebootEvent', self, chainId)]);
    whenStillRunning(self, context, () => {
      context.inventory.apply([
        assign(self, 'runtime.bootTime', context.clock.iso()),
        ...guestStopped(self, context),
        ...warningCleared(context, self),
        ...countOperation(context, self, 'numRebootGuest'),
      ]);
      startGuest(self, context);
    });
  },

  StandbyGuest(self, _args, context) {
    demandTools(self, context, 'suspended');
    const chainId = context.events.nextChainId();
    context.inventory.apply([event(context, 'VmGuestStandbyEvent', self, chainId)]);
    whenStillRunning(self, context, () => {
      context.inventory.apply(countOperation(context, self, 'numStandbyGuest'));
      suspend(self, context, 'SuspendVM_Task');
    });
  },
};

/** Throws InvalidPowerState or ToolsUnavailable. */
function demandTools(
  self: Vm,
  context: Context,
  requestedState: 'poweredOn' | 'poweredOff' | 'suspended',
): void {
  demandState(self, context, ['poweredOn'], requestedState);
  if (context.tasks.activeOn(self).length > 0) {
    throw new VimFault('TaskInProgress', { task: context.tasks.activeOn(self)[0]?.ref });
  }
  if (context.inventory.read(self, 'guest')?.toolsRunningStatus === 'guestToolsRunning') return;
  throw new VimFault(
    'ToolsUnavailable',
    {},
    'Cannot complete operation because VMware Tools is not running in this virtual machine.',
  );
}

/** Does the deed when the guest has had its time, unless the VM stopped or restarted meanwhile. */
function whenStillRunning(self: Vm, context: Context, deed: () => void): void {
  const { inventory, clock } = context;
  const { bootTime } = inventory.read(self, 'runtime');
  clock.after(SHUTDOWN_MS, () => {
    if (!inventory.has(self)) return;
    const runtime = inventory.read(self, 'runtime');
    if (runtime.powerState === 'poweredOn' && runtime.bootTime === bootTime) deed();
  });
}
