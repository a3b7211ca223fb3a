/**
 * ClusterEVCManager: the EVC mode of a cluster, asked for, tried, set and given up.
 *
 * Stored: `managedCluster`. The mode itself is the cluster's: `_evcModeKey`.
 */
import { assign } from '../../inventory/change.ts';
import { over } from '../../inventory/schema.ts';
import { derived } from '../../inventory/typed-reader.ts';
import { build } from '../../vmodl/build.ts';
import { invalidArgument, type VimFault } from '../../vmodl/fault.ts';
import type { ClusterEVCManagerCheckResult, EVCMode } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { box } from '../../vmodl/value.ts';
import { type Context, objectType } from '../method.ts';
import {
  evcMode,
  evcModeOf,
  evcObstacles,
  evcRefusal,
  modesOf,
} from './cluster-compute-resource/evc.ts';
import type { Cluster } from './cluster-compute-resource/scope.ts';
import { demandReachable, hostToAdd } from './host-system/connect-spec.ts';
import { NEW_HOST } from './host-system/new-host.ts';

type Manager = Ref<'ClusterEVCManager'>;

/** How long it takes, ms of virtual time. Ours. */
const CONFIGURE_MS = 500;
const CHECK_MS = 200;
const GRAPHICS_MODES = ['baseline'];

export const clusterEvcManager = objectType({
  type: 'ClusterEVCManager',
  methods: {
    ConfigureEvcMode_Task(self, args, context) {
      const mode = demandMode(args);
      const cluster = clusterOf(self, context);
      return context.tasks.start(context, {
        entity: cluster,
        name: 'ConfigureEvcMode_Task',
        durationMs: CONFIGURE_MS,
        finish: () => {
          const [obstacle] = evcObstacles(context.inventory, cluster, mode);
          if (obstacle) throw obstacle.fault;
          return {
            changes: [
              assign(cluster, '_evcModeKey', mode.key),
              assign(cluster, '_evcGraphicsModeKey', args.evcGraphicsModeKey || undefined),
            ],
          };
        },
      });
    },

    DisableEvcMode_Task(self, _args, context) {
      const cluster = clusterOf(self, context);
      return context.tasks.start(context, {
        entity: cluster,
        name: 'DisableEvcMode_Task',
        durationMs: CONFIGURE_MS,
        finish: () => ({
          changes: [
            assign(cluster, '_evcModeKey', undefined),
            assign(cluster, '_evcGraphicsModeKey', undefined),
          ],
        }),
      });
    },

    CheckConfigureEvcMode_Task(self, args, context) {
      const mode = demandMode(args);
      const cluster = clusterOf(self, context);
      return context.tasks.start(context, {
        entity: cluster,
        name: 'CheckConfigureEvcMode_Task',
        looksOnly: true,
        durationMs: CHECK_MS,
        finish: () => ({
          changes: [],
          result: checkResults(
            evcObstacles(context.inventory, cluster, mode).map(({ fault, hosts }) =>
              checkResult(mode.key, fault, hosts),
            ),
          ),
        }),
      });
    },

    CheckAddHostEvc_Task(self, { cnxSpec }, context) {
      const cluster = clusterOf(self, context);
      return context.tasks.start(context, {
        entity: cluster,
        name: 'CheckAddHostEvc_Task',
        looksOnly: true,
        durationMs: CHECK_MS,
        finish: () => {
          demandReachable(hostToAdd(cnxSpec), cnxSpec);
          const key = evcModeOf(context.inventory, cluster);
          const refusal = evcRefusal(key, NEW_HOST);
          return {
            changes: [],
            result: checkResults(
              refusal && key !== undefined ? [checkResult(key, refusal, [])] : [],
            ),
          };
        },
      });
    },
  },
  relations: [
    {
      from: 'ClusterEVCManager',
      property: 'managedCluster',
      inverse: ['ClusterComputeResource', '_evcManager'],
      single: true,
      onDestroy: 'cascade',
    },
  ],
  derivations: [
    derived(
      'ClusterEVCManager',
      'evcState',
      ['managedCluster', over('managedCluster', ['_evcModeKey', '_maxEvcModes'])],
      (self, read) => {
        const cluster = read(self, 'managedCluster') as Ref | undefined;
        const key = cluster && read(cluster, '_evcModeKey');
        const modes = (cluster && read(cluster, '_maxEvcModes')) ?? [];
        return build('ClusterEVCManagerEVCState', {
          supportedEVCMode: modesOf(modes as readonly string[]),
          currentEVCModeKey: typeof key === 'string' ? key : undefined,
          guaranteedCPUFeatures: [],
          featureCapability: [],
          featureMask: [],
          featureRequirement: [],
        });
      },
    ),
  ],
});

function demandMode(args: {
  readonly evcModeKey: string;
  readonly evcGraphicsModeKey?: string | undefined;
}): EVCMode {
  const mode = evcMode(args.evcModeKey);
  if (!mode) throw invalidArgument('evcModeKey');
  const graphics = args.evcGraphicsModeKey ?? '';
  if (graphics !== '' && !GRAPHICS_MODES.includes(graphics)) {
    throw invalidArgument('evcGraphicsModeKey');
  }
  return mode;
}

function clusterOf(self: Manager, { inventory }: Context): Cluster {
  return inventory.read(self, 'managedCluster');
}

function checkResult(evcModeKey: string, fault: VimFault, host: readonly Ref<'HostSystem'>[]) {
  return build('ClusterEVCManagerCheckResult', {
    evcModeKey,
    error: fault.toLocalizedMethodFault(),
    host,
  });
}

function checkResults(results: readonly ClusterEVCManagerCheckResult[]) {
  return box('ArrayOfClusterEVCManagerCheckResult', results);
}
