/**
 * What some disks do together. Operations and bytes add up; latency is Little's law over the sums, the mean over
 * all operations.
 */
import type { DiskIo } from '../../engines/statistics/disk-io.ts';

export interface IoSums {
  readonly readIops: number;
  readonly writeIops: number;
  readonly readKbps: number;
  readonly writeKbps: number;
  /** Not whole numbers, so that many small ones are not lost. */
  readonly readOutstanding: number;
  readonly writeOutstanding: number;
  /** Mean of an operation; 0 where there is none. */
  readonly readLatencyMs: number;
  readonly writeLatencyMs: number;
  /** Of the slowest disk that does anything. */
  readonly maxLatencyMs: number;
}

export function ioSums(disks: readonly DiskIo[]): IoSums {
  let [readIops, writeIops, readKbps, writeKbps] = [0, 0, 0, 0];
  let [readOutstanding, writeOutstanding, readsPerMs, writesPerMs, maxLatencyMs] = [0, 0, 0, 0, 0];
  let minLatencyMs = Number.POSITIVE_INFINITY;
  for (const disk of disks) {
    readIops += disk.readIops;
    writeIops += disk.writeIops;
    readKbps += disk.readKbps;
    writeKbps += disk.writeKbps;
    readOutstanding += disk.readOutstanding;
    writeOutstanding += disk.writeOutstanding;
    if (disk.latencyMs <= 0) continue;
    readsPerMs += disk.readOutstanding / disk.latencyMs;
    writesPerMs += disk.writeOutstanding / disk.latencyMs;
    const isIdle = disk.readOutstanding + disk.writeOutstanding <= 0;
    if (isIdle) continue;
    maxLatencyMs = Math.max(maxLatencyMs, disk.latencyMs);
    minLatencyMs = Math.min(minLatencyMs, disk.latencyMs);
  }
  // What is the same everywhere is no mean: thresholds compare it to the last bit.
  const same = minLatencyMs === maxLatencyMs ? maxLatencyMs : undefined;
  return {
    ...{ readIops, writeIops, readKbps, writeKbps, readOutstanding, writeOutstanding },
    readLatencyMs: readsPerMs > 0 ? (same ?? readOutstanding / readsPerMs) : 0,
    writeLatencyMs: writesPerMs > 0 ? (same ?? writeOutstanding / writesPerMs) : 0,
    maxLatencyMs,
  };
}

/** Mean of all operations, ms; undefined where there is none. */
export function observedLatencyMs(sums: IoSums): number | undefined {
  const { readOutstanding, writeOutstanding, readLatencyMs, writeLatencyMs } = sums;
  if (readLatencyMs === writeLatencyMs && readLatencyMs > 0) return readLatencyMs;
  const outstanding = readOutstanding + writeOutstanding;
  const reads = readLatencyMs > 0 ? readOutstanding / readLatencyMs : 0;
  const writes = writeLatencyMs > 0 ? writeOutstanding / writeLatencyMs : 0;
  return reads + writes > 0 ? outstanding / (reads + writes) : undefined;
}
