import { swapMb, swapVerdict } from '../../../server/engines/resources/swap.ts';

const vm = (memoryMb: number, memoryReservationMb: number) => ({
  vcpuCount: 1,
  memoryMb,
  cpuReservationMhz: 0,
  memoryReservationMb,
});
const swap = (freeMb: number) => ({ file: '[DS1] web/web.vswp', datastore: 'DS1', freeMb });

describe('the swap file', () => {
  it.each([
    [4096, 0, 4096],
    [4096, 1024, 3072],
    [4096, 4096, 0],
    [4096, 8192, 0],
  ])('of %i MB with %i MB reserved has %i MB', (memoryMb, reservedMb, expected) => {
    expect(swapMb(vm(memoryMb, reservedMb))).toBe(expected);
  });

  it.each([
    [4096, 0, 4096, true],
    [4096, 0, 4095, false],
    [4096, 1, 4095, true],
    [4096, 4096, 0, true],
  ])('of %i MB with %i MB reserved in %i MB', (memoryMb, reservedMb, freeMb, fits) => {
    expect(swapVerdict(vm(memoryMb, reservedMb), swap(freeMb)).length === 0).toBe(fits);
  });

  it('is missed by name', () => {
    expect(swapVerdict(vm(4096, 0), swap(0))).toEqual([
      {
        name: 'NoDiskSpace',
        detail: { file: '[DS1] web/web.vswp', datastore: 'DS1' },
        message: "Insufficient disk space on datastore 'DS1'.",
      },
    ]);
  });
});
