/**
 * Making room for what fits nowhere: disks are moved out of one datastore, and, where these find no room
 * either, others out of a second one to make room for them. No further: every step copies data.
 *
 * As few moves as will do, then as little data. Where a datastore has many disks only those that come
 * closest to what is missing are tried with a second step. Source: Gulati et al. on Storage DRS initial
 * placement (depth and order of the search); the bounds are ours.
 */
import { missingBytes } from './newcomers.ts';
import type { DatastoreState, DiskGroup, PodLoad } from './pod-load.ts';
import {
  breaksRule,
  isBetterPlace,
  leavesProfile,
  refusalOf,
  staysBelowThreshold,
} from './room.ts';
import { bySize } from './space-balance.ts';

const STEPS_MAX = 2;
/** Second steps are searched for so many groups, into so many datastores. */
const DEEP_GROUPS_MAX = 4;
const DEEP_DATASTORES_MAX = 8;
/** More moves are no way to place one virtual machine. */
const MOVES_MAX = 32;

/** A move that was carried out to make room. */
export interface RoomMove {
  readonly group: DiskGroup;
  readonly from: DatastoreState;
  readonly to: DatastoreState;
}

/** What is to come to a datastore. */
export interface Arrival {
  readonly to: DatastoreState;
  readonly bytes: number;
  readonly demandBytes: number;
}

/** Carries out the cheapest moves that make room for one of the arrivals; undefined: there are none. */
export function makeRoom(
  load: PodLoad,
  arrivals: readonly Arrival[],
): { readonly arrival: Arrival; readonly moves: readonly RoomMove[] } | undefined {
  for (let depth = 1; depth <= STEPS_MAX; depth += 1) {
    const best = cheapest(load, depth === 1 ? arrivals : leastMissing(arrivals), depth);
    const moves = best && clear(load, best, { depth, busy: new Set() });
    if (moves) return { arrival: best, moves };
  }
  return undefined;
}

/** Takes moves back, the last one first. */
export function undo(load: PodLoad, moves: readonly RoomMove[]): void {
  for (const { group, from } of moves.toReversed()) {
    load.move(group, from);
    group.moved = false;
  }
}

function cheapest(load: PodLoad, arrivals: readonly Arrival[], depth: number): Arrival | undefined {
  let best: { arrival: Arrival; count: number; bytes: number } | undefined;
  for (const arrival of arrivals) {
    const moves = clear(load, arrival, { depth, busy: new Set() });
    if (!moves) continue;
    const count = moves.length;
    const bytes = moves.reduce((sum, { group }) => sum + group.bytes, 0);
    undo(load, moves);
    const isBetter = !best || count < best.count || (count === best.count && bytes < best.bytes);
    if (isBetter) best = { arrival, count, bytes };
  }
  return best?.arrival;
}

function leastMissing(arrivals: readonly Arrival[]): Arrival[] {
  return arrivals
    .toSorted((left, right) => lackOf(left) - lackOf(right))
    .slice(0, DEEP_DATASTORES_MAX);
}

function lackOf({ to, bytes, demandBytes }: Arrival): number {
  return missingBytes(to, bytes, demandBytes);
}

interface Search {
  /** Steps that are left, this one included. */
  readonly depth: number;
  /** Datastores which are being cleared or are waited for: nothing goes there. */
  readonly busy: ReadonlySet<DatastoreState>;
}

/** Moves groups out until the arrival fits; all of it, or nothing has changed. */
function clear(load: PodLoad, arrival: Arrival, search: Search): RoomMove[] | undefined {
  const done: RoomMove[] = [];
  const busy = new Set([...search.busy, arrival.to]);
  for (let missing = lackOf(arrival); missing > 0; missing = lackOf(arrival)) {
    const candidates = closestFirst(arrival.to, missing);
    const step =
      done.length < MOVES_MAX
        ? (direct(load, candidates, busy) ?? indirect(load, candidates, { ...search, busy }))
        : undefined;
    if (!step) {
      undo(load, done);
      return undefined;
    }
    done.push(...step);
  }
  return done;
}

/** The first that has somewhere to go. */
function direct(
  load: PodLoad,
  candidates: readonly DiskGroup[],
  busy: ReadonlySet<DatastoreState>,
): RoomMove[] | undefined {
  for (const group of candidates) {
    let best: DatastoreState | undefined;
    for (const to of load.able) {
      if (!mayGo(load, group, to, busy) || missingBytes(to, group.bytes, group.demandBytes) > 0)
        continue;
      if (!best || isBetter(to, best, group.bytes)) best = to;
    }
    if (best) return [carryOut(load, group, best)];
  }
  return undefined;
}

/** The first for which room can be made elsewhere. */
function indirect(
  load: PodLoad,
  candidates: readonly DiskGroup[],
  { depth, busy }: Search,
): RoomMove[] | undefined {
  if (depth <= 1) return undefined;
  for (const group of candidates.slice(0, DEEP_GROUPS_MAX)) {
    const { bytes, demandBytes } = group;
    const arrivals = load.able
      .filter((to) => mayGo(load, group, to, busy))
      .map((to) => ({ to, bytes, demandBytes }));
    for (const arrival of leastMissing(arrivals)) {
      const moves = clear(load, arrival, { depth: depth - 1, busy });
      if (moves) return [...moves, carryOut(load, group, arrival.to)];
    }
  }
  return undefined;
}

function mayGo(
  load: PodLoad,
  group: DiskGroup,
  to: DatastoreState,
  busy: ReadonlySet<DatastoreState>,
): boolean {
  return (
    !busy.has(to) &&
    refusalOf(group, to, load) === undefined &&
    !leavesProfile(group, to, load) &&
    !breaksRule(group, to)
  );
}

/** Below the threshold first, then emptier. */
function isBetter(one: DatastoreState, other: DatastoreState, bytes: number): boolean {
  const [below, otherBelow] = [one, other].map((to) => staysBelowThreshold(to, bytes));
  return below === otherBelow ? isBetterPlace(one, other, bytes) : below === true;
}

function carryOut(load: PodLoad, group: DiskGroup, to: DatastoreState): RoomMove {
  const from = group.datastore;
  load.move(group, to);
  group.moved = true;
  return { group, from, to };
}

/** The smallest that suffices first, up to the largest; then the rest, largest first. */
function closestFirst({ groups }: DatastoreState, missing: number): DiskGroup[] {
  const movable = [...groups]
    .filter((group) => group.fault === undefined && !group.moved && group.bytes > 0)
    .sort(bySize);
  const enough = movable.filter(({ bytes }) => bytes >= missing);
  const short = movable.filter(({ bytes }) => bytes < missing);
  return [...enough, ...short.reverse()];
}
