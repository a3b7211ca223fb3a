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

/** Of the finest interval, which alone can be made finer: 1 … 5 minutes. */
const PERIODS = [60, 120, 180, 240, 300];

/**
 * The intervals with one of them changed, known by its key; its name stays. Throws InvalidArgument where periods,
 * lengths, levels would not fit together: a coarser interval is kept longer, does not collect more than a finer
 * one, nor without it, and is kept for a whole number of its periods.
 */
export function updatedIntervals(
  intervals: readonly PerfInterval[],
  wanted: PerfInterval,
): readonly PerfInterval[] {
  const at = intervals.findIndex(({ key }) => key === wanted.key);
  const current = intervals[at];
  if (!current) throw invalidArgument('interval.key');
  const { samplingPeriod, length } = wanted;
  const isOther = samplingPeriod !== current.samplingPeriod;
  if (isOther && !(at === 0 && PERIODS.includes(samplingPeriod))) {
    throw invalidArgument('interval.samplingPeriod');
  }
  if (length <= 0 || length % samplingPeriod !== 0) throw invalidArgument('interval.length');
  const level = wanted.level ?? 1;
  if (level < 1 || level > ALL_LEVELS) throw invalidArgument('interval.level');
  const changed = intervals.with(at, { ...wanted, name: current.name });
  for (const [index, coarse] of changed.entries()) {
    const fine = changed[index - 1];
    if (fine) demandOrder(fine, coarse);
  }
  return changed;
}

function demandOrder(fine: PerfInterval, coarse: PerfInterval): void {
  if (fine.length >= coarse.length) throw invalidArgument('interval.length');
  if ((fine.level ?? 1) < (coarse.level ?? 1)) throw invalidArgument('interval.level');
  if (coarse.enabled && !fine.enabled) throw invalidArgument('interval.enabled');
}
