/**
 * What each of the moves under way gets of the pipes they share: the links of hosts, the reading and
 * writing sides of datastores, arrays which copy by themselves.
 *
 * A pipe is divided among the streams on it, a stream gets the least of its shares. Links divide by
 * weight, high priority counting twice: that is ours, shaped by the CPU shares ESXi gives (60000
 * against 30000). Datastores and arrays know no priority and divide evenly. What a stream cannot use,
 * since another of its pipes is narrower, stays unused.
 */
import { isSupportedRate, type MovePriority } from '../vmotion/link.ts';
import type { CourseRates } from './course-facts.ts';

/** A move and what it sends at this moment. */
export interface PipeUser {
  readonly id: string;
  readonly priority: MovePriority;
  /** Pipes its memory goes through: `link:host-12` of both ends; absent when none is sent. */
  readonly memory?: readonly string[] | undefined;
  readonly disks: readonly DiskStream[];
}

/** The copy of one disk. */
export interface DiskStream {
  readonly key: string;
  /**
   * `read:datastore-7`, `write:datastore-9`, and of hosts that differ `link:host-12` of both (hot) or
   * `provisioning:host-12` of both. Not looked at when the array copies.
   */
  readonly pipes: readonly string[];
  /** Taken off its share of the writing side, MB/s. */
  readonly guestWriteMbPerSecond: number;
  /** The array which copies it by itself (VAAI XCOPY), and how fast it does in all. */
  readonly offload?: { readonly array: string; readonly mbPerSecond: number } | undefined;
}

/** What is known of a pipe once all streams are counted. */
interface Load {
  readonly rate: number;
  streams: number;
  weights: number;
  leastWeight: number;
}

/**
 * Guests wait for the mirror driver, not the copy for guests: it keeps at least this part of its
 * share of the writing side, so a copy converges whatever the guest writes. Ours.
 */
const COPY_SHARE_MIN = 0.1;
const NO_DISKS: ReadonlyMap<string, number> = new Map();

/** Rates by id of the user. `pipes` is what each pipe carries, MB/s; one nobody described carries nothing. */
export function shareRates(
  pipes: ReadonlyMap<string, number>,
  users: readonly PipeUser[],
): ReadonlyMap<string, CourseRates> {
  const loads = loadsOf(pipes, users);
  const rates = new Map<string, CourseRates>();
  for (const { id, priority, memory, disks } of users) {
    rates.set(id, {
      memoryMbPerSecond: memory ? leastShare(loads, memory, priority, 0) : 0,
      disksMbPerSecond:
        disks.length === 0
          ? NO_DISKS
          : new Map(disks.map((disk) => [disk.key, diskRate(loads, disk, priority)])),
    });
  }
  return rates;
}

/** Would a move notice no difference? */
export function sameRates(left: CourseRates, right: CourseRates): boolean {
  if (left.memoryMbPerSecond !== right.memoryMbPerSecond) return false;
  if (left.disksMbPerSecond.size !== right.disksMbPerSecond.size) return false;
  for (const [key, rate] of left.disksMbPerSecond) {
    if (right.disksMbPerSecond.get(key) !== rate) return false;
  }
  return true;
}

function loadsOf(
  pipes: ReadonlyMap<string, number>,
  users: readonly PipeUser[],
): ReadonlyMap<string, Load> {
  const loads = new Map<string, Load>();
  const charge = (pipe: string, rate: number, priority: MovePriority) => {
    const weight = weightOn(pipe, priority);
    const load = loads.get(pipe);
    if (load) {
      load.streams += 1;
      load.weights += weight;
      load.leastWeight = Math.min(load.leastWeight, weight);
    } else {
      loads.set(pipe, { rate, streams: 1, weights: weight, leastWeight: weight });
    }
  };
  const chargeAll = (own: readonly string[], priority: MovePriority) => {
    // Both ends may be one host, whose link is then used once.
    for (const [index, pipe] of own.entries()) {
      if (own.indexOf(pipe) === index) charge(pipe, pipes.get(pipe) ?? 0, priority);
    }
  };
  for (const { priority, memory = [], disks } of users) {
    chargeAll(memory, priority);
    for (const { pipes: own, offload } of disks) {
      if (offload) charge(arrayPipe(offload.array), offload.mbPerSecond, priority);
      else chargeAll(own, priority);
    }
  }
  return loads;
}

function diskRate(
  loads: ReadonlyMap<string, Load>,
  disk: DiskStream,
  priority: MovePriority,
): number {
  const { offload, pipes, guestWriteMbPerSecond } = disk;
  if (offload) return leastShare(loads, [arrayPipe(offload.array)], priority, 0);
  return leastShare(loads, pipes, priority, guestWriteMbPerSecond);
}

function leastShare(
  loads: ReadonlyMap<string, Load>,
  pipes: readonly string[],
  priority: MovePriority,
  guestWriteMbPerSecond: number,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const pipe of pipes) {
    const load = loads.get(pipe);
    const share = load ? shareOf(load, weightOn(pipe, priority)) : 0;
    const left = pipe.startsWith('write:')
      ? Math.max(share - guestWriteMbPerSecond, share * COPY_SHARE_MIN)
      : share;
    least = Math.min(least, left);
  }
  return Number.isFinite(least) ? least : 0;
}

/**
 * What a stream gets of a pipe. Weights count only while everybody keeps the supported minimum: a
 * high priority must not starve its neighbours until they time out.
 */
function shareOf({ rate, streams, weights, leastWeight }: Load, weight: number): number {
  const isEnough = isSupportedRate((rate * leastWeight) / weights);
  return isEnough ? (rate * weight) / weights : rate / streams;
}

function weightOn(pipe: string, priority: MovePriority): number {
  const isLink = pipe.startsWith('link:') || pipe.startsWith('provisioning:');
  return isLink && priority === 'highPriority' ? 2 : 1;
}

function arrayPipe(array: string): string {
  return `array:${array}`;
}
