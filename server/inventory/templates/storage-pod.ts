/**
 * Storage DRS of a datastore cluster, with the defaults of a vCenter (480 minutes, 80 %, 15 ms …) where
 * nothing is wished.
 */
import {
  type AutomationCategory,
  POD_CONFIG_DEFAULTS,
  type StorageBehavior,
} from '../../engines/storage-drs/pod-config.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ClusterRuleInfo,
  OptionValue,
  PodStorageDrsEntry,
  StorageDrsPodConfigInfo,
  StorageDrsVmConfigInfo,
} from '../../vmodl/generated/data.ts';
import { box } from '../../vmodl/value.ts';

export interface StorageDrsWish {
  readonly enabled?: boolean | undefined;
  readonly behavior?: StorageBehavior | undefined;
  /** Minutes. */
  readonly loadBalanceInterval?: number | undefined;
  /** Disks of one machine lie together. */
  readonly intraVmAffinity?: boolean | undefined;
  readonly spaceThresholdMode?: 'utilization' | 'freeSpace' | undefined;
  readonly spaceUtilizationThreshold?: number | undefined;
  readonly freeSpaceThresholdGb?: number | undefined;
  readonly minSpaceUtilizationDifference?: number | undefined;
  readonly ioLoadBalance?: boolean | undefined;
  readonly ioLatencyThreshold?: number | undefined;
  readonly ioLoadImbalanceThreshold?: number | undefined;
  readonly reservableThresholdMode?: 'automatic' | 'manual' | undefined;
  readonly reservablePercentThreshold?: number | undefined;
  readonly reservableIopsThreshold?: number | undefined;
  /** Behaviour of one kind of action; as `behavior` where it is not told. */
  readonly automation?: { readonly [K in AutomationCategory]?: StorageBehavior | undefined };
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** Whom of a seed's machines it speaks of. */
export interface StorageDrsParts {
  readonly rule?: readonly ClusterRuleInfo[];
  readonly vmConfig?: readonly StorageDrsVmConfigInfo[];
}

export function podStorageDrsEntry(
  wish: StorageDrsWish,
  { rule = [], vmConfig = [] }: StorageDrsParts = {},
): PodStorageDrsEntry {
  return build('PodStorageDrsEntry', {
    storageDrsConfig: build('StorageDrsConfigInfo', { podConfig: podConfig(wish, rule), vmConfig }),
    recommendation: [],
    drsFault: [],
    actionHistory: [],
  });
}

/** Does it want Storage I/O Control on its datastores? */
export function wantsIoControl({ enabled, ioLoadBalance }: StorageDrsWish): boolean {
  return (
    (enabled ?? POD_CONFIG_DEFAULTS.enabled) &&
    (ioLoadBalance ?? POD_CONFIG_DEFAULTS.ioLoadBalanceEnabled)
  );
}

function podConfig(
  wish: StorageDrsWish,
  rule: readonly ClusterRuleInfo[],
): StorageDrsPodConfigInfo {
  const usual = POD_CONFIG_DEFAULTS;
  const [space, io] = [usual.spaceLoadBalanceConfig, usual.ioLoadBalanceConfig];
  return build('StorageDrsPodConfigInfo', {
    enabled: wish.enabled ?? usual.enabled,
    ioLoadBalanceEnabled: wish.ioLoadBalance ?? usual.ioLoadBalanceEnabled,
    defaultVmBehavior: wish.behavior ?? usual.defaultVmBehavior,
    loadBalanceInterval: wish.loadBalanceInterval ?? usual.loadBalanceInterval,
    defaultIntraVmAffinity: wish.intraVmAffinity ?? usual.defaultIntraVmAffinity,
    spaceLoadBalanceConfig: build('StorageDrsSpaceLoadBalanceConfig', {
      spaceThresholdMode: wish.spaceThresholdMode ?? space.spaceThresholdMode,
      spaceUtilizationThreshold: wish.spaceUtilizationThreshold ?? space.spaceUtilizationThreshold,
      freeSpaceThresholdGB: wish.freeSpaceThresholdGb ?? space.freeSpaceThresholdGB,
      minSpaceUtilizationDifference:
        wish.minSpaceUtilizationDifference ?? space.minSpaceUtilizationDifference,
    }),
    ioLoadBalanceConfig: build('StorageDrsIoLoadBalanceConfig', {
      reservablePercentThreshold: wish.reservablePercentThreshold ?? io.reservablePercentThreshold,
      reservableIopsThreshold: wish.reservableIopsThreshold,
      reservableThresholdMode: wish.reservableThresholdMode ?? io.reservableThresholdMode,
      ioLatencyThreshold: wish.ioLatencyThreshold ?? io.ioLatencyThreshold,
      ioLoadImbalanceThreshold: wish.ioLoadImbalanceThreshold ?? io.ioLoadImbalanceThreshold,
    }),
    automationOverrides: build(
      'StorageDrsAutomationConfig',
      Object.fromEntries(
        Object.entries(wish.automation ?? {}).map(([kind, word]) => [
          `${kind}AutomationMode`,
          word,
        ]),
      ),
    ),
    rule,
    option: options(wish.options),
  });
}

function options(wish: Readonly<Record<string, string>> = {}): readonly OptionValue[] {
  return Object.entries(wish).map(([key, value]) =>
    build('OptionValue', { key, value: box('string', value) }),
  );
}
