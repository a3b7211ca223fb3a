/**
 * ClusterComputeResource: summary and configuration as they follow from `configurationEx` and the hosts.
 *
 * Stored: `configurationEx` (without the states of rules, which follow from where VMs run),
 * `recommendation`, `drsRecommendation`, `migrationHistory`, `actionHistory`, an empty `drsFault`; internal
 * `_numVmotions`, `_evcModeKey`, `_evcGraphicsModeKey`, `_lastRuleKey`, and `_balance` with the last DRS pass's
 * `currentBalance`, `targetBalance`, `drsScore`, entitlements, and `_drsFault` with its faults.
 */
import { over } from '../../../inventory/schema.ts';
import { derived, live, type TypedReader } from '../../../inventory/typed-reader.ts';
import { build } from '../../../vmodl/build.ts';
import type {
  ClusterComputeResourceSummary,
  ClusterConfigInfo,
  ClusterConfigInfoEx,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import { freezeDeep } from '../../../vmodl/value.ts';
import { objectType } from '../../method.ts';
import { addHostMethods } from './add-host.ts';
import { clusterColour } from './colour.ts';
import { drsMethods } from './drs.ts';
import { evcManagerMethods } from './evc-manager.ts';
import { failoverState } from './failover.ts';
import { memberMethods } from './members.ts';
import { queryMethods } from './queries.ts';
import { reconfigureClusterMethods } from './reconfigure.ts';
import { withRuleStates } from './rule-state.ts';
import type { Cluster } from './scope.ts';
import { clusterSummary, usageSummary } from './summary.ts';

export const clusterComputeResource = objectType({
  type: 'ClusterComputeResource',
  methods: {
    ...reconfigureClusterMethods,
    ...memberMethods,
    ...addHostMethods,
    ...queryMethods,
    ...evcManagerMethods,
    ...drsMethods,
  },
  derivations: [
    // The older clients' view.
    derived('ClusterComputeResource', 'configuration', ['configurationEx'], (self, read) => {
      const config = configOf(self, read);
      return (
        config &&
        build('ClusterConfigInfo', {
          dasConfig: config.dasConfig,
          dasVmConfig: config.dasVmConfig,
          drsConfig: config.drsConfig,
          drsVmConfig: config.drsVmConfig,
          rule: config.rule,
        })
      );
    }),
    derived(
      'ClusterComputeResource',
      'summary',
      [
        '_capacity',
        'overallStatus',
        'configurationEx',
        '_numVmotions',
        '_balance',
        '_evcModeKey',
        '_evcGraphicsModeKey',
      ],
      clusterSummary,
    ),
    derived('ClusterComputeResource', 'summaryEx', ['summary'], (self, read) =>
      read(self, 'summary'),
    ),
    derived(
      'ClusterComputeResource',
      'configStatus',
      ['configIssue', '_capacity', 'resourcePool', over('resourcePool', ['_reserved'])],
      clusterColour,
    ),
    derived(
      'ClusterComputeResource',
      '_maxEvcModes',
      ['host', over('host', ['summary'])],
      (self, read) =>
        (read(self, 'host') ?? []).map((host) => read(host, 'summary')?.maxEVCModeKey ?? ''),
    ),
    derived('ClusterComputeResource', '_vms', ['host', over('host', ['vm'])], (self, read) =>
      (read(self, 'host') ?? []).flatMap((host) => read(host, 'vm') ?? []),
    ),
  ],
  lives: [
    ...(['summary', 'summaryEx'] as const).map((property) =>
      live('ClusterComputeResource', property, (base, { self, read, nowMs, memo }) =>
        base === undefined
          ? undefined
          : freezeDeep({
              ...(base as ClusterComputeResourceSummary),
              ...failoverState(self, read),
              usageSummary: usageSummary(self, { read, nowMs, memo }),
            }),
      ),
    ),
    // vCenter sends no updates of it.
    live('ClusterComputeResource', 'drsFault', (base, { self, read }) =>
      base === undefined ? undefined : (read(self as Ref, '_drsFault') ?? base),
    ),
    live('ClusterComputeResource', 'configurationEx', (base, { read }) =>
      base === undefined ? undefined : withRuleStates(base as ClusterConfigInfoEx, read),
    ),
    live('ClusterComputeResource', 'configuration', (base, { self, read }) => {
      const config = configOf(self, read);
      if (base === undefined || !config) return base;
      const { rule } = withRuleStates(config, read);
      return freezeDeep({ ...(base as ClusterConfigInfo), rule });
    }),
  ],
});

function configOf(self: Cluster, read: TypedReader): ClusterConfigInfoEx | undefined {
  return read(self, 'configurationEx') as ClusterConfigInfoEx | undefined;
}
