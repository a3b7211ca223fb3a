/**
 * The statistics intervals of a fresh vCenter Server: how fine, and how long they are kept.
 */
import { build } from '../../vmodl/build.ts';
import type { PerfInterval } from '../../vmodl/generated/data.ts';

/** Seconds between samples that hosts and virtual machines give themselves. */
export const REALTIME_SECONDS = 20;

const DAY = 86_400;

/** Name, seconds between samples, seconds kept. */
const INTERVALS: readonly (readonly [name: string, samplingPeriod: number, length: number])[] = [
  ['Past day', 300, DAY],
  ['Past week', 1800, 7 * DAY],
  ['Past month', 7200, 30 * DAY],
  ['Past year', DAY, 365 * DAY],
];

export function defaultIntervals(): readonly PerfInterval[] {
  return INTERVALS.map(([name, samplingPeriod, length], index) =>
    build('PerfInterval', {
      key: index + 1,
      samplingPeriod,
      name,
      length,
      level: 1,
      enabled: true,
    }),
  );
}
