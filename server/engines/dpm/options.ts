/**
 * The advanced options of DPM, as they stand in a cluster's `dpmConfig.option` list.
 *
 * Source: "VMware Distributed Power Management Concepts and Use" (VMware, 2010). What is out of its range or
 * no number is as if it were not there.
 */
import { DPM_DEFAULTS, type DpmOptions } from './facts.ts';

const PERCENT = 100;

export interface OptionPair {
  readonly key: string;
  readonly value: unknown;
}

export function dpmOptions(pairs: readonly OptionPair[]): DpmOptions {
  const percent = (key: string, least: number, most: number, unset: number) =>
    numberOf(pairs, key, least, most, unset * PERCENT) / PERCENT;
  const seconds = (key: string, unset: number) => numberOf(pairs, key, 0, 3600, unset);
  const atLeastZero = (key: string, unset: number) =>
    numberOf(pairs, key, 0, Number.MAX_SAFE_INTEGER, unset);
  const unset = DPM_DEFAULTS;
  return {
    target: percent('DemandCapacityRatioTarget', 40, 90, unset.target),
    tolerance: percent('DemandCapacityRatioToleranceHost', 10, 40, unset.tolerance),
    onWindowSeconds: seconds('VmDemandHistorySecsHostOn', unset.onWindowSeconds),
    offWindowSeconds: seconds('VmDemandHistorySecsHostOff', unset.offWindowSeconds),
    minPoweredOn: {
      cpuMhz: atLeastZero('MinPoweredOnCpuCapacity', unset.minPoweredOn.cpuMhz),
      memoryMb: atLeastZero('MinPoweredOnMemCapacity', unset.minPoweredOn.memoryMb),
    },
    weighsCost: atLeastZero('EnablePowerPerformance', 1) !== 0,
    benefitRatio: atLeastZero('PowerPerformanceRatio', unset.benefitRatio),
    peakWindowSeconds: seconds('PowerPerformanceHistorySecs', unset.peakWindowSeconds),
    minUpSeconds: atLeastZero('HostsMinUptimeSecs', unset.minUpSeconds),
  };
}

function numberOf(
  pairs: readonly OptionPair[],
  key: string,
  least: number,
  most: number,
  unset: number,
): number {
  const text = pairs.findLast((pair) => pair.key === key)?.value;
  if (text === undefined || text === null || text === '') return unset;
  const value = Number(text);
  return value >= least && value <= most ? value : unset;
}
