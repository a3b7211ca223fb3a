/**
 * The rules of a cluster that a VM is part of, as the migration checks see them.
 */
import type { HostRuleFacts, VmRuleFacts } from '../../engines/compatibility/facts.ts';
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

type Vm = Ref<'VirtualMachine'>;
type Host = Ref<'HostSystem'>;

export interface RuleFacts {
  readonly vmRules: readonly VmRuleFacts[];
  readonly hostRules: readonly HostRuleFacts[];
}

export function ruleFacts(inventory: Inventory, vm: Vm, destination: Host): RuleFacts {
  const cluster = inventory.read(destination, 'parent');
  const config =
    cluster?.type === 'ClusterComputeResource'
      ? (inventory.read(cluster as Ref, 'configurationEx') as ClusterConfigInfoEx | undefined)
      : undefined;
  const rules = (config?.rule ?? []).filter((rule) => rule.enabled ?? true);
  return {
    vmRules: rules.flatMap((rule) => vmRule(inventory, rule, vm)),
    hostRules: rules.flatMap((rule) => hostRule(config, rule, vm)),
  };
}

function vmRule(inventory: Inventory, rule: ClusterRuleInfo, vm: Vm): VmRuleFacts[] {
  const isAffinity = rule._typeName === 'ClusterAffinityRuleSpec';
  if (!isAffinity && rule._typeName !== 'ClusterAntiAffinityRuleSpec') return [];
  const { vm: vms } = rule as ClusterAffinityRuleSpec;
  if (!vms.some((one) => one.value === vm.value)) return [];
  const others = vms.filter((one) => one.value !== vm.value && inventory.has(one));
  const otherHosts = others.flatMap((one) => {
    const { powerState, host } = inventory.read(one, 'runtime');
    return powerState === 'poweredOn' && host ? [host] : [];
  });
  return [{ rule, kind: isAffinity ? 'affinity' : 'antiAffinity', otherHosts }];
}

/** A rule may name hosts to run on and hosts to keep off, each in a group of its own. */
function hostRule(
  config: ClusterConfigInfoEx | undefined,
  rule: ClusterRuleInfo,
  vm: Vm,
): HostRuleFacts[] {
  if (rule._typeName !== 'ClusterVmHostRuleInfo') return [];
  const { vmGroupName, affineHostGroupName, antiAffineHostGroupName } =
    rule as ClusterVmHostRuleInfo;
  const group = (name: string | undefined) => config?.group?.find((one) => one.name === name);
  const vms = (group(vmGroupName) as ClusterVmGroup | undefined)?.vm ?? [];
  if (!vms.some((one) => one.value === vm.value)) return [];
  const named = [
    ['affinity', affineHostGroupName],
    ['antiAffinity', antiAffineHostGroupName],
  ] as const;
  return named.flatMap(([kind, name]) => {
    if (name === undefined) return [];
    const hosts = (group(name) as ClusterHostGroup | undefined)?.host ?? [];
    return [{ mandatory: rule.mandatory ?? false, kind, hosts }];
  });
}
