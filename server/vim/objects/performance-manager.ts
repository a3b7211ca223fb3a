/**
 * PerformanceManager: which statistics there are, how fine and how long they are kept, and who has
 * which of them.
 */
import { assign } from '../../inventory/change.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type { PerfInterval } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { type Provider, perfCounters } from '../catalogues/perf-counters.ts';
import { REALTIME_SECONDS } from '../catalogues/perf-intervals.ts';
import { type Context, objectType } from '../method.ts';
import { isRealtime, metricsOf, type PerfMetric, providerOf } from '../performance-metrics.ts';
import { causeOf } from '../sessions/caller.ts';
import { described } from '../words.ts';

/** Real-time figures are there whatever the collection level. */
const ALL_LEVELS = 4;
/** What a provider without real-time figures answers as its refresh rate. */
const NO_REFRESH = -1;

export const performanceManager = objectType({
  type: 'PerformanceManager',
  methods: {
    QueryPerfProviderSummary: (_self, { entity }, context) => {
      const { ref, provider } = demandProvider(context, entity);
      const currentSupported = isRealtime(provider);
      return build('PerfProviderSummary', {
        entity: ref,
        currentSupported,
        summarySupported: true,
        refreshRate: currentSupported ? REALTIME_SECONDS : NO_REFRESH,
      });
    },

    QueryPerfCounter: (_self, { counterId }) =>
      counterId.map((key) => {
        const found = perfCounters().find((counter) => counter.key === key);
        if (!found) throw invalidArgument('counterId');
        return found.info;
      }),

    QueryPerfCounterByLevel: (_self, { level }) => {
      if (level < 1 || level > ALL_LEVELS) throw invalidArgument('level');
      return perfCounters()
        .filter((counter) => counter.level <= level)
        .map(({ info }) => info);
    },

    QueryAvailablePerfMetric: (self, args, context) => {
      const { ref, provider } = demandProvider(context, args.entity);
      if (provider === 'none') return [];
      const metrics = levelsFor(self, args.intervalId, provider, context).flatMap((level) =>
        metricsOf(context.inventory, ref, provider, level),
      );
      return unique(metrics).map(({ counter, instance }) =>
        build('PerfMetricId', { counterId: counter.key, instance }),
      );
    },

    UpdatePerfInterval: (self, { interval }, context) => {
      const { inventory } = context;
      const intervals = inventory.read(self, 'historicalInterval') ?? [];
      const current = intervals.find((each) => each.samplingPeriod === interval.samplingPeriod);
      if (!current) throw invalidArgument('interval.samplingPeriod');
      demandOrder(intervals, interval);

      const changed = intervals.map((each) => (each === current ? interval : each));
      inventory.apply([assign(self, 'historicalInterval', changed)], causeOf(context));
    },
  },
  derivations: [
    {
      type: 'PerformanceManager',
      property: 'perfCounter',
      reads: [],
      derive: () => perfCounters().map(({ info }) => info),
    },
    { type: 'PerformanceManager', property: 'description', reads: [], derive: () => description() },
  ],
});

function demandProvider(
  { catalog, inventory }: Context,
  entity: Ref,
): { readonly ref: Ref; readonly provider: Provider | 'none' } {
  const ref = inventory.demand(entity);
  const provider = providerOf(catalog, ref);
  if (!provider) throw invalidArgument('entity');
  return { ref, provider };
}

/** The collection levels an interval id means; without one, whatever there is. */
function levelsFor(
  self: Ref<'PerformanceManager'>,
  intervalId: number | undefined,
  provider: Provider,
  { inventory }: Context,
): readonly number[] {
  const intervals = inventory.read(self, 'historicalInterval') ?? [];
  const historical = intervals.filter(
    ({ enabled, samplingPeriod }) =>
      enabled && (intervalId === undefined || samplingPeriod === intervalId),
  );
  const realtime =
    isRealtime(provider) && (intervalId === undefined || intervalId === REALTIME_SECONDS);
  return [...(realtime ? [ALL_LEVELS] : []), ...historical.map(({ level }) => level ?? ALL_LEVELS)];
}

function unique(metrics: readonly PerfMetric[]): readonly PerfMetric[] {
  const seen = new Map(
    metrics.map((metric) => [`${metric.counter.key} ${metric.instance}`, metric]),
  );
  return [...seen.values()];
}

/** A coarser interval may not collect more than a finer one, nor without it. */
function demandOrder(intervals: readonly PerfInterval[], wanted: PerfInterval): void {
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

function description() {
  const all = (words: readonly (readonly [key: string, label: string])[]) =>
    words.map(([key, label]) => described(key, label));
  return build('PerformanceDescription', {
    counterType: all([
      ['average', 'Average'],
      ['maximum', 'Maximum'],
      ['minimum', 'Minimum'],
      ['latest', 'Latest'],
      ['summation', 'Summation'],
      ['none', 'None'],
    ]),
    statsType: all([
      ['absolute', 'Absolute'],
      ['delta', 'Delta'],
      ['rate', 'Rate'],
    ]),
  });
}
