/**
 * Carries out what DRS recommends: each migration a task of its own, played like every other migration.
 */
import { assign, type Change } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterAction,
  ClusterDrsMigration,
  ClusterInitialPlacementAction,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { sameReference } from '../../vmodl/reference.ts';
import { executeHostPower, isHostPower } from '../dpm/host-power.ts';
import type { Context } from '../method.ts';
import type { Move } from '../migrations/move.ts';
import { startPowerOn } from '../objects/virtual-machine/power.ts';
import { moveJob } from '../objects/virtual-machine/relocate/job.ts';
import { migrationNoted } from './history.ts';
import { isMigration } from './recommendations.ts';

type Cluster = Ref<'ClusterComputeResource'>;

export const MIGRATE = 'Drm.ExecuteVMotionLRO';
export const POWER_ON = 'Drm.ExecuteVmPowerOnLRO';

export interface Execution {
  readonly cluster: Cluster;
  /** Nobody was asked: `migrationHistory` tells of it. */
  readonly automatic: boolean;
}

/** Starts an action; answers its task. Undefined when there is nothing to do any more. */
export function execute(
  action: ClusterAction,
  execution: Execution,
  context: Context,
): Ref<'Task'> | undefined {
  if (isMigration(action)) {
    return action.drsMigration && migrate(action.drsMigration, execution, context);
  }
  if (isPlacement(action)) return powerOn(action, context);
  if (isHostPower(action)) return executeHostPower(action, context);
  throw new VimFault('NotSupported');
}

export function isPlacement(action: ClusterAction): action is ClusterInitialPlacementAction {
  return action._typeName === 'ClusterInitialPlacementAction';
}

function migrate(
  migration: ClusterDrsMigration,
  { cluster, automatic }: Execution,
  context: Context,
): Ref<'Task'> | undefined {
  const { inventory, tasks } = context;
  const move = moveOf(migration, context);
  if (!move) return undefined;
  const task = tasks.create(context, {
    entity: move.vm,
    descriptionId: MIGRATE,
    cancelable: true,
  });
  const job = moveJob(move, { task, priority: 'highPriority', byDrs: true }, context);
  const noted = (): readonly Change[] =>
    automatic ? migrationNoted(inventory, cluster, migration) : [];
  context.migrations.submit({ ...job, finish: () => [...job.finish(), ...noted()] });
  return task.ref;
}

/** The move as it is now; undefined when the VM is gone, elsewhere, or on its way already. */
function moveOf(migration: ClusterDrsMigration, context: Context) {
  const { inventory } = context;
  const told = [migration.vm, migration.source, migration.destination];
  if (!told.every((ref) => inventory.has(ref))) return undefined;
  // The inventory's own references, by which admission knows the VM that moves from the others.
  const vm = inventory.demand(migration.vm);
  const source = inventory.demand(migration.source);
  const destination = inventory.demand(migration.destination);
  const pool = inventory.read(vm, 'resourcePool');
  const { host } = inventory.read(vm, 'runtime');
  if (!pool || !sameReference(host, source)) return undefined;
  if (inventory.read(vm as Ref, '_migration') !== undefined) return undefined;
  return { vm, source, destination, pool } satisfies Move;
}

function powerOn(action: ClusterInitialPlacementAction, context: Context) {
  const { targetHost, pool } = action;
  const vm = action.target as Ref<'VirtualMachine'> | undefined;
  if (!vm || !context.inventory.has(vm)) return undefined;
  if (pool && !sameReference(context.inventory.read(vm, 'resourcePool'), pool)) {
    context.inventory.apply([assign(vm, 'resourcePool', pool)]);
  }
  return startPowerOn(vm, context, { descriptionId: POWER_ON, place: () => targetHost });
}
