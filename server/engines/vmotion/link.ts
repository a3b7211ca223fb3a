/**
 * The vMotion network: how fast a host can send or receive memory.
 *
 * Memory travels at 94 % of the line rate (headers, acknowledgements). One stream fills about
 * 15 Gb/s of the line; until ESXi 7.0 Update 2 a VMkernel adapter has one, later as many as the uplinks need.
 */

export interface VmotionLink {
  /** Line rate of each uplink which is up, Gb/s (10^9 bits). */
  readonly uplinkGbps: readonly number[];
  readonly vmotionVmkCount: number;
  /** ESXi 7.0 Update 2 and later make as many streams as the uplinks need. */
  readonly scalesStreams: boolean;
}

export type MovePriority = 'highPriority' | 'defaultPriority' | 'lowPriority';

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
