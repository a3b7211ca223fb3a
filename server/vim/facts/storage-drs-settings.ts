/**
 * How a datastore cluster wants Storage DRS to be: its members, settings, rules and what single virtual
 * machines have of their own, as the engine takes them. Nobody else reads the stored configuration.
 */
import type { DiskRule, StorageVmConfig, StorageVmRule } from '../../engines/storage-drs/facts.ts';
import {
  isPodConfig,
  POD_CONFIG_DEFAULTS,
  type PodConfig,
  podConfigOf,
  type StorageBehavior,
} from '../../engines/storage-drs/pod-config.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  ClusterAntiAffinityRuleSpec,
  ClusterRuleInfo,
  StorageDrsConfigInfo,
  StorageDrsVmConfigInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { isBoxed } from '../../vmodl/value.ts';
import { type Pod, podEntry } from '../storage-drs/pod-entry.ts';

type Datastore = Ref<'Datastore'>;
type Vm = Ref<'VirtualMachine'>;

const DISK_RULES: readonly string[] = ['affinity', 'antiAffinity', 'disabled'];

/** The datastore cluster a datastore is a member of. */
export function podOf(inventory: Inventory, datastore: Ref): Pod | undefined {
  if (!inventory.has(datastore)) return undefined;
  const parent = inventory.read(datastore as Datastore, 'parent');
  return parent?.type === 'StoragePod' ? (parent as Pod) : undefined;
}

/** Its datastores, in the order of `childEntity`; none of one that is gone. */
export function members(inventory: Inventory, pod: Pod): readonly Datastore[] {
  if (!inventory.has(pod)) return [];
  return (inventory.read(pod, 'childEntity') ?? []) as readonly Datastore[];
}

/** Is it a datastore cluster, with Storage DRS on? */
export function hasStorageDrs(inventory: Inventory, pod: Ref | undefined): pod is Pod {
  if (pod?.type !== 'StoragePod' || !inventory.has(pod)) return false;
  return stored(inventory, pod as Pod).podConfig.enabled;
}

/** Whole: what is stored, the defaults for the rest. Options carry plain values. */
export function podConfig(inventory: Inventory, pod: Pod): PodConfig {
  const { _typeName, rule: _rules, option, ...rest } = stored(inventory, pod).podConfig;
  if (!isPodConfig(rest)) return POD_CONFIG_DEFAULTS;
  return podConfigOf({
    ...rest,
    option: (option ?? []).map(({ key, value }) => ({
      key,
      value: isBoxed(value) ? value._value : value,
    })),
  });
}

/** What a virtual machine has of its own; nothing when it follows the datastore cluster in all. */
export function vmConfigOf(inventory: Inventory, pod: Pod, vm: Vm): StorageVmConfig {
  const own = vmConfigs(inventory, pod).find((one) => one.vm?.value === vm.value);
  return own ? storageVmConfig(own) : {};
}

/** Of all virtual machines that have something of their own, by their ids. */
export function vmConfigsOf(inventory: Inventory, pod: Pod): ReadonlyMap<string, StorageVmConfig> {
  return new Map(
    vmConfigs(inventory, pod).flatMap((own) =>
      own.vm ? [[own.vm.value, storageVmConfig(own)] as const] : [],
    ),
  );
}

/** One that comes with a question of its own too, as in a placement. */
export function storageVmConfig(own: StorageDrsVmConfigInfo): StorageVmConfig {
  return {
    enabled: own.enabled,
    behavior: isBehavior(own.behavior) ? own.behavior : undefined,
    intraVmAffinity: own.intraVmAffinity,
    diskRules: diskRules(own),
  };
}

/** Rules that are switched on. */
export function podRules(inventory: Inventory, pod: Pod): readonly StorageVmRule[] {
  return storageVmRules(stored(inventory, pod).podConfig.rule ?? []);
}

/** Those that are switched on of rules that may come with a question of their own. */
export function storageVmRules(rules: readonly ClusterRuleInfo[]): readonly StorageVmRule[] {
  return rules.flatMap((rule, index): StorageVmRule[] => {
    if (!rule.enabled || !isAntiAffinity(rule)) return [];
    const vms = rule.vm.map(({ value }) => value);
    return [{ key: rule.key ?? -1 - index, name: rule.name ?? '', vms }];
  });
}

function stored(inventory: Inventory, pod: Pod): StorageDrsConfigInfo {
  return podEntry(inventory, pod).storageDrsConfig;
}

function vmConfigs(inventory: Inventory, pod: Pod): readonly StorageDrsVmConfigInfo[] {
  return stored(inventory, pod).vmConfig ?? [];
}

function diskRules(own: StorageDrsVmConfigInfo): readonly DiskRule[] {
  const apart = own.intraVmAntiAffinity;
  return [
    ...(apart && apart.enabled !== false
      ? [{ kind: 'antiAffinity' as const, diskIds: apart.diskId }]
      : []),
    ...(own.virtualDiskRules ?? []).flatMap(({ enabled, diskRuleType, diskId }): DiskRule[] =>
      enabled !== false && isDiskRule(diskRuleType)
        ? [{ kind: diskRuleType, diskIds: diskId ?? [] }]
        : [],
    ),
  ];
}

function isAntiAffinity(rule: ClusterRuleInfo): rule is ClusterAntiAffinityRuleSpec {
  return rule._typeName === 'ClusterAntiAffinityRuleSpec';
}

function isBehavior(word: string | undefined): word is StorageBehavior {
  return word === 'manual' || word === 'automated';
}

function isDiskRule(word: string): word is DiskRule['kind'] {
  return DISK_RULES.includes(word);
}
