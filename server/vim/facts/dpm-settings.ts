/**
 * How a cluster wants DPM to be: its settings and advanced options, as the engine takes them.
 */
import type { DpmHost, DpmOptions } from '../../engines/dpm/facts.ts';
import { dpmOptions, type OptionPair } from '../../engines/dpm/options.ts';
import type { DrsLevel } from '../../engines/drs/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { OptionValue } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isBoxed } from '../../vmodl/value.ts';
import { type Cluster, clusterConfigOf, hasDrs } from './drs-settings.ts';

export interface DpmSettings {
  readonly level: DrsLevel;
  readonly options: DpmOptions;
  readonly behaviorOf: (host: Ref<'HostSystem'>) => DpmHost['behavior'];
}

const RATE_DEFAULT = 3;
const LEVEL_TOP = 6;

/** DPM works where DRS does. */
export function hasDpm(inventory: Inventory, cluster: Cluster): boolean {
  const config = clusterConfigOf(inventory, cluster);
  return hasDrs(inventory, cluster) && config?.dpmConfigInfo?.enabled === true;
}

export function dpmSettings(inventory: Inventory, cluster: Cluster): DpmSettings {
  const config = clusterConfigOf(inventory, cluster);
  const dpm = config?.dpmConfigInfo;
  const general = dpm?.defaultDpmBehavior ?? 'automated';
  const overrides = new Map((config?.dpmHostConfig ?? []).map((one) => [one.key.value, one]));
  const rate = dpm?.hostPowerActionRate ?? RATE_DEFAULT;
  return {
    level: Math.min(5, Math.max(1, LEVEL_TOP - rate)) as DrsLevel,
    options: dpmOptions((dpm?.option ?? []).map(pairOf)),
    behaviorOf({ value }) {
      const own = overrides.get(value);
      if (own?.enabled === false) return 'disabled';
      return own?.behavior ?? general;
    },
  };
}

function pairOf({ key, value }: OptionValue): OptionPair {
  return { key, value: isBoxed(value) ? value._value : value };
}
