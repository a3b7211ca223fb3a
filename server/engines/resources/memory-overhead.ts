/**
 * Memory a running VM costs beyond what its guest sees: monitor, page tables, device state.
 *
 * It is reserved like a memory reservation. Source: the sample table of the vSphere Resource
 * Management guide ("Sample overhead memory on virtual machines"). Between its entries we
 * interpolate linearly in memory, then in vCPUs; beyond them the last slope goes on.
 */
import { BYTES_PER_MB } from '../../vmodl/units.ts';

const MEMORY_MB = [256, 1024, 4096, 16384] as const;
const VCPUS = [1, 2, 4, 8] as const;
/** MB, a row per memory size, a column per vCPU count. */
const OVERHEAD_MB = [
  [20.29, 24.28, 32.23, 48.16],
  [25.9, 29.91, 37.86, 53.82],
  [48.64, 52.72, 60.67, 76.78],
  [139.62, 143.98, 151.93, 168.6],
] as const;

/** The same, a row per vCPU count. */
const BY_VCPUS = VCPUS.map((_, column) => OVERHEAD_MB.map((row) => row[column] ?? 0));

/** Overhead of a VM, MB. */
export function memoryOverheadMb(memoryMb: number, vcpuCount: number): number {
  const right = pieceOf(VCPUS, vcpuCount);
  const at = (column: number) => interpolate(MEMORY_MB, BY_VCPUS[column] ?? [], memoryMb);
  return between(VCPUS, right, vcpuCount, at(right - 1), at(right));
}

/** Whole bytes of that many MB, rounded up, as faults and `runtime.memoryOverhead` say them. */
export function bytesOfMb(megabytes: number): number {
  return Math.max(0, Math.ceil((megabytes - 1e-9) * BYTES_PER_MB));
}

/** Follows the line through points in ascending order; outside of them its nearest piece goes on. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = pieceOf(xs, x);
  return between(xs, right, x, ys[right - 1] ?? 0, ys[right] ?? 0);
}

/** The piece of the line that tells of x: index of its right end. */
function pieceOf(xs: readonly number[], x: number): number {
  const above = xs.findIndex((one) => one >= x);
  return above < 0 ? xs.length - 1 : Math.max(1, above);
}

function between(xs: readonly number[], right: number, x: number, y0: number, y1: number): number {
  const x0 = xs[right - 1] ?? 0;
  const x1 = xs[right] ?? 1;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
