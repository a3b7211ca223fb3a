import { settledLatency } from '../../../server/engines/storage-drs/latency.ts';
import { storageDrsPass } from '../../../server/engines/storage-drs/pass.ts';
import { datastore, disk, faults, GB, home, moves, pod, vm } from './pod.ts';

describe('space load balancing', () => {
  const three = [datastore('A', 1000, 850), datastore('B', 1000, 600), datastore('C', 500, 300)];
  const onA = [disk('v1', 'A', 200), disk('v2', 'A', 60), disk('v3', 'A', 40)];

  it('moves what is closest to what must go, to where least is used (GV-SP-2)', () => {
    const plan = storageDrsPass(pod(three, onA));
    expect(plan.recommendations).toHaveLength(1);
    const [recommendation] = plan.recommendations;
    expect(recommendation).toMatchObject({
      reason: 'balanceDatastoreSpaceUsage',
      automatic: false,
      prerequisites: [],
    });
    const [move] = recommendation?.moves ?? [];
    expect(move).toMatchObject({ vm: 'v2', source: 'A', destination: 'B', diskIds: [2000] });
    expect(move?.spaceUtilSrcBefore).toBeCloseTo(85, 9);
    expect(move?.spaceUtilSrcAfter).toBeCloseTo(79, 9);
    expect(move?.spaceUtilDstBefore).toBeCloseTo(60, 9);
    expect(move?.spaceUtilDstAfter).toBeCloseTo(66, 9);
    expect(move?.sizeTransferredKb).toBe(62_914_560);
  });

  it.each([
    [82, 79, 'too little more'],
    [83, 78, 'exactly the difference'],
  ])('leaves %d %% beside %d %% alone: %s (GV-SP-3)', (a, b) => {
    const datastores = [datastore('A', 1000, 10 * a), datastore('B', 1000, 10 * b)];
    const plan = storageDrsPass(pod(datastores, [disk('v1', 'A', 5), disk('v2', 'A', 10)]));
    expect(plan.recommendations).toEqual([]);
    expect(plan.considered.every(({ verdict }) => verdict !== 'taken')).toBe(true);
  });

  it.each([
    [1, []],
    [0.6, [['balanceDatastoreSpaceUsage', 'v1:2000 A>B']]],
  ])('looks at growth of %d GB/h for 30 hours (GV-SP-4)', (growthGb, expected) => {
    const datastores = [
      datastore('A', 1000, 860),
      datastore('B', 1000, 700, { otherGrowthBytesPerHour: growthGb * GB }),
    ];
    const plan = storageDrsPass(pod(datastores, [disk('v1', 'A', 80)]));
    expect(moves(plan)).toEqual(expected);
    if (growthGb === 1) expect(plan.considered.at(-1)?.verdict).toBe('outgrown');
  });

  it('keeps free what the free space threshold asks for (GV-SP-5)', () => {
    const config = { spaceLoadBalanceConfig: { spaceThresholdMode: 'freeSpace' as const } };
    const datastores = [datastore('A', 500, 455), datastore('B', 500, 100)];
    const disks = [disk('v1', 'A', 4), disk('v2', 'A', 5), disk('v3', 'A', 30)];
    const plan = storageDrsPass(pod(datastores, disks, { config }));
    expect(moves(plan)).toEqual([['balanceDatastoreSpaceUsage', 'v2:2000 A>B']]);
    expect(storageDrsPass(pod(datastores, disks)).before[0]?.overThreshold).toBe(true);
  });

  it('takes the largest, and goes on, when none suffices', () => {
    const datastores = [datastore('A', 1000, 900), datastore('B', 1000, 100)];
    const disks = [disk('v1', 'A', 60), disk('v2', 'A', 30), disk('v3', 'A', 25)];
    expect(moves(storageDrsPass(pod(datastores, disks)))).toEqual([
      ['balanceDatastoreSpaceUsage', 'v1:2000 A>B'],
      ['balanceDatastoreSpaceUsage', 'v2:2000 A>B'],
      ['balanceDatastoreSpaceUsage', 'v3:2000 A>B'],
    ]);
  });

  it('moves disks of a virtual machine together, or each by itself where that is allowed', () => {
    const datastores = [datastore('A', 1000, 850), datastore('B', 1000, 300)];
    const disks = [disk('v1', 'A', 40), disk('v1', 'A', 60, { diskId: 2001 }), home('v1', 'A', 1)];
    const config = { defaultIntraVmAffinity: false };
    const together = storageDrsPass(pod(datastores, disks)).recommendations[0]?.moves[0];
    expect(together).toMatchObject({ diskIds: [2000, 2001], home: true });
    expect(moves(storageDrsPass(pod(datastores, disks, { config })))).toEqual([
      ['balanceDatastoreSpaceUsage', 'v1:2001 A>B'],
    ]);
  });

  it.each([
    ['the host does not mount', { hosts: new Set(['h9']) }, 'notMounted'],
    ['is in maintenance', { state: 'absent' as const }, 'notAble'],
    ['has an array that runs full', { thinPoolAlarm: true }, 'notAble'],
    ['is written too slowly', { writeMbPerSecond: 1 }, 'copyTooLong'],
  ])('does not take a datastore which %s', (_what, wish, verdict) => {
    const datastores = [datastore('A', 1000, 850), datastore('B', 1000, 100, wish)];
    const plan = storageDrsPass(pod(datastores, [disk('v1', 'A', 60)]));
    expect(plan.recommendations).toEqual([]);
    expect(plan.considered.map((one) => one.verdict)).toEqual([verdict]);
  });

  it('tells an outage from being too full, and does not weigh it', () => {
    const datastores = [
      datastore('A', 1000, 1000),
      datastore('B', 1000, 700, { writeMbPerSecond: 1 }),
    ];
    const disks = [disk('v1', 'A', 90), disk('v2', 'A', 500, { immovable: 'independentDisk' })];
    const plan = storageDrsPass(pod(datastores, disks));
    expect(moves(plan)).toEqual([['datastoreSpaceOutage', 'v1:2000 A>B']]);
    expect(plan.recommendations[0]).toMatchObject({ priority: 1, rating: 5 });
    expect(faults(plan)).toEqual([
      ['balanceDatastoreSpaceUsage', 'v2', 'StorageDrsCannotMoveIndependentDisk'],
    ]);
  });

  it('recommends nothing when switched off', () => {
    expect(storageDrsPass(pod(three, onA, { config: { enabled: false } })).recommendations).toEqual(
      [],
    );
  });
});

describe('I/O load balancing', () => {
  const slow = { latencyMs: 21, device: { baseMs: 1, slopeMs: 0.5 } };
  const fast = { latencyMs: 3, device: { baseMs: 1, slopeMs: 0.25 } };
  const disks = [
    disk('v1', 'D1', 10, { workload: 16 }),
    disk('v2', 'D1', 10, { workload: 14 }),
    disk('v3', 'D1', 10, { workload: 10 }),
    disk('v4', 'D2', 10, { workload: 8 }),
  ];
  const two = [datastore('D1', 1000, 100, slow), datastore('D2', 1000, 100, fast)];

  it('moves the disk that evens latencies most (GV-IO-1)', () => {
    const plan = storageDrsPass(pod(two, disks));
    expect(plan.ioFairnessBefore).toBeCloseTo(0.64, 9);
    expect(moves(plan)).toEqual([['balanceDatastoreIOLoad', 'v1:2000 D1>D2']]);
    expect(plan.recommendations[0]?.moves[0]).toMatchObject({
      ioLatencySrcBefore: 21,
      ioLatencyDstBefore: 3,
    });
    expect(plan.after.map(({ latencyMs }) => latencyMs)).toEqual([13, 7]);
    expect(plan.ioFairnessAfter).toBeCloseTo(0.9174, 4);
  });

  it.each([
    [15, []],
    [16, [['balanceDatastoreIOLoad', 'v1:2000 D1>D2']]],
  ])('wants 16 hours of samples: after %d', (hoursOfToday, expected) => {
    const seen = (latencyMs: number) =>
      settledLatency({ hoursOfToday, todayMs: Array(hoursOfToday * 180).fill(latencyMs) });
    const datastores = [
      datastore('D1', 1000, 100, { ...slow, latencyMs: seen(21) }),
      datastore('D2', 1000, 100, { ...fast, latencyMs: seen(3) }),
    ];
    expect(moves(storageDrsPass(pod(datastores, disks)))).toEqual(expected);
  });

  it.each([
    ['is switched off', { config: { ioLoadBalanceEnabled: false } }],
    ['is not due', { scope: 'urgent' as const }],
    ['accepts such latencies', { config: { ioLoadBalanceConfig: { ioLatencyThreshold: 21 } } }],
    [
      'accepts such unevenness',
      { config: { ioLoadBalanceConfig: { ioLoadImbalanceThreshold: 40 } } },
    ],
  ])('does nothing where it %s', (_what, wish) => {
    expect(storageDrsPass(pod(two, disks, wish)).recommendations).toEqual([]);
  });

  it('moves nothing between datastores that share spindles, or where it would get too slow', () => {
    const [d1, d2] = two;
    if (!d1 || !d2) throw new Error('no datastores');
    const correlated = [d1, { ...d2, correlatedWith: new Set(['D1']) }];
    expect(storageDrsPass(pod(correlated, disks)).recommendations).toEqual([]);
    const busy = [d1, { ...d2, latencyMs: 14.5 }];
    expect(storageDrsPass(pod(busy, disks)).recommendations).toEqual([]);
  });

  it('takes a device that was not measured for the average of the others', () => {
    const [d1, d2] = two;
    if (!d1 || !d2) throw new Error('no datastores');
    const plan = storageDrsPass(pod([d1, { ...d2, device: undefined }], disks));
    expect(plan.after.map(({ latencyMs }) => latencyMs)).toEqual([13, 11]);
  });

  it('says so when the server has switched it off by itself', () => {
    const plan = storageDrsPass(pod(two, disks, { ioBalancingDisabledInternally: true }));
    expect(plan.recommendations).toEqual([]);
    expect(faults(plan)).toEqual([
      ['iolbDisabledInternal', undefined, 'StorageDrsIolbDisabledInternally'],
    ]);
  });

  it('frees a datastore that has promised more operations than it may', () => {
    const reserving = [
      disk('v1', 'D1', 10, { reservedIops: 500 }),
      disk('v2', 'D1', 10, { reservedIops: 150 }),
      disk('v3', 'D1', 10, { reservedIops: 50 }),
    ];
    const datastores = [
      datastore('D1', 1000, 100, { peakIops: 1000 }),
      datastore('D2', 1000, 100, { peakIops: 1000 }),
    ];
    expect(moves(storageDrsPass(pod(datastores, reserving)))).toEqual([
      ['balanceDatastoreIOPSReservation', 'v2:2000 D1>D2'],
    ]);
    const [d1] = datastores;
    if (!d1) throw new Error('no datastore');
    const alone = storageDrsPass(pod([d1], reserving));
    expect(alone.faults[0]).toMatchObject({
      fault: { name: 'InsufficientStorageIops', detail: { datastoreName: 'D1' } },
    });
  });
});

describe('automation', () => {
  const datastores = [datastore('A', 1000, 850), datastore('B', 1000, 600)];
  const disks = [disk('v2', 'A', 60)];
  it.each([
    ['the default', { defaultVmBehavior: 'automated' as const }, undefined, true],
    [
      'the kind of action before the default',
      {
        defaultVmBehavior: 'automated' as const,
        automationOverrides: { spaceLoadBalanceAutomationMode: 'manual' as const },
      },
      undefined,
      false,
    ],
    [
      'the kind of action alone',
      { automationOverrides: { spaceLoadBalanceAutomationMode: 'automated' as const } },
      undefined,
      true,
    ],
    [
      'no other kind',
      { automationOverrides: { vmEvacuationAutomationMode: 'automated' as const } },
      undefined,
      false,
    ],
    [
      'the virtual machine before all',
      { automationOverrides: { spaceLoadBalanceAutomationMode: 'automated' as const } },
      'manual' as const,
      false,
    ],
  ])('follows %s', (_what, config, behavior, automatic) => {
    const vms = [vm('v2', { config: { behavior } })];
    const plan = storageDrsPass(pod(datastores, disks, { config, vms }));
    expect(plan.recommendations.map((one) => one.automatic)).toEqual([automatic]);
  });
});
