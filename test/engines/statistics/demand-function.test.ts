import {
  type DemandFunction,
  type DemandOrigin,
  peakOf,
  steadyUntil,
  valueAt,
} from '../../../server/engines/statistics/demand-function.ts';

const ORIGIN: DemandOrigin = { sinceSeconds: 1_000_000, noiseKey: 4711 };
const START = 1_000_000 / 20;

/** Values at seconds after the beginning. */
const at = (demand: DemandFunction, seconds: readonly number[]) =>
  seconds.map((each) => Math.round(valueAt(demand, START + each / 20, ORIGIN) * 100) / 100);

const EVERY_KIND: readonly DemandFunction[] = [
  { kind: 'constant', value: 12 },
  { kind: 'steps', times: [0, 100, 330], values: [10, 80, 20] },
  { kind: 'steps', times: [40, 100], values: [10, 80], repeatSeconds: 250 },
  { kind: 'trace', times: [0, 60, 300], values: [10, 100, 5], linear: true },
  { kind: 'trace', times: [0, 60, 300], values: [10, 100, 5], linear: true, repeatSeconds: 400 },
  { kind: 'burst', base: 5, peak: 90, everySeconds: 600, lastingSeconds: 130, offsetSeconds: 70 },
  { kind: 'sine', mean: 50, amplitude: 40, periodSeconds: 3600 },
  { kind: 'noise', mean: 50, spread: 10 },
  { kind: 'steps', times: [0, 100], values: [10, 80], spread: 3 },
];

describe('valueAt', () => {
  it.each<
    [story: string, demand: DemandFunction, seconds: readonly number[], values: readonly number[]]
  >([
    ['a constant is what it is', { kind: 'constant', value: 7 }, [-400, 0, 400], [7, 7, 7]],
    [
      'steps hold until the next, and the first before it began',
      { kind: 'steps', times: [0, 100, 300], values: [10, 80, 20] },
      [-60, 0, 80, 100, 280, 300, 9000],
      [10, 10, 10, 80, 80, 20, 20],
    ],
    [
      'steps that repeat hold the last value until the first comes again',
      { kind: 'steps', times: [40, 100], values: [10, 80], repeatSeconds: 200 },
      [0, 40, 100, 200, 240, -100],
      [80, 10, 80, 80, 10, 80],
    ],
    [
      'a trace between whose points lines are drawn',
      { kind: 'trace', times: [0, 60, 300], values: [10, 100, 4], linear: true },
      [0, 20, 60, 180, 300, 400],
      [10, 40, 100, 52, 4, 4],
    ],
    [
      'a burst lasts from its offset on, again and again, before it began too',
      {
        kind: 'burst',
        base: 5,
        peak: 90,
        everySeconds: 600,
        lastingSeconds: 100,
        offsetSeconds: 60,
      },
      [0, 60, 140, 160, 660, -540, -500],
      [5, 90, 90, 5, 90, 90, 90],
    ],
    [
      'a sine rises through its mean at its offset',
      { kind: 'sine', mean: 50, amplitude: 40, periodSeconds: 400, offsetSeconds: 100 },
      [100, 200, 300, 400],
      [50, 90, 50, 10],
    ],
    [
      'nothing falls below zero',
      { kind: 'sine', mean: 10, amplitude: 40, periodSeconds: 400 },
      [300],
      [0],
    ],
  ])('%s', (_story, demand, seconds, values) => {
    expect(at(demand, seconds)).toEqual(values);
  });

  it('scatters noise within its spread, anew at every sample, and the same when asked again', () => {
    const demand: DemandFunction = { kind: 'noise', mean: 50, spread: 10 };
    const seconds = Array.from({ length: 2000 }, (_, index) => index * 20);

    const values = at(demand, seconds);

    expect(at(demand, seconds.toReversed()).toReversed()).toEqual(values);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...values)).toBeLessThanOrEqual(60);
    expect(new Set(values).size).toBeGreaterThan(500);
    expect(values.reduce((sum, one) => sum + one, 0) / values.length).toBeCloseTo(50, 0);
  });

  it('gives others and other seeds other noise', () => {
    const noise = (seed: number, noiseKey: number) =>
      valueAt({ kind: 'noise', mean: 50, spread: 10, seed }, START, { ...ORIGIN, noiseKey });

    expect(new Set([noise(0, 1), noise(0, 2), noise(1, 1), noise(2, 1)]).size).toBe(4);
  });
});

describe('steadyUntil', () => {
  it.each(EVERY_KIND)('promises nothing that $kind does not keep', (demand) => {
    for (let sample = START - 60; sample < START + 120; sample++) {
      const until = Math.min(steadyUntil(demand, sample, ORIGIN), START + 200);
      const value = valueAt(demand, sample, ORIGIN);
      expect(until).toBeGreaterThan(sample);
      for (let later = sample + 1; later < until; later++) {
        expect(valueAt(demand, later, ORIGIN)).toBe(value);
      }
    }
  });

  it('lets a constant stand for ever, and steps stand until the next', () => {
    const steps: DemandFunction = { kind: 'steps', times: [0, 100, 330], values: [10, 80, 20] };

    expect(steadyUntil({ kind: 'constant', value: 1 }, START, ORIGIN)).toBe(Infinity);
    expect(steadyUntil(steps, START, ORIGIN)).toBe(START + 5);
    expect(steadyUntil(steps, START + 5, ORIGIN)).toBe(START + 17);
    expect(steadyUntil(steps, START + 17, ORIGIN)).toBe(Infinity);
  });
});

describe('peakOf', () => {
  it.each(EVERY_KIND)('is never exceeded by $kind', (demand) => {
    const peak = peakOf(demand);

    for (let sample = START - 60; sample < START + 400; sample++) {
      expect(valueAt(demand, sample, ORIGIN)).toBeLessThanOrEqual(peak);
    }
  });
});
