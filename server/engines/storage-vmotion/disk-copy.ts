/**
 * The disks of a move and how far each is copied.
 *
 * A disk is copied in one pass: the data mover reads it from end to end while the mirror driver
 * sends guest writes to regions already copied a second time, so the copy converges however busy the
 * guest is. Up to four disks travel at once, but only between datastores none of which two of them
 * share as source or as destination: fan-out and fan-in are serial.
 *
 * Source: Mashtizadeh, Celebi, Garfinkel, Cai, "The Design and Evolution of Live Storage Migration
 * in VMware ESX" (USENIX 2011). That a disk stalled for `Migrate.NfcNetTimeout` ends the move is ours.
 */
import type { CourseRates, DiskCopyFacts } from '../migration/course-facts.ts';
import { MOMENT_MS } from '../plan.ts';

/** One disk, or the home. Made by `startDisks`, moved by `copyDisks`. */
export interface DiskCopy {
  readonly facts: DiskCopyFacts;
  readonly state: 'waiting' | 'copying' | 'copied';
  readonly copiedMb: number;
  readonly seconds: number;
  /** How long it has been without any data, without a break. */
  readonly stalledMs: number;
}

const PARALLEL_MAX = 4;
/** Migrate.NfcNetTimeout: a copy that gets no data is given up. */
export const NFC_TIMEOUT_MS = 60_000;

export function startDisks(disks: readonly DiskCopyFacts[]): readonly DiskCopy[] {
  return disks.map((facts) => ({
    facts,
    state: 'waiting',
    copiedMb: 0,
    seconds: 0,
    stalledMs: 0,
  }));
}

/** Starts those that may start beside the ones being copied, in their order. */
export function openDisks(disks: readonly DiskCopy[]): readonly DiskCopy[] {
  const busy = disks.filter((disk) => disk.state === 'copying').map((disk) => disk.facts);
  return disks.map((disk) => {
    const { facts, state } = disk;
    if (state !== 'waiting' || busy.length >= PARALLEL_MAX) return disk;
    const shares = busy.some(
      (one) => one.source === facts.source || one.destination === facts.destination,
    );
    if (shares) return disk;
    busy.push(facts);
    return { ...disk, state: 'copying' };
  });
}

/** Until the next of them is copied or given up, ms. */
export function disksTurnMs(disks: readonly DiskCopy[], rates: CourseRates): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const disk of disks) {
    if (disk.state === 'copying')
      soonest = Math.min(soonest, turnMs(disk, rateOf(disk, disks, rates)));
  }
  return soonest;
}

/** The disks ms later, none of them past its end. One that ends within a moment has ended. */
export function copyDisks(
  disks: readonly DiskCopy[],
  ms: number,
  rates: CourseRates,
): readonly DiskCopy[] {
  return disks.map((disk) =>
    disk.state === 'copying' ? copyFor(disk, ms, rateOf(disk, disks, rates)) : disk,
  );
}

/** A stall that has ended is forgotten. */
export function disksAtRates(disks: readonly DiskCopy[], rates: CourseRates): readonly DiskCopy[] {
  if (disks.every((disk) => disk.stalledMs === 0)) return disks;
  return disks.map((disk) => (rateOf(disk, disks, rates) > 0 ? { ...disk, stalledMs: 0 } : disk));
}

export function isGivenUp(disk: DiskCopy): boolean {
  return disk.stalledMs > NFC_TIMEOUT_MS - MOMENT_MS;
}

/**
 * What a disk is copied with, MB/s. One that has not been given a rate, since it waits for another,
 * is expected to get what one between the same datastores gets, or else any.
 */
function rateOf(disk: DiskCopy, disks: readonly DiskCopy[], rates: CourseRates): number {
  const { disksMbPerSecond: given } = rates;
  const own = given.get(disk.facts.key);
  if (own !== undefined) return own;
  const { source, destination } = disk.facts;
  const known = disks.filter(({ facts }) => given.has(facts.key));
  const alike = known.find(
    ({ facts }) => facts.source === source && facts.destination === destination,
  );
  return given.get((alike ?? known[0])?.facts.key ?? '') ?? 0;
}

function turnMs(disk: DiskCopy, rateMbPerSecond: number): number {
  const leftMb = disk.facts.copyMb - disk.copiedMb;
  if (leftMb <= 0) return 0;
  return rateMbPerSecond > 0
    ? (leftMb / rateMbPerSecond) * 1000
    : Math.max(0, NFC_TIMEOUT_MS - disk.stalledMs);
}

function copyFor(disk: DiskCopy, ms: number, rateMbPerSecond: number): DiskCopy {
  const { copyMb } = disk.facts;
  const leftMs = turnMs(disk, rateMbPerSecond);
  if (leftMs <= ms + MOMENT_MS && (rateMbPerSecond > 0 || copyMb <= disk.copiedMb)) {
    return { ...disk, state: 'copied', copiedMb: copyMb, seconds: disk.seconds + leftMs / 1000 };
  }
  return {
    ...disk,
    copiedMb: Math.min(copyMb, disk.copiedMb + (ms / 1000) * rateMbPerSecond),
    seconds: disk.seconds + ms / 1000,
    stalledMs: rateMbPerSecond > 0 ? 0 : disk.stalledMs + ms,
  };
}
