/**
 * The rules of a cluster that are switched on, with their groups looked up.
 */
import type { DrsRule } from '../../engines/drs/facts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type {
  ClusterAffinityRuleSpec,
  ClusterConfigInfoEx,
  ClusterHostGroup,
  ClusterRuleInfo,
  ClusterVmGroup,
  ClusterVmHostRuleInfo,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { clusterConfigOf } from './drs-settings.ts';

const VM_RULES: Readonly<Record<string, 'affinity' | 'antiAffinity'>> = {
  ClusterAffinityRuleSpec: 'affinity',
  ClusterAntiAffinityRuleSpec: 'antiAffinity',
};

export function drsRules(inventory: Inventory, cluster: Ref): readonly DrsRule[] {
  const config = clusterConfigOf(inventory, cluster);
  return rulesOf(config?.rule ?? [], config);
}

/** Rules that come with a question of their own may name the groups of the cluster. */
export function rulesOf(
  rules: readonly ClusterRuleInfo[],
  config: ClusterConfigInfoEx | undefined,
): readonly DrsRule[] {
  return rules
    .filter(({ enabled }) => enabled ?? false)
    .flatMap((rule, index): DrsRule[] => {
      const told = { key: rule.key ?? -1 - index, name: rule.name ?? '' };
      const kind = VM_RULES[rule._typeName];
      if (kind) {
        const { vm } = rule as ClusterAffinityRuleSpec;
        return [{ ...told, kind, vms: ids(vm) }];
      }
      return rule._typeName === 'ClusterVmHostRuleInfo'
        ? vmHostRule(rule as ClusterVmHostRuleInfo, told, config)
        : [];
    });
}

function vmHostRule(
  rule: ClusterVmHostRuleInfo,
  told: { readonly key: number; readonly name: string },
  config: ClusterConfigInfoEx | undefined,
): DrsRule[] {
  const { vmGroupName, affineHostGroupName, antiAffineHostGroupName, mandatory } = rule;
  const group = (name: string | undefined) => config?.group?.find((one) => one.name === name);
  const hosts = group(affineHostGroupName ?? antiAffineHostGroupName);
  const vms = group(vmGroupName);
  if (!hosts || !vms) return [];
  return [
    {
      ...told,
      kind: 'vmHost',
      vms: ids((vms as ClusterVmGroup).vm),
      hosts: ids((hosts as ClusterHostGroup).host),
      affine: affineHostGroupName !== undefined,
      mandatory: mandatory ?? false,
    },
  ];
}

function ids(refs: readonly Ref[] | undefined): readonly string[] {
  return (refs ?? []).map(({ value }) => value);
}
