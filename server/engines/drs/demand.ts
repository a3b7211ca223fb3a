/**
 * What a virtual machine asks for, as DRS reads it from samples.
 *
 * Sources: CPU demand counts the time a VM waited for a processor as if it had run ("VMware Distributed
 * Resource Management", VMware Technical Journal 2012); memory demand is active memory and a quarter of
 * what is consumed but idle (vSphere Resource Management, `PercentIdleMBInMemDemand`).
 */

/** Times of one sample, ms; of all vCPUs together. */
export interface CpuSample {
  readonly usedMs: number;
  readonly runMs: number;
  readonly readyMs: number;
  readonly sleepMs: number;
  readonly intervalMs: number;
}

export interface MemorySample {
  readonly activeMb: number;
  readonly consumedMb: number;
  readonly overheadMb: number;
}

export const IDLE_PERCENT = 25;

/** MHz. Time ready counts as far as the VM would have run in it. */
export function cpuDemandMhz(sample: CpuSample, coreMhz: number): number {
  const { usedMs, runMs, readyMs, sleepMs, intervalMs } = sample;
  const awakeShare = runMs + sleepMs > 0 ? runMs / (runMs + sleepMs) : 0;
  return ((usedMs + awakeShare * readyMs) / intervalMs) * coreMhz;
}

/** MB. `idlePercent` 100 balances by consumed memory. */
export function memoryDemandMb(sample: MemorySample, idlePercent = IDLE_PERCENT): number {
  const { activeMb, consumedMb, overheadMb } = sample;
  const idleMb = Math.max(0, consumedMb - activeMb);
  return activeMb + (idlePercent / 100) * idleMb + overheadMb;
}

/** A VM without history may ask for all it is configured for, within its limit. */
export function worstCaseCpuMhz(vcpuCount: number, coreMhz: number, limitMhz: number): number {
  const configured = vcpuCount * coreMhz;
  return limitMhz < 0 ? configured : Math.min(limitMhz, configured);
}

/** What is asked for now, or more if a forecast within the look-ahead says so; never less. */
export function predictedDemand(
  current: number,
  forecast: readonly { readonly inSeconds: number; readonly value: number }[],
  lookAheadSeconds: number,
): number {
  const ahead = forecast.filter(({ inSeconds }) => inSeconds >= 0 && inSeconds <= lookAheadSeconds);
  return ahead.reduce((most, { value }) => Math.max(most, value), current);
}

/** Mean of the last samples, or their 80th percentile (`AggressiveCPUActive`). */
export function windowDemand(samples: readonly number[], aggressive = false): number {
  if (samples.length === 0) return 0;
  if (!aggressive) return samples.reduce((sum, one) => sum + one, 0) / samples.length;
  const sorted = samples.toSorted((left, right) => left - right);
  return sorted[Math.ceil(0.8 * sorted.length - 1e-9) - 1] ?? 0;
}
