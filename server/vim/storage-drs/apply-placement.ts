/**
 * An initial placement that a user applies: room is made for it first, then the virtual machine is made, copied,
 * moved or gets its disks, by the method that does this and with its user's rights. One that is applied ends the
 * others of its answer.
 */
import type { Change } from '../../inventory/change.ts';
import { isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type {
  ClusterRecommendation,
  StoragePlacementAction,
  StoragePlacementSpec,
} from '../../vmodl/generated/data.ts';
import type { Kinds } from '../../vmodl/generated/references.ts';
import { isReference, type Ref } from '../../vmodl/reference.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import type { Context } from '../method.ts';
import { systemError } from '../migrations/running-migration.ts';
import { createVmMethods } from '../objects/folder/create-vm.ts';
import { cloneMethods } from '../objects/virtual-machine/clone/methods.ts';
import { reconfigureMethods } from '../objects/virtual-machine/reconfigure.ts';
import { relocateMethods } from '../objects/virtual-machine/relocate/methods.ts';
import { datacenterOf } from '../place.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import { asChildrenOf } from './child-tasks.ts';
import { carryOut } from './execute.ts';
import { storageActionsNoted } from './history.ts';
import { keptWishes } from './kept-wishes.ts';
import { placedConfig, placedDevices, placedLocation, placesOf } from './placed-spec.ts';
import { placementEvents } from './placement-events.ts';
import { placementType } from './placement-wish.ts';
import { podEntryChange } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';
import { stillHolds, storageMigrationsOf } from './recommendations.ts';
import type { PendingPlacement } from './storage-drs-records.ts';
import { byVm, demandStorageMoveRights } from './storage-move.ts';
import { type TaskEnd, whenTaskEnds } from './task-end.ts';

type Vm = Ref<'VirtualMachine'>;

/**
 * Its task ends when the virtual machine is where it was recommended, or fails as what is done for it fails.
 * Throws NoPermission, and InvalidArgument when what has to make room cannot be moved as it was recommended.
 */
export function applyPlacement(context: Context, placement: PendingPlacement): Ref<'Task'> {
  const { recommendation, prerequisites, pod } = placement;
  demandPrivilege(context, 'Resource.ApplyRecommendation', pod);
  demandMovable(prerequisites, context);
  const task = context.tasks.create(context, {
    entity: pod,
    name: 'ApplyStorageDrsRecommendation_Task',
    looksOnly: true,
  });
  context.storageDrs.dropPlacement(recommendation.key);
  task.run(taken(placement, task, context));
  carryOut(prerequisites, { pod, parentTaskKey: task.key }, context, (fault) => {
    if (fault) task.fail(fault);
    else place(placement, task, context);
  });
  return task.ref;
}

function demandMovable(prerequisites: readonly ClusterRecommendation[], context: Context): void {
  if (!prerequisites.every((one) => stillHolds(context.inventory, one))) {
    throw invalidArgument('key');
  }
  for (const one of byVm(prerequisites.flatMap(storageMigrationsOf))) {
    demandStorageMoveRights(one, context);
  }
}

function taken(
  { recommendation, prerequisites, pod }: PendingPlacement,
  { chainId }: RunningTask,
  context: Context,
): readonly Change[] {
  const { inventory, clock, session } = context;
  const all = [...prerequisites, recommendation];
  const actions = all.flatMap(({ action }) => action ?? []);
  const actionHistory = storageActionsNoted(inventory, pod, actions, clock.iso());
  const told = { id: 'StorageDrsRecommendationApplied', pod, chainId };
  return [
    podEntryChange(inventory, pod, { actionHistory }),
    podEvent(context, { ...told, userName: session.userName }),
  ];
}

function place(placement: PendingPlacement, task: RunningTask, context: Context): void {
  orFail(task, () => {
    const begun = started(placement, asChildrenOf(task.key, context));
    whenTaskEnds(begun, context, (end) =>
      orFail(task, () => placed(placement, end, task, context)),
    );
  });
}

/** A fault ends the task in error, and so does our own mistake, which is passed on. */
function orFail(task: RunningTask, act: () => void): void {
  try {
    act();
  } catch (error) {
    task.fail(error instanceof VimFault ? error : systemError(error));
    if (!(error instanceof VimFault)) throw error;
  }
}

function placed(
  placement: PendingPlacement,
  { fault, info }: TaskEnd,
  task: RunningTask,
  context: Context,
): void {
  if (fault || info?.state !== 'success') throw fault ?? new VimFault('InvalidState');
  const made = isReference(info.result) ? (info.result as Vm) : undefined;
  const vm = made ?? placement.spec.vm;
  const changes = vm && context.inventory.has(vm) ? told(vm, placement, task, context) : [];
  task.succeed(changes, build('ApplyStorageRecommendationResult', { vm: made }));
}

function told(vm: Vm, placement: PendingPlacement, task: RunningTask, context: Context) {
  return [
    ...keptWishes(vm, placement.spec, context),
    ...placementEvents(vm, actionsOf(placement), task.chainId, context),
  ];
}

function actionsOf({ recommendation }: PendingPlacement): readonly StoragePlacementAction[] {
  return (recommendation.action ?? []).filter(isPlacement);
}

function isPlacement(action: { readonly _typeName: string }): action is StoragePlacementAction {
  return action._typeName === 'StoragePlacementAction';
}

/** Starts the method that does it; answers its task. Throws what the method refuses at once. */
function started(placement: PendingPlacement, context: Context): Ref<'Task'> {
  const { spec } = placement;
  const actions = actionsOf(placement);
  switch (placementType(spec)) {
    case 'create':
      return createNew(spec, actions, context);
    case 'clone':
      return copy(spec, actions, context);
    case 'relocate':
      return move(spec, actions, context);
    default:
      return addDisks(spec, actions, context);
  }
}

type Actions = readonly StoragePlacementAction[];

function createNew(spec: StoragePlacementSpec, actions: Actions, context: Context): Ref<'Task'> {
  const { configSpec, resourcePool: pool, host } = spec;
  const folder = folderOf(spec, context);
  if (!configSpec || !pool || !folder) throw invalidArgument('folder');
  demandOwnPrivilege('CreateVM_Task', folder, context);
  const config = placedConfig(configSpec, placesOf(actions), context);
  return taskOf(createVmMethods.CreateVM_Task?.(folder, { config, pool, host }, context));
}

/** Where nobody says otherwise, the folder of the datacenter. */
function folderOf(
  { folder, resourcePool }: StoragePlacementSpec,
  { inventory }: Context,
): Ref<Kinds['Folder']> | undefined {
  if (folder) return inventory.demand(folder);
  const datacenter = resourcePool && datacenterOf(inventory, resourcePool);
  return datacenter && inventory.read(datacenter, 'vmFolder');
}

function copy(spec: StoragePlacementSpec, actions: Actions, context: Context): Ref<'Task'> {
  const { vm: original, folder, cloneName: name, cloneSpec } = spec;
  if (!original || !folder || !name || !cloneSpec) throw invalidArgument('cloneSpec');
  const vm = context.inventory.demand(original);
  demandOwnPrivilege('CloneVM_Task', vm, context);
  const { config } = cloneSpec;
  const deviceChange = placedDevices(config?.deviceChange, placesOf(actions).disks);
  const placed = {
    ...cloneSpec,
    location: placedLocation(cloneSpec.location, actions, disksOf(vm, spec, context)),
    config: config && { ...config, deviceChange },
  };
  return taskOf(cloneMethods.CloneVM_Task?.(vm, { folder, name, spec: placed }, context));
}

function move(spec: StoragePlacementSpec, actions: Actions, context: Context): Ref<'Task'> {
  const { vm: asked, relocateSpec, priority } = spec;
  if (!asked || !relocateSpec) throw invalidArgument('relocateSpec');
  const vm = context.inventory.demand(asked);
  demandOwnPrivilege('RelocateVM_Task', vm, context);
  const placed = placedLocation(relocateSpec, actions, disksOf(vm, spec, context));
  return taskOf(relocateMethods.RelocateVM_Task?.(vm, { spec: placed, priority }, context));
}

function addDisks(spec: StoragePlacementSpec, actions: Actions, context: Context): Ref<'Task'> {
  const { vm: asked, configSpec } = spec;
  if (!asked || !configSpec) throw invalidArgument('configSpec');
  const vm = context.inventory.demand(asked);
  demandOwnPrivilege('ReconfigVM_Task', vm, context);
  const { disks } = placesOf(actions);
  const placed = placedConfig(configSpec, { home: undefined, disks }, context);
  return taskOf(reconfigureMethods.ReconfigVM_Task?.(vm, { spec: placed }, context));
}

/** Keys of the disks of what is copied or moved. */
function disksOf(vm: Vm, { cloneSpec }: StoragePlacementSpec, { inventory }: Context) {
  const snapshot = cloneSpec?.snapshot;
  const config = snapshot ? inventory.read(snapshot, 'config') : inventory.read(vm, 'config');
  return new Set((config?.hardware.device ?? []).filter(isVirtualDisk).map(({ key }) => key));
}

/** What the dispatch would ask for. */
function demandOwnPrivilege(name: string, self: Ref, context: Context): void {
  const privilege = context.catalog.method(name)?.privilege ?? '';
  if (privilege !== '') demandPrivilege(context, privilege, self);
}

/** These methods answer at once. */
function taskOf(answer: unknown): Ref<'Task'> {
  if (!isReference(answer)) throw new VimFault('NotSupported');
  return answer as Ref<'Task'>;
}
