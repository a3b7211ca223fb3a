/**
 * What of a datastore the statistics know: the device behind it, what strangers do to it, and what Storage I/O
 * Control was set to.
 */
import type { DemandFunction, DemandOrigin } from '../../engines/statistics/demand-function.ts';
import { peakOf, steadyUntil, valueAt } from '../../engines/statistics/demand-function.ts';
import type { DeviceLine } from '../../engines/statistics/disk-io.ts';
import { noiseKey } from '../../engines/statistics/noise.ts';
import type { StorageIORMInfo } from '../../vmodl/generated/data.ts';
import { member, type Value } from '../../vmodl/value.ts';
import type { PropertyOf } from './load-facts.ts';

export interface DatastoreLoadFacts {
  readonly device: DeviceLine;
  /** Operations that others than its virtual machines keep outstanding. */
  readonly strangers: Strangers | undefined;
  /** Latency at which Storage I/O Control steps in, were it on. */
  readonly congestionMs: number;
  /** Is it on? */
  readonly controlled: boolean;
}

interface Strangers {
  readonly demand: DemandFunction;
  readonly origin: DemandOrigin;
}

/**
 * Devices nobody described. Ours: a LUN of a mid-range array, flash, one spindle of a host, a filer.
 */
const ARRAY: DeviceLine = { baseMs: 2, slopeMs: 0.1 };
const FLASH: DeviceLine = { baseMs: 0.5, slopeMs: 0.02 };
const SPINDLE: DeviceLine = { baseMs: 5, slopeMs: 0.5 };
const FILER: DeviceLine = { baseMs: 3, slopeMs: 0.15 };
/** What may be set for Storage I/O Control. */
export const CONGESTION_THRESHOLD_MS = { min: 5, max: 100, usual: 30 };
export const PEAK_PERCENT = { min: 50, max: 100, usual: 90 };
/** A device that takes no time at all would serve without end. */
const BASE_MS_MIN = 0.01;
const MS_PER_SECOND = 1000;

export function datastoreLoadFacts(
  property: PropertyOf,
  { id, sinceMs }: { readonly id: string; readonly sinceMs: number },
): DatastoreLoadFacts {
  const iorm = property('iormConfiguration') as StorageIORMInfo | undefined;
  const device = deviceOf(property);
  return {
    device,
    strangers: strangersOf(property('_nonViLoad'), id, sinceMs),
    congestionMs: congestionThresholdMs(iorm, device),
    controlled: iorm?.enabled === true,
  };
}

/** Told in manual mode; else where the device comes to so much of its peak throughput. */
export function congestionThresholdMs(
  iorm:
    | Pick<
        StorageIORMInfo,
        'congestionThresholdMode' | 'congestionThreshold' | 'percentOfPeakThroughput'
      >
    | undefined,
  { baseMs }: DeviceLine,
): number {
  if (iorm?.congestionThresholdMode === 'manual') return iorm.congestionThreshold;
  const part = (iorm?.percentOfPeakThroughput ?? PEAK_PERCENT.usual) / 100;
  // Throughput is n / (base + slope n), and 1 / slope at its peak: at a part p of it latency is base / (1 - p).
  const ms = part < 1 ? baseMs / (1 - part) : Number.POSITIVE_INFINITY;
  const { min, max } = CONGESTION_THRESHOLD_MS;
  return Math.min(max, Math.max(min, Math.round(ms)));
}

/** Are they made of the same values as before? */
export function sameDatastore(before: PropertyOf, after: PropertyOf): boolean {
  return ['_device', '_nonViLoad', '_profile', '_volume', 'iormConfiguration'].every(
    (name) => before(name) === after(name),
  );
}

/** Told, measured by what its profile says of latency and operations per second, or the usual of its kind. */
export function deviceOf(property: PropertyOf): DeviceLine {
  const told = property('_device');
  const profile = property('_profile');
  const iopsMax = number(member(profile, 'iopsMax'));
  const usual = usualDevice(property('_volume'));
  const baseMs = number(member(told, 'baseMs')) ?? number(member(profile, 'latencyMs'));
  const slopeMs =
    number(member(told, 'slopeMs')) ?? (iopsMax ? MS_PER_SECOND / iopsMax : undefined);
  return {
    baseMs: Math.max(BASE_MS_MIN, baseMs ?? usual.baseMs),
    slopeMs: slopeMs ?? usual.slopeMs,
  };
}

function usualDevice(volume: Value | undefined): DeviceLine {
  const type = member(volume, 'type');
  if (type !== 'VMFS') return FILER;
  if (member(volume, 'ssd') === true) return FLASH;
  return member(volume, 'local') === true ? SPINDLE : ARRAY;
}

function strangersOf(
  stored: Value | undefined,
  id: string,
  sinceMs: number,
): Strangers | undefined {
  // Only what was read by `readDemand` is stored there.
  const demand = member(stored, 'demand') as DemandFunction | undefined;
  if (!demand) return undefined;
  const origin = {
    sinceSeconds: (demand.sinceMs ?? sinceMs) / 1000,
    noiseKey: noiseKey(`${id} strangers`),
  };
  return { demand, origin };
}

export function strangersAt({ strangers }: DatastoreLoadFacts, sample: number): number {
  return strangers ? valueAt(strangers.demand, sample, strangers.origin) : 0;
}

export function strangersUntil({ strangers }: DatastoreLoadFacts, sample: number): number {
  return strangers
    ? steadyUntil(strangers.demand, sample, strangers.origin)
    : Number.POSITIVE_INFINITY;
}

export function strangersPeak({ strangers }: DatastoreLoadFacts): number {
  return strangers ? peakOf(strangers.demand) : 0;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
