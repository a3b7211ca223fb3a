import { hostLoads } from '../../../server/engines/statistics/host-load.ts';
import { Rollup, type RollupKind } from '../../../server/engines/statistics/rollup.ts';
import { type GuestProfile, vmDemand } from '../../../server/engines/statistics/vm-demand.ts';
import { peakWant, type VmLoadFacts } from '../../../server/engines/statistics/vm-load.ts';
import { windowOf } from '../../../server/engines/statistics/window.ts';

describe('Rollup', () => {
  it.each<[kind: RollupKind, value: number]>([
    ['average', 20],
    ['summation', 300],
    ['maximum', 60],
    ['minimum', 10],
    ['latest', 60],
    ['none', 60],
  ])('shows the %s of an interval', (kind, value) => {
    const rollup = new Rollup(kind);

    rollup.add(10, 12);
    rollup.add(60, 3);

    expect(rollup.take()).toBe(value);
  });

  it('GV-STAT-1: 1000 ms ready in every 20 s are 15000 ms in five minutes', () => {
    const rollup = new Rollup('summation');

    rollup.add(1000, 15);

    expect(rollup.take()).toBe(15_000);
  });

  it('begins anew with every interval', () => {
    const rollup = new Rollup('maximum');
    rollup.add(60, 1);
    rollup.take();

    rollup.add(10, 1);

    expect(rollup.take()).toBe(10);
  });
});

describe('windowOf', () => {
  const MINUTE = 60_000;
  const wish = { nowMs: 100 * MINUTE + 7_000, stepMs: 20_000, keptMs: 60 * MINUTE };

  it('is all that is kept, up to the last sample', () => {
    const window = windowOf(wish);

    expect(window).toHaveLength(180);
    expect(window.at(-1)).toBe(100 * MINUTE);
    expect(window[0]).toBe(40 * MINUTE + 20_000);
  });

  it.each<[story: string, more: object, ends: readonly number[]]>([
    [
      'leaves the start out and lets the end in',
      { startMs: 90 * MINUTE, endMs: 91 * MINUTE },
      [1, 2, 3].map((each) => 90 * MINUTE + each * 20_000),
    ],
    ['takes the latest', { samplesMax: 2 }, [100 * MINUTE - 20_000, 100 * MINUTE]],
    [
      'takes the latest before the end',
      { endMs: 90 * MINUTE + 19_999, samplesMax: 2 },
      [90 * MINUTE - 20_000, 90 * MINUTE],
    ],
    ['knows nothing of the future', { startMs: 100 * MINUTE, endMs: 200 * MINUTE }, []],
    ['knows nothing that is no longer kept', { endMs: 40 * MINUTE }, []],
  ])('%s', (_story, more, ends) => {
    expect(windowOf({ ...wish, ...more })).toEqual(ends);
  });
});

describe('hostLoads', () => {
  const vm = (profile: GuestProfile, more: Partial<VmLoadFacts> = {}): VmLoadFacts => {
    const configured = { maxCpuMhz: 4000, memoryMb: 4096, uuid: 'a' };
    return {
      host: 'host-1',
      pool: undefined,
      bootMs: 0,
      vcpuCount: 2,
      ...configured,
      overheadKb: 51_200,
      cpu: { shares: 2000, reservation: 0, limit: -1 },
      memory: { shares: 40_960, reservation: 0, limit: -1 },
      disks: [],
      datastores: [],
      demand: vmDemand(profile, configured, 0),
      ...more,
    };
  };
  const MEMORY = 64 * 2 ** 20;

  it('gives everybody what he wants where it suffices', () => {
    const loads = hostLoads(
      { cpuMhz: 3200, memoryKb: MEMORY },
      [vm({ cpuPercent: 40 }), vm({ cpuPercent: 40 })],
      1,
    );

    expect(loads.map(({ cpuMhz, readyMs }) => [cpuMhz, readyMs])).toEqual([
      [1600, 0],
      [1600, 0],
    ]);
  });

  it('divides CPU by shares where it does not; what is undelivered is ready time', () => {
    const busy = { cpuPercent: 100 };
    const favoured = vm(busy, { cpu: { shares: 4000, reservation: 0, limit: -1 } });

    const loads = hostLoads({ cpuMhz: 6000, memoryKb: MEMORY }, [vm(busy), favoured], 1);

    expect(loads.map(({ cpuMhz, cpuDemandMhz }) => [cpuMhz, cpuDemandMhz])).toEqual([
      [2000, 4000],
      [4000, 4000],
    ]);
    // Half of what two processors of 2000 MHz have in 20 seconds.
    expect(loads.map(({ readyMs, usedMs }) => [readyMs, usedMs])).toEqual([
      [20_000, 20_000],
      [0, 40_000],
    ]);
  });

  it('keeps a VM below its limit though the host idles', () => {
    const limited = vm({ cpuPercent: 100 }, { cpu: { shares: 2000, reservation: 0, limit: 1000 } });

    const [load] = hostLoads({ cpuMhz: 50_000, memoryKb: MEMORY }, [limited], 1);

    expect(load).toMatchObject({ cpuMhz: 1000, cpuDemandMhz: 4000, readyMs: 30_000 });
  });

  it('balloons what it cannot back, and swaps what the balloon cannot take', () => {
    const full = { grantedMemoryMb: 4096 };

    const [some] = hostLoads({ cpuMhz: 9000, memoryKb: 3072 * 1024 + 51_200 }, [vm(full)], 1);
    const [most] = hostLoads({ cpuMhz: 9000, memoryKb: 1024 * 1024 + 51_200 }, [vm(full)], 1);

    expect(some).toMatchObject({ consumedKb: 3072 * 1024, balloonedKb: 1024 * 1024, swappedKb: 0 });
    expect(most?.balloonedKb).toBe(Math.floor(4096 * 1024 * 0.65));
    expect(most?.swappedKb).toBe(3072 * 1024 - Math.floor(4096 * 1024 * 0.65));
  });

  it('never sees a VM want more than its peak', () => {
    const demand = {
      cpuMhz: { kind: 'sine', mean: 1000, amplitude: 900, periodSeconds: 700 },
    } as const;
    const facts = vm({ demand });
    const peak = peakWant(facts);

    for (let sample = 0; sample < 100; sample++) {
      const [load] = hostLoads({ cpuMhz: 9000, memoryKb: MEMORY }, [facts], sample);
      expect(load?.cpuDemandMhz).toBeLessThanOrEqual(peak.cpuMhz);
    }
  });
});
