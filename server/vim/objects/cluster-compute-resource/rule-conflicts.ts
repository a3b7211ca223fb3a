/**
 * Rules that cannot both be kept: the older one counts, the newer one is disabled.
 *
 * VMs of rules that keep together belong together across rules; no two of them can be kept apart. A VM
 * that is bound to hosts by two rules must have a host that suits both. Older means a lower key.
 */
import type { ClusterGroupInfo, ClusterRuleInfo } from '../../../vmodl/generated/data.ts';
import { isHostGroup, isVmGroup } from './groups.ts';
import { isAffinity, isAntiAffinity, isHostRule, type VmRule } from './rule-kinds.ts';

export function disablingConflicts(
  rules: readonly ClusterRuleInfo[],
  groups: readonly ClusterGroupInfo[],
): readonly ClusterRuleInfo[] {
  const inForce: ClusterRuleInfo[] = [];
  const refused = new Set<ClusterRuleInfo>();
  const oldestFirst = rules.toSorted((left, right) => (left.key ?? 0) - (right.key ?? 0));
  for (const rule of oldestFirst) {
    if (!rule.enabled) continue;
    if (agrees([...inForce, rule], groups)) inForce.push(rule);
    else refused.add(rule);
  }
  return rules.map((rule) => (refused.has(rule) ? { ...rule, enabled: false } : rule));
}

/** Can all these rules be kept at once, as far as the rules alone tell? */
function agrees(rules: readonly ClusterRuleInfo[], groups: readonly ClusterGroupInfo[]): boolean {
  return agreeOnVms(rules) && agreeOnHosts(rules, groups);
}

function agreeOnVms(rules: readonly ClusterRuleInfo[]): boolean {
  const leaders = companies(rules.filter(isAffinity));
  return rules.filter(isAntiAffinity).every(({ vm }) => {
    const led = vm.map(({ value }) => leaders.get(value) ?? value);
    return new Set(led).size === led.length;
  });
}

/** For each VM that must stay with others, the one that stands for all of them. */
function companies(rules: readonly VmRule[]): ReadonlyMap<string, string> {
  const leaders = new Map<string, string>();
  for (const { vm } of rules) {
    const joined = new Set(vm.map(({ value }) => leaders.get(value) ?? value));
    const [leader] = joined;
    if (leader === undefined) continue;
    for (const { value } of vm) leaders.set(value, leader);
    for (const [member, old] of leaders) if (joined.has(old)) leaders.set(member, leader);
  }
  return leaders;
}

function agreeOnHosts(
  rules: readonly ClusterRuleInfo[],
  groups: readonly ClusterGroupInfo[],
): boolean {
  const wanted = new Map<string, ReadonlySet<string>>();
  const banned = new Map<string, ReadonlySet<string>>();
  for (const rule of rules.filter(isHostRule)) {
    const affine = hostsIn(groups, rule.affineHostGroupName);
    const antiAffine = hostsIn(groups, rule.antiAffineHostGroupName);
    for (const vm of vmsIn(groups, rule.vmGroupName)) {
      const old = wanted.get(vm);
      const both = old ? affine.filter((host) => old.has(host)) : affine;
      if (affine.length > 0) wanted.set(vm, new Set(both));
      banned.set(vm, new Set([...(banned.get(vm) ?? []), ...antiAffine]));
    }
  }
  return [...wanted].every(([vm, hosts]) =>
    [...hosts].some((host) => !(banned.get(vm)?.has(host) ?? false)),
  );
}

function vmsIn(groups: readonly ClusterGroupInfo[], name: string | undefined): readonly string[] {
  const group = groups.find((one) => one.name === name);
  return isVmGroup(group) ? (group.vm ?? []).map(({ value }) => value) : [];
}

function hostsIn(groups: readonly ClusterGroupInfo[], name: string | undefined): readonly string[] {
  const group = groups.find((one) => one.name === name);
  return isHostGroup(group) ? (group.host ?? []).map(({ value }) => value) : [];
}
