/**
 * How a counter's figure follows from what an entity has at a sample.
 *
 * Tables of figures are by `group.name`; counters that differ only in how samples are rolled up share a
 * figure. What no figure is written for is not offered as a metric.
 */
import type { IoAt } from '../io-sampler.ts';

/** The whole of an entity, or one of its devices. */
export interface Part {
  /** Instance of the metric; empty for the whole. */
  readonly name: string;
  /** The device's part of what adds up over devices, as a stretch of 0 … 1. */
  readonly from: number;
  readonly to: number;
  /** Ids of the datastores which a storage device means. */
  readonly datastores?: readonly string[] | undefined;
  /** Key of the virtual disk it is. */
  readonly disk?: number | undefined;
}

export const WHOLE: Part = Object.freeze({ name: '', from: 0, to: 1 });

/** What of an entity is as it is now, whatever the sample. */
export interface EntityFacts {
  readonly usedKb: number;
  readonly provisionedKb: number;
  readonly unsharedKb: number;
  readonly capacityKb: number;
  readonly failoverLevel: number;
  /** How often an operation had been done by then: `numPoweron` … */
  readonly operations: (name: string, ms: number) => number;
}

export interface Where {
  readonly part: Part;
  readonly entity: EntityFacts;
  /** When the sample, or the interval it is in, ends. */
  readonly ms: number;
}

/** `io` is what disks do at that sample. */
export type Figure<L> = (load: L, where: Where, io: IoAt) => number;
export type Figures<L> = Readonly<Record<string, Figure<L>>>;

/** A device's part of what adds up; those of all devices are the whole to the last digit. */
export function divided(value: number, { from, to }: Part): number {
  return Math.round(value * to) - Math.round(value * from);
}

/** A share in hundredths of a percent, as percent counters have it. */
export function percent(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.round((part * 10_000) / whole);
}

/** Figures which this world never has: nothing is dropped, nothing aborted, nothing shared. */
export function never<L>(...names: readonly string[]): Figures<L> {
  return Object.fromEntries(names.map((name) => [name, () => 0]));
}
