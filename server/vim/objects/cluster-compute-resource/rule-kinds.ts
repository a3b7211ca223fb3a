/**
 * The kinds of rules a cluster has.
 */
import type {
  ClusterAffinityRuleSpec,
  ClusterAntiAffinityRuleSpec,
  ClusterDependencyRuleInfo,
  ClusterRuleInfo,
  ClusterVmHostRuleInfo,
} from '../../../vmodl/generated/data.ts';

/** VMs that stay together, or apart. */
export type VmRule = ClusterAffinityRuleSpec | ClusterAntiAffinityRuleSpec;

export function isAffinity(rule: ClusterRuleInfo): rule is ClusterAffinityRuleSpec {
  return rule._typeName === 'ClusterAffinityRuleSpec';
}

export function isAntiAffinity(rule: ClusterRuleInfo): rule is ClusterAntiAffinityRuleSpec {
  return rule._typeName === 'ClusterAntiAffinityRuleSpec';
}

export function isVmRule(rule: ClusterRuleInfo): rule is VmRule {
  return isAffinity(rule) || isAntiAffinity(rule);
}

export function isHostRule(rule: ClusterRuleInfo): rule is ClusterVmHostRuleInfo {
  return rule._typeName === 'ClusterVmHostRuleInfo';
}

export function isDependency(rule: ClusterRuleInfo): rule is ClusterDependencyRuleInfo {
  return rule._typeName === 'ClusterDependencyRuleInfo';
}
