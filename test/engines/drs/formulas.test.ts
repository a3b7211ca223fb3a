import {
  cpuDemandMhz,
  memoryDemandMb,
  predictedDemand,
  windowDemand,
  worstCaseCpuMhz,
} from '../../../server/engines/drs/demand.ts';
import { entitlements } from '../../../server/engines/drs/entitlement.ts';
import type { DrsLevel, DrsPool } from '../../../server/engines/drs/facts.ts';
import {
  balancePriority,
  combined,
  isPairwiseViolated,
  ratingOf,
  standardDeviation,
  targetImbalance,
  thousandths,
  weightsFor,
} from '../../../server/engines/drs/imbalance.ts';
import { movesPerHostMax } from '../../../server/engines/drs/room.ts';
import { clusterScore, scoreBuckets, vmScore } from '../../../server/engines/drs/score.ts';
import { vm } from './cluster.ts';

const NONE = { shares: 2000, reservation: 0, limit: -1 };

describe('demand', () => {
  it('counts time ready as far as the VM would have run in it (GV-DRS-1)', () => {
    const sample = {
      usedMs: 8000,
      runMs: 8000,
      readyMs: 2000,
      sleepMs: 10_000,
      intervalMs: 20_000,
    };
    expect(cpuDemandMhz(sample, 2600)).toBeCloseTo(1155.556, 3);
  });

  it.each([
    [25, 7462.5],
    [100, 12_378],
  ])('takes %d %% of idle memory for asked for (GV-DRS-2)', (idlePercent, megabytes) => {
    const sample = { activeMb: 5734, consumedMb: 12_288, overheadMb: 90 };
    expect(memoryDemandMb(sample, idlePercent)).toBeCloseTo(megabytes, 6);
  });

  it('is a mean of its window, or its 80th percentile when told to be aggressive', () => {
    const samples = [100, 200, 300, 400, 1000];
    expect(windowDemand(samples)).toBe(400);
    expect(windowDemand(samples, true)).toBe(400);
    expect(windowDemand([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], true)).toBe(8);
    expect(windowDemand([])).toBe(0);
  });

  it('is all that is configured, within the limit, where nothing is known', () => {
    expect(worstCaseCpuMhz(2, 2500, -1)).toBe(5000);
    expect(worstCaseCpuMhz(2, 2500, 3000)).toBe(3000);
  });

  it.each([
    ['in the look-ahead', 40, 2600],
    ['beyond it', 70, 1200],
  ])('follows a forecast %s (GV-PRED-1)', (_where, minutes, demand) => {
    expect(predictedDemand(1200, [{ inSeconds: minutes * 60, value: 2600 }], 3600)).toBe(demand);
  });

  it('is never lowered by a forecast', () => {
    expect(predictedDemand(1200, [{ inSeconds: 60, value: 100 }], 3600)).toBe(1200);
  });
});

describe('entitlement', () => {
  const claim = (id: string, shares: number, reservation: number, demand: number) =>
    vm(id, 'h1', demand, { cpu: { shares, reservation, limit: -1 } });
  const mhz = (result: ReadonlyMap<string, { cpuMhz: number }>) =>
    [...result.values()].map(({ cpuMhz }) => Number(cpuMhz.toFixed(2)));
  const capacity = (cpuMhz: number) => ({ cpuMhz, memoryMb: 0 });

  it('gives by shares what reservations and demand leave (GV-DRS-3)', () => {
    const vms = [
      claim('a', 2000, 0, 6000),
      claim('b', 1000, 3000, 5000),
      claim('c', 1000, 0, 2000),
    ];
    const facts = { capacity: capacity(10_000), pools: [], vms };
    expect(mhz(entitlements(facts))).toEqual([5000, 3000, 2000]);
    expect(mhz(entitlements(facts, true))).toEqual([4666.67, 3000, 2333.33]);
  });

  it.each([
    [3000, [6000, 3000, 3000]],
    [14_000, [2666.67, 1333.33, 8000]],
  ])('hands back what a pool does not ask for: demand %d (GV-DRS-5)', (demand, expected) => {
    const pools: DrsPool[] = [
      { key: 'rp1', cpu: { ...NONE, shares: 4000 }, memory: NONE },
      { key: 'rp2', cpu: { ...NONE, shares: 8000 }, memory: NONE },
    ];
    const vms = [
      { ...claim('a', 2000, 0, 6000), pool: 'rp1' },
      { ...claim('b', 1000, 0, 4000), pool: 'rp1' },
      { ...claim('c', 1000, 0, demand), pool: 'rp2' },
    ];
    expect(mhz(entitlements({ capacity: capacity(12_000), pools, vms }))).toEqual(expected);
  });

  it.each([
    [false, 11_111.11, 16_666.67],
    [true, 14_285.71, 7142.86],
  ])(
    'scales the shares of pools by what is in them: %p (GV-DRS-6)',
    (scalesShares, high, normal) => {
      const pools: DrsPool[] = [
        { key: 'high', cpu: { ...NONE, shares: 8000 }, memory: NONE, scalesShares },
        { key: 'normal', cpu: { ...NONE, shares: 4000 }, memory: NONE, scalesShares },
      ];
      const vms = [
        ...[1, 2, 3, 4, 5, 6].map((n) => ({ ...claim(`h${n}`, 2000, 0, 1e6), pool: 'high' })),
        ...[1, 2].map((n) => ({ ...claim(`n${n}`, 2000, 0, 1e6), pool: 'normal' })),
      ];
      const given = mhz(entitlements({ capacity: capacity(100_000), pools, vms }));
      expect(given).toEqual([...new Array(6).fill(high), normal, normal]);
    },
  );
});

describe('imbalance', () => {
  it('is the standard deviation of host loads (GV-IMB-1)', () => {
    const sigma = standardDeviation([0.8, 0.4, 0.3]);
    expect(sigma).toBeCloseTo(0.216025, 6);
    expect(thousandths(sigma)).toBe(216);
  });

  it.each([
    [false, false, 0.125],
    [true, false, 0.1625],
    [false, true, 0.0875],
    [true, true, 0.125],
  ])(
    'weighs a scarce resource threefold: CPU %p, memory %p (GV-IMB-2)',
    (cpu, memory, expected) => {
      expect(combined(0.2, 0.05, weightsFor(cpu, memory))).toBeCloseTo(expected, 9);
    },
  );

  it.each([
    [2, [0.2121, 0.1732, 0.15, 0.1061, 0.075, 0.053, 0.0375]],
    [3, [0.1414, 0.1155, 0.1, 0.0707, 0.05, 0.0354, 0.025]],
    [4, [0.0707, 0.0577, 0.05, 0.0354, 0.025, 0.0177, 0.0125]],
    [5, [0, 0, 0, 0, 0, 0, 0]],
  ] as const)('has its target at level %d', (level, targets) => {
    const found = [2, 3, 4, 8, 16, 32, 64].map((hosts) => targetImbalance(level, hosts) ?? -1);
    expect(found.map((one) => Number(one.toFixed(4)))).toEqual(targets);
  });

  it('has no target at level 1', () => {
    expect(targetImbalance(1, 4)).toBeUndefined();
  });

  it.each([
    [2, 0.3],
    [3, 0.2],
    [4, 0.1],
    [5, 0.05],
  ] as [DrsLevel, number][])('bears two hosts %d apart up to %d', (level, most) => {
    expect(isPairwiseViolated(level, most)).toBe(false);
    expect(isPairwiseViolated(level, most + 0.01)).toBe(true);
    expect(isPairwiseViolated(1, 1)).toBe(false);
  });

  it.each([
    [0.022, 3, 5, 1],
    [0.14, 3, 3, 3],
    [0.15, 2, 3, 3],
    [0.3, 2, 2, 4],
    [0.1, 4, 4, 2],
    [0.101, 4, 3, 3],
    [0.2, 4, 2, 4],
  ])(
    'of %d on %d hosts makes priority %d, rating %d (GV-PRI)',
    (sigma, hosts, priority, rating) => {
      expect(balancePriority(sigma, hosts)).toBe(priority);
      expect(ratingOf(priority)).toBe(rating);
    },
  );
});

describe('moves per host', () => {
  it.each([
    [40, 8, 56],
    [90, 4, 12],
    [400, 4, 4],
    [undefined, 8, 8],
  ])('of %p s on average with %d at once are at most %d (GV-MOV)', (average, slots, most) => {
    expect(movesPerHostMax(slots, average, 300)).toBe(most);
  });
});

describe('scores', () => {
  const sample = {
    vcpuCount: 2,
    intervalMs: 20_000,
    consumedMb: 4096,
    balloonedMb: 0,
    swappedMb: 0,
  };

  it('fall with time ready and with memory taken away (GV-SCORE-1)', () => {
    expect(vmScore({ ...sample, readyMs: 2000 })).toBe(95);
    expect(vmScore({ ...sample, readyMs: 8000, balloonedMb: 512, swappedMb: 256 })).toBe(70);
  });

  it('of a cluster weigh by CPU entitlement', () => {
    const scores = [
      { score: 95, weightMhz: 2000 },
      { score: 68, weightMhz: 1000 },
    ];
    expect(clusterScore(scores)).toBe(86);
    expect(scoreBuckets([95, 68])).toEqual([0, 0, 0, 1, 1]);
    expect(scoreBuckets([0, 20, 21, 40, 41, 60, 61, 80, 81, 100])).toEqual([2, 2, 2, 2, 2]);
  });
});
