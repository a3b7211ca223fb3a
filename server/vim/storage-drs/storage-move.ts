/**
 * One virtual machine's part of a recommendation of Storage DRS: files that go from their datastores to others
 * by a task of its own, played like every other Storage vMotion.
 */
import type { Change } from '../../inventory/change.ts';
import type { StorageMigrationAction } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { eventArgument } from '../events/event-arguments.ts';
import type { Context } from '../method.ts';
import type { FileMove, Move } from '../migrations/move.ts';
import {
  fileMoves,
  type StorageWish,
  storageWish,
} from '../objects/virtual-machine/relocate/file-moves.ts';
import { moveJob } from '../objects/virtual-machine/relocate/job.ts';
import type { Relocation } from '../objects/virtual-machine/relocate/resolve.ts';
import { demandMoveRights } from '../objects/virtual-machine/relocate/rights.ts';
import type { Pod } from './pod-entry.ts';

type Vm = Ref<'VirtualMachine'>;

export const STORAGE_VMOTION = 'Drm.ExecuteStorageVmotionLro';
const MIGRATED = 'com.vmware.vc.sdrs.StorageDrsStorageMigrationEvent';

export interface StorageExecution {
  readonly pod: Pod;
  /** Of the task that applies what a user was asked. */
  readonly parentTaskKey?: string | undefined;
}

/** The actions of one virtual machine, which are one move. */
export interface VmActions {
  readonly vm: Vm;
  readonly actions: readonly StorageMigrationAction[];
}

export function byVm(actions: readonly StorageMigrationAction[]): readonly VmActions[] {
  const found = new Map<string, { vm: Vm; actions: StorageMigrationAction[] }>();
  for (const action of actions) {
    const known = found.get(action.vm.value) ?? { vm: action.vm, actions: [] };
    known.actions.push(action);
    found.set(action.vm.value, known);
  }
  return [...found.values()];
}

/** Where each file will be: datastore by device key, or `home`. */
export function destinationsOf(
  { inventory }: Pick<Context, 'inventory'>,
  one: VmActions,
): ReadonlyMap<string, string> {
  const files = filesOf({ inventory }, one);
  return new Map(files.map(({ key, to }) => [String(key), to.value]));
}

/** Throws NoPermission for the first right that is missing. */
export function demandStorageMoveRights(one: VmActions, context: Context): void {
  const move = moveOf(one, context);
  if (!move) return;
  const relocation: Relocation = { ...move, candidates: [move.source], hostArgument: 'host' };
  demandMoveRights(relocation, context);
}

/** Starts the move; answers its task. Undefined when there is nothing to move any more. */
export function startStorageMove(
  one: VmActions,
  { parentTaskKey }: StorageExecution,
  context: Context,
): Ref<'Task'> | undefined {
  const move = moveOf(one, context);
  if (!move) return undefined;
  const task = context.tasks.create(context, {
    entity: move.vm,
    descriptionId: STORAGE_VMOTION,
    cancelable: true,
    parentTaskKey,
  });
  const job = moveJob(move, { task, priority: 'defaultPriority', byDrs: true }, context);
  const told = () => migrated(move.vm, one, task.chainId, context);
  context.migrations.submit({ ...job, finish: () => [...job.finish(), ...told()] });
  return task.ref;
}

/** The move as it is now; undefined when the virtual machine is gone, or its files are where they shall be. */
function moveOf(
  one: VmActions,
  context: Context,
): (Move & { files: readonly FileMove[] }) | undefined {
  const { inventory } = context;
  const { vm, actions } = one;
  const datastores = actions.flatMap(({ source, destination }) => [source, destination]);
  if (![vm, ...datastores].every((ref) => inventory.has(ref))) return undefined;
  const { host } = inventory.read(vm, 'runtime');
  const pool = inventory.read(vm, 'resourcePool');
  const files = filesOf(context, one);
  if (!host || !pool || files.length === 0) return undefined;
  return { vm, source: host, destination: host, pool, files };
}

function filesOf(
  { inventory }: Pick<Context, 'inventory'>,
  { vm, actions }: VmActions,
): readonly FileMove[] {
  const sources = new Set(actions.map(({ source }) => source.value));
  return fileMoves(inventory, vm, wishOf(actions)).filter(({ from }) => sources.has(from.value));
}

/** A later action says nothing of disks which an earlier one moves but where they are now. */
function wishOf(actions: readonly StorageMigrationAction[]): StorageWish {
  const wishes = actions.map(({ relocateSpec }) => storageWish(relocateSpec));
  const disks = new Map(
    actions.flatMap((action, index) =>
      [...(wishes[index]?.disks ?? [])].filter(
        ([, { datastore }]) => datastore.value === action.destination.value,
      ),
    ),
  );
  for (const wish of wishes) {
    for (const [key, disk] of wish.disks) if (!disks.has(key)) disks.set(key, disk);
  }
  return { datastore: wishes.find(({ datastore }) => datastore)?.datastore, disks };
}

function migrated(
  vm: Vm,
  { actions }: VmActions,
  chainId: number,
  context: Context,
): readonly Change[] {
  const { inventory, events } = context;
  const [first] = actions;
  if (!first || !inventory.has(vm) || !inventory.has(first.destination)) return [];
  const ds = eventArgument(context, first.destination);
  const members = {
    eventTypeId: MIGRATED,
    severity: 'info',
    ...{ objectId: vm.value, objectType: 'VirtualMachine' },
    ...{ objectName: inventory.read(vm, 'name'), ds },
  };
  return [events.change({ type: 'EventEx', about: vm, members, chainId })];
}
