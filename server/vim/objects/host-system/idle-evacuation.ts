/**
 * VMs that do not run leave a host which goes into standby or maintenance, when its cluster's DRS is on: each
 * is registered with another host that can run it, where the fewest are. Those that find none stay.
 */
import { checkCompatibility } from '../../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../../engines/compatibility/issue.ts';
import { type Ref, sameReference } from '../../../vmodl/reference.ts';
import { drsSettings, hasDrs } from '../../facts/drs-settings.ts';
import { isEffective } from '../../facts/host-hardware.ts';
import { moveFacts } from '../../facts/migration-facts.ts';
import type { Context } from '../../method.ts';
import type { Move } from '../../migrations/move.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { moveJob } from '../virtual-machine/relocate/job.ts';
import { type Host, vmsOn } from './host-event.ts';
import { isLeaving } from './leaving-host.ts';

type Vm = Ref<'VirtualMachine'>;

const PLACE_TESTS: readonly CheckTestType[] = ['hostTests', 'datastoreTests', 'networkTests'];

export interface Evacuation {
  /** Must the host wait for this VM to go? */
  readonly mustLeave: (vm: Vm) => boolean;
}

export function evacuateIdleVms(host: Host, context: Context): Evacuation {
  const { inventory } = context;
  const cluster = inventory.read(host, 'parent');
  // Without DRS their owner has to take them elsewhere.
  if (!hasDrs(inventory, cluster)) return { mustLeave: () => true };
  const { behaviorOf } = drsSettings(inventory, cluster);
  const idle = vmsOn(context, host).filter(
    (vm) =>
      inventory.read(vm, 'runtime').powerState !== 'poweredOn' && behaviorOf(vm) !== 'disabled',
  );
  const others = (inventory.read(cluster, 'host') ?? []).filter(
    (other) => isEffective(inventory, other) && !isLeaving(inventory, other),
  );
  const counts = new Map(others.map((other) => [other.value, vmsOn(context, other).length]));
  const rootPool = inventory.read(cluster, 'resourcePool');
  const tasks = new Map<string, RunningTask>();
  for (const vm of idle) {
    // Templates are in no pool; they go by the cluster's own.
    const pool = inventory.read(vm, 'resourcePool') ?? rootPool;
    const move = pool && moveOf({ vm, source: host, pool }, others, counts, context);
    if (!move) continue;
    counts.set(move.destination.value, (counts.get(move.destination.value) ?? 0) + 1);
    tasks.set(vm.value, moved(move, context));
  }
  return { mustLeave: ({ value }) => tasks.get(value)?.ended === false };
}

/** To the host with the fewest VMs that can have it. */
function moveOf(
  place: Omit<Move, 'destination'>,
  others: readonly Host[],
  counts: ReadonlyMap<string, number>,
  { inventory }: Context,
): Move | undefined {
  const emptiestFirst = others.toSorted(
    (left, right) => (counts.get(left.value) ?? 0) - (counts.get(right.value) ?? 0),
  );
  return emptiestFirst
    .map((destination): Move => ({ ...place, destination }))
    .find(
      (move) =>
        !sameReference(move.destination, move.source) &&
        checkCompatibility(moveFacts(inventory, move), PLACE_TESTS).errors.length === 0,
    );
}

function moved(move: Move, context: Context): RunningTask {
  const task = context.tasks.create(context, {
    entity: move.vm,
    descriptionId: 'Drm.ExecuteVMotionLRO',
    cancelable: true,
  });
  context.migrations.submit(
    moveJob(move, { task, priority: 'defaultPriority', byDrs: true }, context),
  );
  return task;
}
