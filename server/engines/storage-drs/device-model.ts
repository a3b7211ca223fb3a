/**
 * How fast a datastore answers under load.
 *
 * An injector reads at random at several depths of the queue; latency grows nearly evenly with what is
 * outstanding, so a straight line through the samples models the device, and the inverse of its slope is the
 * device's power. Sources: Gulati et al., "BASIL: Automated IO Load Balancing across Storage Devices" (FAST
 * 2010) and "Pesto: Online Storage Performance Management in Virtualized Datacenters" (SOCC 2011).
 */
import type { DeviceModel } from './facts.ts';

export interface InjectorSample {
  /** Operations that were outstanding. */
  readonly outstanding: number;
  readonly latencyMs: number;
}

/** How long the injector waits after each time it found the device busy; the last for good, minutes. */
export const INJECTOR_BACKOFF_MINUTES: readonly number[] = [1, 2, 4, 8, 16, 32, 60, 120];

/** Least squares. Undefined without two different depths, or when more load did not slow it down. */
export function fitDevice(samples: readonly InjectorSample[]): DeviceModel | undefined {
  const count = samples.length;
  const meanOutstanding = mean(samples.map(({ outstanding }) => outstanding));
  const meanLatency = mean(samples.map(({ latencyMs }) => latencyMs));
  let covariance = 0;
  let variance = 0;
  for (const { outstanding, latencyMs } of samples) {
    covariance += (outstanding - meanOutstanding) * (latencyMs - meanLatency);
    variance += (outstanding - meanOutstanding) ** 2;
  }
  if (count < 2 || variance <= 0 || covariance <= 0) return undefined;
  const slopeMs = covariance / variance;
  return { baseMs: Math.max(0, meanLatency - slopeMs * meanOutstanding), slopeMs };
}

export function modelledLatency({ baseMs, slopeMs }: DeviceModel, outstanding: number): number {
  return baseMs + slopeMs * outstanding;
}

/** What a device that was not measured is taken for; undefined when none was. */
export function averageDevice(models: readonly DeviceModel[]): DeviceModel | undefined {
  if (models.length === 0) return undefined;
  return {
    baseMs: mean(models.map(({ baseMs }) => baseMs)),
    slopeMs: mean(models.map(({ slopeMs }) => slopeMs)),
  };
}

/** Load of a device in the measure of its power. */
export function normalisedLoad({ slopeMs }: DeviceModel, workload: number): number {
  return workload * slopeMs;
}

export interface WorkloadSample {
  readonly outstanding: number;
  readonly ioSizeKb: number;
  readonly writePercent: number;
  readonly randomPercent: number;
}

const BASIL = { outstanding: 1.3, sizeKb: 51, write: 1.4, random: 0.7 };

/** BASIL's measure of a workload: an alternative to its outstanding I/O alone. */
export function basilWorkload(sample: WorkloadSample, scale = 1): number {
  const { outstanding, ioSizeKb, writePercent, randomPercent } = sample;
  return (
    ((BASIL.outstanding + outstanding) *
      (BASIL.sizeKb + ioSizeKb) *
      (BASIL.write + writePercent / 100) *
      (BASIL.random + randomPercent / 100)) /
    scale
  );
}

function mean(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
