/**
 * A move as the player of migrations takes it: what it is, what it copies, when it may go on, and
 * what changes at its beginning, when it takes place, at its end and when it fails.
 *
 * A running VM is on its source until the moment it resumes on its destination, and from the
 * beginning on it holds its reservation there too. Files take their room at the destination from the
 * beginning on, and keep it at the source until the same moment. A failure gives all of it back.
 */
import { assign, type Change } from '../../../../inventory/change.ts';
import { VimFault } from '../../../../vmodl/fault.ts';
import type { VirtualMachineMovePriority } from '../../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { isReference, sameReference } from '../../../../vmodl/reference.ts';
import { data, member } from '../../../../vmodl/value.ts';
import { demandFreeName } from '../../../entity-names.ts';
import { courseFacts, moveDemands, movePipes } from '../../../facts/course-facts.ts';
import type { Context } from '../../../method.ts';
import type { MigrationJob } from '../../../migrations/migration-job.ts';
import type { Move } from '../../../migrations/move.ts';
import { changesFiles, changesHost, moveKind } from '../../../migrations/move-kind.ts';
import { incompatibility, namedBy } from '../../../migrations/verdict.ts';
import { countOperation, type OperationCounter } from '../../../operation-counts.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { storageVmotionWarning } from '../migration-warning.ts';
import { copiesBegun, copiesEnded } from './copies.ts';
import { moveEffects } from './effects.ts';
import { moveEvents } from './events.ts';
import { nameProblem, snapshotProblem } from './moved-files.ts';

export interface JobOptions {
  readonly task: RunningTask;
  readonly priority: VirtualMachineMovePriority;
  /** DRS wants it: the last event says so. */
  readonly byDrs?: boolean | undefined;
}

export function moveJob(
  move: Move,
  { task, priority, byDrs }: JobOptions,
  context: Context,
): MigrationJob {
  const { inventory } = context;
  const { vm } = move;
  const hot = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  const kind = moveKind(move, hot);
  const events = moveEvents(move, kind, { chainId: task.chainId, byDrs }, context);
  const keepsPool = sameReference(inventory.read(vm, 'resourcePool'), move.pool);
  // Somebody may take the VM to another pool meanwhile; a move that leaves the pool alone follows.
  const present = (): Move => {
    const pool = keepsPool && inventory.has(vm) ? inventory.read(vm, 'resourcePool') : undefined;
    return pool ? { ...move, pool } : move;
  };
  const named = (ref: Ref) => ({ id: ref.value, name: String(inventory.read(ref, 'name')) });
  return {
    task,
    subject: {
      ...{ task: task.key, kind, priority, vm: named(vm) },
      ...{ source: named(move.source), destination: named(move.destination) },
    },
    ticket: {
      id: task.key,
      priority,
      queueTimeMs: context.clock.now(),
      demands: moveDemands(inventory, move, kind),
    },
    needs: namedBy(move),
    course: () => courseFacts(inventory, move, kind),
    pipes: (needs) => movePipes(inventory, move, kind, needs),
    check: (moment) => moveProblem(present(), { hot, moment, task }, context),
    begin: () => [...held(move, hot, task), ...events.begun()],
    resume: () => moveEffects(present(), context),
    finish: () => {
      if (!inventory.has(vm)) return [];
      return [
        assign(vm, '_migration', undefined),
        ...counted(move, hot, context),
        ...events.ended(),
        ...(hot && changesFiles(move) ? storageVmotionWarning(context, vm, task.chainId) : []),
      ];
    },
    failed: (fault) =>
      inventory.has(vm) ? [...released(move, task, context), ...events.failed(fault)] : [],
  };
}

/** What stands against a move; `start` looks for other tasks too, `switchover` for what has changed. */
export function moveProblem(
  move: Move,
  at: {
    readonly hot: boolean;
    readonly moment: 'start' | 'switchover';
    readonly task: RunningTask;
  },
  context: Context,
): VimFault | undefined {
  const { inventory, tasks } = context;
  const { hot, moment, task } = at;
  const busy =
    moment === 'start' ? tasks.activeOn(move.vm).find(({ key }) => key !== task.key) : undefined;
  const fault = incompatibility(inventory, move, { hot, activeTask: busy?.ref });
  if (fault) return fault;
  const { vm, files = [] } = move;
  return (
    nameTaken(move, context) ??
    nameProblem(inventory, vm, files) ??
    snapshotProblem(inventory, vm, files)
  );
}

/** The fault when another VM in the folder it goes to bears its name. */
function nameTaken({ vm, folder }: Move, context: Context): VimFault | undefined {
  if (!folder) return undefined;
  const name = context.inventory.read(vm, 'name');
  try {
    demandFreeName(context, { type: vm.type, parent: folder, name, self: vm });
    return undefined;
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
}

/** From the beginning on: the VM is being moved, its destination knows, its files have their room. */
function held(move: Move, hot: boolean, task: RunningTask): Change[] {
  // Only one that runs has anything reserved.
  const host = hot ? move.destination : undefined;
  return [
    assign(move.vm, '_migration', data('_Migration', { host, task: task.ref })),
    ...copiesBegun(move.vm, move.files ?? []),
  ];
}

/** Gives back what `held` took; a move that was refused may not touch what another one holds. */
function released({ vm, files }: Move, task: RunningTask, { inventory }: Context): Change[] {
  const holder = member(inventory.read(vm as Ref, '_migration'), 'task');
  if (!isReference(holder) || !sameReference(holder, task.ref)) return [];
  return [assign(vm, '_migration', undefined), ...(files ? copiesEnded(vm) : [])];
}

/** Figures of vCenter: `vmop` counters, and the vMotions within a cluster (`summary.numVmotions`). */
function counted(move: Move, hot: boolean, context: Context): Change[] {
  return [
    ...countOperation(context, move.vm, counterOf(move, hot)),
    ...(hot && changesHost(move) ? clusterCount(move, context) : []),
  ];
}

function counterOf(move: Move, hot: boolean): OperationCounter {
  if (!changesFiles(move)) return hot ? 'numVMotion' : 'numChangeHost';
  if (!changesHost(move)) return hot ? 'numSVMotion' : 'numChangeDS';
  return hot ? 'numXVMotion' : 'numChangeHostDS';
}

function clusterCount({ source, destination }: Move, { inventory }: Context): Change[] {
  if (!inventory.has(source)) return [];
  const cluster = inventory.read(source, 'parent');
  if (cluster?.type !== 'ClusterComputeResource') return [];
  if (!sameReference(cluster, inventory.read(destination, 'parent'))) return [];
  const before = Number(inventory.read(cluster as Ref, '_numVmotions') ?? 0);
  return [assign(cluster, '_numVmotions', before + 1)];
}
