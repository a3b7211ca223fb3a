/**
 * Whether the VMs of a cluster stand as its rules want: `status` and `inCompliance` of each rule.
 *
 * Only VMs that run count. A rule that is not in force may be broken and is green all the same.
 */
import type { TypedReader } from '../../../inventory/typed-reader.ts';
import type {
  ClusterConfigInfoEx,
  ClusterGroupInfo,
  ClusterRuleInfo,
} from '../../../vmodl/generated/data.ts';
import { freezeDeep } from '../../../vmodl/value.ts';
import { isHostGroup, isVmGroup } from './groups.ts';
import { isAffinity, isHostRule, isVmRule } from './rule-kinds.ts';
import type { Vm } from './scope.ts';

/** The configuration with the state of each rule in it. */
export function withRuleStates(
  config: ClusterConfigInfoEx,
  read: TypedReader,
): ClusterConfigInfoEx {
  if (!config.rule?.length) return config;
  return freezeDeep({
    ...config,
    rule: config.rule.map((rule) => withState(rule, config.group ?? [], read)),
  });
}

function withState(
  rule: ClusterRuleInfo,
  groups: readonly ClusterGroupInfo[],
  read: TypedReader,
): ClusterRuleInfo {
  const inCompliance = isKept(rule, groups, read);
  return { ...rule, inCompliance, status: rule.enabled && !inCompliance ? 'red' : 'green' };
}

function isKept(
  rule: ClusterRuleInfo,
  groups: readonly ClusterGroupInfo[],
  read: TypedReader,
): boolean {
  if (isVmRule(rule)) {
    const hosts = hostsOf(rule.vm, read);
    const used = new Set(hosts).size;
    return isAffinity(rule) ? used <= 1 : used === hosts.length;
  }
  if (!isHostRule(rule)) return true;
  const vms = groups.find(({ name }) => name === rule.vmGroupName);
  const used = isVmGroup(vms) ? hostsOf(vms.vm ?? [], read) : [];
  const wanted = listed(groups, rule.affineHostGroupName);
  const banned = listed(groups, rule.antiAffineHostGroupName);
  return used.every((host) => (wanted?.has(host) ?? true) && !(banned?.has(host) ?? false));
}

/** Hosts of a group; undefined when the rule names none. */
function listed(
  groups: readonly ClusterGroupInfo[],
  name: string | undefined,
): ReadonlySet<string> | undefined {
  const group = groups.find((one) => one.name === name);
  return isHostGroup(group) ? new Set((group.host ?? []).map(({ value }) => value)) : undefined;
}

/** Hosts of those that run. */
function hostsOf(vms: readonly Vm[], read: TypedReader): readonly string[] {
  return vms.flatMap((vm) => {
    const runtime = read(vm, 'runtime');
    return runtime?.powerState === 'poweredOn' && runtime.host ? [runtime.host.value] : [];
  });
}
