/**
 * What a VM may ask for, as DPM reckons it: the mean of what it asked for in a window and two standard
 * deviations on top, so that a VM which varies much is given more room. Never more than its limit.
 *
 * Source: "VMware Distributed Power Management Concepts and Use" (VMware, 2010).
 */

const DEVIATIONS = 2;

/** Of the same unit as the samples; a negative limit is none. */
export function powerDemand(samples: readonly number[], limit = -1): number {
  if (samples.length === 0) return 0;
  const mean = samples.reduce((sum, one) => sum + one, 0) / samples.length;
  const variance =
    samples.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / samples.length;
  const demand = mean + DEVIATIONS * Math.sqrt(variance);
  return limit < 0 ? demand : Math.min(limit, demand);
}
