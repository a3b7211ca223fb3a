/**
 * What single VMs and hosts of a cluster set for themselves: automation level, restart, readiness, power
 * management.
 */
import { build } from '../../../vmodl/build.ts';
import type {
  ClusterConfigSpecEx,
  ClusterDasVmConfigInfo,
  ClusterDpmHostConfigInfo,
  ClusterDrsVmConfigInfo,
  ClusterVmOrchestrationInfo,
} from '../../../vmodl/generated/data.ts';
import type { DpmBehavior, DrsBehavior } from '../../../vmodl/generated/enums.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { demandVmLimits } from './limits.ts';
import { editedList } from './list-edits.ts';
import { merged } from './merged.ts';
import { type ClusterScope, demandHost, demandVm } from './scope.ts';

export interface Overrides {
  readonly dasVmConfig: readonly ClusterDasVmConfigInfo[];
  readonly drsVmConfig: readonly ClusterDrsVmConfigInfo[];
  readonly vmOrchestration: readonly ClusterVmOrchestrationInfo[];
  readonly dpmHostConfig: readonly ClusterDpmHostConfigInfo[];
}

type Spec = Pick<
  ClusterConfigSpecEx,
  'dasVmConfigSpec' | 'drsVmConfigSpec' | 'vmOrchestrationSpec' | 'dpmHostConfigSpec'
>;

/** What an override that does not say follows. */
export interface OverrideDefaults {
  readonly drsBehavior: DrsBehavior | undefined;
  readonly dpmBehavior: DpmBehavior | undefined;
}

/** Throws InvalidArgument for what is not the cluster's, added twice or not there. */
export function editedOverrides(
  before: Overrides,
  spec: Spec,
  { drsBehavior, dpmBehavior }: OverrideDefaults,
  scope: ClusterScope,
): Overrides {
  const vm = <T extends { readonly key: Ref<'VirtualMachine'> }>(
    wish: T,
    old: T,
    place: string,
  ): T => {
    const key = demandVm(scope, wish.key, `${place}.key`);
    demandVmLimits(wish, place);
    return { ...(merged(old, wish) ?? wish), key };
  };
  return {
    dasVmConfig: editedList(before.dasVmConfig, spec.dasVmConfigSpec, {
      place: 'spec.dasVmConfigSpec',
      keyOf: ({ key }) => key.value,
      kept: (wish, old, place) => vm(wish, old ?? newDas(wish.key), place),
    }),
    drsVmConfig: editedList(before.drsVmConfig, spec.drsVmConfigSpec, {
      place: 'spec.drsVmConfigSpec',
      keyOf: ({ key }) => key.value,
      kept: (wish, old, place) => {
        const { key } = wish;
        const usual = { key, enabled: true, behavior: drsBehavior };
        return vm(wish, old ?? build('ClusterDrsVmConfigInfo', usual), place);
      },
    }),
    vmOrchestration: editedList(before.vmOrchestration, spec.vmOrchestrationSpec, {
      place: 'spec.vmOrchestrationSpec',
      keyOf: (item) => item.vm.value,
      kept: (wish, old, place) => {
        const found = demandVm(scope, wish.vm, `${place}.vm`);
        demandVmLimits(wish, place);
        return { ...(merged(old, wish) ?? wish), vm: found };
      },
    }),
    dpmHostConfig: editedList(before.dpmHostConfig, spec.dpmHostConfigSpec, {
      place: 'spec.dpmHostConfigSpec',
      keyOf: ({ key }) => key.value,
      kept: (wish, old, place) => {
        const key = demandHost(scope, wish.key, `${place}.key`);
        const usual = { key, enabled: true, behavior: dpmBehavior };
        const base = old ?? build('ClusterDpmHostConfigInfo', usual);
        return { ...(merged(base, wish) ?? wish), key };
      },
    }),
  };
}

/** A VM that follows the cluster in all that HA does. */
function newDas(key: Ref<'VirtualMachine'>): ClusterDasVmConfigInfo {
  return build('ClusterDasVmConfigInfo', {
    key,
    dasSettings: build('ClusterDasVmSettings', {
      restartPriority: 'clusterRestartPriority',
      restartPriorityTimeout: -1,
      isolationResponse: 'clusterIsolationResponse',
      vmToolsMonitoringSettings: build('ClusterVmToolsMonitoringSettings', {
        clusterSettings: true,
      }),
    }),
  });
}
