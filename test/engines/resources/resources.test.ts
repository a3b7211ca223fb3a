import {
  availableCapacity,
  clusterCapacity,
  defaultReserve,
} from '../../../server/engines/resources/capacity.ts';
import { bytesOfMb, memoryOverheadMb } from '../../../server/engines/resources/memory-overhead.ts';
import type { PoolResources } from '../../../server/engines/resources/reservations.ts';
import {
  hostVerdict,
  poolVerdict,
  reservationNeed,
  unreservedForVm,
} from '../../../server/engines/resources/reservations.ts';
import { reference } from '../../../server/vmodl/reference.ts';

describe('memoryOverheadMb', () => {
  it.each([
    [256, 1, '20.29'],
    [16384, 8, '168.60'],
    [4096, 2, '52.72'],
    // GV-OV-1
    [2048, 2, '37.51'],
    [8192, 4, '91.09'],
    [32768, 8, '291.03'],
    // Between and beyond the columns.
    [1024, 3, '33.88'],
    [1024, 16, '85.74'],
  ])('%d MB, %d vCPUs: %s MB', (memoryMb, vcpus, overhead) => {
    expect(memoryOverheadMb(memoryMb, vcpus).toFixed(2)).toBe(overhead);
  });
});

describe('bytesOfMb', () => {
  it('rounds up to whole bytes', () => {
    expect(bytesOfMb(2048)).toBe(2_147_483_648);
    expect(bytesOfMb(2100.72)).toBe(2_202_764_575);
  });
});

describe('clusterCapacity', () => {
  it('GV-CAP-1: two hosts of 20 × 2600 MHz, one in maintenance', () => {
    const host = { cores: 20, coreMhz: 2600, memoryMb: 65536 };

    const capacity = clusterCapacity([
      { ...host, runsVms: true },
      { ...host, runsVms: false },
    ]);

    expect(capacity.total).toEqual({ cpuMhz: 104_000, memoryMb: 131_072 });
    expect(capacity.effective.cpuMhz).toBe(52_000 - 500);
    expect(capacity).toMatchObject({ hosts: 2, effectiveHosts: 1 });
  });

  it('lets a scenario say what hosts keep', () => {
    const host = { cores: 10, coreMhz: 2000, memoryMb: 32768 };
    const reserve = { cpuMhz: 0, memoryMb: 768 };

    expect(clusterCapacity([{ ...host, runsVms: true, reserve }]).effective).toEqual({
      cpuMhz: 20_000,
      memoryMb: 32_000,
    });
  });

  it('of no hosts is nothing', () => {
    expect(clusterCapacity([]).effective).toEqual({ cpuMhz: 0, memoryMb: 0 });
  });
});

describe('defaultReserve', () => {
  it.each([
    [16_384, 2048],
    [51_200, 2048],
    [102_400, 4096],
  ])('of %d MB is %d MB', (memoryMb, reservedMb) => {
    expect(defaultReserve({ cores: 1, coreMhz: 1, memoryMb }).memoryMb).toBe(reservedMb);
  });

  it('never leaves less than nothing', () => {
    expect(availableCapacity({ cores: 1, coreMhz: 100, memoryMb: 100 })).toEqual({
      cpuMhz: 0,
      memoryMb: 0,
    });
  });
});

const VM = { vcpuCount: 2, memoryMb: 4096, cpuReservationMhz: 0, memoryReservationMb: 2048 };
const HOST = {
  ref: reference('HostSystem', 'host-1'),
  coreMhz: 2600,
  availableCpuMhz: 50_000,
  availableMemoryMb: 49_152,
  reservedCpuMhz: 0,
  reservedMemoryMb: 47_104,
};

describe('hostVerdict', () => {
  it('GV-ADM-1: the memory overhead tips it over', () => {
    expect(reservationNeed(VM).memoryMb).toBeCloseTo(2100.72);

    expect(hostVerdict(VM, HOST)).toEqual([
      {
        name: 'InsufficientHostMemoryCapacityFault',
        detail: { host: HOST.ref, unreserved: 2_147_483_648, requested: 2_202_764_575 },
        message: 'The host does not have sufficient memory resources to satisfy the reservation.',
      },
    ]);
  });

  it('admits what just fits', () => {
    expect(hostVerdict(VM, { ...HOST, reservedMemoryMb: 49_152 - 2100.72 })).toEqual([]);
  });

  it('names every resource that is short', () => {
    const vm = { ...VM, cpuReservationMhz: 6000 };

    const faults = hostVerdict(vm, { ...HOST, reservedCpuMhz: 45_000 });

    expect(faults.map((fault) => fault.name)).toEqual([
      'InsufficientPerCpuCapacity',
      'InsufficientHostCpuCapacityFault',
      'InsufficientHostMemoryCapacityFault',
    ]);
    expect(faults[1]?.detail).toEqual({ host: HOST.ref, unreserved: 5000, requested: 6000 });
  });

  it('has no less than nothing left', () => {
    const [fault] = hostVerdict(VM, { ...HOST, reservedMemoryMb: 60_000 });

    expect(fault?.detail['unreserved']).toBe(0);
  });
});

describe('poolVerdict', () => {
  const pool = (unreservedCpuMhz: number, cpuExpandable: boolean): PoolResources => ({
    ref: reference('ResourcePool', 'resgroup-1'),
    unreservedCpuMhz,
    cpuExpandable,
    unreservedMemoryMb: 100_000,
    memoryExpandable: false,
  });
  const vm = { ...VM, cpuReservationMhz: 1500 };

  it('GV-ADM-2: a pool which is not expandable gives what it has', () => {
    expect(poolVerdict(vm, [pool(1000, false), pool(600, true)])).toEqual([
      {
        name: 'InsufficientCpuResourcesFault',
        detail: { unreserved: 1000, requested: 1500 },
        message:
          'The available CPU resources in the parent resource pool are insufficient for the operation.',
      },
    ]);
  });

  it('GV-ADM-2: an expandable one borrows the rest', () => {
    expect(poolVerdict(vm, [pool(1000, true), pool(600, true)])).toEqual([]);
    expect(unreservedForVm([pool(1000, true), pool(600, true)], 'cpu')).toBe(1600);
  });

  it('borrows through several parents, up to the first that is not expandable', () => {
    const chain = [pool(1, true), pool(10, true), pool(100, false), pool(1000, true)];

    expect(unreservedForVm(chain, 'cpu')).toBe(111);
  });

  it('counts memory with its overhead, in bytes', () => {
    const short = { ...pool(9999, true), unreservedMemoryMb: 2048 };

    expect(poolVerdict(vm, [short])).toMatchObject([
      {
        name: 'InsufficientMemoryResourcesFault',
        detail: { unreserved: 2_147_483_648, requested: 2_202_764_575 },
      },
    ]);
  });
});
