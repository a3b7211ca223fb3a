/**
 * PerformanceManager: which statistics there are, how fine and how long they are kept, who has which of
 * them, and the figures themselves.
 */
import { SAMPLE_SECONDS } from '../../../engines/statistics/grid.ts';
import { assign } from '../../../inventory/change.ts';
import { build } from '../../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../../vmodl/fault.ts';
import { perfCounter, perfCounters } from '../../catalogues/perf-counters.ts';
import { objectType } from '../../method.ts';
import { isRealtime, metricsOf, type PerfMetric } from '../../performance-metrics.ts';
import { causeOf } from '../../sessions/caller.ts';
import { described } from '../../words.ts';
import { queryComposite } from './composite.ts';
import { ALL_LEVELS, intervalsOf, updatedIntervals } from './intervals.ts';
import { demandFewMetrics, demandProvider, queryOf } from './query.ts';
import { runQueries } from './run-queries.ts';

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
        refreshRate: currentSupported ? SAMPLE_SECONDS : NO_REFRESH,
      });
    },

    QueryPerfCounter: (_self, { counterId }) =>
      counterId.map((key) => {
        const found = perfCounter(key);
        if (!found) throw invalidArgument('counterId');
        return found.info;
      }),

    QueryPerfCounterByLevel: (_self, { level }) => {
      if (level < 1 || level > ALL_LEVELS) throw invalidArgument('level');
      return perfCounters()
        .filter((counter) => counter.level <= level)
        .map(({ info }) => info);
    },

    QueryAvailablePerfMetric: (self, { entity, intervalId }, context) => {
      const { inventory } = context;
      const { ref, provider } = demandProvider(context, entity);
      if (provider === 'none') return [];
      const metrics = intervalsOf(inventory, self, provider)
        .filter(({ seconds }) => intervalId === undefined || seconds === intervalId)
        .flatMap(({ level }) => metricsOf(inventory, ref, provider, level));
      return unique(metrics).map(({ counter, part }) =>
        build('PerfMetricId', { counterId: counter.key, instance: part.name }),
      );
    },

    QueryPerf: (self, { querySpec }, context) => {
      const queries = querySpec.flatMap((spec) => queryOf(self, spec, context) ?? []);
      demandFewMetrics(context.inventory, queries);
      return runQueries(queries, context);
    },

    QueryPerfComposite: (self, { querySpec }, context) => queryComposite(self, querySpec, context),

    UpdatePerfInterval: (self, { interval }, context) => {
      const { inventory } = context;
      const intervals = inventory.read(self, 'historicalInterval') ?? [];
      const changed = updatedIntervals(intervals, interval);
      inventory.apply([assign(self, 'historicalInterval', changed)], causeOf(context));
    },

    // Since 2.5 there are the four built-in intervals, no more and no fewer.
    CreatePerfInterval: () => {
      throw new VimFault('NotSupported');
    },

    RemovePerfInterval: () => {
      throw new VimFault('NotSupported');
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

function unique(metrics: readonly PerfMetric[]): readonly PerfMetric[] {
  const seen = new Map(
    metrics.map((metric) => [`${metric.counter.key} ${metric.part.name}`, metric]),
  );
  return [...seen.values()];
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
