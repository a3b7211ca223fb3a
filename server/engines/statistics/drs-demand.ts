/**
 * Demand as DRS reckons it from samples: of CPU what a VM used and would have used when it was ready,
 * of memory what is active and a part of what is idle. Source: "VMware Distributed Resource Management"
 * (VMware Technical Journal, 2012); `PercentIdleMBInMemDemand` for the part.
 */

/** Times of a VM's processors in an interval, ms. */
export interface CpuTimes {
  readonly used: number;
  readonly run: number;
  readonly ready: number;
  readonly sleep: number;
  /** Length of the interval. */
  readonly interval: number;
}

/** MHz. Ready time counts by the part of its life that the VM would have spent running. */
export function cpuDemandMhz(
  { used, run, ready, sleep, interval }: CpuTimes,
  coreMhz: number,
): number {
  const awake = run + sleep;
  const wanted = used + (awake === 0 ? ready : (run * ready) / awake);
  return (wanted / interval) * coreMhz;
}

/** Percent of idle memory that DRS counts as demand. */
export const IDLE_PERCENT = 25;

/** MB. */
export function memoryDemandMb(
  memory: { readonly activeMb: number; readonly consumedMb: number; readonly overheadMb: number },
  idlePercent = IDLE_PERCENT,
): number {
  const { activeMb, consumedMb, overheadMb } = memory;
  return activeMb + (idlePercent / 100) * Math.max(0, consumedMb - activeMb) + overheadMb;
}
