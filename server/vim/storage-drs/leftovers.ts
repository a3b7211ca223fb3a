/**
 * What a datastore cluster still says of virtual machines that lie on it no more, and of disks that are gone.
 */
import type { Change } from '../../inventory/change.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  ClusterAntiAffinityRuleSpec,
  ClusterRuleInfo,
  StorageDrsVmConfigInfo,
  VirtualDiskAntiAffinityRuleSpec,
  VirtualDiskRuleSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { members as membersOf } from '../facts/storage-drs-settings.ts';
import { isAntiAffinity } from '../objects/cluster-compute-resource/rule-kinds.ts';
import { type Pod, podEntry, podEntryChange } from './pod-entry.ts';
import { diskKeys } from './pod-scope.ts';

type Vm = Ref<'VirtualMachine'>;

/** What takes it away; nothing when there is none. `members` are those it has, or will have. */
export function leftovers(
  inventory: Inventory,
  pod: Pod,
  members: readonly Ref[] = membersOf(inventory, pod),
): readonly Change[] {
  const { storageDrsConfig } = podEntry(inventory, pod);
  const { podConfig, vmConfig = [] } = storageDrsConfig;
  const rules = podConfig.rule ?? [];
  if (rules.length + vmConfig.length === 0) return [];
  const ids = new Set(members.map(({ value }) => value));
  const stays = (vm: Vm) =>
    inventory.has(vm) &&
    (inventory.read(vm, 'datastore') ?? []).some(({ value }) => ids.has(value));
  const rule = mapped(rules, (one) => ruleOf(one, stays));
  const own = mapped(vmConfig, (one) => vmConfigOf(one, inventory, stays));
  if (rule === rules && own === vmConfig) return [];
  const config = { ...storageDrsConfig, podConfig: { ...podConfig, rule }, vmConfig: own };
  return [podEntryChange(inventory, pod, { storageDrsConfig: config })];
}

/** A rule without those who left; none when nobody is left. */
function ruleOf(rule: ClusterRuleInfo, stays: (vm: Vm) => boolean): ClusterRuleInfo | undefined {
  if (!isAntiAffinity(rule)) return rule;
  const vm = rule.vm.filter(stays);
  if (vm.length === 0) return undefined;
  const kept: ClusterAntiAffinityRuleSpec = { ...rule, vm };
  return vm.length === rule.vm.length ? rule : kept;
}

function vmConfigOf(
  own: StorageDrsVmConfigInfo,
  inventory: Inventory,
  stays: (vm: Vm) => boolean,
): StorageDrsVmConfigInfo | undefined {
  const { vm, intraVmAntiAffinity, virtualDiskRules, ...rest } = own;
  if (!vm || !stays(vm)) return undefined;
  const disks = diskKeys(inventory, vm);
  const apart = intraVmAntiAffinity && diskRuleOf(intraVmAntiAffinity, disks, 2);
  const rules =
    virtualDiskRules &&
    mapped(virtualDiskRules, (one) =>
      diskRuleOf(one, disks, one.diskRuleType === 'disabled' ? 1 : 2),
    );
  if (apart === intraVmAntiAffinity && rules === virtualDiskRules) return own;
  return {
    ...rest,
    vm,
    ...(apart && { intraVmAntiAffinity: apart }),
    ...(rules && { virtualDiskRules: rules }),
  };
}

/** A rule without disks that are gone; none when too few are left to speak of. */
function diskRuleOf<T extends VirtualDiskAntiAffinityRuleSpec | VirtualDiskRuleSpec>(
  rule: T,
  disks: ReadonlySet<number>,
  fewest: number,
): T | undefined {
  const named = rule.diskId ?? [];
  const diskId = named.filter((id) => disks.has(id));
  if (diskId.length === named.length) return rule;
  return diskId.length < fewest ? undefined : { ...rule, diskId };
}

/** The same list when nothing in it changed. */
function mapped<T>(list: readonly T[], map: (item: T) => T | undefined): readonly T[] {
  const next = list.flatMap((item) => map(item) ?? []);
  const same = next.length === list.length && next.every((item, index) => item === list[index]);
  return same ? list : next;
}
