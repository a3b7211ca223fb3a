/**
 * One pass of DRS over a cluster: looks, lets the engine think, publishes what came of it, and carries out
 * what the cluster's automation allows.
 */
import type { DpmPlan } from '../../engines/dpm/facts.ts';
import type { DrsPlan } from '../../engines/drs/facts.ts';
import { thousandths } from '../../engines/drs/imbalance.ts';
import { drsSteps } from '../../engines/drs/pass.ts';
import { clusterScore, scoreBuckets } from '../../engines/drs/score.ts';
import { assign, type Change } from '../../inventory/change.ts';
import type { ClusterRecommendation } from '../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../vmodl/reference.ts';
import { data, member } from '../../vmodl/value.ts';
import { powerPublication, powerSteps } from '../dpm/host-power.ts';
import { type ClusterPicture, drsFactsSteps } from '../facts/drs-facts.ts';
import { vmScores } from '../facts/drs-scores.ts';
import { type Cluster, hasDrs } from '../facts/drs-settings.ts';
import type { Services } from '../method.ts';
import { clusterEvents } from './cluster-events.ts';
import { execute } from './execute.ts';
import { recoveryEvents, tellFailure } from './failure.ts';
import { maintenanceFaultEvents } from './fault-events.ts';
import { actionsNoted } from './history.ts';
import {
  faultList,
  legacyRecommendations,
  movesPublished,
  recommendationsOf,
} from './recommendations.ts';
import { systemContext } from './system-context.ts';

/** With fewer able hosts there is nothing to balance. */
const BALANCED_HOSTS_MIN = 2;

/** A pass in one go. Does nothing where DRS is off. */
export function runPass(services: Services, cluster: Cluster): void {
  const steps = passSteps(services, cluster);
  while (!steps.next().done);
}

/**
 * A pass that rests every few milliseconds. What happens meanwhile is not looked at any more; each
 * migration is checked by itself before it starts.
 */
export function* passSteps(services: Services, cluster: Cluster): Generator<void> {
  try {
    yield* pass(services, cluster);
  } catch (error) {
    tellFailure(services, cluster);
    throw error;
  }
}

function* pass(services: Services, cluster: Cluster): Generator<void> {
  const { inventory } = services;
  if (!hasDrs(inventory, cluster)) return;
  const picture = yield* drsFactsSteps(services, cluster);
  yield;
  const plan = yield* drsSteps(picture.facts);
  const power = yield* powerSteps(services, cluster, picture, plan);
  const scores = yield* vmScores(services, picture);
  // Somebody may have switched it off while it was thinking.
  if (hasDrs(inventory, cluster)) publish(services, cluster, picture, { plan, power, scores });
}

/** Forgets what DRS had to say: it is off. */
export function withdraw({ inventory, drs }: Services, cluster: Cluster): void {
  drs.forget(cluster);
  if (inventory.read(cluster as Ref, '_balance') === undefined) return;
  inventory.apply([
    assign(cluster, '_balance', undefined),
    ...(['recommendation', 'drsRecommendation', '_drsFault'] as const).map((property) =>
      assign(cluster, property, []),
    ),
  ]);
}

interface Outcome {
  readonly plan: DrsPlan;
  readonly power: DpmPlan | undefined;
  /** 0 … 100 by VM id. */
  readonly scores: ReadonlyMap<string, number>;
}

function publish(
  services: Services,
  cluster: Cluster,
  picture: ClusterPicture,
  { plan, power, scores }: Outcome,
): void {
  const { inventory, clock, drs } = services;
  const time = clock.iso();
  const made = plan.recommendations.map((one) => movesPublished(one, { inventory, cluster, time }));
  const automatic = made.filter((_, index) => plan.recommendations[index]?.automatic);
  const waiting = made.filter((one) => !automatic.includes(one));
  drs.note({
    ...{ cluster, plan, power, scores, facts: picture.facts, atMs: clock.now() },
    keys: made.map(({ key }) => key),
  });
  const kept = waitingForPowerOn(services, cluster);
  const hosts = powerPublication(power, { services, cluster, time });
  const actions = [...automatic.flatMap(({ action }) => action ?? []), ...hosts.actions];
  inventory.apply([
    assign(cluster, '_balance', balance(services, cluster, plan, scores)),
    ...listChanges(services, cluster, [...kept, ...waiting, ...hosts.waiting]),
    ...maintenanceFaultEvents(services, cluster, plan.faults),
    assign(cluster, '_drsFault', faultList(plan.faults)),
    ...clusterEvents(services, cluster, picture.facts.rules),
    ...recoveryEvents(services, cluster),
    ...actionsNoted(inventory, cluster, actions, time),
  ]);
  const context = systemContext(services, cluster);
  for (const action of actions) execute(action, { cluster, automatic: true }, context);
}

/** Sets what a cluster recommends; empty lists are not replaced by empty ones. */
export function listChanges(
  { inventory }: Pick<Services, 'inventory'>,
  cluster: Cluster,
  all: readonly ClusterRecommendation[],
): Change[] {
  if (all.length === 0 && recommendationsOf(inventory, cluster).length === 0) return [];
  return [
    assign(cluster, 'recommendation', all),
    assign(cluster, 'drsRecommendation', legacyRecommendations(all)),
  ];
}

/**
 * Hosts that were recommended for a power-on stay so until the VM runs or somebody asks anew, and with them
 * what must be done first.
 */
function waitingForPowerOn({ inventory }: Services, cluster: Cluster): ClusterRecommendation[] {
  const all = recommendationsOf(inventory, cluster);
  const waiting = all.filter(({ reason, target }) => {
    if (reason !== 'powerOnVm' || !target || !inventory.has(target)) return false;
    const vm = reference('VirtualMachine', target.value);
    return inventory.read(vm, 'runtime').powerState !== 'poweredOn';
  });
  const needed = new Set(waiting.flatMap(({ prerequisite = [] }) => prerequisite));
  return all.filter((one) => waiting.includes(one) || needed.has(one.key));
}

/** `_balance`, from which the summary follows. */
function balance(
  { inventory }: Services,
  cluster: Cluster,
  plan: DrsPlan,
  scores: ReadonlyMap<string, number>,
) {
  const before = inventory.read(cluster as Ref, '_balance');
  const ableCount = inventory.read(cluster, 'summary')?.numEffectiveHosts ?? 0;
  const { imbalanceBefore, targetImbalance, entitlements } = plan;
  const weighed = [...scores].map(([vm, score]) => ({
    score,
    weightMhz: entitlements.get(vm)?.cpuMhz ?? 0,
  }));
  const all = [...entitlements.values()];
  return data('_Balance', {
    cpuEntitledMhz: Math.round(all.reduce((sum, { cpuMhz }) => sum + cpuMhz, 0)),
    memEntitledMB: Math.round(all.reduce((sum, { memoryMb }) => sum + memoryMb, 0)),
    currentBalance: ableCount < BALANCED_HOSTS_MIN ? 0 : thousandths(imbalanceBefore),
    targetBalance: targetImbalance === undefined ? undefined : thousandths(targetImbalance),
    drsScore: weighed.length > 0 ? clusterScore(weighed) : undefined,
    numVmsPerDrsScoreBucket: scoreBuckets([...scores.values()]),
    statsGenNumber: Number(member(before, 'statsGenNumber') ?? 0) + 1,
  });
}

/** The recommendation with that key and what it needs before it, in the order to carry them out. */
export function withPrerequisites(
  all: readonly ClusterRecommendation[],
  key: string,
): readonly ClusterRecommendation[] {
  const byKey = new Map(all.map((one) => [one.key, one]));
  const ordered = new Map<string, ClusterRecommendation>();
  const visited = new Set<string>();
  const visit = (at: string) => {
    const one = byKey.get(at);
    if (!one || visited.has(at)) return;
    visited.add(at);
    for (const before of one.prerequisite ?? []) visit(before);
    ordered.set(at, one);
  };
  visit(key);
  return [...ordered.values()];
}
