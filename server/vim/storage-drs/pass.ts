/**
 * One pass of Storage DRS over a datastore cluster: looks, lets the engine think, publishes what came of it,
 * and carries out what the datastore cluster's automation allows.
 */

import type { StorageFacts } from '../../engines/storage-drs/facts.ts';
import { storageDrsSteps } from '../../engines/storage-drs/pass.ts';
import type {
  StorageDrsPlan,
  StorageRecommendation,
} from '../../engines/storage-drs/storage-plan.ts';
import type { Change } from '../../inventory/change.ts';
import type {
  ClusterDrsFaults,
  ClusterRecommendation,
  StorageMigrationAction,
} from '../../vmodl/generated/data.ts';
import { reference } from '../../vmodl/reference.ts';
import { deepEqual } from '../../vmodl/value.ts';
import { systemContext } from '../drs/system-context.ts';
import { storageDrsFactsSteps } from '../facts/storage-drs-facts.ts';
import { hasStorageDrs } from '../facts/storage-drs-settings.ts';
import type { Services } from '../method.ts';
import { carryOut } from './execute.ts';
import { tellStorageFailure } from './failure.ts';
import { storageActionsNoted } from './history.ts';
import { nextStorageKey, type Pod, podEntry, podEntryChange } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';
import {
  sameAim,
  stillHolds,
  storageFaultList,
  storageMigrationAction,
  storageMigrationsOf,
  storageRecommendation,
  storageRecommendationsOf,
} from './recommendations.ts';

type Scope = StorageFacts['scope'];

/** What a pass in a hurry leaves alone. */
const IO_REASONS: readonly string[] = [
  'balanceDatastoreIOLoad',
  'balanceDatastoreIOPSReservation',
  'iolbDisabledInternal',
];

/** A pass in one go. Does nothing where Storage DRS is off. */
export function runStoragePass(services: Services, pod: Pod, scope: Scope = 'all'): void {
  const steps = storagePassSteps(services, pod, scope);
  while (!steps.next().done);
}

/**
 * A pass that rests every few milliseconds. What happens meanwhile is not looked at any more; each migration
 * is checked by itself before it starts.
 */
export function* storagePassSteps(services: Services, pod: Pod, scope: Scope): Generator<void> {
  try {
    yield* pass(services, pod, scope);
  } catch (error) {
    tellStorageFailure(services, pod);
    throw error;
  }
}

function* pass(services: Services, pod: Pod, scope: Scope): Generator<void> {
  const { inventory } = services;
  if (!hasStorageDrs(inventory, pod)) return;
  const facts = yield* storageDrsFactsSteps(services, pod, scope);
  yield;
  const plan = yield* storageDrsSteps(facts);
  const actions = yield* actionsOf(services, plan);
  // Somebody may have switched it off while it was thinking.
  if (hasStorageDrs(inventory, pod)) publish(services, pod, { facts, plan, actions });
}

/** By number of the recommendation. */
type Actions = ReadonlyMap<number, readonly StorageMigrationAction[]>;

/** What was found, on its way to be published. */
interface Found {
  readonly facts: StorageFacts;
  readonly plan: StorageDrsPlan;
  readonly actions: Actions;
}

/** Recommendations made into actions between two rests. */
const STEP_RECOMMENDATIONS = 20;

function* actionsOf(
  services: Services,
  { recommendations }: StorageDrsPlan,
): Generator<void, Actions> {
  const actions = new Map<number, readonly StorageMigrationAction[]>();
  for (const [index, { number, moves }] of recommendations.entries()) {
    if (index % STEP_RECOMMENDATIONS === 0) yield;
    if (!moves.every(({ vm }) => services.inventory.has(reference('VirtualMachine', vm)))) continue;
    actions.set(
      number,
      moves.map((move) => storageMigrationAction(services, move)),
    );
  }
  return actions;
}

/** Forgets what Storage DRS had to say: it is off. */
export function withdrawStorage({ inventory, storageDrs }: Services, pod: Pod): void {
  storageDrs.forget(pod);
  const { recommendation = [], drsFault = [] } = podEntry(inventory, pod);
  if (recommendation.length === 0 && drsFault.length === 0) return;
  inventory.apply([podEntryChange(inventory, pod, { recommendation: [], drsFault: [] })]);
}

function publish(services: Services, pod: Pod, { facts, plan, actions }: Found): void {
  const { inventory, clock, storageDrs } = services;
  const before = storageRecommendationsOf(inventory, pod);
  const made = published(services, pod, { recommendations: plan.recommendations, actions }, before);
  storageDrs.note({ pod, atMs: clock.now(), facts, plan, keys: made.map(({ key }) => key) });
  storageDrs.setFailing(pod, false);
  const possible = made.filter((one) => stillHolds(inventory, one));
  const isAutomatic = (one: ClusterRecommendation) =>
    plan.recommendations[made.indexOf(one)]?.automatic === true;
  const automatic = possible.filter(isAutomatic);
  const asked = possible.filter((one) => !isAutomatic(one));
  const kept = facts.scope === 'urgent' ? keptIo(services, before, made) : [];
  const waiting = [...asked, ...kept];
  const faults = [
    ...storageFaultList(plan.faults),
    ...(facts.scope === 'urgent' ? ioFaults(services, pod) : []),
  ];
  const known = new Set(before.map(({ key }) => key));
  const changes = [
    ...entryChanges(services, pod, { waiting, faults, automatic }),
    ...(automatic.length > 0 && waiting.length === 0
      ? [podEvent(services, { id: 'StorageDrsRecommendationApplied', pod })]
      : []),
    ...(waiting.some(({ key }) => !known.has(key))
      ? [podEvent(services, { id: 'StorageDrsNewRecommendationPendingEvent', pod })]
      : []),
  ];
  if (changes.length > 0) inventory.apply(changes);
  carryOut(automatic, { pod }, systemContext(services, pod));
}

/** With their keys, in the plan's order: what was recommended before keeps the one it has. */
function published(
  services: Services,
  pod: Pod,
  {
    recommendations,
    actions,
  }: { readonly recommendations: readonly StorageRecommendation[]; readonly actions: Actions },
  before: readonly ClusterRecommendation[],
): readonly ClusterRecommendation[] {
  const { inventory, clock } = services;
  const known = new Map(before.map((one) => [sameAim(one), one]));
  const keys = new Map<number, string>();
  return recommendations.map(({ number, reason, rating, prerequisites }) => {
    const action = actions.get(number) ?? [];
    const prerequisite = prerequisites.flatMap((one) => keys.get(one) ?? []);
    const draft = { reason, rating, action, prerequisite, target: pod };
    const unnamed = storageRecommendation({ ...draft, key: '', time: clock.iso() });
    const same = known.get(sameAim(unnamed));
    const key = same?.key ?? nextStorageKey(inventory);
    keys.set(number, key);
    return { ...unnamed, key, time: same?.time ?? unnamed.time };
  });
}

/** What an earlier pass had recommended for I/O, as far as it can still be done. */
function keptIo(
  { inventory }: Services,
  before: readonly ClusterRecommendation[],
  made: readonly ClusterRecommendation[],
): readonly ClusterRecommendation[] {
  const busy = new Set(made.flatMap(storageMigrationsOf).map(({ vm }) => vm.value));
  return before.filter(
    (one) =>
      IO_REASONS.includes(one.reason) &&
      storageMigrationsOf(one).every(({ vm }) => !busy.has(vm.value)) &&
      stillHolds(inventory, one),
  );
}

function ioFaults({ inventory }: Services, pod: Pod): readonly ClusterDrsFaults[] {
  const { drsFault = [] } = podEntry(inventory, pod);
  return drsFault.filter(({ reason }) => IO_REASONS.includes(reason));
}

interface Outcome {
  readonly waiting: readonly ClusterRecommendation[];
  readonly faults: readonly ClusterDrsFaults[];
  readonly automatic: readonly ClusterRecommendation[];
}

/** None when all is as it was. */
function entryChanges(services: Services, pod: Pod, outcome: Outcome): readonly Change[] {
  const { inventory, clock } = services;
  const { recommendation = [], drsFault = [] } = podEntry(inventory, pod);
  const { waiting, faults, automatic } = outcome;
  const same =
    deepEqual([...recommendation], [...waiting]) && deepEqual([...drsFault], [...faults]);
  if (same && automatic.length === 0) return [];
  const actions = automatic.flatMap(({ action }) => action ?? []);
  const actionHistory = storageActionsNoted(inventory, pod, actions, clock.iso());
  return [
    podEntryChange(inventory, pod, { recommendation: waiting, drsFault: faults, actionHistory }),
  ];
}
