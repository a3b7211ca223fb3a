/**
 * Storage DRS of a datastore cluster in a seed file: everything a client could configure, with the
 * machines of the seed by name.
 */
import { POD_CONFIG_RANGES, type StorageBehavior } from '../../engines/storage-drs/pod-config.ts';
import type { StorageDrsWish } from '../templates/storage-pod.ts';
import { type Check, flag, listOf, mapOf, name, number, oneOf, shape, text } from './shape.ts';

export interface SeedStorageDrs extends StorageDrsWish {
  readonly rules?: readonly SeedStorageRule[] | undefined;
  readonly vms?: readonly SeedStorageVm[] | undefined;
}

/** Machines that must not share a datastore, by name or `folder/name`. */
export interface SeedStorageRule {
  readonly name: string;
  readonly vms: readonly string[];
  readonly enabled?: boolean | undefined;
}

/** What one machine has of its own. Its disks are counted from 1, as in `Hard disk 1`. */
export interface SeedStorageVm {
  readonly vm: string;
  readonly enabled?: boolean | undefined;
  readonly behavior?: StorageBehavior | undefined;
  readonly intraVmAffinity?: boolean | undefined;
  /** Disks that must not share a datastore. */
  readonly apart?: readonly number[] | undefined;
  readonly diskRules?: readonly SeedDiskRule[] | undefined;
}

export interface SeedDiskRule {
  readonly type: 'affinity' | 'antiAffinity' | 'disabled';
  readonly disks: readonly number[];
}

const behavior = oneOf('manual', 'automated');
const disks = listOf(number({ min: 1, max: 60, whole: true }));

function ranged(path: string): Check<number> {
  return number({ ...POD_CONFIG_RANGES[path], whole: true });
}

export const storageDrs = shape<SeedStorageDrs>({
  enabled: flag,
  behavior,
  loadBalanceInterval: ranged('loadBalanceInterval'),
  intraVmAffinity: flag,
  spaceThresholdMode: oneOf('utilization', 'freeSpace'),
  spaceUtilizationThreshold: ranged('spaceLoadBalanceConfig.spaceUtilizationThreshold'),
  freeSpaceThresholdGb: ranged('spaceLoadBalanceConfig.freeSpaceThresholdGB'),
  minSpaceUtilizationDifference: ranged('spaceLoadBalanceConfig.minSpaceUtilizationDifference'),
  ioLoadBalance: flag,
  ioLatencyThreshold: ranged('ioLoadBalanceConfig.ioLatencyThreshold'),
  ioLoadImbalanceThreshold: ranged('ioLoadBalanceConfig.ioLoadImbalanceThreshold'),
  reservableThresholdMode: oneOf('automatic', 'manual'),
  reservablePercentThreshold: ranged('ioLoadBalanceConfig.reservablePercentThreshold'),
  reservableIopsThreshold: ranged('ioLoadBalanceConfig.reservableIopsThreshold'),
  automation: shape<NonNullable<SeedStorageDrs['automation']>>({
    spaceLoadBalance: behavior,
    ioLoadBalance: behavior,
    ruleEnforcement: behavior,
    policyEnforcement: behavior,
    vmEvacuation: behavior,
  }),
  options: mapOf(text({ allowEmpty: true })),
  rules: listOf(
    shape<SeedStorageRule>({ name, vms: listOf(text()), enabled: flag }, ['name', 'vms']),
  ),
  vms: listOf(
    shape<SeedStorageVm>(
      {
        vm: text(),
        enabled: flag,
        behavior,
        intraVmAffinity: flag,
        apart: disks,
        diskRules: listOf(
          shape<SeedDiskRule>({ type: oneOf('affinity', 'antiAffinity', 'disabled'), disks }, [
            'type',
            'disks',
          ]),
        ),
      },
      ['vm'],
    ),
  ),
});
