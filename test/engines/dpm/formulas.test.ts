import { isWorthPoweringOff, stableOffSeconds } from '../../../server/engines/dpm/cost-benefit.ts';
import { powerDemand } from '../../../server/engines/dpm/demand.ts';
import { DPM_DEFAULTS } from '../../../server/engines/dpm/facts.ts';
import { dpmOptions } from '../../../server/engines/dpm/options.ts';
import {
  isHot,
  isIdle,
  powerOffPriority,
  powerOnPriority,
  scoresOf,
} from '../../../server/engines/dpm/scores.ts';

const uses = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([cpuShare, memoryShare], index) => ({ id: `h${index}`, cpuShare, memoryShare }));

describe('the demand DPM reckons with', () => {
  it.each([
    ['a mean and two deviations (GV-DPM-1)', [1000, 1200, 1100, 900, 800], -1, 1282.843],
    ['the limit at most', [1000, 1200, 1100, 900, 800], 1100, 1100],
    ['the value itself when nothing varies', [500, 500], -1, 500],
    ['nothing without samples', [], -1, 0],
  ])('is %s', (_, samples, limit, demand) => {
    expect(powerDemand(samples, limit)).toBeCloseTo(demand, 3);
  });
});

describe('scores', () => {
  it.each([
    [
      'four quiet hosts',
      [
        [0.2, 0.3],
        [0.25, 0.25],
        [0.3, 0.35],
        [0.15, 0.2],
      ],
      { lowCpu: 0.8177, lowMemory: 0.7187 },
    ],
    [
      'three of them',
      [
        [0.3, 0.3667],
        [0.3, 0.3667],
        [0.3, 0.3667],
      ],
      { lowCpu: 0.5716, lowMemory: 0.4561 },
    ],
    [
      'two of them',
      [
        [0.45, 0.55],
        [0.45, 0.55],
      ],
      { lowCpu: 0, lowMemory: 0 },
    ],
    [
      'two busy hosts',
      [
        [0.86, 0.1],
        [0.84, 0.1],
      ],
      { highCpu: 0.3114, highMemory: 0 },
    ],
    ['the edge of the range', [[0.81, 0.81]], { highCpu: 0, highMemory: 0 }],
  ] as const)('tell how far %s are from the target (GV-DPM-2, 3)', (_, shares, expected) => {
    const scores = scoresOf(uses(shares), DPM_DEFAULTS);
    for (const [name, value] of Object.entries(expected)) {
      expect(scores[name as keyof typeof scores]).toBeCloseTo(value, 3);
    }
  });

  it('call a host hot by one resource, idle by both', () => {
    const [use] = uses([[0.82, 0.1]]);
    expect(use && isHot(use, DPM_DEFAULTS)).toBe(true);
    expect(use && isIdle(use, DPM_DEFAULTS)).toBe(false);
    const [idle] = uses([[0.44, 0.1]]);
    expect(idle && isIdle(idle, DPM_DEFAULTS)).toBe(true);
  });
});

describe('priorities', () => {
  it.each([
    [0.5, 2],
    [0.4, 3],
    [0.263, 3],
    [0.25, 4],
    [0.11, 4],
    [0.08, 5],
    [-0.1, 5],
  ])('of a power-off that leaves %d spare is %i', (spare, priority) => {
    expect(powerOffPriority(spare)).toBe(priority);
  });

  it('of a power-on follow how busy hot hosts are', () => {
    expect(
      powerOnPriority(
        uses([
          [0.86, 0],
          [0.84, 0],
        ]),
      ),
    ).toBe(3);
    expect(
      powerOnPriority(
        uses([
          [0.9, 0.97],
          [0.96, 0],
        ]),
      ),
    ).toBe(2);
  });
});

describe('cost and benefit', () => {
  const host = { migrationSlots: 1, coreCount: 20 };
  const cost = { host, migrationSeconds: [30, 30, 30, 30], unmetHosts: 0 };

  it('leave 1560 s of four VMs that go one by one', () => {
    expect(stableOffSeconds(cost)).toBe(1560);
    expect(isWorthPoweringOff(cost, DPM_DEFAULTS)).toBe(true);
  });

  it('speak against it when emptying takes too long or demand is expected', () => {
    const slow = { ...cost, migrationSeconds: [900, 900] };
    expect(isWorthPoweringOff(slow, DPM_DEFAULTS)).toBe(false);
    expect(isWorthPoweringOff({ ...cost, unmetHosts: 0.1 }, DPM_DEFAULTS)).toBe(false);
    expect(isWorthPoweringOff(slow, { ...DPM_DEFAULTS, weighsCost: false })).toBe(true);
  });
});

describe('options', () => {
  it('are the defaults unless set', () => {
    expect(dpmOptions([])).toEqual(DPM_DEFAULTS);
  });

  it('are read as text, and passed over when out of range', () => {
    const options = dpmOptions([
      { key: 'DemandCapacityRatioTarget', value: '70' },
      { key: 'DemandCapacityRatioToleranceHost', value: '41' },
      { key: 'VmDemandHistorySecsHostOff', value: '600' },
      { key: 'MinPoweredOnCpuCapacity', value: '24001' },
      { key: 'EnablePowerPerformance', value: '0' },
      { key: 'HostsMinUptimeSecs', value: 'soon' },
    ]);
    expect(options).toEqual({
      ...DPM_DEFAULTS,
      target: 0.7,
      offWindowSeconds: 600,
      minPoweredOn: { cpuMhz: 24_001, memoryMb: 1 },
      weighsCost: false,
    });
  });
});
