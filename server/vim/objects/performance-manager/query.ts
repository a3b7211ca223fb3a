/**
 * What a query asks for, made sure of before anything is worked out: mistakes are the call's, whatever
 * other queries come with it.
 */
import { windowOf } from '../../../engines/statistics/window.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { PerfMetricId, PerfQuerySpec } from '../../../vmodl/generated/data.ts';
import { type Ref, reference } from '../../../vmodl/reference.ts';
import { type Provider, perfCounter } from '../../catalogues/perf-counters.ts';
import type { Context } from '../../method.ts';
import { metricsOf, type PerfMetric, providerOf } from '../../performance-metrics.ts';
import { type Interval, intervalsOf } from './intervals.ts';

type Manager = Ref<'PerformanceManager'>;

/** One entity's figures, as they are to be answered. */
export interface Query {
  readonly entity: Ref;
  readonly provider: Provider;
  readonly interval: Interval;
  /** Ends of the intervals asked for, ms. */
  readonly window: readonly number[];
  readonly metrics: readonly PerfMetric[];
  readonly csv: boolean;
}

const SETTINGS = reference('OptionManager', 'VpxSettings');
const METRICS_MAX_KEY = 'config.vpxd.stats.maxQueryMetrics';

/** Undefined for an entity which has no figures at all, such as a folder. */
export function queryOf(self: Manager, spec: PerfQuerySpec, context: Context): Query | undefined {
  const { inventory } = context;
  const { ref: entity, provider } = demandProvider(context, spec.entity, 'querySpec.entity');
  demandSense(spec);
  if (provider === 'none') return undefined;
  const interval = intervalFor(intervalsOf(inventory, self, provider), spec.intervalId);
  const ids = spec.metricId?.length ? spec.metricId : undefined;
  const wanted = ids && new Set(ids.map(({ counterId }) => counterId));
  const available = metricsOf(inventory, entity, provider, interval.level, wanted);
  return {
    entity,
    provider,
    interval,
    window: windowFor(spec, interval, context.clock.now()),
    metrics: ids ? chosen(available, ids) : available,
    csv: spec.format === 'csv',
  };
}

/** vCenter refuses statistics of its database for too many metrics at once; real time has no limit. */
export function demandFewMetrics(inventory: Inventory, queries: readonly Query[]): void {
  const asked = queries
    .filter(({ interval }) => interval.historical)
    .reduce((sum, { metrics }) => sum + metrics.length, 0);
  const max = metricsMax(inventory);
  if (max > 0 && asked > max) throw invalidArgument('querySpec.size');
}

export function demandProvider(
  { catalog, inventory, authorization, session }: Context,
  entity: Ref,
  argument = 'entity',
): { readonly ref: Ref; readonly provider: Provider | 'none' } {
  const ref = inventory.demand(entity);
  const provider = providerOf(catalog, ref);
  if (!provider) throw invalidArgument(argument);
  authorization.demand(session.userName, 'System.Read', ref);
  return { ref, provider };
}

function demandSense({ startTime, endTime, maxSample, metricId, format }: PerfQuerySpec): void {
  if (format !== undefined && format !== 'normal' && format !== 'csv') {
    throw invalidArgument('querySpec.format');
  }
  if (maxSample !== undefined && maxSample < 0) throw invalidArgument('querySpec.maxSample');
  if (startTime !== undefined && endTime !== undefined && msOf(startTime) > msOf(endTime)) {
    throw invalidArgument('querySpec.startTime, querySpec.endTime');
  }
  if (metricId?.some(({ counterId }) => !perfCounter(counterId))) {
    throw invalidArgument('querySpec.metricId');
  }
}

/** Unless told, figures come as they were sampled first. */
function intervalFor(intervals: readonly Interval[], seconds: number | undefined): Interval {
  const found = intervals.find((each) => seconds === undefined || each.seconds === seconds);
  if (!found) throw invalidArgument('querySpec.interval');
  return found;
}

/** vCenter limits samples in real time only. */
function windowFor(
  { startTime, endTime, maxSample }: PerfQuerySpec,
  { seconds, keptSeconds, historical }: Interval,
  nowMs: number,
): readonly number[] {
  return windowOf({
    nowMs,
    stepMs: seconds * 1000,
    keptMs: keptSeconds * 1000,
    startMs: msOf(startTime),
    endMs: msOf(endTime),
    samplesMax: historical || !maxSample ? undefined : maxSample,
  });
}

/** What is there of what was asked for; `*` is every instance. */
function chosen(
  available: readonly PerfMetric[],
  ids: readonly PerfMetricId[],
): readonly PerfMetric[] {
  const found = new Set<PerfMetric>();
  for (const { counterId, instance } of ids) {
    for (const metric of available) {
      const { counter, part } = metric;
      if (counter.key !== counterId) continue;
      if (instance === '*' || instance === part.name) found.add(metric);
    }
  }
  return [...found];
}

function metricsMax(inventory: Inventory): number {
  if (!inventory.has(SETTINGS)) return -1;
  const option = (inventory.read(SETTINGS, 'setting') ?? []).find(
    ({ key }) => key === METRICS_MAX_KEY,
  );
  return Number(option?.value ?? -1);
}

function msOf(time: string): number;
function msOf(time: string | undefined): number | undefined;
function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
