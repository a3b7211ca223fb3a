/**
 * RemoveSnapshot_Task, RemoveAllSnapshots_Task, ConsolidateVMDisks_Task: nobody goes back to a state any
 * more, and the files that only it needed become one with others. Without `consolidate` they stay apart
 * until somebody asks for that (`runtime.consolidationNeeded`).
 */
import { assign, type Change, destroy } from '../../../../inventory/change.ts';
import { snapshotList } from '../../../../inventory/templates/vm-files.ts';
import type { SnapshotSelectionSpec } from '../../../../vmodl/generated/data.ts';
import type { Ref } from '../../../../vmodl/reference.ts';
import { deepEqual } from '../../../../vmodl/value.ts';
import type { Context } from '../../../method.ts';
import type { RunningTask } from '../../../tasks/tasks.ts';
import { nextVersion } from '../config-version.ts';
import { event, type Vm } from '../power.ts';
import { filesOthersNeed } from './linked-files.ts';
import { mergeable } from './merge.ts';
import { type Standing, standingOf, writeMs } from './standing.ts';
import { pruned, type Snapshot, treeOf } from './tree.ts';

/** What it takes beside the merging, ms of virtual time. Ours. */
const REMOVE_MS = 500;
const DAY_MS = 86_400_000;

const CONSOLIDATED = 'com.vmware.vc.VmDiskConsolidatedEvent';
const NEEDED = 'com.vmware.vc.VmDiskConsolidationNeeded';
const NOT_NEEDED = 'com.vmware.vc.VmDiskConsolidationNoLongerNeeded';

export function removeSnapshot(
  self: Snapshot,
  {
    removeChildren,
    consolidate = true,
  }: { readonly removeChildren: boolean; readonly consolidate?: boolean | undefined },
  context: Context,
): Ref<'Task'> {
  const vm = context.inventory.read(self, 'vm');
  return start(vm, 'RemoveSnapshot_Task', { consolidate }, context, () => {
    context.inventory.demand(self);
    const node = treeOf(context.inventory.read(vm, 'snapshot')?.rootSnapshotList, self);
    const gone = node && removeChildren ? snapshotList([node]) : [{ snapshot: self }];
    return gone.map(({ snapshot }) => snapshot);
  });
}

export function removeAllSnapshots(
  vm: Vm,
  {
    consolidate = true,
    spec,
  }: {
    readonly consolidate?: boolean | undefined;
    readonly spec?: SnapshotSelectionSpec | undefined;
  },
  context: Context,
): Ref<'Task'> {
  return start(vm, 'RemoveAllSnapshots_Task', { consolidate }, context, () => {
    const all = snapshotList(context.inventory.read(vm, 'snapshot')?.rootSnapshotList);
    const days = spec?.retentionDays;
    const before = context.clock.now() - (days ?? 0) * DAY_MS;
    const old = all.filter(
      ({ createTime }) => days === undefined || Date.parse(createTime) < before,
    );
    return old.map(({ snapshot }) => snapshot);
  });
}

export function consolidateDisks(vm: Vm, context: Context): Ref<'Task'> {
  return start(vm, 'ConsolidateVMDisks_Task', { consolidate: true }, context, () => []);
}

/** Bytes that would be written, were the disks consolidated now. */
export function consolidationBytes(vm: Vm, context: Context): number {
  return outcome(vm, [], true, standingOf(vm, undefined, context), context).bytes;
}

function start(
  vm: Vm,
  name: string,
  { consolidate }: { readonly consolidate: boolean },
  context: Context,
  choose: () => readonly Snapshot[],
): Ref<'Task'> {
  const expected = tryBytes(vm, consolidate, context, choose);
  return context.tasks.start(context, {
    entity: vm,
    name,
    durationMs: REMOVE_MS + writeMs(vm, expected, context),
    begin: (task) => {
      standingOf(vm, task, context);
      return [];
    },
    finish: (task) => {
      const standing = standingOf(vm, task, context);
      const { changes } = outcome(vm, choose(), consolidate, standing, context, task);
      return { changes };
    },
  });
}

/** For how long it will take; a VM that cannot be changed now takes no time to find that out. */
function tryBytes(
  vm: Vm,
  consolidate: boolean,
  context: Context,
  choose: () => readonly Snapshot[],
): number {
  const { inventory } = context;
  const config = inventory.read(vm, 'config');
  if (!config || inventory.read(vm, 'runtime').connectionState !== 'connected') return 0;
  if (context.tasks.activeOn(vm).length > 0 || !consolidate) return 0;
  return outcome(vm, choose(), true, standingOf(vm, undefined, context), context).bytes;
}

function outcome(
  vm: Vm,
  gone: readonly Snapshot[],
  consolidate: boolean,
  { config, info, kept }: Standing,
  context: Context,
  task?: RunningTask,
): { readonly changes: readonly Change[]; readonly bytes: number } {
  const ids = new Set(gone.map(({ value }) => value));
  const staying = [...kept].filter(([snapshot]) => !ids.has(snapshot.value));
  const heads = [config, ...staying.map(([, one]) => one)];
  const fixed = filesOthersNeed(vm, heads, context);
  const { bytes, rewrite } = mergeable(heads, fixed);
  const after = consolidate ? rewrite(config) : config;
  const needed = !consolidate && !deepEqual(rewrite(config), config);
  const changes: Change[] = [
    ...(deepEqual(after, config)
      ? []
      : [assign(vm, 'config', { ...after, ...nextVersion(context) })]),
    ...(consolidate
      ? staying.flatMap(([snapshot, one]) => keptAs(snapshot, one, rewrite(one)))
      : []),
    ...(info && gone.length > 0 ? [assign(vm, 'snapshot', pruned(info, ids))] : []),
    ...gone.map(destroy),
    ...consolidationTold(vm, { needed, consolidate }, context, task),
  ];
  return { changes, bytes };
}

function keptAs(snapshot: Ref, before: Standing['config'], after: Standing['config']): Change[] {
  return deepEqual(before, after) ? [] : [assign(snapshot, 'config', after)];
}

/** Whether the disks ask for consolidation from now on, and the events that say so. */
function consolidationTold(
  vm: Vm,
  { needed, consolidate }: { readonly needed: boolean; readonly consolidate: boolean },
  context: Context,
  task: RunningTask | undefined,
): Change[] {
  const before = context.inventory.read(vm, 'runtime').consolidationNeeded === true;
  const after = consolidate ? false : before || needed;
  if (!task || before === after) return [];
  const tell = (eventTypeId: string, severity: string) =>
    event(context, 'EventEx', vm, task.chainId, { eventTypeId, severity });
  return [
    assign(vm, 'runtime.consolidationNeeded', after),
    ...(after ? [tell(NEEDED, 'warning')] : [tell(CONSOLIDATED, 'info'), tell(NOT_NEEDED, 'info')]),
  ];
}
