/**
 * Demand as a function of time: what a guest would use if nobody stood in its way.
 *
 * A function has a value at every sample, now or years back, asked in any order; nothing is recorded
 * and no chance is drawn. Time counts from when the function took effect; before that, steps and
 * points hold their first value, what repeats has always repeated. `spread` lays seeded noise over any kind.
 */
import { SAMPLE_SECONDS } from './grid.ts';
import { noiseAt } from './noise.ts';

interface Common {
  /** Noise on top: at most so much more or less, anew at every sample. */
  readonly spread?: number | undefined;
  /** Tells noises apart that would be equal. */
  readonly seed?: number | undefined;
  /** When it took effect, ms since the epoch; when the statistics began unless told. */
  readonly sinceMs?: number | undefined;
}

export interface ConstantDemand extends Common {
  readonly kind: 'constant';
  readonly value: number;
}

/** Holds each value until the next time; a trace between whose points one may draw lines. */
export interface PointsDemand extends Common {
  readonly kind: 'steps' | 'trace';
  /** Seconds, ascending; as many as values. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly linear?: boolean | undefined;
  /** Begins again after so many seconds. */
  readonly repeatSeconds?: number | undefined;
}

export interface BurstDemand extends Common {
  readonly kind: 'burst';
  readonly base: number;
  readonly peak: number;
  readonly everySeconds: number;
  readonly lastingSeconds: number;
  /** When the first burst begins. */
  readonly offsetSeconds?: number | undefined;
}

export interface SineDemand extends Common {
  readonly kind: 'sine';
  readonly mean: number;
  readonly amplitude: number;
  readonly periodSeconds: number;
  /** When it first rises through its mean. */
  readonly offsetSeconds?: number | undefined;
}

export interface NoiseDemand extends Common {
  readonly kind: 'noise';
  readonly mean: number;
  readonly spread: number;
}

export type DemandFunction = ConstantDemand | PointsDemand | BurstDemand | SineDemand | NoiseDemand;

/** Where a function's time begins, and who has it. */
export interface DemandOrigin {
  /** Seconds since the epoch. */
  readonly sinceSeconds: number;
  /** Tells the noise of its owner and quantity from others'. */
  readonly noiseKey: number;
}

/** A function times a number: percent of what is configured. */
export interface Scaled {
  readonly demand: DemandFunction;
  readonly scale: number;
  readonly origin: DemandOrigin;
}

export function amount({ demand, scale, origin }: Scaled, sample: number): number {
  return valueAt(demand, sample, origin) * scale;
}

/** The value at a sample; never below zero. */
export function valueAt(demand: DemandFunction, sample: number, origin: DemandOrigin): number {
  const plain = shapeAt(demand, sample * SAMPLE_SECONDS - origin.sinceSeconds);
  const { spread = 0, seed = 0 } = demand;
  const value =
    spread === 0 ? plain : plain + spread * noiseAt(origin.noiseKey + seed * 0x51_7cc1, sample);
  return Math.max(0, value);
}

/** The first sample after this one at which the value may differ; `Infinity` if it never does. */
export function steadyUntil(demand: DemandFunction, sample: number, origin: DemandOrigin): number {
  if ((demand.spread ?? 0) !== 0) return sample + 1;
  const seconds = sample * SAMPLE_SECONDS - origin.sinceSeconds;
  const change = nextChange(demand, seconds);
  if (change === Number.POSITIVE_INFINITY) return change;
  const next = Math.ceil((change + origin.sinceSeconds) / SAMPLE_SECONDS - 1e-9);
  return Math.max(sample + 1, next);
}

/** No value is above it. */
export function peakOf(demand: DemandFunction): number {
  const spread = Math.abs(demand.spread ?? 0);
  switch (demand.kind) {
    case 'constant':
      return demand.value + spread;
    case 'steps':
    case 'trace':
      return Math.max(0, ...demand.values) + spread;
    case 'burst':
      return Math.max(demand.base, demand.peak) + spread;
    case 'sine':
      return demand.mean + Math.abs(demand.amplitude) + spread;
    case 'noise':
      return demand.mean + spread;
  }
}

function shapeAt(demand: DemandFunction, seconds: number): number {
  switch (demand.kind) {
    case 'constant':
      return demand.value;
    case 'noise':
      return demand.mean;
    case 'steps':
    case 'trace':
      return pointAt(demand, repeated(seconds, demand.repeatSeconds));
    case 'burst': {
      const into = repeated(seconds - (demand.offsetSeconds ?? 0), demand.everySeconds);
      return into < demand.lastingSeconds ? demand.peak : demand.base;
    }
    case 'sine': {
      const turns = (seconds - (demand.offsetSeconds ?? 0)) / demand.periodSeconds;
      return demand.mean + demand.amplitude * Math.sin(2 * Math.PI * turns);
    }
  }
}

/** Seconds into the current repetition. */
function repeated(seconds: number, everySeconds: number | undefined): number {
  if (everySeconds === undefined) return seconds;
  return seconds - Math.floor(seconds / everySeconds) * everySeconds;
}

function pointAt(points: PointsDemand, seconds: number): number {
  const { times, values, linear, repeatSeconds } = points;
  const next = firstAfter(times, seconds);
  const first = repeatSeconds === undefined ? values[0] : values.at(-1);
  const before = (next === 0 ? first : values[next - 1]) ?? 0;
  const from = times[next - 1];
  const to = times[next];
  const after = values[next];
  if (!linear || from === undefined || to === undefined || after === undefined) return before;
  return before + ((after - before) * (seconds - from)) / (to - from);
}

/** Index of the first time above; as many as there are when none is. */
function firstAfter(times: readonly number[], seconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) > seconds) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Seconds at which the shape next changes. */
function nextChange(demand: DemandFunction, seconds: number): number {
  switch (demand.kind) {
    case 'constant':
    case 'noise':
      return Number.POSITIVE_INFINITY;
    case 'sine':
      return demand.amplitude === 0 ? Number.POSITIVE_INFINITY : seconds;
    case 'steps':
    case 'trace':
      return nextPoint(demand, seconds);
    case 'burst': {
      const into = repeated(seconds - (demand.offsetSeconds ?? 0), demand.everySeconds);
      const edge = into < demand.lastingSeconds ? demand.lastingSeconds : demand.everySeconds;
      return seconds - into + Math.min(edge, demand.everySeconds);
    }
  }
}

function nextPoint({ times, linear, repeatSeconds }: PointsDemand, seconds: number): number {
  const into = repeated(seconds, repeatSeconds);
  const next = firstAfter(times, into);
  const at = times[next];
  if (at !== undefined && (repeatSeconds === undefined || at < repeatSeconds)) {
    // Between two points of a line every sample differs.
    return linear && next > 0 ? seconds : seconds - into + at;
  }
  return repeatSeconds === undefined ? Number.POSITIVE_INFINITY : seconds - into + repeatSeconds;
}
