/**
 * Recommendations that a user applies or drops.
 *
 * What a recommendation needs before it is carried out first; when one of those fails, the rest is left.
 */
import { invalidArgument } from '../../vmodl/fault.ts';
import type { ClusterAction, ClusterRecommendation } from '../../vmodl/generated/data.ts';
import { sameReference } from '../../vmodl/reference.ts';
import type { Cluster } from '../facts/drs-settings.ts';
import type { Context } from '../method.ts';
import { execute } from './execute.ts';
import { actionsNoted } from './history.ts';
import { listChanges, withPrerequisites } from './pass.ts';
import { recommendationsOf, withoutOrphans } from './recommendations.ts';
import { whenDone } from './when-done.ts';

/** Throws InvalidArgument for a key that is unknown, or was used already. */
export function applyRecommendation(cluster: Cluster, key: string, context: Context): void {
  const { inventory, clock } = context;
  const all = recommendationsOf(inventory, cluster);
  const chosen = withPrerequisites(all, key);
  if (chosen.length === 0) throw invalidArgument('key');
  const left = withoutOrphans(
    all,
    all.filter((one) => !chosen.some((other) => replaces(other, one))),
  );
  const actions = chosen.map(({ action }) => action ?? []);
  inventory.apply([
    ...listChanges(context, cluster, left),
    ...actionsNoted(inventory, cluster, actions.flat(), clock.iso()),
  ]);
  inTurn(cluster, actions, context);
}

/** Throws InvalidArgument unless it is one for a VM that is to be powered on. */
export function cancelRecommendation(cluster: Cluster, key: string, context: Context): void {
  const all = recommendationsOf(context.inventory, cluster);
  const chosen = all.find((one) => one.key === key);
  if (chosen?.reason !== 'powerOnVm') throw invalidArgument('key');
  const left = withoutOrphans(
    all,
    all.filter((one) => one !== chosen),
  );
  if (chosen.target) context.drs.started(chosen.target);
  context.inventory.apply(listChanges(context, cluster, left));
}

/** Itself; of a VM that is powered on, also its other hosts. */
function replaces(applied: ClusterRecommendation, other: ClusterRecommendation): boolean {
  if (applied.key === other.key) return true;
  return (
    applied.reason === 'powerOnVm' &&
    other.reason === 'powerOnVm' &&
    sameReference(applied.target, other.target)
  );
}

/** Each group of actions once all of the one before have succeeded. */
function inTurn(
  cluster: Cluster,
  [first, ...others]: readonly (readonly ClusterAction[])[],
  context: Context,
): void {
  if (!first) return;
  const tasks = first.flatMap(
    (action) => execute(action, { cluster, automatic: false }, context) ?? [],
  );
  if (others.length === 0) return;
  whenDone(tasks, context, { act: () => inTurn(cluster, others, context) });
}
