/**
 * Maintenance mode of a host.
 *
 * While it waits for its VMs to leave, the host's internal property `_enteringMaintenance` is true; beside
 * it `_evacuatePoweredOffVms` says whether VMs that do not run must leave as well. Where DRS is on, they
 * are registered with other hosts; elsewhere their owner has to take them away.
 */
import { assign } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type { Context, MethodTable } from '../../method.ts';
import { type Host, hostEvent } from './host-event.ts';
import { type Evacuation, evacuateIdleVms } from './idle-evacuation.ts';
import {
  demandConnected,
  disconnectionOf,
  type Leave,
  LeavingHost,
  noLongerEnteringMaintenance,
} from './leaving-host.ts';

/** How long ESXi takes to change over once it is empty, ms of virtual time. Ours. */
const CHANGE_OVER_MS = 1_000;
const MS_PER_S = 1_000;

export const maintenanceMethods: MethodTable<'HostSystem'> = {
  EnterMaintenanceMode_Task(self, args, context) {
    const name = 'EnterMaintenanceMode_Task';
    const task = context.tasks.create(context, { entity: self, name, cancelable: true });
    const evacuateAll = (args.evacuatePoweredOffVms ?? false) && isInCluster(self, context);
    const entering = new LeavingHost(self, context, task, leaveOf(self, context, evacuateAll));
    task.cancelable(() => entering.cancel());
    context.clock.after(0, () => entering.begin(args.timeout * MS_PER_S));
    return task.ref;
  },

  ExitMaintenanceMode_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'ExitMaintenanceMode_Task',
      cancelable: true,
      durationMs: CHANGE_OVER_MS,
      finish: (task) => {
        demandConnected(self, context);
        if (!context.inventory.read(self, 'runtime').inMaintenanceMode) {
          throw new VimFault('InvalidState');
        }
        return {
          changes: [
            assign(self, 'runtime.inMaintenanceMode', false),
            hostEvent(context, 'ExitMaintenanceModeEvent', self, task.chainId),
          ],
        };
      },
    });
  },
};

function leaveOf(host: Host, context: Context, evacuateAll: boolean): Leave {
  let evacuation: Evacuation | undefined;
  return {
    events: { begun: 'EnteringMaintenanceModeEvent', done: 'EnteredMaintenanceModeEvent' },
    changeOverMs: CHANGE_OVER_MS,
    mustLeave: (vm) => evacuation?.mustLeave(vm) ?? evacuateAll,
    refusal: () =>
      context.inventory.read(host, 'runtime').inMaintenanceMode
        ? new VimFault('InvalidState')
        : disconnectionOf(host, context),
    begun: () => [
      assign(host, '_enteringMaintenance', true),
      assign(host, '_evacuatePoweredOffVms', evacuateAll || undefined),
    ],
    begin: () => {
      if (evacuateAll) evacuation = evacuateIdleVms(host, context);
    },
    done: () => [
      ...noLongerEnteringMaintenance(host),
      assign(host, 'runtime.inMaintenanceMode', true),
    ],
    undone: () => noLongerEnteringMaintenance(host),
  };
}

function isInCluster(host: Host, { inventory }: Context): boolean {
  return inventory.read(host, 'parent')?.type === 'ClusterComputeResource';
}
