/**
 * Small things asked of a VM: its screen, a question it has, what it takes on datastores.
 */
import { assign } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { MethodTable } from '../../method.ts';
import { causeOf } from '../../sessions/caller.ts';

export const consoleMethods: MethodTable<'VirtualMachine'> = {
  SetScreenResolution(self, { width, height }, context) {
    const { inventory } = context;
    if (width < 1) throw invalidArgument('width');
    if (height < 1) throw invalidArgument('height');
    const { powerState, connectionState } = inventory.read(self, 'runtime');
    if (connectionState !== 'connected' || powerState !== 'poweredOn') {
      throw new VimFault('InvalidState');
    }
    if (inventory.read(self, 'guest')?.toolsRunningStatus !== 'guestToolsRunning') {
      throw new VimFault('ToolsUnavailable');
    }
    const screen = build('GuestScreenInfo', { width, height });
    inventory.apply([assign(self, 'guest.screen', screen)], causeOf(context));
  },

  /** VMs of this server ask nothing, so there is no question to answer. */
  AnswerVM(self, { questionId }, { inventory }) {
    const { question } = inventory.read(self, 'runtime');
    if (question?.id !== questionId) throw invalidArgument('questionId');
    throw new VimFault('NotSupported');
  },

  /** What a VM takes follows from its files and is never stale. */
  RefreshStorageInfo: () => undefined,
};
