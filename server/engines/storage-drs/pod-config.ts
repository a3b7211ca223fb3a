/**
 * How a datastore cluster is configured: fields, defaults, what they may hold, and which mode an action
 * takes effect in. Names are those of `StorageDrsPodConfigInfo`, so that a stored configuration is one.
 *
 * Sources: vSphere API reference (`StorageDrsPodConfigInfo` and its parts); option names as VMware's articles
 * tell them.
 */

export type StorageBehavior = 'manual' | 'automated';

export interface SpaceLoadBalanceConfig {
  readonly spaceThresholdMode: 'utilization' | 'freeSpace';
  /** Percent. */
  readonly spaceUtilizationThreshold: number;
  readonly freeSpaceThresholdGB: number;
  /** Percent of capacity by which a source must be fuller than a destination. */
  readonly minSpaceUtilizationDifference: number;
}

export interface IoLoadBalanceConfig {
  /** Ms. */
  readonly ioLatencyThreshold: number;
  /** 1 aggressive … 100. */
  readonly ioLoadImbalanceThreshold: number;
  readonly reservableThresholdMode: 'automatic' | 'manual';
  /** Of the peak of a datastore. */
  readonly reservablePercentThreshold: number;
  readonly reservableIopsThreshold?: number | undefined;
}

/** `StorageDrsAutomationConfig`; unset: as `defaultVmBehavior`. */
export interface AutomationOverrides {
  readonly spaceLoadBalanceAutomationMode?: StorageBehavior | undefined;
  readonly ioLoadBalanceAutomationMode?: StorageBehavior | undefined;
  readonly ruleEnforcementAutomationMode?: StorageBehavior | undefined;
  readonly policyEnforcementAutomationMode?: StorageBehavior | undefined;
  readonly vmEvacuationAutomationMode?: StorageBehavior | undefined;
}

export interface PodConfig {
  readonly enabled: boolean;
  readonly ioLoadBalanceEnabled: boolean;
  readonly defaultVmBehavior: StorageBehavior;
  /** Minutes. */
  readonly loadBalanceInterval: number;
  readonly defaultIntraVmAffinity: boolean;
  readonly spaceLoadBalanceConfig: SpaceLoadBalanceConfig;
  readonly ioLoadBalanceConfig: IoLoadBalanceConfig;
  readonly automationOverrides: AutomationOverrides;
  readonly option: readonly { readonly key: string; readonly value: unknown }[];
}

/** What a datastore cluster has when nothing was configured. */
export const POD_CONFIG_DEFAULTS: PodConfig = Object.freeze({
  enabled: false,
  ioLoadBalanceEnabled: true,
  defaultVmBehavior: 'manual',
  loadBalanceInterval: 480,
  defaultIntraVmAffinity: true,
  spaceLoadBalanceConfig: Object.freeze({
    spaceThresholdMode: 'utilization',
    spaceUtilizationThreshold: 80,
    freeSpaceThresholdGB: 50,
    minSpaceUtilizationDifference: 5,
  }),
  ioLoadBalanceConfig: Object.freeze({
    ioLatencyThreshold: 15,
    ioLoadImbalanceThreshold: 5,
    reservableThresholdMode: 'automatic',
    reservablePercentThreshold: 60,
  }),
  automationOverrides: Object.freeze({}),
  option: Object.freeze([]),
} satisfies PodConfig);

type Unset<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A configuration of which parts may be unset: what a client sends, what is stored. */
export interface PartialPodConfig
  extends Unset<
    Omit<PodConfig, 'spaceLoadBalanceConfig' | 'ioLoadBalanceConfig' | 'automationOverrides'>
  > {
  readonly spaceLoadBalanceConfig?: Unset<SpaceLoadBalanceConfig> | undefined;
  readonly ioLoadBalanceConfig?: Unset<IoLoadBalanceConfig> | undefined;
  readonly automationOverrides?: AutomationOverrides | undefined;
}

/** With everything unset as `base` has it, which is the default unless told. */
export function podConfigOf(
  partial: PartialPodConfig,
  base: PodConfig = POD_CONFIG_DEFAULTS,
): PodConfig {
  return {
    ...base,
    ...told(partial),
    spaceLoadBalanceConfig: {
      ...base.spaceLoadBalanceConfig,
      ...told(partial.spaceLoadBalanceConfig ?? {}),
    },
    ioLoadBalanceConfig: {
      ...base.ioLoadBalanceConfig,
      ...told(partial.ioLoadBalanceConfig ?? {}),
    },
    automationOverrides: {
      ...base.automationOverrides,
      ...told(partial.automationOverrides ?? {}),
    },
  };
}

function told<T extends object>(partial: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(partial).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** By the path of the property. Bounds belong to the range. */
export const POD_CONFIG_RANGES: Readonly<Record<string, NumberRange>> = Object.freeze({
  loadBalanceInterval: { min: 60, max: 43_200 },
  'spaceLoadBalanceConfig.spaceUtilizationThreshold': { min: 50, max: 100 },
  'spaceLoadBalanceConfig.freeSpaceThresholdGB': { min: 1, max: Number.MAX_SAFE_INTEGER },
  'spaceLoadBalanceConfig.minSpaceUtilizationDifference': { min: 1, max: 50 },
  'ioLoadBalanceConfig.ioLatencyThreshold': { min: 5, max: 100 },
  'ioLoadBalanceConfig.ioLoadImbalanceThreshold': { min: 1, max: 100 },
  'ioLoadBalanceConfig.reservablePercentThreshold': { min: 30, max: 100 },
  'ioLoadBalanceConfig.reservableIopsThreshold': { min: 0, max: Number.MAX_SAFE_INTEGER },
});

const BEHAVIORS: readonly string[] = ['manual', 'automated'];

/** What the properties which are words may be, by their path. */
export const POD_CONFIG_CHOICES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  defaultVmBehavior: BEHAVIORS,
  'spaceLoadBalanceConfig.spaceThresholdMode': ['utilization', 'freeSpace'],
  'ioLoadBalanceConfig.reservableThresholdMode': ['automatic', 'manual'],
  'automationOverrides.spaceLoadBalanceAutomationMode': BEHAVIORS,
  'automationOverrides.ioLoadBalanceAutomationMode': BEHAVIORS,
  'automationOverrides.ruleEnforcementAutomationMode': BEHAVIORS,
  'automationOverrides.policyEnforcementAutomationMode': BEHAVIORS,
  'automationOverrides.vmEvacuationAutomationMode': BEHAVIORS,
});

/** Paths of the properties that hold what they may not, in the order of the tables; unset ones do not. */
export function podConfigMistakes(config: object): readonly string[] {
  const ranges = Object.entries(POD_CONFIG_RANGES)
    .filter(([path, { min, max }]) => {
      const value = valueAt(config, path);
      if (value === undefined) return false;
      return typeof value !== 'number' || !(value >= min && value <= max);
    })
    .map(([path]) => path);
  const choices = Object.entries(POD_CONFIG_CHOICES)
    .filter(([path, allowed]) => {
      const value = valueAt(config, path);
      return value !== undefined && !(typeof value === 'string' && allowed.includes(value));
    })
    .map(([path]) => path);
  return [...ranges, ...choices];
}

/** Holds nothing it may not: a stored `StorageDrsPodConfigInfo` always does. */
export function isPodConfig(config: object): config is PartialPodConfig {
  return podConfigMistakes(config).length === 0;
}

function valueAt(config: object, path: string): unknown {
  let value: unknown = config;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}

/** Kinds of action that have a mode of their own. */
export type AutomationCategory =
  | 'spaceLoadBalance'
  | 'ioLoadBalance'
  | 'ruleEnforcement'
  | 'policyEnforcement'
  | 'vmEvacuation';

/** What the virtual machine has of its own, else what that kind of action has, else the default. */
export function effectiveBehavior(
  config: PodConfig,
  category: AutomationCategory,
  vmBehavior: StorageBehavior | undefined,
): StorageBehavior {
  return (
    vmBehavior ??
    config.automationOverrides[`${category}AutomationMode`] ??
    config.defaultVmBehavior
  );
}

export interface StorageOptions {
  /** `PercentIdleMBinSpaceDemand`: how much of what thin disks have not written counts as asked for. */
  readonly idleDemandPercent: number;
  /** `EnforceStorageProfiles`: 0 off, 1 soft, 2 hard. */
  readonly profiles: 'off' | 'soft' | 'hard';
  /** `IgnoreAffinityRulesForMaintenance` */
  readonly maintenanceIgnoresRules: boolean;
}

const IDLE_DEMAND_PERCENT = 25;
const PROFILE_MODES = ['off', 'soft', 'hard'] as const;

/** Advanced options as the engine reads them; what is not understood counts as unset. */
export function storageOptions({ option }: Pick<PodConfig, 'option'>): StorageOptions {
  const read = (key: string) => {
    const value = option.find((one) => one.key === key)?.value;
    const number = typeof value === 'boolean' ? Number(value) : Number.parseFloat(String(value));
    return Number.isFinite(number) ? number : undefined;
  };
  const idle = read('PercentIdleMBinSpaceDemand') ?? IDLE_DEMAND_PERCENT;
  return {
    idleDemandPercent: Math.min(100, Math.max(0, idle)),
    profiles: PROFILE_MODES[read('EnforceStorageProfiles') ?? 0] ?? 'off',
    maintenanceIgnoresRules: (read('IgnoreAffinityRulesForMaintenance') ?? 0) > 0,
  };
}
