/**
 * What a pass finds, as it finds it: recommendations, each with those that must go before it, faults, and
 * the moves it looked at.
 */
import type { FaultVerdict } from '../plan.ts';
import { type AutomationCategory, effectiveBehavior, type PodConfig } from './pod-config.ts';
import type { DatastoreState, DiskGroup, PodLoad } from './pod-load.ts';
import { hasRoom } from './room.ts';
import type {
  ConsideredStorageMove,
  StorageFault,
  StorageReason,
  StorageRecommendation,
} from './storage-plan.ts';

/** What is told to those who ask why; older ones are forgotten. */
const CONSIDERED_MAX = 500;
/** In a large cluster faults repeat themselves; so many of a kind are enough to act on. */
const FAULTS_MAX = 1000;

/** A move that is to be recommended. */
export interface WantedMove {
  readonly group: DiskGroup;
  readonly to: DatastoreState;
}

/** Something that left a datastore, by the recommendation of that number. */
interface Departure {
  readonly number: number;
  readonly group: DiskGroup;
}

export interface Recommending {
  readonly reason: StorageReason;
  readonly category: AutomationCategory;
  readonly priority: StorageRecommendation['priority'];
}

export class Findings {
  readonly recommendations: StorageRecommendation[] = [];
  readonly faults: StorageFault[] = [];
  /** The last ones, in a ring. */
  readonly #considered: ConsideredStorageMove[] = [];
  #consideredCount = 0;
  readonly #load: PodLoad;
  readonly #config: PodConfig;
  readonly #departures = new Map<DatastoreState, Departure[]>();
  #next = 1;

  constructor(load: PodLoad, config: PodConfig) {
    this.#load = load;
    this.#config = config;
  }

  /** Takes the moves as carried out. Its number counts on whatever was recommended before. */
  recommend(wanted: readonly WantedMove[], { reason, category, priority }: Recommending): void {
    const number = this.#next++;
    const before = new Set<number>();
    const moves = wanted.map(({ group, to }) => {
      for (const one of this.#neededBefore(group, to)) before.add(one);
      const source = group.datastore;
      const move = this.#load.move(group, to);
      group.moved = true;
      const departures = this.#departures.get(source) ?? [];
      departures.push({ number, group });
      this.#departures.set(source, departures);
      return move;
    });
    before.delete(number);
    const prerequisites = [...before].sort((left, right) => left - right);
    const asked = prerequisites.some((one) => !this.recommendations[one - 1]?.automatic);
    const automatic =
      !asked &&
      wanted.every(
        ({ group }) =>
          effectiveBehavior(this.#config, category, group.vm.config.behavior) === 'automated',
      );
    const rating = 6 - priority;
    this.recommendations.push({
      ...{ number, reason, priority, rating, moves, automatic, prerequisites },
    });
  }

  fail(reason: StorageReason, group: DiskGroup, fault: FaultVerdict): void {
    if (this.faults.length >= FAULTS_MAX) return;
    const disks = group.disks.map(({ id }) => id);
    this.faults.push({ reason, vm: group.vm.id, disks, fault });
  }

  note(
    kind: ConsideredStorageMove['kind'],
    { group, to }: WantedMove,
    verdict: ConsideredStorageMove['verdict'],
  ): void {
    this.#considered[this.#consideredCount % CONSIDERED_MAX] = {
      vm: group.vm.id,
      disks: group.disks.map(({ id }) => id),
      source: group.datastore.facts.id,
      destination: to.facts.id,
      kind,
      verdict,
    };
    this.#consideredCount += 1;
  }

  /** What was looked at, the latest last. */
  considered(): readonly ConsideredStorageMove[] {
    const oldest = this.#consideredCount % CONSIDERED_MAX;
    if (this.#consideredCount <= CONSIDERED_MAX) return this.#considered;
    return [...this.#considered.slice(oldest), ...this.#considered.slice(0, oldest)];
  }

  /** Without what left the destination before, would there be no room, or somebody it is kept from? */
  #neededBefore(group: DiskGroup, to: DatastoreState): number[] {
    const departures = this.#departures.get(to) ?? [];
    const leftBytes = departures.reduce((sum, { group: gone }) => sum + gone.bytes, 0);
    const needsRoom = !hasRoom(to, group.bytes + leftBytes);
    return departures
      .filter(({ group: gone }) => needsRoom || isKeptFrom(group, gone))
      .map(({ number }) => number);
  }
}

function isKeptFrom(group: DiskGroup, other: DiskGroup): boolean {
  if (group.foes.includes(other)) return true;
  return group.vm !== other.vm && group.rules.some((rule) => other.rules.includes(rule));
}
