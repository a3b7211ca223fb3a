/**
 * I/O of virtual disks, and how fast a datastore answers it.
 *
 * Latency of a datastore is a straight line: what its device takes at rest, and so much more for each operation
 * that is outstanding (`storage-drs/device-model.ts`). By Little's law what is outstanding is operations per
 * second times latency, so the two depend on each other. A disk either keeps told operations outstanding, or
 * asks for operations per second with a queue of bounded depth; either way what it has outstanding is
 * `min(queue, iops · latency)`. The sum of such is concave and grows, hence meets the line once: the meeting
 * point is found exactly, by filling queues in the order in which they run full.
 */
import { amount, type Scaled } from './demand-function.ts';

/** Base and slope, ms. */
export interface DeviceLine {
  readonly baseMs: number;
  readonly slopeMs: number;
}

/** A virtual disk, between two changes of its VM. */
export interface DiskFacts {
  /** Key of the virtual device. */
  readonly key: number;
  /** Id of the datastore it lies on. */
  readonly datastore: string;
  /** Operations per second at most; undefined: as many as it likes. */
  readonly limitIops: number | undefined;
  /** What it was told apart from the other disks of its VM. */
  readonly own: OwnDiskDemand | undefined;
}

export interface OwnDiskDemand {
  readonly readIops?: Scaled | undefined;
  readonly writeIops?: Scaled | undefined;
  readonly outstandingIo?: Scaled | undefined;
}

/** What a guest does to all its disks, which bear it alike. */
export interface DisksDemand {
  readonly diskReadIops: Scaled;
  readonly diskWriteIops: Scaled;
  readonly diskReadMbPerSecond: Scaled;
  readonly diskWriteMbPerSecond: Scaled;
  /** Kept outstanding, whatever comes of it; goes before operations per second. */
  readonly diskOutstandingIo?: Scaled | undefined;
  /** What its guest sees, whatever its datastores do. */
  readonly diskLatencyMs?: Scaled | undefined;
  /** Those of them, and of its disks' own, which are not constant. */
  readonly varyingDisks: readonly Scaled[];
}

/** What a disk would do at a sample. */
export interface DiskWant {
  readonly disk: DiskFacts;
  /** Outstanding at most. */
  readonly queue: number;
  /** Operations per second at most; `Infinity` for a disk that keeps its queue full. */
  readonly iops: number;
  /** Set: its latency is told, `queue` is what is outstanding. */
  readonly latencyMs: number | undefined;
  readonly readIops: number;
  readonly writeIops: number;
  readonly readKbps: number;
  readonly writeKbps: number;
}

/** What a disk does at a sample; whole numbers but for what is outstanding and its latency. */
export interface DiskIo {
  readonly disk: DiskFacts;
  readonly readIops: number;
  readonly writeIops: number;
  readonly readKbps: number;
  readonly writeKbps: number;
  readonly readOutstanding: number;
  readonly writeOutstanding: number;
  /** Of one operation; that of its datastore unless told. */
  readonly latencyMs: number;
}

/** What an operation carries unless told. Ours: a page of a common database. */
export const IO_KB = 8;
/** A common mix of an application server, where nobody tells. Ours. */
export const WRITE_SHARE = 0.3;
/** What a paravirtual adapter keeps under way for one disk at most, as ESXi has it by default (`Disk.SchedNumReqOutstanding`). */
const QUEUE_DEPTH = 32;
const KB_PER_MB = 1024;
const MS_PER_SECOND = 1000;

/** What the disks of a VM would do, in their order; their parts add up to the VM's to the last digit. */
export function diskWants(
  disks: readonly DiskFacts[],
  demand: DisksDemand,
  sample: number,
): readonly DiskWant[] {
  if (disks.length === 0) return [];
  const all = {
    readIops: Math.round(amount(demand.diskReadIops, sample)),
    writeIops: Math.round(amount(demand.diskWriteIops, sample)),
    readKbps: Math.round(amount(demand.diskReadMbPerSecond, sample) * KB_PER_MB),
    writeKbps: Math.round(amount(demand.diskWriteMbPerSecond, sample) * KB_PER_MB),
    outstanding: maybe(demand.diskOutstandingIo, sample),
    latencyMs: maybe(demand.diskLatencyMs, sample),
  };
  return disks.map((disk, index) => diskWant(disk, all, { index, count: disks.length, sample }));
}

type AllDisks = Pick<
  DiskWant,
  'readIops' | 'writeIops' | 'readKbps' | 'writeKbps' | 'latencyMs'
> & {
  readonly outstanding: number | undefined;
};

interface Place {
  readonly index: number;
  readonly count: number;
  readonly sample: number;
}

function diskWant(disk: DiskFacts, all: AllDisks, { index, count, sample }: Place): DiskWant {
  const part = (value: number) =>
    Math.round((value * (index + 1)) / count) - Math.round((value * index) / count);
  const own = disk.own;
  const readIops = own?.readIops ? Math.round(amount(own.readIops, sample)) : part(all.readIops);
  const writeIops = own?.writeIops
    ? Math.round(amount(own.writeIops, sample))
    : part(all.writeIops);
  const told = own?.outstandingIo
    ? amount(own.outstandingIo, sample)
    : ownIops(own)
      ? undefined
      : share(all.outstanding, count);
  const { latencyMs } = all;
  return {
    ...{ disk, latencyMs, readIops, writeIops },
    readKbps: own?.readIops ? sized(readIops, all.readKbps, all.readIops) : part(all.readKbps),
    writeKbps: own?.writeIops
      ? sized(writeIops, all.writeKbps, all.writeIops)
      : part(all.writeKbps),
    ...load({ asked: readIops + writeIops, limit: disk.limitIops, told, latencyMs }),
  };
}

interface Asking {
  readonly asked: number;
  readonly limit: number | undefined;
  readonly told: number | undefined;
  readonly latencyMs: number | undefined;
}

function load({ asked, limit, told, latencyMs }: Asking): Pick<DiskWant, 'queue' | 'iops'> {
  const most = limit ?? Number.POSITIVE_INFINITY;
  const iops = Math.min(told === undefined ? asked : Number.POSITIVE_INFINITY, most);
  if (latencyMs === undefined || latencyMs <= 0) return { queue: told ?? QUEUE_DEPTH, iops };
  const queue = Math.min(told ?? Number.POSITIVE_INFINITY, (iops * latencyMs) / MS_PER_SECOND);
  return { queue, iops: Number.POSITIVE_INFINITY };
}

/** Latency of a datastore, ms, under what disks want of it and `strangers` keep outstanding besides. */
export function settledLine(
  { baseMs, slopeMs }: DeviceLine,
  wants: readonly DiskWant[],
  strangers = 0,
): number {
  let full = strangers;
  let iops = 0;
  const open: { readonly fullAtMs: number; readonly want: DiskWant }[] = [];
  for (const want of wants) {
    if (want.iops === Number.POSITIVE_INFINITY) full += want.queue;
    else if (want.iops > 0) {
      iops += want.iops;
      open.push({ want, fullAtMs: (want.queue * MS_PER_SECOND) / want.iops });
    }
  }
  const latency = () => {
    const open = 1 - (slopeMs * iops) / MS_PER_SECOND;
    return open > 1e-12 ? (baseMs + slopeMs * full) / open : Number.POSITIVE_INFINITY;
  };
  open.sort((left, right) => left.fullAtMs - right.fullAtMs);
  for (const { want, fullAtMs } of open) {
    const now = latency();
    if (now <= fullAtMs) return now;
    full += want.queue;
    iops -= want.iops;
    // What is left of nothing is nothing, not a rounding error.
    if (iops < 1e-9) iops = 0;
  }
  return latency();
}

/** What a disk does where its datastore answers in so many ms. */
export function diskIo(want: DiskWant, datastoreMs: number): DiskIo {
  const { disk, queue } = want;
  const latencyMs =
    want.latencyMs !== undefined && want.latencyMs > 0 ? want.latencyMs : datastoreMs;
  const isOpen = want.iops * latencyMs <= queue * MS_PER_SECOND;
  const asked = want.readIops + want.writeIops;
  const iops = isOpen ? want.iops : (queue * MS_PER_SECOND) / latencyMs;
  const writeShare = asked > 0 ? want.writeIops / asked : WRITE_SHARE;
  const outstanding = isOpen ? (iops * latencyMs) / MS_PER_SECOND : queue;
  const flow = isOpen && iops === asked ? want : flowOf(want, iops, writeShare);
  return {
    disk,
    readIops: flow.readIops,
    writeIops: flow.writeIops,
    readKbps: flow.readKbps,
    writeKbps: flow.writeKbps,
    readOutstanding: outstanding * (1 - writeShare),
    writeOutstanding: outstanding * writeShare,
    latencyMs,
  };
}

type Flow = Pick<DiskIo, 'readIops' | 'writeIops' | 'readKbps' | 'writeKbps'>;

function flowOf(want: DiskWant, iops: number, writeShare: number): Flow {
  const writeIops = Math.round(iops * writeShare);
  const readIops = Math.max(0, Math.round(iops) - writeIops);
  return {
    readIops,
    writeIops,
    readKbps: sized(readIops, want.readKbps, want.readIops),
    writeKbps: sized(writeIops, want.writeKbps, want.writeIops),
  };
}

/** KB in so many operations of the size that others have. */
function sized(iops: number, kbps: number, ofIops: number): number {
  return Math.round(ofIops > 0 ? (iops * kbps) / ofIops : iops * IO_KB);
}

function ownIops(own: OwnDiskDemand | undefined): boolean {
  return own?.readIops !== undefined || own?.writeIops !== undefined;
}

function share(value: number | undefined, count: number): number | undefined {
  return value === undefined ? undefined : value / count;
}

function maybe(scaled: Scaled | undefined, sample: number): number | undefined {
  return scaled && amount(scaled, sample);
}
