/**
 * Storage DRS of a datastore cluster with a vCenter's defaults (480 minutes, 80 %, 15 ms …).
 */
import { build } from '../../vmodl/build.ts';
import type { PodStorageDrsEntry } from '../../vmodl/generated/data.ts';

export interface StorageDrsWish {
  readonly enabled?: boolean | undefined;
  readonly behavior?: 'manual' | 'automated' | undefined;
  readonly ioLoadBalance?: boolean | undefined;
  readonly spaceUtilizationThreshold?: number | undefined;
  readonly ioLatencyThreshold?: number | undefined;
  readonly loadBalanceInterval?: number | undefined;
}

export function podStorageDrsEntry(wish: StorageDrsWish): PodStorageDrsEntry {
  return build('PodStorageDrsEntry', {
    storageDrsConfig: build('StorageDrsConfigInfo', {
      podConfig: build('StorageDrsPodConfigInfo', {
        enabled: wish.enabled ?? false,
        ioLoadBalanceEnabled: wish.ioLoadBalance ?? true,
        defaultVmBehavior: wish.behavior ?? 'manual',
        loadBalanceInterval: wish.loadBalanceInterval ?? 480,
        defaultIntraVmAffinity: true,
        spaceLoadBalanceConfig: build('StorageDrsSpaceLoadBalanceConfig', {
          spaceThresholdMode: 'utilization',
          spaceUtilizationThreshold: wish.spaceUtilizationThreshold ?? 80,
          freeSpaceThresholdGB: 50,
          minSpaceUtilizationDifference: 5,
        }),
        ioLoadBalanceConfig: build('StorageDrsIoLoadBalanceConfig', {
          reservablePercentThreshold: 60,
          reservableThresholdMode: 'automatic',
          ioLatencyThreshold: wish.ioLatencyThreshold ?? 15,
          ioLoadImbalanceThreshold: 5,
        }),
        automationOverrides: build('StorageDrsAutomationConfig', {}),
        rule: [],
        option: [],
      }),
      vmConfig: [],
    }),
    recommendation: [],
    drsFault: [],
    actionHistory: [],
  });
}
