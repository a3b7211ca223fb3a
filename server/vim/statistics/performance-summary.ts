/**
 * QueryDatastorePerformanceSummary: how a datastore did in the past hour, day and week, in percentiles. Figures come
 * from the functions of the statistics, looked at in even steps; latencies are percentiles of operations, rates
 * of moments.
 */
import { sampleAt } from '../../engines/statistics/grid.ts';
import { build } from '../../vmodl/build.ts';
import type { StoragePerformanceSummary } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { IoServices } from './datastore-io.ts';
import { exceedsThreshold } from './figures/io-figures.ts';
import type { DatastoreIoLoad } from './io-sampler.ts';
import { observedLatencyMs } from './io-sums.ts';
import { Sampler } from './sampler.ts';

/** What is summed up, seconds. Ours: the API leaves it open. */
const INTERVALS_SECONDS = [3600, 86_400, 604_800];
const PERCENTILES = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100];
/** Looks at each interval: an hour's are its samples' minutes. */
const LOOKS = 60;

interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/** Nothing of an interval in which the datastore was not there. */
export function performanceSummaries(
  { inventory, statistics, clock }: IoServices,
  datastore: Ref<'Datastore'>,
): readonly StoragePerformanceSummary[] {
  const sampler = new Sampler(statistics, inventory);
  const begins = statistics.beginsMs(datastore.value);
  const nowMs = clock.now();
  return INTERVALS_SECONDS.flatMap((interval) => {
    const stepMs = (interval * 1000) / LOOKS;
    const loads: DatastoreIoLoad[] = [];
    for (let look = LOOKS - 1; look >= 0; look -= 1) {
      const ms = nowMs - look * stepMs;
      const load = ms < begins ? undefined : sampler.io.datastore(datastore.value, sampleAt(ms));
      if (load) loads.push(load);
    }
    return loads.length === 0 ? [] : [summary(interval, stepMs, loads)];
  });
}

function summary(
  interval: number,
  stepMs: number,
  loads: readonly DatastoreIoLoad[],
): StoragePerformanceSummary {
  const of = (weigh: (load: DatastoreIoLoad) => Weighed) => percentiles(loads.map(weigh));
  const congested = loads.filter(exceedsThreshold).length;
  return build('StoragePerformanceSummary', {
    interval,
    percentile: PERCENTILES,
    datastoreReadLatency: of(({ sums }) => ({ value: sums.readLatencyMs, weight: sums.readIops })),
    datastoreWriteLatency: of(({ sums }) => ({
      value: sums.writeLatencyMs,
      weight: sums.writeIops,
    })),
    datastoreVmLatency: of(({ sums }) => ({
      value: observedLatencyMs(sums) ?? 0,
      weight: sums.readIops + sums.writeIops,
    })),
    datastoreReadIops: of(({ sums }) => ({ value: sums.readIops, weight: 1 })),
    datastoreWriteIops: of(({ sums }) => ({ value: sums.writeIops, weight: 1 })),
    siocActivityDuration: Math.round((congested * stepMs) / 1000),
  });
}

/** By nearest rank; zeros where nothing weighs anything. */
function percentiles(all: readonly Weighed[]): readonly number[] {
  const sorted = all
    .filter(({ weight }) => weight > 0)
    .toSorted((left, right) => left.value - right.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  return PERCENTILES.map((percent) => {
    const rank = (total * percent) / 100;
    let sum = 0;
    for (const { value, weight } of sorted) {
      sum += weight;
      if (sum >= rank - 1e-9) return value;
    }
    return 0;
  });
}
