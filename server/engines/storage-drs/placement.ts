/**
 * Where new disks fit best in a datastore cluster.
 *
 * Each datastore that may take them is rated by how full and how slow it is against what is allowed, the
 * more loaded of the two weighing more; those that would be over their threshold come last, and are still
 * taken when there is nothing else. Where nothing fits, other disks are moved to make room.
 * Source: Gulati et al. on Storage DRS initial placement; the formula of the rating is ours.
 */
import type { StorageFacts } from './facts.ts';
import { Findings } from './findings.ts';
import { groupBy } from './grouping.ts';
import { insufficientSpace, noCompatibleDatastore } from './immovable.ts';
import {
  bytesAt,
  demandAt,
  missingBytes,
  type Newcomer,
  newcomersOf,
  type PlacementRequest,
  placementRefusal,
} from './newcomers.ts';
import { compareRanks, meanRank, type Rank, rankOf } from './placement-rank.ts';
import { type DatastoreState, PodLoad, spaceUtil } from './pod-load.ts';
import { makeRoom, type RoomMove, undo } from './prerequisites.ts';
import { percentOf } from './space.ts';
import type { MoveRefusal, StorageFault, StorageRecommendation } from './storage-plan.ts';

/** Disks that go to one datastore, as `StoragePlacementAction` tells them. Percent and ms. */
export interface StoragePlacementDeed {
  readonly destination: string;
  /** Ids of `DrmDisk`s, and keys of the virtual disks among them. */
  readonly disks: readonly string[];
  readonly diskIds: readonly number[];
  readonly home: boolean;
  readonly spaceUtilBefore: number;
  readonly spaceUtilAfter: number;
  readonly spaceDemandBefore: number;
  readonly spaceDemandAfter: number;
  readonly ioLatencyBefore?: number | undefined;
}

/** One way to place everything. */
export interface StoragePlacement {
  readonly deeds: readonly StoragePlacementDeed[];
  /** Smaller is better. */
  readonly score: number;
  readonly overThreshold: boolean;
  /** To be carried out before, all of them, in their order. Never by themselves. */
  readonly prerequisites: readonly StorageRecommendation[];
}

export interface StoragePlacementOutcome {
  /** Best first; none: see the faults. */
  readonly alternatives: readonly StoragePlacement[];
  readonly faults: readonly StorageFault[];
  /** By id, the datastores that do not take the largest group as things are, and why. */
  readonly refused: ReadonlyMap<string, MoveRefusal>;
}

/** Finds all ways, each beginning with another datastore for the largest group. */
export function placeStorage(
  facts: StorageFacts,
  request: PlacementRequest,
): StoragePlacementOutcome {
  const placing = new Placing(facts, newcomersOf(request, facts));
  const refused = placing.refused();
  const alternatives = placing.alternatives();
  if (alternatives.length > 0) return { alternatives, faults: [], refused };
  const made = request.movesNothing ? undefined : placing.withRoomMade();
  return made
    ? { alternatives: [made], faults: [], refused }
    : { alternatives: [], faults: placing.faults(), refused };
}

interface Way {
  readonly rank: Rank;
  readonly deeds: readonly StoragePlacementDeed[];
}

class Placing {
  readonly #facts: StorageFacts;
  readonly #load: PodLoad;
  readonly #newcomers: readonly Newcomer[];

  constructor(facts: StorageFacts, newcomers: readonly Newcomer[]) {
    this.#facts = facts;
    this.#load = PodLoad.of(facts);
    this.#newcomers = newcomers;
    // What is being placed, or gets company, makes room for nobody.
    const own = new Set(newcomers.map(({ vm }) => vm.id));
    for (const group of this.#load.groups) if (own.has(group.vm.id)) group.moved = true;
  }

  alternatives(): readonly StoragePlacement[] {
    const [first] = this.#newcomers;
    if (!first) return [];
    const ways = new Map<string, Way>();
    for (const start of this.#options(first)) {
      const way = this.#wayFrom(start);
      if (!way) continue;
      const key = way.deeds.map(({ destination, disks }) => [destination, ...disks]).join(' ');
      if (!ways.has(key)) ways.set(key, way);
    }
    return [...ways.values()]
      .sort((left, right) => compareRanks(left.rank, right.rank))
      .map((way) => placementOf(way, []));
  }

  /** One after the other, making room for those that find none. */
  withRoomMade(): StoragePlacement | undefined {
    const made: RoomMove[] = [];
    const ranks: Rank[] = [];
    for (const newcomer of this.#newcomers) {
      const to = this.#options(newcomer)[0] ?? this.#makeRoom(newcomer, made);
      if (!to) break;
      ranks.push(this.#put(newcomer, to));
    }
    const isComplete = ranks.length > 0 && ranks.length === this.#newcomers.length;
    const way = isComplete ? { rank: meanRank(ranks), deeds: this.#deeds() } : undefined;
    this.#takeBack();
    undo(this.#load, made);
    return way && placementOf(way, this.#recommended(made));
  }

  /** For each newcomer that nothing takes, why. */
  faults(): readonly StorageFault[] {
    const faults: StorageFault[] = [];
    for (const newcomer of this.#newcomers) {
      const [to] = this.#options(newcomer);
      if (to) this.#put(newcomer, to);
      else faults.push(this.#faultOf(newcomer));
    }
    this.#takeBack();
    return faults;
  }

  refused(): ReadonlyMap<string, MoveRefusal> {
    const refused = new Map<string, MoveRefusal>();
    const [first] = this.#newcomers;
    for (const to of first ? this.#load.datastores : []) {
      const refusal = first && this.#refusal(first, to);
      if (refusal !== undefined) refused.set(to.facts.id, refusal);
    }
    return refused;
  }

  #refusal(newcomer: Newcomer, to: DatastoreState): MoveRefusal | undefined {
    const refusal = placementRefusal(newcomer, to, this.#load);
    if (refusal !== undefined) return refusal;
    const missing = missingBytes(to, bytesAt(newcomer, to), this.#demandAt(newcomer, to));
    return missing > 0 ? 'noRoom' : undefined;
  }

  #faultOf(newcomer: Newcomer): StorageFault {
    const { id, name } = newcomer.vm;
    const isPossible = this.#load.datastores.some(
      (to) => placementRefusal(newcomer, to, this.#load) === undefined,
    );
    return {
      reason: 'storagePlacement',
      vm: id === '' ? undefined : id,
      disks: newcomer.disks.map((disk) => disk.id),
      fault: isPossible ? insufficientSpace(name) : noCompatibleDatastore(name),
    };
  }

  /** The largest group there, each other one where it fits best then. */
  #wayFrom(start: DatastoreState): Way | undefined {
    const ranks: Rank[] = [];
    for (const [index, newcomer] of this.#newcomers.entries()) {
      const to = index === 0 ? start : this.#options(newcomer)[0];
      if (!to) break;
      ranks.push(this.#put(newcomer, to));
    }
    const isComplete = ranks.length === this.#newcomers.length;
    const way = isComplete ? { rank: meanRank(ranks), deeds: this.#deeds() } : undefined;
    this.#takeBack();
    return way;
  }

  /** Datastores that may take it and have room, best first. */
  #options(newcomer: Newcomer): readonly DatastoreState[] {
    return this.#load.datastores
      .filter((to) => this.#refusal(newcomer, to) === undefined)
      .map((to) => ({ to, rank: this.#rank(newcomer, to) }))
      .sort((left, right) => compareRanks(left.rank, right.rank))
      .map(({ to }) => to);
  }

  #rank(newcomer: Newcomer, to: DatastoreState): Rank {
    return rankOf(newcomer, to, { load: this.#load, config: this.#facts.config });
  }

  #demandAt(newcomer: Newcomer, to: DatastoreState): number {
    return demandAt(newcomer, to, this.#load);
  }

  /** Puts it there, and tells how good that is. */
  #put(newcomer: Newcomer, to: DatastoreState): Rank {
    const rank = this.#rank(newcomer, to);
    to.usedBytes += bytesAt(newcomer, to);
    to.demandBytes += this.#demandAt(newcomer, to);
    newcomer.place = to;
    count(newcomer, to, 1);
    return rank;
  }

  #takeBack(): void {
    for (const newcomer of this.#newcomers) {
      const { place } = newcomer;
      if (!place) continue;
      place.usedBytes -= bytesAt(newcomer, place);
      place.demandBytes -= this.#demandAt(newcomer, place);
      newcomer.place = undefined;
      count(newcomer, place, -1);
    }
  }

  #makeRoom(newcomer: Newcomer, made: RoomMove[]): DatastoreState | undefined {
    const arrivals = this.#load.datastores
      .filter((to) => placementRefusal(newcomer, to, this.#load) === undefined)
      .map((to) => ({
        ...{ to, bytes: bytesAt(newcomer, to), demandBytes: this.#demandAt(newcomer, to) },
      }));
    const found = makeRoom(this.#load, arrivals);
    if (found) made.push(...found.moves);
    return found?.arrival.to;
  }

  /** Of all newcomers where they have been put, by datastore. */
  #deeds(): readonly StoragePlacementDeed[] {
    return [...groupBy(this.#newcomers, ({ place }) => place)].flatMap(([place, newcomers]) =>
      place ? this.#deedAt(place, newcomers) : [],
    );
  }

  #deedAt(to: DatastoreState, newcomers: readonly Newcomer[]): StoragePlacementDeed {
    const { capacityBytes } = to.facts;
    const disks = newcomers.flatMap((newcomer) => newcomer.disks);
    const bytes = newcomers.reduce((sum, newcomer) => sum + bytesAt(newcomer, to), 0);
    const demand = newcomers.reduce((sum, newcomer) => sum + this.#demandAt(newcomer, to), 0);
    return {
      destination: to.facts.id,
      disks: disks.map(({ id }) => id),
      diskIds: disks.flatMap(({ diskId }) => diskId ?? []),
      home: disks.some(({ diskId }) => diskId === undefined),
      spaceUtilBefore: percentOf(to.usedBytes - bytes, capacityBytes),
      spaceUtilAfter: spaceUtil(to),
      spaceDemandBefore: percentOf(to.demandBytes - demand, capacityBytes),
      spaceDemandAfter: percentOf(to.demandBytes, capacityBytes),
      ioLatencyBefore: to.latencyMs,
    };
  }

  /** Moves that make room, as recommendations; none of them is carried out but with the placement. */
  #recommended(made: readonly RoomMove[]): readonly StorageRecommendation[] {
    const findings = new Findings(this.#load, this.#facts.config);
    for (const { group, to } of made) {
      findings.recommend([{ group, to }], {
        reason: 'storagePlacement',
        category: 'spaceLoadBalance',
        priority: 1,
      });
    }
    return findings.recommendations.map((one) => ({ ...one, automatic: false }));
  }
}

/** Counts it where it is put, so that what makes room keeps the rules it shares with it. */
function count({ vm, disks, rules }: Newcomer, to: DatastoreState, sign: 1 | -1): void {
  const number = sign * disks.length;
  to.disksOfVm.set(vm.id, (to.disksOfVm.get(vm.id) ?? 0) + number);
  for (const rule of rules) to.disksOfRule.set(rule, (to.disksOfRule.get(rule) ?? 0) + number);
}

function placementOf(
  { rank, deeds }: Way,
  prerequisites: readonly StorageRecommendation[],
): StoragePlacement {
  const { score, overThreshold } = rank;
  return { deeds, score, overThreshold, prerequisites };
}
