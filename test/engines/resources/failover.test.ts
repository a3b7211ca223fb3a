import {
  computedShare,
  type FailoverFacts,
  type FailoverPolicy,
  failoverVerdict,
  freeShare,
  slotsLeft,
} from '../../../server/engines/resources/failover.ts';
import type { VmResources } from '../../../server/engines/resources/reservations.ts';

const vm = (cpuReservationMhz: number, memoryReservationMb: number): VmResources => ({
  vcpuCount: 1,
  memoryMb: 256,
  cpuReservationMhz,
  memoryReservationMb,
});
/** Memory overhead of such a VM, MB. */
const OVERHEAD_MB = 20.29;
const hosts = (...sizes: readonly (readonly [cpuMhz: number, memoryMb: number])[]) =>
  sizes.map(([cpuMhz, memoryMb]) => ({ cpuMhz, memoryMb }));
const admits = (facts: FailoverFacts, one: VmResources) => failoverVerdict(one, facts).length === 0;

describe('GV-HA-1', () => {
  const cluster = {
    hosts: hosts([8000, 7 * 1024], [8000, 7 * 1024], [8000, 7 * 1024]),
    running: [vm(7000, 6 * 1024 - OVERHEAD_MB)],
  };

  it('leaves 70 % of CPU and 71 % of memory', () => {
    expect(freeShare(cluster)).toEqual({ cpuPercent: 70, memoryPercent: 71 });
  });

  it.each([
    ['a small VM', vm(0, 0), true],
    ['just what leaves 25 % of CPU', vm(11_000, 0), true],
    ['more CPU than that', vm(11_300, 0), false],
    ['more memory than that', vm(0, 10 * 1024), false],
  ])('with 25 % kept free: %s', (_name, one, expected) => {
    const policy: FailoverPolicy = { kind: 'percentage', cpuPercent: 25, memoryPercent: 25 };

    expect(admits({ ...cluster, policy }, one)).toBe(expected);
  });
});

describe('a VM without reservations', () => {
  it('counts as 32 MHz and its memory overhead', () => {
    const cluster = { hosts: hosts([320, 202.9]), running: [vm(0, 0)] };

    expect(freeShare(cluster)).toEqual({ cpuPercent: 90, memoryPercent: 90 });
  });
});

describe('percentages that follow from hosts that may fail', () => {
  it.each([
    [hosts([100, 10], [100, 10]), 1, { cpuPercent: 50, memoryPercent: 50 }],
    [hosts([100, 10], [100, 10], [100, 10]), 1, { cpuPercent: 34, memoryPercent: 34 }],
    [hosts([300, 10], [100, 10]), 1, { cpuPercent: 75, memoryPercent: 50 }],
    [hosts([100, 10]), 1, { cpuPercent: 100, memoryPercent: 100 }],
    [hosts([100, 10], [100, 10]), 0, { cpuPercent: 0, memoryPercent: 0 }],
    [[], 1, { cpuPercent: 100, memoryPercent: 100 }],
  ])('of %j, %i', (sizes, level, expected) => {
    expect(computedShare(sizes, level)).toEqual(expected);
  });

  it('lets nobody in where a lone host may fail', () => {
    const policy: FailoverPolicy = { kind: 'computedPercentage', failoverLevel: 1 };

    expect(admits({ policy, hosts: hosts([8000, 8192]), running: [] }, vm(0, 0))).toBe(false);
  });
});

describe('slots', () => {
  const cluster = { hosts: hosts([9000, 6000], [9000, 6000], [6000, 6000]) };

  it('are of the most demanding VM, and the largest hosts are left out', () => {
    const running = [vm(2000, 1024 - OVERHEAD_MB), vm(500, 2048 - OVERHEAD_MB)];

    // 2000 MHz and 2048 MB a slot: 2, 2 and 2 slots; 4 without the largest host.
    expect(slotsLeft({ ...cluster, running }, 1)).toBe(2);
    expect(slotsLeft({ ...cluster, running }, 2)).toBe(0);
  });

  it.each([
    [1, 5, true],
    [1, 6, false],
    [2, 2, true],
    [2, 3, false],
  ])('for %i failing host: %i VMs and one more', (failoverLevel, count, expected) => {
    const policy: FailoverPolicy = { kind: 'slots', failoverLevel };
    const running = Array.from({ length: count }, () => vm(2000, 1900));

    expect(admits({ ...cluster, policy, running }, vm(0, 0))).toBe(expected);
  });

  it('of a fixed size are taken several at a time by a large VM', () => {
    const slot = { cpuMhz: 1000, memoryMb: 1024 };
    const running = [vm(2500, 0)];

    // 5, 5 and 5 slots; the VM takes three of ten.
    expect(slotsLeft({ ...cluster, running }, 1, slot)).toBe(7);
  });
});

describe('dedicated failover hosts', () => {
  it('keep nothing free elsewhere', () => {
    const policy: FailoverPolicy = { kind: 'failoverHosts' };

    expect(admits({ policy, hosts: [], running: [] }, vm(9000, 9000))).toBe(true);
  });
});

describe('the verdict', () => {
  it('is vCenter’s fault for it', () => {
    const policy: FailoverPolicy = { kind: 'percentage', cpuPercent: 100, memoryPercent: 100 };
    const facts = { policy, hosts: hosts([8000, 8192]), running: [] };

    expect(failoverVerdict(vm(0, 0), facts)).toEqual([
      {
        name: 'InsufficientFailoverResourcesFault',
        detail: {},
        message: 'Insufficient resources to satisfy configured failover level for vSphere HA.',
      },
    ]);
  });
});
