/**
 * Recommendations of Storage DRS that a user asks for or applies.
 *
 * What a recommendation needs before it is carried out first; when one of those fails, the rest is left. Its
 * task ends when everything has been moved, and fails as the first move fails.
 */

import { build } from '../../vmodl/build.ts';
import { invalidArgument, type VimFault } from '../../vmodl/fault.ts';
import type { ClusterRecommendation } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { demandPrivilege } from '../authorization/demand-privilege.ts';
import { withPrerequisites } from '../drs/pass.ts';
import { hasStorageDrs } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import { applyPlacement } from './apply-placement.ts';
import { carryOut } from './execute.ts';
import { storageActionsNoted } from './history.ts';
import { runStoragePass } from './pass.ts';
import { type Pod, podEntryChange } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';
import { stillHolds, storageMigrationsOf, storageRecommendationsOf } from './recommendations.ts';
import { byVm, demandStorageMoveRights } from './storage-move.ts';

const CONFIGURE = 'StoragePod.Config';
const APPLY = 'Resource.ApplyRecommendation';
/** How long a look takes that is a task, ms of virtual time. Ours. */
const REFRESH_MS = 100;

/** Throws InvalidArgument where Storage DRS is off, NoPermission. */
export function refreshRecommendation(pod: Pod, context: Context): void {
  runStoragePass(context, demandStorageDrs(pod, CONFIGURE, context));
}

/** As `refreshRecommendation`, as a task. */
export function refreshRecommendationsForPod(pod: Pod, context: Context): Ref<'Task'> {
  const entity = demandStorageDrs(pod, CONFIGURE, context);
  return context.tasks.start(context, {
    entity,
    name: 'RefreshStorageDrsRecommendationsForPod_Task',
    durationMs: REFRESH_MS,
    looksOnly: true,
    finish: () => {
      runStoragePass(context, entity);
      return { changes: [] };
    },
  });
}

/** Throws InvalidArgument for keys that are unknown or were used, and where Storage DRS is off; NoPermission. */
export function applyToPod(pod: Pod, key: string, context: Context): Ref<'Task'> {
  const known = demandStorageDrs(pod, APPLY, context);
  return apply(
    [chosenIn(known, [key], context)],
    'ApplyStorageDrsRecommendationToPod_Task',
    context,
  );
}

/** As `applyToPod`, of any datastore clusters; or one initial placement, which goes alone. */
export function applyRecommendations(keys: readonly string[], context: Context): Ref<'Task'> {
  const { inventory } = context;
  const [placement] = keys.flatMap((key) => context.storageDrs.placement(key) ?? []);
  if (placement && keys.length === 1) return applyPlacement(context, placement);
  const wanted = new Set(keys);
  const chosen = inventory.ofType('StoragePod').flatMap((pod) => {
    const here = storageRecommendationsOf(inventory, pod).filter(({ key }) => wanted.has(key));
    if (here.length === 0) return [];
    demandPrivilege(context, APPLY, pod);
    for (const { key } of here) wanted.delete(key);
    return [
      chosenIn(
        pod,
        here.map(({ key }) => key),
        context,
      ),
    ];
  });
  if (keys.length === 0 || wanted.size > 0) throw invalidArgument('key');
  return apply(chosen, 'ApplyStorageDrsRecommendation_Task', context);
}

function demandStorageDrs(pod: Pod, privilege: string, context: Context): Pod {
  const known = context.inventory.demand(pod);
  demandPrivilege(context, privilege, known);
  if (!hasStorageDrs(context.inventory, known)) throw invalidArgument('pod');
  return known;
}

/** What is applied of one datastore cluster, in the order to carry it out. */
interface Chosen {
  readonly pod: Pod;
  readonly recommendations: readonly ClusterRecommendation[];
}

function chosenIn(pod: Pod, keys: readonly string[], context: Context): Chosen {
  const { inventory } = context;
  const all = storageRecommendationsOf(inventory, pod);
  const byKey = new Map<string, ClusterRecommendation>();
  for (const key of keys) {
    const found = withPrerequisites(all, key);
    if (!found.some((one) => one.key === key)) throw invalidArgument('key');
    for (const one of found) byKey.set(one.key, one);
  }
  const recommendations = [...byKey.values()];
  // What has become of its files since makes another move of it than the user has agreed to.
  if (!recommendations.every((one) => stillHolds(inventory, one))) throw invalidArgument('key');
  for (const one of byVm(recommendations.flatMap(storageMigrationsOf))) {
    demandStorageMoveRights(one, context);
  }
  return { pod, recommendations };
}

function apply(
  all: readonly Chosen[],
  name: 'ApplyStorageDrsRecommendationToPod_Task' | 'ApplyStorageDrsRecommendation_Task',
  context: Context,
): Ref<'Task'> {
  const [first] = all;
  if (!first) throw invalidArgument('key');
  const task = context.tasks.create(context, { entity: first.pod, name, looksOnly: true });
  task.run(all.flatMap((one) => taken(one, context)));
  let open = all.length;
  let failure: VimFault | undefined;
  for (const { pod, recommendations } of all) {
    carryOut(recommendations, { pod, parentTaskKey: task.key }, context, (fault) => {
      open -= 1;
      failure ??= fault;
      if (open > 0 || task.ended) return;
      if (failure) task.fail(failure);
      else task.succeed([], build('ApplyStorageRecommendationResult', {}));
    });
  }
  return task.ref;
}

/** They are recommended no more, and told as done. */
function taken({ pod, recommendations }: Chosen, context: Context) {
  const { inventory, clock } = context;
  const used = new Set(recommendations.map(({ key }) => key));
  const left = storageRecommendationsOf(inventory, pod).filter(({ key }) => !used.has(key));
  const actions = recommendations.flatMap(({ action }) => action ?? []);
  const userName = context.session.userName;
  return [
    podEntryChange(inventory, pod, {
      recommendation: left,
      actionHistory: storageActionsNoted(inventory, pod, actions, clock.iso()),
    }),
    ...(left.length === 0
      ? [podEvent(context, { id: 'StorageDrsRecommendationApplied', pod, userName })]
      : []),
  ];
}
