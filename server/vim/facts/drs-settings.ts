/**
 * How a cluster wants DRS to be: its settings and advanced options, as the engine takes them.
 *
 * `DrsModel` (`classic` unless `score`), `DrsTargetScale`, `DrsCpuWeight` with `DrsMemoryWeight` are options of
 * ours, for what vCenter has no switch for.
 */
import {
  DRS_DEFAULTS,
  type DrsBehavior,
  type DrsLevel,
  type DrsOptions,
} from '../../engines/drs/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ClusterConfigInfoEx, OptionValue } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isBoxed } from '../../vmodl/value.ts';

export type Cluster = Ref<'ClusterComputeResource'>;
type Vm = Ref<'VirtualMachine'>;

export interface DrsSettings {
  readonly enabled: boolean;
  readonly model: 'classic' | 'score';
  readonly level: DrsLevel;
  readonly options: DrsOptions;
  /** `PercentIdleMBInMemDemand` */
  readonly idlePercent: number;
  /** `AggressiveCPUActive` */
  readonly aggressiveCpu: boolean;
  /** How far forecasts are looked at, seconds; undefined: not at all. */
  readonly lookAheadSeconds: number | undefined;
  readonly scalesShares: boolean;
  readonly behaviorOf: (vm: Vm) => DrsBehavior | 'disabled';
}

const IDLE_PERCENT = 25;
const LOOK_AHEAD_SECONDS = 3600;
/** How often DRS looks, seconds: up to 6.7, and since 7.0. */
const POLL_SECONDS = { classic: 300, score: 60 } as const;
const POLL_SECONDS_MIN = 20;
const RATE_DEFAULT = 3;
const LEVEL_TOP = 6;

/** Undefined for a cluster that is gone. */
export function clusterConfigOf(
  inventory: Inventory,
  cluster: Ref,
): ClusterConfigInfoEx | undefined {
  if (!inventory.has(cluster)) return undefined;
  return inventory.read(cluster, 'configurationEx') as ClusterConfigInfoEx | undefined;
}

/** Is it a cluster, with DRS on? */
export function hasDrs(inventory: Inventory, owner: Ref | undefined): owner is Cluster {
  if (owner?.type !== 'ClusterComputeResource') return false;
  return clusterConfigOf(inventory, owner)?.drsConfig.enabled === true;
}

export function drsSettings(inventory: Inventory, cluster: Cluster): DrsSettings {
  const config = clusterConfigOf(inventory, cluster);
  const drs = config?.drsConfig;
  const option = optionReader(drs?.option);
  const model = option.text('DrsModel') === 'score' ? 'score' : 'classic';
  const rate = drs?.vmotionRate ?? RATE_DEFAULT;
  const general = drs?.defaultVmBehavior ?? 'fullyAutomated';
  const overrides = new Map(
    drs?.enableVmBehaviorOverrides === false
      ? []
      : (config?.drsVmConfig ?? []).map((one) => [one.key.value, one] as const),
  );
  return {
    enabled: drs?.enabled ?? false,
    model,
    level: Math.min(5, Math.max(1, LEVEL_TOP - rate)) as DrsLevel,
    options: engineOptions(option, POLL_SECONDS[model]),
    idlePercent: option.number('PercentIdleMBInMemDemand') ?? IDLE_PERCENT,
    aggressiveCpu: option.flag('AggressiveCPUActive', false),
    lookAheadSeconds: config?.proactiveDrsConfig?.enabled
      ? (option.number('ProactiveDrsLookaheadIntervalSecs') ?? LOOK_AHEAD_SECONDS)
      : undefined,
    scalesShares: drs?.scaleDescendantsShares === 'scaleCpuAndMemoryShares',
    behaviorOf(vm) {
      const own = overrides.get(vm.value);
      if (own?.enabled === false) return 'disabled';
      return own?.behavior ?? general;
    },
  };
}

function engineOptions(option: OptionReader, pollSeconds: number): DrsOptions {
  const [cpu, memory] = [option.number('DrsCpuWeight'), option.number('DrsMemoryWeight')];
  return {
    minGoodness: option.number('MinGoodness'),
    maxMovesPerHost: option.number('MaxMovesPerHost'),
    costBenefit: option.flag('CostBenefit', DRS_DEFAULTS.costBenefit),
    useDownTime: option.flag('UseDownTime', DRS_DEFAULTS.useDownTime),
    ignoredDownTimeSeconds:
      option.number('IgnoreDownTimeLessThan') ?? DRS_DEFAULTS.ignoredDownTimeSeconds,
    pairwise: option.flag('CheckPairWiseImbalance', DRS_DEFAULTS.pairwise),
    vmsPerHostMax: option.number('LimitVMsPerESXHost'),
    vcpusPerCoreMax: option.number('MaxVcpusPerCore'),
    balancesVmCounts: option.flag('TryBalanceVmsPerHost', DRS_DEFAULTS.balancesVmCounts),
    pollPeriodSeconds: Math.max(POLL_SECONDS_MIN, option.number('pollPeriodSec') ?? pollSeconds),
    targetScale: option.number('DrsTargetScale') ?? DRS_DEFAULTS.targetScale,
    weights: cpu === undefined || memory === undefined ? undefined : { cpu, memory },
  };
}

interface OptionReader {
  text(key: string): string | undefined;
  /** Undefined for what is no number from 0 on. */
  number(key: string): number | undefined;
  flag(key: string, otherwise: boolean): boolean;
}

function optionReader(options: readonly OptionValue[] | undefined): OptionReader {
  const values = new Map(
    (options ?? []).map(({ key, value }) => [key, String(isBoxed(value) ? value._value : value)]),
  );
  const text = (key: string) => values.get(key);
  return {
    text,
    number(key) {
      const value = Number(text(key) ?? Number.NaN);
      return Number.isFinite(value) && value >= 0 ? value : undefined;
    },
    flag: (key, otherwise) => {
      const value = text(key);
      return value === undefined ? otherwise : value !== '0' && value !== 'false';
    },
  };
}
