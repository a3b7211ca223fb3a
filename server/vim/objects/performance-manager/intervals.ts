/**
 * The intervals at which figures are kept: every 20 seconds for an hour, and the historical ones.
 */
import { SAMPLE_SECONDS } from '../../../engines/statistics/grid.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { PerfInterval } from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Provider } from '../../catalogues/perf-counters.ts';
import { isRealtime } from '../../performance-metrics.ts';

/** Real-time figures are there whatever the collection level. */
export const ALL_LEVELS = 4;
const REALTIME_KEPT_SECONDS = 3_600;

export interface Interval {
  readonly seconds: number;
  readonly keptSeconds: number;
  readonly level: number;
  readonly historical: boolean;
}

export const REALTIME: Interval = Object.freeze({
  seconds: SAMPLE_SECONDS,
  keptSeconds: REALTIME_KEPT_SECONDS,
  level: ALL_LEVELS,
  historical: false,
});

type Manager = Ref<'PerformanceManager'>;

/** Those at which a provider's figures are kept, the finest first. */
export function intervalsOf(
  inventory: Inventory,
  self: Manager,
  provider: Provider,
): readonly Interval[] {
  const historical = (inventory.read(self, 'historicalInterval') ?? [])
    .filter(({ enabled }) => enabled)
    .map(({ samplingPeriod, length, level }) => ({
      seconds: samplingPeriod,
      keptSeconds: length,
      level: level ?? ALL_LEVELS,
      historical: true,
    }));
  return [...(isRealtime(provider) ? [REALTIME] : []), ...historical];
}

/** A coarser interval may not collect more than a finer one, nor without it. */
export function demandOrder(intervals: readonly PerfInterval[], wanted: PerfInterval): void {
  const level = wanted.level ?? 1;
  if (level < 1 || level > ALL_LEVELS) throw invalidArgument('interval.level');
  for (const other of intervals) {
    if (other.samplingPeriod === wanted.samplingPeriod) continue;
    const [fine, coarse] =
      other.samplingPeriod < wanted.samplingPeriod ? [other, wanted] : [wanted, other];
    if ((fine.level ?? 1) < (coarse.level ?? 1)) throw invalidArgument('interval.level');
    if (coarse.enabled && !fine.enabled) throw invalidArgument('interval.enabled');
  }
}
