/**
 * RecommendDatastores: where a virtual machine, its copy or new disks fit best in a datastore cluster. One
 * recommendation for each way, best first. Nothing is carried out: the client applies one of them.
 */
import type { StorageVm } from '../../engines/storage-drs/facts.ts';
import type { PlacementDisk } from '../../engines/storage-drs/newcomers.ts';
import {
  placeStorage,
  type StoragePlacementDeed,
  type StoragePlacementOutcome,
} from '../../engines/storage-drs/placement.ts';
import type { StorageRecommendation } from '../../engines/storage-drs/storage-plan.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ClusterRecommendation,
  StoragePlacementResult,
  StoragePlacementSpec,
} from '../../vmodl/generated/data.ts';
import { reference } from '../../vmodl/reference.ts';
import { storageDrsFacts } from '../facts/storage-drs-facts.ts';
import { storageVmConfig, storageVmRules, vmConfigOf } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import { placementAction } from './placement-action.ts';
import {
  type PlacementWish,
  type WishedPart,
  wishedRules,
  wishedVmConfig,
} from './placement-wish.ts';
import { placementWish } from './placement-wishes.ts';
import { nextStorageKey, type Pod } from './pod-entry.ts';
import {
  storageFaultList,
  storageMigrationAction,
  storageRecommendation,
} from './recommendations.ts';

const MS_PER_S = 1_000;
/** vCenter rates all ways alike; their order tells which is best. */
const RATING = 1;

/** Throws InvalidArgument that names what is missing or wrong in the specification. */
export function recommendDatastores(
  spec: StoragePlacementSpec,
  context: Context,
): StoragePlacementResult {
  const wish = placementWish(spec, context);
  const pods = podsOf(wish);
  const outcomes = pods.map((pod) => placedIn(pod, wish, context));
  const ways = waysOf(outcomes);
  if (ways.length === 0) {
    const [drsFault] = storageFaultList(outcomes.flatMap(({ faults }) => faults));
    return build('StoragePlacementResult', { recommendations: [], drsFault });
  }
  return build('StoragePlacementResult', { recommendations: answered(ways, wish, context) });
}

/** That of the home first. */
function podsOf({ pod, parts }: PlacementWish): readonly Pod[] {
  const others = new Map(parts.map((part) => [part.pod.value, part.pod]));
  others.delete(pod.value);
  const isUsed = parts.some((part) => part.pod.value === pod.value);
  return [...(isUsed ? [pod] : []), ...others.values()];
}

function placedIn(pod: Pod, wish: PlacementWish, context: Context): StoragePlacementOutcome {
  const parts = wish.parts.filter((part) => part.pod.value === pod.value);
  return placeStorage(storageDrsFacts(context, pod), {
    vm: storageVm(pod, wish, context),
    disks: parts.map((part) => placementDisk(part, wish.vm.id)),
    hosts: wish.hosts.length > 1 ? new Set(wish.hosts.map(({ value }) => value)) : undefined,
    apartFrom: new Set(
      storageVmRules(wishedRules(wish.spec, pod))
        .flatMap(({ vms }) => vms)
        .filter((id) => id !== wish.vm.id),
    ),
    movesNothing: wish.spec.disallowPrerequisiteMoves,
  });
}

function storageVm(pod: Pod, { vm, hosts, spec }: PlacementWish, context: Context): StorageVm {
  const [only, ...others] = hosts;
  const asked = wishedVmConfig(spec, pod);
  return {
    ...vm,
    host: others.length === 0 ? only?.value : undefined,
    config: {
      ...vmConfigOf(context.inventory, pod, reference('VirtualMachine', vm.id)),
      ...(asked && told(storageVmConfig(asked))),
    },
  };
}

function told<T extends object>(members: T): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

function placementDisk(part: WishedPart, vm: string): PlacementDisk {
  const { id, diskId, liesOn: datastore, chosen } = part;
  const { allocatedBytes, provisionedBytes, comingBytes } = part;
  return {
    ...{ id, vm, diskId, datastore, chosen: chosen?.value },
    ...{ allocatedBytes, provisionedBytes, comingBytes },
    ...{ growthBytesPerHour: 0, workload: 0, guestWriteMbPerSecond: 0 },
  };
}

interface Way {
  readonly deeds: readonly StoragePlacementDeed[];
  /** By datastore cluster. */
  readonly prerequisites: readonly (readonly StorageRecommendation[])[];
}

/** Each way in the first datastore cluster, with the best one in each other. */
function waysOf([first, ...others]: readonly StoragePlacementOutcome[]): readonly Way[] {
  const best = others.flatMap(({ alternatives }) => alternatives[0] ?? []);
  if (!first || best.length < others.length) return [];
  return first.alternatives.map((one) => ({
    deeds: [one, ...best].flatMap(({ deeds }) => deeds),
    prerequisites: [one, ...best].map(({ prerequisites }) => prerequisites),
  }));
}

/** Recommendations, those that make room after the one they are for; all of them remembered. */
function answered(
  ways: readonly Way[],
  wish: PlacementWish,
  context: Context,
): readonly ClusterRecommendation[] {
  const { inventory, storageDrs, session } = context;
  const { spec, pod } = wish;
  const answer = inventory.counter('storage-drs-answer');
  return ways.flatMap((way) => {
    const key = nextStorageKey(inventory);
    const prerequisites = way.prerequisites.flatMap((list) => roomMakers(list, pod, context));
    const recommendation = recommended(key, way, wish, { prerequisites, context });
    const sessionKey = session.key;
    storageDrs.awaits({ recommendation, prerequisites, spec, sessionKey, pod, answer });
    holdRoom(key, way, wish, context);
    return [recommendation, ...prerequisites];
  });
}

function recommended(
  key: string,
  way: Way,
  wish: PlacementWish,
  {
    prerequisites,
    context,
  }: { readonly prerequisites: readonly ClusterRecommendation[]; readonly context: Context },
): ClusterRecommendation {
  const homeFirst = way.deeds.toSorted((left, right) => Number(right.home) - Number(left.home));
  return storageRecommendation({
    ...{ key, time: context.clock.iso(), reason: 'storagePlacement', rating: RATING },
    action: homeFirst.map((deed) => placementAction(deed, wish)),
    prerequisite: prerequisites.map((one) => one.key),
    target: wish.pod,
  });
}

/** Moves of others, each naming those that must go before it. */
function roomMakers(
  list: readonly StorageRecommendation[],
  target: Pod,
  context: Context,
): readonly ClusterRecommendation[] {
  const { inventory, clock } = context;
  const keys = new Map<number, string>();
  return list.map(({ number, reason, moves, prerequisites }) => {
    const key = nextStorageKey(inventory);
    keys.set(number, key);
    return storageRecommendation({
      ...{ key, time: clock.iso(), reason, rating: RATING, target },
      action: moves.map((move) => storageMigrationAction(context, move)),
      prerequisite: prerequisites.flatMap((one) => keys.get(one) ?? []),
    });
  });
}

/** Keeps the room for as long as the client wants to think. */
function holdRoom(key: string, { deeds }: Way, wish: PlacementWish, context: Context): void {
  const { clock, storageDrs } = context;
  const seconds = wish.spec.resourceLeaseDurationSec ?? 0;
  if (seconds <= 0) return;
  const untilMs = clock.now() + seconds * MS_PER_S;
  for (const deed of deeds) {
    storageDrs.hold({ key, datastore: deed.destination, bytes: bytesOf(deed, wish), untilMs });
  }
}

function bytesOf({ destination, disks }: StoragePlacementDeed, { parts }: PlacementWish): number {
  return parts
    .filter(({ id }) => disks.includes(id))
    .map(({ liesOn, allocatedBytes, comingBytes }) => {
      const there = liesOn === destination ? 0 : allocatedBytes;
      return comingBytes?.get(destination) ?? there;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}
