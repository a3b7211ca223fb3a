/**
 * The vMotion network: how fast a host can send or receive memory, and what each of the migrations
 * which share it gets.
 *
 * Memory travels at 94 % of the line rate (headers, acknowledgements). One stream fills about
 * 15 Gb/s of the line; until ESXi 7.0 Update 2 a VMkernel adapter has one, later as many as the uplinks need.
 * Sharing is by weight, high priority counting twice: that is ours, shaped by the CPU shares ESXi
 * gives (60000 against 30000).
 */

export interface VmotionLink {
  /** Line rate of each uplink which is up, Gb/s (10^9 bits). */
  readonly uplinkGbps: readonly number[];
  readonly vmotionVmkCount: number;
  /** ESXi 7.0 Update 2 and later make as many streams as the uplinks need. */
  readonly scalesStreams: boolean;
}

export type MovePriority = 'highPriority' | 'defaultPriority' | 'lowPriority';

/** One migration on the links of both its hosts. */
export interface LinkUser {
  readonly id: string;
  /** Keys of the links used: source and destination host. */
  readonly links: readonly string[];
  readonly priority: MovePriority;
}

const EFFICIENCY = 0.94;
const STREAM_GBPS = 15;
const MB_PER_SECOND_PER_GBPS = 1e9 / 8 / 2 ** 20;
/** What VMware supports as least for one migration: 250 Mb/s of the line, MB/s of memory. */
export const SUPPORTED_RATE_MB_PER_SECOND = 0.25 * EFFICIENCY * MB_PER_SECOND_PER_GBPS;

export function isSupportedRate(rateMbPerSecond: number): boolean {
  return rateMbPerSecond >= SUPPORTED_RATE_MB_PER_SECOND - 1e-9;
}

/** Memory a host's vMotion network can carry, MB/s. */
export function linkRateMbPerSecond(link: VmotionLink): number {
  const lineGbps = link.uplinkGbps.reduce((total, gbps) => total + gbps, 0);
  const streamsGbps =
    link.scalesStreams && link.vmotionVmkCount > 0
      ? Number.POSITIVE_INFINITY
      : link.vmotionVmkCount * STREAM_GBPS;
  return lineRateMbPerSecond([Math.min(lineGbps, streamsGbps)]);
}

/** Payload that uplinks carry together, MB/s. */
export function lineRateMbPerSecond(uplinkGbps: readonly number[]): number {
  const lineGbps = uplinkGbps.reduce((total, gbps) => total + gbps, 0);
  return lineGbps * EFFICIENCY * MB_PER_SECOND_PER_GBPS;
}

function priorityWeight(priority: MovePriority): number {
  return priority === 'highPriority' ? 2 : 1;
}

/**
 * The rate of each migration: the lesser of its shares of the links it uses, MB/s by migration id.
 * A link nobody described carries nothing.
 */
export function shareLinks(
  rates: ReadonlyMap<string, number>,
  users: readonly LinkUser[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number[]>();
  for (const user of users) {
    for (const link of new Set(user.links)) {
      weights.set(link, [...(weights.get(link) ?? []), priorityWeight(user.priority)]);
    }
  }
  const share = (link: string, weight: number) =>
    linkShare(rates.get(link) ?? 0, weights.get(link) ?? [], weight);
  return new Map(
    users.map(({ id, links, priority }) => {
      const shares = links.map((link) => share(link, priorityWeight(priority)));
      return [id, Math.min(...shares)];
    }),
  );
}

/**
 * What one of the migrations on a link gets. Weights count only while everybody keeps the supported
 * minimum: a high priority must not starve its neighbours until they time out.
 */
export function linkShare(
  rateMbPerSecond: number,
  weights: readonly number[],
  weight: number,
): number {
  const total = weights.reduce((sum, one) => sum + one, 0);
  const least = (rateMbPerSecond * Math.min(...weights)) / total;
  if (least < SUPPORTED_RATE_MB_PER_SECOND - 1e-9) return rateMbPerSecond / weights.length;
  return (rateMbPerSecond * weight) / total;
}
