/**
 * I/O of datastores and disks at a moment, for Storage DRS and whoever asks: the same functions that the
 * statistics show.
 */
import type { DeviceLine } from '../../engines/statistics/disk-io.ts';
import { sampleAt } from '../../engines/statistics/grid.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Services } from '../method.ts';
import { deviceOf } from './datastore-facts.ts';
import { observedLatencyMs } from './io-sums.ts';
import { Sampler } from './sampler.ts';
import type { LatencyAt } from './settled-latencies.ts';

type Datastore = Ref<'Datastore'>;
type Vm = Ref<'VirtualMachine'>;
export type IoServices = Pick<Services, 'inventory' | 'statistics' | 'clock'>;

export interface DatastoreIo {
  /** Operations under way, of virtual machines and of others. */
  readonly outstandingIo: number;
  /** As virtual machines see it; that of an idle device where they do nothing. */
  readonly latencyMs: number;
  readonly device: DeviceLine;
}

export interface DiskWorkload {
  readonly outstandingIo: number;
  readonly writeMbPerSecond: number;
}

const KB_PER_MB = 1024;
const MS_PER_SECOND = 1000;

export function datastoreIo(
  services: IoServices,
  datastore: Datastore,
  atMs: number,
  sampler = new Sampler(services.statistics, services.inventory),
): DatastoreIo {
  const load = sampler.io.datastore(datastore.value, sampleAt(atMs));
  if (!load) {
    const device = deviceModel(services, datastore);
    return { outstandingIo: 0, latencyMs: device.baseMs, device };
  }
  const { facts, sums, strangers, latencyMs } = load;
  return {
    outstandingIo: sums.readOutstanding + sums.writeOutstanding + strangers,
    latencyMs: observedLatencyMs(sums) ?? latencyMs,
    device: facts.device,
  };
}

/** Nothing of a disk whose VM does not run, or that is not there. */
export function diskWorkload(
  services: IoServices,
  vm: Vm,
  diskKey: number,
  atMs: number,
): DiskWorkload {
  return diskWorkloads(services, vm, atMs).get(diskKey) ?? IDLE;
}

/** Those of all disks of a VM by key. Who asks of many VMs hands a sampler of his own, made at that moment. */
export function diskWorkloads(
  services: IoServices,
  vm: Vm,
  atMs: number,
  sampler = new Sampler(services.statistics, services.inventory),
): ReadonlyMap<number, DiskWorkload> {
  const sample = sampleAt(atMs);
  const { load } = sampler.running(vm.value, sample);
  if (!load) return new Map();
  return new Map(
    sampler.io.vm(load, sample).map((io) => [
      io.disk.key,
      {
        outstandingIo: io.readOutstanding + io.writeOutstanding,
        writeMbPerSecond: io.writeKbps / KB_PER_MB,
      },
    ]),
  );
}

/**
 * 90th percentile of the day as `engines/storage-drs/latency.ts` has it, ms; undefined before 16 hours of it
 * were seen, and of a datastore nobody could measure.
 */
export function settledLatencyMs(
  services: IoServices,
  datastore: Datastore,
  sampler = new Sampler(services.statistics, services.inventory),
): number | undefined {
  const { statistics, clock, inventory } = services;
  if (!inventory.has(datastore)) return undefined;
  const { sinceMs } = statistics;
  return statistics.settled.latencyMs(
    datastore.value,
    { nowMs: clock.now(), sinceMs: Math.max(sinceMs, statistics.beginsMs(datastore.value)) },
    latencyCourse(services, datastore, sampler),
  );
}

/** Latency at moments in ascending order; where nothing changes it is worked out once. */
function latencyCourse(services: IoServices, datastore: Datastore, sampler: Sampler): LatencyAt {
  let until = Number.NEGATIVE_INFINITY;
  let latencyMs: number | undefined;
  return (ms) => {
    const sample = sampleAt(ms);
    if (sample >= until) {
      latencyMs = datastoreIo(services, datastore, ms, sampler).latencyMs;
      until = sampler.io.line(datastore.value, sample)?.until ?? sample + 1;
    }
    return latencyMs;
  };
}

/** Base and slope of the device behind a datastore, ms. */
export function deviceModel({ inventory }: Pick<Services, 'inventory'>, datastore: Datastore) {
  return deviceOf((property) => inventory.read(datastore as Ref, property));
}

/** What the device serves at its peak, operations per second: the inverse of its slope. */
export function peakIops({ slopeMs }: DeviceLine): number | undefined {
  return slopeMs > 0 ? MS_PER_SECOND / slopeMs : undefined;
}

const IDLE: DiskWorkload = Object.freeze({ outstandingIo: 0, writeMbPerSecond: 0 });
