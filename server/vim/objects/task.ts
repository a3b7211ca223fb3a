/**
 * Task: one long-running operation. Clients watch `info`, cancel it, and, when it is a task of their
 * own (`TaskManager.CreateTask`), say how it fares.
 */
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { LocalizedMethodFault } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Value } from '../../vmodl/value.ts';
import { type Context, objectType } from '../method.ts';
import type { RunningTask } from '../tasks/tasks.ts';

const PERCENT_MAX = 100;

export const task = objectType({
  type: 'Task',
  relations: [
    {
      from: 'Task',
      property: 'info',
      member: 'entity',
      inverse: ['ManagedEntity', 'recentTask'],
      onDestroy: 'ignore',
    },
    {
      from: 'Task',
      property: '_manager',
      inverse: ['TaskManager', 'recentTask'],
      onDestroy: 'ignore',
    },
  ],
  methods: {
    /** One's own task anybody may cancel, another's who holds Global.CancelTask on its entity. */
    CancelTask(self, _args, context) {
      const { tasks, inventory, authorization, session } = context;
      const { reason } = inventory.read(self, 'info');
      const isOwn = 'userName' in reason && reason.userName === session.userName;
      if (!isOwn) authorization.demand(session.userName, 'Global.CancelTask', self);
      tasks.cancel(self);
    },

    UpdateProgress(self, { percentDone }, context) {
      if (percentDone < 0 || percentDone > PERCENT_MAX) {
        throw new VimFault('OutOfBounds', { argumentName: 'percentDone' });
      }
      const running = demandRunning(self, context);
      if (context.inventory.read(self, 'info').state !== 'running') {
        throw new VimFault('InvalidState');
      }
      running.progress(percentDone, { atOnce: true });
    },

    SetTaskState(self, { state, result, fault }, context) {
      const running = demandRunning(self, context);
      const before = context.inventory.read(self, 'info').state;
      switch (state) {
        case 'queued':
          throw new VimFault('InvalidState');
        case 'running':
          if (before !== 'queued') throw new VimFault('InvalidState');
          running.run();
          break;
        case 'success':
          running.succeed([], result as Value | undefined);
          break;
        case 'error':
          if (!fault) throw invalidArgument('fault');
          running.fail(faultOf(fault));
          break;
      }
    },

    SetTaskDescription(self, { description }, { tasks }) {
      tasks.describe(self, description);
    },
  },
});

function demandRunning(self: Ref, { tasks }: Context): RunningTask {
  const running = tasks.find(self);
  if (!running) throw new VimFault('InvalidState');
  return running;
}

/** A fault as a client gives it, back as one of ours. */
function faultOf({ fault, localizedMessage }: LocalizedMethodFault): VimFault {
  const { _typeName, ...detail } = fault;
  return new VimFault(_typeName, detail, localizedMessage);
}
