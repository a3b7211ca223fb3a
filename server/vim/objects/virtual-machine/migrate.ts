/**
 * MigrateVM_Task and RelocateVM_Task, compute only: a VM goes to another host or pool while its files
 * stay where they are.
 *
 * Arguments that contradict each other are refused at once; whatever the inventory says against the
 * move is the task's error. A running VM is on its source until the moment it resumes on its
 * destination, and from phase one on it holds its reservation there too.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import type { VirtualMachineRelocateSpec } from '../../../vmodl/generated/data.ts';
import type { VirtualMachineMovePriority } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { isReference, sameReference } from '../../../vmodl/reference.ts';
import { data } from '../../../vmodl/value.ts';
import { eventArgument } from '../../events/event-arguments.ts';
import { moveDemands, moveLinks } from '../../facts/migration-facts.ts';
import { memoryFacts } from '../../facts/vm-facts.ts';
import type { Context, MethodTable } from '../../method.ts';
import type { MigrationJob } from '../../migrations/migrations.ts';
import type { Host, Move, Pool } from '../../migrations/move.ts';
import { incompatibility } from '../../migrations/verdict.ts';
import { datacenterOf } from '../../place.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { chooseHost } from './choose-host.ts';
import { event, refuseTemplate, type Vm } from './power.ts';
import { refuseStorageMove } from './relocate-spec.ts';

/** What a caller asks for; names are those of his arguments, for the faults. */
interface Request {
  readonly host?: Host | undefined;
  readonly pool?: Pool | undefined;
  readonly priority: VirtualMachineMovePriority;
  readonly hostArgument: string;
  readonly poolArgument: string;
}

export const migrateMethods: MethodTable<'VirtualMachine'> = {
  MigrateVM_Task(self, args, context) {
    refuseTemplate(self, context);
    const existingState = context.inventory.read(self, 'runtime').powerState;
    if (args.state !== undefined && args.state !== existingState) {
      throw new VimFault('InvalidPowerState', { requestedState: args.state, existingState });
    }
    if (!args.host && !args.pool) throw invalidArgument('host');
    const move = resolve(self, context, {
      host: args.host,
      pool: args.pool,
      priority: args.priority,
      hostArgument: 'host',
      poolArgument: 'pool',
    });
    return migrate(move, args.priority, context, 'MigrateVM_Task', []);
  },

  RelocateVM_Task(self, args, context) {
    refuseTemplate(self, context);
    const { spec } = args;
    const priority = args.priority ?? 'defaultPriority';
    refuseStorageMove(self, spec, context);
    const move = resolve(self, context, {
      host: spec.host,
      pool: spec.pool,
      priority,
      hostArgument: 'spec.host',
      poolArgument: 'spec.pool',
    });
    return migrate(move, priority, context, 'RelocateVM_Task', folderMove(self, spec, context));
  },
};

/** Source and destination, by the API's rules for what is left out. Throws InvalidArgument. */
function resolve(self: Vm, context: Context, request: Request): Move {
  const { inventory } = context;
  const runtime = inventory.read(self, 'runtime');
  const current = inventory.read(self, 'resourcePool');
  const source = runtime.host;
  if (!source || !current) throw new VimFault('InvalidState');
  const pool = request.pool ? (inventory.demand(request.pool) as Pool) : current;
  if (request.host) {
    const destination = inventory.demand(request.host);
    if (!sameReference(inventory.read(pool, 'owner'), inventory.read(destination, 'parent'))) {
      throw invalidArgument(request.pool ? request.hostArgument : request.poolArgument);
    }
    return { vm: self, source, destination, pool };
  }
  const owner = inventory.read(pool, 'owner');
  if (sameReference(owner, inventory.read(source, 'parent'))) {
    return { vm: self, source, destination: source, pool };
  }
  const destination = chooseHost(context, { vm: self, source, pool, owner });
  if (!destination) throw invalidArgument(request.hostArgument);
  return { vm: self, source, destination, pool };
}

function migrate(
  move: Move,
  priority: VirtualMachineMovePriority,
  context: Context,
  name: string,
  besides: readonly Change[],
): Ref<'Task'> {
  demandPrivileges(move, context);
  const { vm } = move;
  const [other] = context.tasks.activeOn(vm);
  const task = context.tasks.create(context, { entity: vm, name, cancelable: true });
  if (sameReference(move.source, move.destination)) {
    task.run();
    task.succeed([...poolChanges(move, context, task), ...besides]);
    return task.ref;
  }
  context.migrations.submit(jobOf(move, priority, context, task, besides, other?.ref));
  return task.ref;
}

function jobOf(
  move: Move,
  priority: VirtualMachineMovePriority,
  context: Context,
  task: RunningTask,
  besides: readonly Change[],
  conflicting: Ref | undefined,
): MigrationJob {
  const { inventory } = context;
  const { vm } = move;
  const oldPool = inventory.read(vm, 'resourcePool');
  const hot = inventory.read(vm, 'runtime').powerState === 'poweredOn';
  // Read now: hosts may have gone by the time of the last event.
  const [from, to] = [places(move, context, 'source'), places(move, context, 'dest')];
  const tell = (type: string, members: Readonly<Record<string, unknown>>) =>
    event(context, type, vm, task.chainId, members);
  return {
    task,
    ticket: {
      id: task.key,
      priority,
      queueTimeMs: context.clock.now(),
      demands: moveDemands(inventory, move),
    },
    memory: hot ? memoryFacts(inventory, vm) : undefined,
    links: () => moveLinks(inventory, move),
    check: () => {
      if (conflicting && context.tasks.activeOn(vm).some(({ ref }) => ref === conflicting)) {
        return new VimFault('TaskInProgress', { task: conflicting });
      }
      return goneTarget(inventory, besides) ?? incompatibility(inventory, move, hot);
    },
    begin: () => [
      assign(vm, '_migration', data('_Migration', { host: move.destination, task: task.ref })),
      tell(hot ? 'VmBeingHotMigratedEvent' : 'VmBeingMigratedEvent', to),
    ],
    resume: () => [
      assign(vm, 'runtime.host', move.destination),
      ...(sameReference(oldPool, move.pool) ? [] : [assign(vm, 'resourcePool', move.pool)]),
      ...besides,
    ],
    finish: () => {
      if (!inventory.has(vm)) return [];
      return [
        assign(vm, '_migration', undefined),
        ...countVmotion(move, context, hot),
        tell('VmMigratedEvent', from),
        ...poolEvents(move, oldPool, context, task),
      ];
    },
    failed: (fault) => {
      if (!inventory.has(vm)) return [];
      const reason = fault.toLocalizedMethodFault();
      return [assign(vm, '_migration', undefined), tell('VmFailedMigrateEvent', { ...to, reason })];
    },
  };
}

/** The fault for what the move was to end in, such as a folder, when that has gone. */
function goneTarget(inventory: Inventory, besides: readonly Change[]): VimFault | undefined {
  for (const change of besides) {
    const target = change.op === 'assign' ? change.value : undefined;
    if (!isReference(target) || inventory.has(target)) continue;
    return new VimFault('ManagedObjectNotFound', { obj: target });
  }
  return undefined;
}

function demandPrivileges(move: Move, context: Context): void {
  const { inventory, authorization, session } = context;
  const running = inventory.read(move.vm, 'runtime').powerState === 'poweredOn';
  const demand = (privilege: string, object: Ref) =>
    authorization.demand(session.userName, privilege, object);
  demand(running ? 'Resource.HotMigrate' : 'Resource.ColdMigrate', move.vm);
  if (inventory.read(move.vm, 'resourcePool') !== move.pool) {
    demand('Resource.AssignVMToPool', move.pool);
  }
}

/** `destHost`, `destDatacenter`, `destDatastore` or their `source` counterparts. */
function places(move: Move, context: Context, end: 'dest' | 'source'): Record<string, unknown> {
  const { inventory } = context;
  const host = end === 'dest' ? move.destination : move.source;
  const [datastore] = inventory.read(move.vm, 'datastore') ?? [];
  const datacenter = datacenterOf(inventory, host);
  return {
    [`${end}Host`]: eventArgument(context, host),
    [`${end}Datacenter`]: datacenter && eventArgument(context, datacenter),
    [`${end}Datastore`]: datastore && eventArgument(context, datastore),
  };
}

/** What follows a migration that changed the pool. */
function poolEvents(
  move: Move,
  from: Ref | undefined,
  context: Context,
  task: RunningTask,
): Change[] {
  if (!from || sameReference(from, move.pool) || !context.inventory.has(from)) return [];
  return [
    event(context, 'VmResourcePoolMovedEvent', move.vm, task.chainId, {
      oldParent: eventArgument(context, from),
      newParent: eventArgument(context, move.pool),
    }),
  ];
}

function poolChanges(move: Move, context: Context, task: RunningTask): Change[] {
  const current = context.inventory.read(move.vm, 'resourcePool');
  if (sameReference(current, move.pool)) return [];
  return [assign(move.vm, 'resourcePool', move.pool), ...poolEvents(move, current, context, task)];
}

/** Clusters count the vMotions within them (`summary.numVmotions`). */
function countVmotion(move: Move, context: Context, hot: boolean): Change[] {
  const { inventory } = context;
  if (!inventory.has(move.source)) return [];
  const cluster = inventory.read(move.source, 'parent');
  const within = cluster && sameReference(cluster, inventory.read(move.destination, 'parent'));
  if (!hot || !within || cluster.type !== 'ClusterComputeResource') return [];
  const before = Number(inventory.read(cluster as Ref, '_numVmotions') ?? 0);
  return [assign(cluster, '_numVmotions', before + 1)];
}

function folderMove(self: Vm, spec: VirtualMachineRelocateSpec, context: Context): Change[] {
  const { inventory, authorization, session } = context;
  if (!spec.folder) return [];
  const folder = inventory.demand(spec.folder);
  const current = inventory.read(self, 'parent');
  if (sameReference(folder, current)) return [];
  if (!inventory.read(folder, 'childType')?.includes('VirtualMachine')) {
    throw invalidArgument('spec.folder');
  }
  authorization.demand(session.userName, 'VirtualMachine.Inventory.Move', self);
  return [assign(self, 'parent', folder)];
}
