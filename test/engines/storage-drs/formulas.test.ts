import {
  averageDevice,
  basilWorkload,
  fitDevice,
  modelledLatency,
  normalisedLoad,
} from '../../../server/engines/storage-drs/device-model.ts';
import {
  jainFairness,
  percentile,
  settledLatency,
} from '../../../server/engines/storage-drs/latency.ts';
import {
  effectiveBehavior,
  isPodConfig,
  POD_CONFIG_DEFAULTS,
  podConfigMistakes,
  podConfigOf,
  storageOptions,
} from '../../../server/engines/storage-drs/pod-config.ts';
import {
  copyHours,
  diskDemand,
  excessOf,
  growthPerHour,
  usedLimit,
} from '../../../server/engines/storage-drs/space.ts';
import { GB } from './pod.ts';

describe('space', () => {
  it.each([
    [6, 2, 3],
    [6, 6, 6],
    [4, 6, 6],
  ])(
    'asks for a quarter of what is not written: %d GB, %d written (GV-SP-1)',
    (size, written, demand) => {
      const thin = { provisionedBytes: size * GB, allocatedBytes: written * GB };
      expect(diskDemand(thin, 25)).toBe(demand * GB);
    },
  );

  it.each([
    ['utilization', 1000, 800],
    ['freeSpace', 500, 450],
    ['freeSpace', 40, 0],
  ] as const)('has its limit by %s of %d GB', (spaceThresholdMode, capacityGb, limitGb) => {
    const config = { ...POD_CONFIG_DEFAULTS.spaceLoadBalanceConfig, spaceThresholdMode };
    expect(usedLimit(capacityGb * GB, config)).toBeCloseTo(limitGb * GB, 0);
  });

  it('exceeds a limit by more than a rounding error (GV-SP-5)', () => {
    expect(excessOf(455 * GB, 450 * GB, 500 * GB)).toBe(5 * GB);
    expect(excessOf(450 * GB + 1e-3, 450 * GB, 500 * GB)).toBe(0);
  });

  it.each([
    [[], 0],
    [[8], 8],
    [[8, 0], 4],
    [[0, 4, 8], 5],
  ])('averages growth, the latest hour counting half: %j', (changes, average) => {
    expect(growthPerHour(changes)).toBe(average);
  });

  it.each([
    [200, 150, 10, 1],
    [100, 150, 10, 1.4],
    [200, 150, 150, Number.POSITIVE_INFINITY],
  ])(
    'copies at the slower of reading %d and writing %d less %d MB/s',
    (read, write, guest, hours) => {
      const copy = { bytes: 140 * 3600 * 2 ** 20, guestWriteMbPerSecond: guest };
      const rates = { readMbPerSecond: read, writeMbPerSecond: write };
      expect(copyHours(copy, rates)).toBeCloseTo(hours, 9);
    },
  );
});

describe('a device', () => {
  it('is a straight line through what was measured', () => {
    const samples = [1, 2, 4, 8].map((outstanding) => ({
      outstanding,
      latencyMs: 1 + 0.5 * outstanding,
    }));
    const model = fitDevice(samples);
    expect(model?.baseMs).toBeCloseTo(1, 9);
    expect(model?.slopeMs).toBeCloseTo(0.5, 9);
    expect(model && modelledLatency(model, 40)).toBeCloseTo(21, 9);
  });

  it('fits what scatters by least squares', () => {
    const model = fitDevice([
      { outstanding: 1, latencyMs: 2 },
      { outstanding: 2, latencyMs: 1 },
      { outstanding: 3, latencyMs: 3 },
    ]);
    expect(model).toEqual({ baseMs: 1, slopeMs: 0.5 });
  });

  it.each([
    ['one sample', [[4, 3]]],
    [
      'one depth',
      [
        [4, 3],
        [4, 5],
      ],
    ],
    [
      'no slowing down',
      [
        [1, 5],
        [8, 5],
      ],
    ],
  ])('cannot be told from %s', (_what, samples) => {
    const measured = samples.map(([outstanding = 0, latencyMs = 0]) => ({
      outstanding,
      latencyMs,
    }));
    expect(fitDevice(measured)).toBeUndefined();
  });

  it('is the average of the others when it was not measured', () => {
    const models = [
      { baseMs: 1, slopeMs: 0.5 },
      { baseMs: 3, slopeMs: 0.25 },
    ];
    expect(averageDevice(models)).toEqual({ baseMs: 2, slopeMs: 0.375 });
    expect(averageDevice([])).toBeUndefined();
    expect(normalisedLoad({ baseMs: 1, slopeMs: 0.25 }, 8)).toBe(2);
  });

  it('can be loaded as BASIL has it', () => {
    const sample = { outstanding: 8, ioSizeKb: 8, writePercent: 30, randomPercent: 70 };
    expect(basilWorkload(sample)).toBeCloseTo(1305.906, 3);
    expect(basilWorkload(sample, 1000)).toBeCloseTo(1.305906, 6);
  });
});

describe('latency', () => {
  const day = [3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25];

  it('is the 90th percentile by nearest rank (GV-IO-2)', () => {
    expect(percentile(day.toReversed(), 0.9)).toBe(18);
    expect(percentile([7], 0.9)).toBe(7);
    expect(percentile([], 0.9)).toBeUndefined();
  });

  it.each([
    [15, undefined, undefined],
    [15.9, 9, 9],
    [16, 9, 18],
    [24, undefined, 18],
  ])('counts after %d hours, else yesterday: %p', (hoursOfToday, yesterdayMs, expected) => {
    expect(settledLatency({ hoursOfToday, todayMs: day, yesterdayMs })).toBe(expected);
  });

  it.each([
    [[21, 3], 0.64],
    [[13, 7], 0.9174],
    [[14, 6.5], 0.882],
    [[5, 5, 5], 1],
    [[9, 0, 0], 0.3333],
    [[0, 0], 1],
    [[], 1],
  ])('is as fair as Jain has it: %j (GV-IO-1)', (latencies, fairness) => {
    expect(jainFairness(latencies)).toBeCloseTo(fairness, 4);
  });
});

describe('the configuration of a datastore cluster', () => {
  it('has the documented defaults', () => {
    expect(podConfigOf({})).toMatchObject({
      enabled: false,
      defaultVmBehavior: 'manual',
      loadBalanceInterval: 480,
      defaultIntraVmAffinity: true,
      spaceLoadBalanceConfig: {
        spaceThresholdMode: 'utilization',
        spaceUtilizationThreshold: 80,
        freeSpaceThresholdGB: 50,
        minSpaceUtilizationDifference: 5,
      },
      ioLoadBalanceConfig: {
        ioLatencyThreshold: 15,
        ioLoadImbalanceThreshold: 5,
        reservablePercentThreshold: 60,
        reservableThresholdMode: 'automatic',
      },
    });
  });

  it('keeps what a change does not tell', () => {
    const first = podConfigOf({ spaceLoadBalanceConfig: { spaceUtilizationThreshold: 90 } });
    const then = podConfigOf(
      { enabled: true, spaceLoadBalanceConfig: { minSpaceUtilizationDifference: 10 } },
      first,
    );
    expect(then).toMatchObject({
      enabled: true,
      spaceLoadBalanceConfig: { spaceUtilizationThreshold: 90, minSpaceUtilizationDifference: 10 },
    });
    expect(podConfigOf({ enabled: undefined }, then).enabled).toBe(true);
  });

  it.each([
    ['loadBalanceInterval', { loadBalanceInterval: 59 }, { loadBalanceInterval: 43_200 }],
    [
      'spaceLoadBalanceConfig.spaceUtilizationThreshold',
      { spaceLoadBalanceConfig: { spaceUtilizationThreshold: 49 } },
      { spaceLoadBalanceConfig: { spaceUtilizationThreshold: 100 } },
    ],
    [
      'spaceLoadBalanceConfig.freeSpaceThresholdGB',
      { spaceLoadBalanceConfig: { freeSpaceThresholdGB: 0 } },
      { spaceLoadBalanceConfig: { freeSpaceThresholdGB: 1 } },
    ],
    [
      'spaceLoadBalanceConfig.minSpaceUtilizationDifference',
      { spaceLoadBalanceConfig: { minSpaceUtilizationDifference: 51 } },
      { spaceLoadBalanceConfig: { minSpaceUtilizationDifference: 1 } },
    ],
    [
      'ioLoadBalanceConfig.ioLatencyThreshold',
      { ioLoadBalanceConfig: { ioLatencyThreshold: 101 } },
      { ioLoadBalanceConfig: { ioLatencyThreshold: 5 } },
    ],
    [
      'ioLoadBalanceConfig.ioLoadImbalanceThreshold',
      { ioLoadBalanceConfig: { ioLoadImbalanceThreshold: Number.NaN } },
      { ioLoadBalanceConfig: { ioLoadImbalanceThreshold: 100 } },
    ],
    [
      'ioLoadBalanceConfig.reservablePercentThreshold',
      { ioLoadBalanceConfig: { reservablePercentThreshold: 29 } },
      { ioLoadBalanceConfig: { reservablePercentThreshold: 30 } },
    ],
    ['defaultVmBehavior', { defaultVmBehavior: 'partial' }, { defaultVmBehavior: 'automated' }],
    [
      'automationOverrides.policyEnforcementAutomationMode',
      { automationOverrides: { policyEnforcementAutomationMode: 'x' } },
      { automationOverrides: { policyEnforcementAutomationMode: undefined } },
    ],
  ])('names %s when it is out of range', (path, wrong, right) => {
    expect(podConfigMistakes(wrong)).toEqual([path]);
    expect(podConfigMistakes(right)).toEqual([]);
    expect([isPodConfig(wrong), isPodConfig(right)]).toEqual([false, true]);
  });

  it('has no mistakes by default', () => {
    expect(podConfigMistakes(POD_CONFIG_DEFAULTS)).toEqual([]);
  });

  it('reads advanced options', () => {
    expect(storageOptions({ option: [] })).toEqual({
      idleDemandPercent: 25,
      profiles: 'off',
      maintenanceIgnoresRules: false,
    });
    const option = [
      { key: 'PercentIdleMBinSpaceDemand', value: '100' },
      { key: 'EnforceStorageProfiles', value: 2 },
      { key: 'IgnoreAffinityRulesForMaintenance', value: true },
      { key: 'Unknown', value: 'x' },
    ];
    expect(storageOptions({ option })).toEqual({
      idleDemandPercent: 100,
      profiles: 'hard',
      maintenanceIgnoresRules: true,
    });
  });

  it('has a mode for each kind of action', () => {
    const config = podConfigOf({
      defaultVmBehavior: 'automated',
      automationOverrides: { ioLoadBalanceAutomationMode: 'manual' },
    });
    expect(effectiveBehavior(config, 'ioLoadBalance', undefined)).toBe('manual');
    expect(effectiveBehavior(config, 'policyEnforcement', undefined)).toBe('automated');
    expect(effectiveBehavior(config, 'policyEnforcement', 'manual')).toBe('manual');
  });
});
