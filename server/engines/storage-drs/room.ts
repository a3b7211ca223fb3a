/**
 * May disks go to a datastore: can it be reached, do rules allow it, is there room?
 */
import type { DatastoreState, DiskGroup, PodLoad } from './pod-load.ts';
import { isOver, percentOf, TOLERANCE } from './space.ts';
import type { MoveRefusal } from './storage-plan.ts';

/** What no kind of move may pass over. */
export function refusalOf(
  group: DiskGroup,
  to: DatastoreState,
  { options }: Pick<PodLoad, 'options'>,
): MoveRefusal | undefined {
  if (to === group.datastore || !takes(to)) return 'notAble';
  const { host } = group.vm;
  if (host !== undefined && !to.facts.hosts.has(host)) return 'notMounted';
  if (options.profiles === 'hard' && !suitsProfiles(group, to)) return 'profile';
  return undefined;
}

/** Able, and its array has space. */
export function takes({ facts }: DatastoreState): boolean {
  return facts.state === 'able' && facts.thinPoolAlarm !== true;
}

export function suitsProfiles({ disks }: Pick<DiskGroup, 'disks'>, to: DatastoreState): boolean {
  return disks.every(({ profileDatastores }) => profileDatastores?.has(to.facts.id) ?? true);
}

/** A storage profile that is only asked for: would a move go from where it holds to where it does not? */
export function leavesProfile(
  group: DiskGroup,
  to: DatastoreState,
  { options }: Pick<PodLoad, 'options'>,
): boolean {
  if (options.profiles === 'off' || suitsProfiles(group, to)) return false;
  return suitsProfiles(group, group.datastore);
}

/** Would it meet disks or virtual machines there that it is kept from? */
export function breaksRule(group: DiskGroup, to: DatastoreState): boolean {
  if (group.foes.some(({ datastore }) => datastore === to)) return true;
  return group.rules.some((rule) => meetsOthers(group, rule, to));
}

/** Does a datastore hold disks of other virtual machines of a rule? */
export function meetsOthers(
  { vm }: Pick<DiskGroup, 'vm'>,
  rule: DiskGroup['rules'][number],
  { disksOfRule, disksOfVm }: DatastoreState,
): boolean {
  return (disksOfRule.get(rule) ?? 0) > (disksOfVm.get(vm.id) ?? 0);
}

/** Used with what was promised to others and what comes. */
export function usedWith(to: DatastoreState, bytes: number): number {
  return to.usedBytes + (to.facts.leasedBytes ?? 0) + bytes;
}

export function hasRoom(to: DatastoreState, bytes: number): boolean {
  const { capacityBytes } = to.facts;
  return bytes <= 0 || !isOver(usedWith(to, bytes), capacityBytes, capacityBytes);
}

export function staysBelowThreshold(to: DatastoreState, bytes: number): boolean {
  return !isOver(usedWith(to, bytes), to.limitBytes, to.facts.capacityBytes);
}

/** Percent of the capacity, for comparing destinations. */
export function utilWith(to: DatastoreState, bytes: number): number {
  return percentOf(usedWith(to, bytes), to.facts.capacityBytes);
}

/**
 * Is one destination better than another? Emptier afterwards, then faster; the older one of equals,
 * which comes first in a pass.
 */
export function isBetterPlace(one: DatastoreState, other: DatastoreState, bytes: number): boolean {
  const difference = utilWith(one, bytes) - utilWith(other, bytes);
  if (Math.abs(difference) > TOLERANCE) return difference < 0;
  return (one.latencyMs ?? 0) < (other.latencyMs ?? 0) - TOLERANCE;
}
