/**
 * Figures of disks and datastores: the same of a virtual machine, a host and a datastore, over the disks which
 * each means. Operations and bytes add up to the last digit; latency is the mean over all operations.
 */
import type { DiskIo } from '../../../engines/statistics/disk-io.ts';
import { SAMPLE_SECONDS } from '../../../engines/statistics/grid.ts';
import type { DatastoreIoLoad, IoAt } from '../io-sampler.ts';
import { type IoSums, ioSums, observedLatencyMs } from '../io-sums.ts';
import type { Figure, Figures, Where } from './figure.ts';

/** The disks which a figure is about. */
export type DisksOf<L> = (load: L, where: Where, io: IoAt) => readonly DiskIo[];

/** A figure over the sums of some disks. */
export type IoFigure = <L>(disks: DisksOf<L>) => Figure<L>;

const MICROSECONDS = 1000;
const BYTES_PER_KB = 1024;
const PERCENT = 10_000;
/** What VMkernel lets hosts have outstanding on a volume while Storage I/O Control holds nobody back. */
const QUEUE_DEPTH = 64;
const QUEUE_DEPTH_MIN = 4;

const over =
  (of: (sums: IoSums) => number): IoFigure =>
  (disks) =>
  (load, where, io) =>
    Math.round(of(ioSums(disks(load, where, io))));

const observed = (sums: IoSums) => observedLatencyMs(sums) ?? 0;

/** By the last word of the counter, whatever the group. */
export const IO = {
  readIops: over(({ readIops }) => readIops),
  writeIops: over(({ writeIops }) => writeIops),
  iops: over(({ readIops, writeIops }) => readIops + writeIops),
  reads: over(({ readIops }) => readIops * SAMPLE_SECONDS),
  writes: over(({ writeIops }) => writeIops * SAMPLE_SECONDS),
  commands: over(({ readIops, writeIops }) => (readIops + writeIops) * SAMPLE_SECONDS),
  readKbps: over(({ readKbps }) => readKbps),
  writeKbps: over(({ writeKbps }) => writeKbps),
  kbps: over(({ readKbps, writeKbps }) => readKbps + writeKbps),
  readBytes: over(({ readKbps }) => readKbps * BYTES_PER_KB * SAMPLE_SECONDS),
  writeBytes: over(({ writeKbps }) => writeKbps * BYTES_PER_KB * SAMPLE_SECONDS),
  readOutstanding: over(({ readOutstanding }) => readOutstanding),
  writeOutstanding: over(({ writeOutstanding }) => writeOutstanding),
  readMs: over(({ readLatencyMs }) => readLatencyMs),
  writeMs: over(({ writeLatencyMs }) => writeLatencyMs),
  ms: over(observed),
  maxMs: over(({ maxLatencyMs }) => maxLatencyMs),
  readUs: over(({ readLatencyMs }) => readLatencyMs * MICROSECONDS),
  writeUs: over(({ writeLatencyMs }) => writeLatencyMs * MICROSECONDS),
  us: over((sums) => observed(sums) * MICROSECONDS),
  readBytesEach: over(({ readKbps, readIops }) => each(readKbps, readIops)),
  writeBytesEach: over(({ writeKbps, writeIops }) => each(writeKbps, writeIops)),
} as const satisfies Readonly<Record<string, IoFigure>>;

/** What devices of a host and datastores show alike. */
export function deviceFigures<L>(group: string, disks: DisksOf<L>): Figures<L> {
  return {
    [`${group}.numberReadAveraged`]: IO.readIops(disks),
    [`${group}.numberWriteAveraged`]: IO.writeIops(disks),
    [`${group}.commandsAveraged`]: IO.iops(disks),
    [`${group}.totalReadLatency`]: IO.readMs(disks),
    [`${group}.totalWriteLatency`]: IO.writeMs(disks),
    [`${group}.maxTotalLatency`]: IO.maxMs(disks),
    [`${group}.read`]: IO.readKbps(disks),
    [`${group}.write`]: IO.writeKbps(disks),
    [`${group}.throughput.usage`]: IO.kbps(disks),
    [`${group}.throughput.cont`]: IO.ms(disks),
    [`${group}.throughput.contention`]: IO.ms(disks),
    [`${group}.busResets`]: () => 0,
    [`${group}.commandsAborted`]: () => 0,
  };
}

/** What Storage I/O Control measures and does. `idsOf`: the datastores which are meant. */
export function congestionFigures<L>(
  disks: DisksOf<L>,
  idsOf: (load: L, where: Where) => readonly string[],
): Figures<L> {
  const ofDatastores =
    (of: (id: string, io: IoAt) => number): Figure<L> =>
    (load, where, io) =>
      Math.max(0, ...idsOf(load, where).map((id) => of(id, io)));
  return {
    'datastore.datastoreIops': IO.iops(disks),
    'datastore.datastoreReadIops': IO.readIops(disks),
    'datastore.datastoreWriteIops': IO.writeIops(disks),
    'datastore.datastoreReadOIO': IO.readOutstanding(disks),
    'datastore.datastoreWriteOIO': IO.writeOutstanding(disks),
    'datastore.datastoreReadLoadMetric': IO.readOutstanding(disks),
    'datastore.datastoreWriteLoadMetric': IO.writeOutstanding(disks),
    'datastore.datastoreReadBytes': IO.readBytes(disks),
    'datastore.datastoreWriteBytes': IO.writeBytes(disks),
    'datastore.datastoreNormalReadLatency': IO.readMs(disks),
    'datastore.datastoreNormalWriteLatency': IO.writeMs(disks),
    'datastore.datastoreVMObservedLatency': IO.us(disks),
    // Held back, hosts send no more than keeps the device at the threshold; what waits, waits in them.
    'datastore.sizeNormalizedDatastoreLatency': (load, where, io) => {
      const seen = IO.us(disks)(load, where, io);
      const limits = idsOf(load, where).map((id) => io.datastore(id).facts);
      const mostMs = Math.max(
        ...limits.map(({ controlled, congestionMs }) => (controlled ? congestionMs : seen)),
      );
      return limits.length > 0 ? Math.min(seen, mostMs * MICROSECONDS) : seen;
    },
    'datastore.siocActiveTimePercentage': ofDatastores((id, io) =>
      isCongested(id, io) ? PERCENT : 0,
    ),
    'datastore.datastoreMaxQueueDepth': ofDatastores(queueDepth),
  };
}

function isCongested(id: string, io: IoAt): boolean {
  const load = io.datastore(id);
  return load.facts.controlled && exceedsThreshold(load);
}

/** Would Storage I/O Control hold hosts back, were it on? */
export function exceedsThreshold({ facts, sums, latencyMs }: DatastoreIoLoad): boolean {
  return (observedLatencyMs(sums) ?? latencyMs) > facts.congestionMs;
}

function queueDepth(id: string, io: IoAt): number {
  if (!isCongested(id, io)) return QUEUE_DEPTH;
  const { facts, sums, latencyMs } = io.datastore(id);
  const seen = observedLatencyMs(sums) ?? latencyMs;
  return Math.max(QUEUE_DEPTH_MIN, Math.round((QUEUE_DEPTH * facts.congestionMs) / seen));
}

/** Bytes of one operation. */
function each(kbps: number, iops: number): number {
  return iops === 0 ? 0 : (kbps * BYTES_PER_KB) / iops;
}
