/**
 * What can be asked of a cluster: the rules of a VM, how much of it is used.
 */
import { build } from '../../../vmodl/build.ts';
import type {
  ClusterConfigInfoEx,
  ClusterRuleInfo,
  HostListSummary,
} from '../../../vmodl/generated/data.ts';
import { BYTES_PER_MB, HZ_PER_MHZ } from '../../../vmodl/units.ts';
import type { Context, MethodTable } from '../../method.ts';
import { isVmGroup } from './groups.ts';
import { isDependency, isHostRule, isVmRule } from './rule-kinds.ts';
import { type Cluster, demandVm, type Host, type Vm } from './scope.ts';

export const queryMethods: MethodTable<'ClusterComputeResource'> = {
  FindRulesForVm(self, { vm }, context) {
    const { inventory, random } = context;
    const scope = { inventory, cluster: self, newUuid: () => random.uuid() };
    const found = demandVm(scope, vm, 'vm');
    const config = shownConfig(self, context);
    return (config.rule ?? []).filter((rule) => concerns(rule, config, found));
  },

  GetResourceUsage(self, _args, context) {
    const { inventory } = context;
    const hosts = (inventory.read(self, 'host') ?? []).filter((host) => {
      const { connectionState, powerState } = inventory.read(host, 'runtime');
      return connectionState === 'connected' && powerState === 'poweredOn';
    });
    const total = { cpuUsed: 0, cpu: 0, memoryUsed: 0, memory: 0 };
    for (const host of hosts) {
      const { cpuInfo, memorySize } = inventory.read(host, 'hardware') ?? {};
      const { quickStats } = shownSummary(host, context);
      total.cpu += cpuInfo ? (cpuInfo.numCpuCores * Number(cpuInfo.hz)) / HZ_PER_MHZ : 0;
      total.memory += Number(memorySize ?? 0) / BYTES_PER_MB;
      total.cpuUsed += quickStats.overallCpuUsage ?? 0;
      total.memoryUsed += quickStats.overallMemoryUsage ?? 0;
    }
    const datastores = (inventory.read(self, 'datastore') ?? []).map((datastore) =>
      inventory.read(datastore, 'summary'),
    );
    const megabytes = (bytes: number) => Math.round(bytes / BYTES_PER_MB);
    const capacity = sum(datastores.map((one) => Number(one.capacity)));
    const free = sum(datastores.map((one) => Number(one.freeSpace)));
    return build('ClusterResourceUsageSummary', {
      cpuUsedMHz: Math.round(total.cpuUsed),
      cpuCapacityMHz: Math.round(total.cpu),
      memUsedMB: Math.round(total.memoryUsed),
      memCapacityMB: Math.round(total.memory),
      pMemAvailableMB: 0,
      pMemCapacityMB: 0,
      storageUsedMB: megabytes(capacity - free),
      storageCapacityMB: megabytes(capacity),
    });
  },
};

/** With the states of the rules. */
function shownConfig(self: Cluster, { inventory, session }: Context): ClusterConfigInfoEx {
  const viewer = { sessionKey: session.key, userName: session.userName };
  return inventory.show(self, 'configurationEx', viewer) as ClusterConfigInfoEx;
}

function shownSummary(host: Host, { inventory, session }: Context): HostListSummary {
  const viewer = { sessionKey: session.key, userName: session.userName };
  return inventory.show(host, 'summary', viewer) as HostListSummary;
}

function concerns(rule: ClusterRuleInfo, { group }: ClusterConfigInfoEx, vm: Vm): boolean {
  if (isVmRule(rule)) return rule.vm.some(({ value }) => value === vm.value);
  const names = isHostRule(rule)
    ? [rule.vmGroupName]
    : isDependency(rule)
      ? [rule.vmGroup, rule.dependsOnVmGroup]
      : [];
  return (group ?? [])
    .filter(isVmGroup)
    .filter(({ name }) => names.includes(name))
    .some((one) => one.vm?.some(({ value }) => value === vm.value) ?? false);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
