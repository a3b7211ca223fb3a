/**
 * Answers a query: the samples of an entity in its window, and the series of its metrics over them.
 */
import { isoTime } from '../../../clock/clock.ts';
import { SAMPLE_MS } from '../../../engines/statistics/grid.ts';
import { Rollup } from '../../../engines/statistics/rollup.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  PerfEntityMetric,
  PerfEntityMetricCSV,
  PerfSampleInfo,
} from '../../../vmodl/generated/data.ts';
import type { PerfMetric } from '../../performance-metrics.ts';
import {
  type Course,
  courseOf,
  dependsOnIo,
  dependsOnTime,
  type Reading,
} from '../../statistics/courses.ts';
import { entityFacts } from '../../statistics/entity-facts.ts';
import type { EntityFacts } from '../../statistics/figures/figure.ts';
import type { Sampler } from '../../statistics/sampler.ts';
import type { Query } from './query.ts';

export type EntityMetric = PerfEntityMetric | PerfEntityMetricCSV;

/**
 * Gives the answer, and pauses on the way so that others may have their turn; undefined when nothing was
 * measured in all the window: the VM did not run, the host was away.
 */
export function* answering(
  query: Query,
  sampler: Sampler,
  inventory: Inventory,
  infos: SampleInfos,
): Generator<void, EntityMetric | undefined> {
  const { entity, provider, interval, window, metrics } = query;
  if (metrics.length === 0) return undefined;
  const io = metrics.some(({ counter }) => dependsOnIo(counter.group));
  const course = courseOf({ provider, id: entity.value, io }, sampler);
  const step: Course = (sample) => {
    sampler.effort += 1;
    return course(sample);
  };
  const perInterval = (interval.seconds * 1000) / SAMPLE_MS;
  const facts = entityFacts(inventory, entity);
  const series = metrics.map((metric) => new Series(metric, facts));
  const ends: number[] = [];
  for (const endMs of window) {
    const last = endMs / SAMPLE_MS;
    const measured = yield* measuring(step, last - perInterval + 1, last, (read, count) => {
      for (const each of series) each.add(read, count, endMs);
    });
    if (!measured) continue;
    ends.push(endMs);
    for (const each of series) each.close();
    sampler.effort += Math.ceil(series.length / VALUES_PER_LOAD);
  }
  if (ends.length === 0) return undefined;
  return query.csv ? csvOf(query, ends, series) : normalOf(query, ends, series, infos);
}

/** So many values cost what the load of one VM does. */
const VALUES_PER_LOAD = 10;

/** Goes through samples, those on end at which nothing differs at once; says whether anything was there. */
function* measuring(
  course: Course,
  first: number,
  last: number,
  take: (read: Reading, count: number) => void,
): Generator<void, boolean> {
  let measured = false;
  for (let sample = first; sample <= last; ) {
    const { read, until } = course(sample);
    const next = Math.min(until, last + 1);
    if (read) take(read, next - sample);
    measured ||= read !== undefined;
    sample = next;
    yield;
  }
  return measured;
}

/** The values of one metric. */
class Series {
  readonly metric: PerfMetric;
  readonly values: number[] = [];
  readonly #entity: EntityFacts;
  readonly #name: string;
  readonly #passes: boolean;
  readonly #rollup: Rollup;
  #read: Reading | undefined;
  #figure = 0;

  constructor(metric: PerfMetric, entity: EntityFacts) {
    const { group, name, rollup } = metric.counter;
    this.metric = metric;
    this.#entity = entity;
    this.#name = `${group}.${name}`;
    this.#passes = dependsOnTime(this.#name);
    this.#rollup = new Rollup(rollup);
  }

  add(read: Reading, count: number, ms: number): void {
    if (read !== this.#read || this.#passes) {
      this.#read = read;
      this.#figure = read(this.#name, { part: this.metric.part, entity: this.#entity, ms });
    }
    this.#rollup.add(this.#figure, count);
  }

  /** Ends an interval. */
  close(): void {
    this.values.push(this.#rollup.take());
  }
}

function normalOf(
  { entity, interval }: Query,
  ends: readonly number[],
  series: readonly Series[],
  infos: SampleInfos,
): PerfEntityMetric {
  return build('PerfEntityMetric', {
    entity,
    sampleInfo: infos.of(ends, interval.seconds),
    value: series.map(({ metric, values }) =>
      build('PerfMetricIntSeries', { id: metricId(metric), value: Object.freeze(values) }),
    ),
  });
}

/** When samples were: the same for most entities of a call, so they are made once. */
export class SampleInfos {
  #ends: readonly number[] = [];
  #seconds = 0;
  #infos: readonly PerfSampleInfo[] = [];

  of(ends: readonly number[], seconds: number): readonly PerfSampleInfo[] {
    if (seconds === this.#seconds && sameNumbers(ends, this.#ends)) return this.#infos;
    this.#ends = ends;
    this.#seconds = seconds;
    this.#infos = Object.freeze(
      ends.map((ms) => build('PerfSampleInfo', { timestamp: isoTime(ms), interval: seconds })),
    );
    return this.#infos;
  }
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((one, index) => one === right[index]);
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
