/**
 * How much the written part of thin disks grows over a time: the sum of a guest's demand, sample by sample,
 * which all its disks that can grow bear alike, but for those that have a demand of their own.
 */
import { type DemandFunction, type DemandOrigin, steadyUntil, valueAt } from './demand-function.ts';
import { momentOf, sampleAt } from './grid.ts';
import { noiseKey } from './noise.ts';
import type { GuestProfile } from './vm-demand.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface GrowingGuest {
  readonly profile: GuestProfile;
  /** Tells its noise from others'. */
  readonly uuid: string;
  /** When functions that do not say began, ms. */
  readonly sinceMs: number;
}

const BYTES_PER_MB = 2 ** 20;
const MS_PER_HOUR = 3_600_000;

/** Would anything of it ever grow? */
export function canGrow({ diskGrowthMbPerHour = 0, demand, disks = {} }: GuestProfile): boolean {
  return (
    diskGrowthMbPerHour > 0 ||
    demand?.diskGrowthMbPerHour !== undefined ||
    Object.values(disks).some(({ growthMbPerHour }) => growthMbPerHour !== undefined)
  );
}

/** Bytes by label of the disks that can grow; not rounded. */
export function diskGrowth(
  guest: GrowingGuest,
  labels: readonly string[],
  span: Span,
): ReadonlyMap<string, number> {
  const { profile } = guest;
  const ownOf = (label: string) => profile.disks?.[label]?.growthMbPerHour;
  const shared = labels.filter((label) => ownOf(label) === undefined);
  const all = shared.length === 0 ? 0 : sharedMb(guest, span) / shared.length;
  return new Map(
    labels.map((label) => {
      const own = ownOf(label);
      const mb = own ? grownMb(own, `${label} growthMbPerHour`, guest, span) : all;
      return [label, mb * BYTES_PER_MB];
    }),
  );
}

function sharedMb(guest: GrowingGuest, span: Span): number {
  const { demand, diskGrowthMbPerHour = 0 } = guest.profile;
  const told = demand?.diskGrowthMbPerHour;
  if (told) return grownMb(told, 'diskGrowthMbPerHour', guest, span);
  return (diskGrowthMbPerHour * Math.max(0, span.toMs - span.fromMs)) / MS_PER_HOUR;
}

/** A value holds from its sample to the next. */
function grownMb(
  demand: DemandFunction,
  quantity: string,
  { uuid, sinceMs }: GrowingGuest,
  { fromMs, toMs }: Span,
): number {
  const origin: DemandOrigin = {
    sinceSeconds: (demand.sinceMs ?? sinceMs) / 1000,
    noiseKey: noiseKey(`${uuid} ${quantity}`),
  };
  let sum = 0;
  let atMs = fromMs;
  while (atMs < toMs) {
    const sample = sampleAt(atMs);
    const untilMs = Math.min(toMs, momentOf(steadyUntil(demand, sample, origin)));
    sum += (valueAt(demand, sample, origin) * (untilMs - atMs)) / MS_PER_HOUR;
    atMs = untilMs;
  }
  return sum;
}
