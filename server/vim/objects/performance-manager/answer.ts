/**
 * Answers a query: the samples of an entity in its window, and the series of its metrics over them.
 */
import { isoTime } from '../../../clock/clock.ts';
import { SAMPLE_MS } from '../../../engines/statistics/grid.ts';
import { type Run, rollUp } from '../../../engines/statistics/rollup.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { build } from '../../../vmodl/build.ts';
import type { PerfEntityMetric, PerfEntityMetricCSV } from '../../../vmodl/generated/data.ts';
import type { PerfMetric } from '../../performance-metrics.ts';
import { type Course, courseOf, type Reading } from '../../statistics/courses.ts';
import { entityFacts } from '../../statistics/entity-facts.ts';
import type { EntityFacts } from '../../statistics/figures/figure.ts';
import type { Sampler } from '../../statistics/sampler.ts';
import type { Query } from './query.ts';

/** What was between two ends of an interval. */
interface Stretch {
  readonly endMs: number;
  readonly pieces: readonly Piece[];
}

/** Samples on end at which nothing differed. */
interface Piece {
  readonly read: Reading;
  readonly count: number;
}

export type EntityMetric = PerfEntityMetric | PerfEntityMetricCSV;

/**
 * Gives the answer, and pauses on the way so that others may have their turn; undefined when nothing was
 * measured in all the window: the VM did not run, the host was away.
 */
export function* answering(
  query: Query,
  sampler: Sampler,
  inventory: Inventory,
): Generator<void, EntityMetric | undefined> {
  const { entity, provider, interval, window, metrics } = query;
  const facts = entityFacts(inventory, entity);
  const course = courseOf(provider, sampler, entity.value);
  const perStretch = (interval.seconds * 1000) / SAMPLE_MS;
  const stretches: Stretch[] = [];
  for (const endMs of window) {
    const last = endMs / SAMPLE_MS;
    const pieces = piecesOf(course, last - perStretch + 1, last);
    if (pieces.length > 0) stretches.push({ endMs, pieces });
    yield;
  }
  if (stretches.length === 0 || metrics.length === 0) return undefined;
  const series: Series[] = [];
  for (const metric of metrics) {
    series.push({ metric, values: valuesOf(metric, stretches, facts) });
    sampler.effort += Math.ceil(stretches.length / VALUES_PER_LOAD);
    yield;
  }
  const ends = stretches.map(({ endMs }) => endMs);
  return query.csv ? csvOf(query, ends, series) : normalOf(query, ends, series);
}

interface Series {
  readonly metric: PerfMetric;
  readonly values: readonly number[];
}

/** So many values cost what the load of one VM does. */
const VALUES_PER_LOAD = 10;

function normalOf(
  { entity, interval }: Query,
  ends: readonly number[],
  series: readonly Series[],
): PerfEntityMetric {
  return build('PerfEntityMetric', {
    entity,
    sampleInfo: ends.map((ms) =>
      build('PerfSampleInfo', { timestamp: isoTime(ms), interval: interval.seconds }),
    ),
    value: series.map(({ metric, values }) =>
      build('PerfMetricIntSeries', { id: metricId(metric), value: values }),
    ),
  });
}

function csvOf(
  { entity, interval }: Query,
  ends: readonly number[],
  series: readonly Series[],
): PerfEntityMetricCSV {
  return build('PerfEntityMetricCSV', {
    entity,
    sampleInfoCSV: ends.map((ms) => `${interval.seconds},${isoTime(ms)}`).join(','),
    value: series.map(({ metric, values }) =>
      build('PerfMetricSeriesCSV', { id: metricId(metric), value: values.join(',') }),
    ),
  });
}

function metricId({ counter, part }: PerfMetric) {
  return build('PerfMetricId', { counterId: counter.key, instance: part.name });
}

function piecesOf(course: Course, first: number, last: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let sample = first; sample <= last; ) {
    const { read, until } = course(sample);
    const next = Math.min(until, last + 1);
    if (read) pieces.push({ read, count: next - sample });
    sample = next;
  }
  return pieces;
}

function valuesOf(
  { counter, part }: PerfMetric,
  stretches: readonly Stretch[],
  entity: EntityFacts,
): readonly number[] {
  const name = `${counter.group}.${counter.name}`;
  return stretches.map(({ endMs, pieces }) => {
    const where = { part, entity, ms: endMs };
    return rollUp(
      counter.rollup,
      pieces.map(({ read, count }): Run => ({ value: read(name, where), count })),
    );
  });
}
