/**
 * MigrateVM_Task and RelocateVM_Task: a VM goes to another host, pool, folder, network, or its files
 * to another datastore, in any combination.
 *
 * Arguments that contradict each other and rights that are missing are refused at once; whatever the
 * inventory says against the move is the task's error.
 */
import { invalidArgument, VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualMachineMovePriority } from '../../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import type { Context, MethodTable } from '../../../method.ts';
import type { Move } from '../../../migrations/move.ts';
import { changesFiles, changesHost } from '../../../migrations/move-kind.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { refuseTemplate } from '../power.ts';
import { chooseHost } from './choose-host.ts';
import { moveEffects } from './effects.ts';
import { poolEvents } from './events.ts';
import { moveJob, moveProblem } from './job.ts';
import { relocateElsewhere } from './other-vcenter.ts';
import { moveTo, type Relocation, resolveMigration, resolveRelocation } from './resolve.ts';
import { demandMoveRights } from './rights.ts';

export const relocateMethods: MethodTable<'VirtualMachine'> = {
  MigrateVM_Task(self, { host, pool, priority, state }, context) {
    refuseTemplate(self, context);
    const existingState = context.inventory.read(self, 'runtime').powerState;
    if (state !== undefined && state !== existingState) {
      throw new VimFault('InvalidPowerState', { requestedState: state, existingState });
    }
    if (!host && !pool) throw invalidArgument('host');
    const relocation = resolveMigration(self, { host, pool }, context);
    return relocate(relocation, { name: 'MigrateVM_Task', priority }, context);
  },

  RelocateVM_Task(self, { spec, priority = 'defaultPriority' }, context) {
    if (spec.service) return relocateElsewhere(self, { spec, priority }, context);
    const relocation = resolveRelocation(self, spec, context);
    return relocate(relocation, { name: 'RelocateVM_Task', priority }, context);
  },
};

interface Request {
  readonly name: 'MigrateVM_Task' | 'RelocateVM_Task';
  readonly priority: VirtualMachineMovePriority;
}

function relocate(
  relocation: Relocation,
  { name, priority }: Request,
  context: Context,
): Ref<'Task'> {
  demandMoveRights(relocation, context);
  const host = chooseHost(relocation, context);
  const task = context.tasks.create(context, { entity: relocation.vm, name, cancelable: true });
  if (!host) {
    const computeResource = context.inventory.read(relocation.pool, 'owner');
    task.run();
    task.fail(new VimFault('NoActiveHostInCluster', { computeResource }));
    return task.ref;
  }
  const move = moveTo(relocation, host);
  if (changesHost(move) || changesFiles(move)) {
    context.migrations.submit(moveJob(move, { task, priority }, context));
  } else {
    stay(move, task, context);
  }
  return task.ref;
}

/** The VM stays where it is with all its files: at most pool, folder and networks change, at once. */
function stay(move: Move, task: RunningTask, context: Context): void {
  const effects = moveEffects(move, context);
  const hot = context.inventory.read(move.vm, 'runtime').powerState === 'poweredOn';
  const fault =
    effects.length > 0 ? moveProblem(move, { hot, moment: 'start', task }, context) : undefined;
  task.run();
  if (fault) task.fail(fault);
  else task.succeed([...effects, ...poolEvents(move, task.chainId, context)()]);
}
