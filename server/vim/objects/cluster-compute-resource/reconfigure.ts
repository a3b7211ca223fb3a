/**
 * ReconfigureComputeResource_Task and the older ReconfigureCluster_Task.
 */
import { assign, type Change } from '../../../inventory/change.ts';
import { VimFault } from '../../../vmodl/fault.ts';
import type {
  ClusterConfigInfoEx,
  ClusterConfigSpec,
  ClusterConfigSpecEx,
  ComputeResourceConfigInfo,
  ComputeResourceConfigSpec,
} from '../../../vmodl/generated/data.ts';
import type { Ref } from '../../../vmodl/reference.ts';
import type { Context, MethodTable } from '../../method.ts';
import type { RunningTask } from '../../tasks/tasks.ts';
import { type Removal, removalEvent } from '../managed-entity/removal.ts';
import { poolsBelowRemoved, poolTree } from '../resource-pool/remove.ts';
import { changesInWords } from '../virtual-machine/config-changes.ts';
import {
  type ClusterSettings,
  defaultSettings,
  editedSettings,
  editedStandalone,
} from './configuration.ts';
import type { Cluster, ClusterScope } from './scope.ts';

/** How long it takes, ms of virtual time. Ours. */
const RECONFIGURE_MS = 200;

/** Faults of the specification itself, known before the task is begun. */
const OF_ARGUMENTS = ['InvalidArgument', 'NotSupported', 'ManagedObjectNotFound'];

export const reconfigureClusterMethods: MethodTable<'ClusterComputeResource'> = {
  ReconfigureCluster_Task(self, { spec, modify }, context) {
    return reconfigured(self, spec, modify, context, { name: 'ReconfigureCluster_Task' });
  },

  /** Rules have their identity from the start, so there is nothing left to stamp. */
  StampAllRulesWithUuid_Task(self, _args, context) {
    return context.tasks.start(context, {
      entity: self,
      name: 'StampAllRulesWithUuid_Task',
      durationMs: RECONFIGURE_MS,
      finish: () => ({ changes: [] }),
    });
  },
};

export const reconfigureComputeMethods: MethodTable<'ComputeResource'> = {
  ReconfigureComputeResource_Task(self, { spec, modify }, context) {
    const name = 'ReconfigureComputeResource_Task';
    if (self.type === 'ClusterComputeResource') {
      return reconfigured(self as Cluster, spec, modify, context, {
        name,
        descriptionId: 'ClusterComputeResource.reconfigureEx',
      });
    }
    const config = () =>
      editedStandalone(context.inventory.read(self, 'configurationEx'), spec, { modify });
    config();
    return context.tasks.start(context, {
      entity: self,
      name,
      descriptionId: 'ComputeResource.reconfigureEx',
      durationMs: RECONFIGURE_MS,
      finish: () => ({ changes: [assign(self, 'configurationEx', config())] }),
    });
  },
};

/** What the cluster is set to. */
export function settingsOf(
  { inventory }: Pick<Context, 'inventory'>,
  self: Cluster,
): ClusterSettings {
  const config: ComputeResourceConfigInfo = inventory.read(self, 'configurationEx');
  return {
    config: config as ClusterConfigInfoEx,
    lastRuleKey: Number(inventory.read(self as Ref, '_lastRuleKey') ?? 0),
  };
}

/** What a new cluster is set to. Throws as `editedSettings`. */
export function newSettings(
  spec: ClusterConfigSpec | ClusterConfigSpecEx,
  context: Context,
): ClusterSettings {
  const scope = scopeOf(undefined, context);
  return editedSettings(defaultSettings(), spec, { modify: true, scope });
}

function scopeOf(cluster: Cluster | undefined, context: Context): ClusterScope {
  const { inventory, random } = context;
  return { inventory, cluster, newUuid: () => random.uuid() };
}

function reconfigured(
  self: Cluster,
  spec: ClusterConfigSpec | ClusterConfigSpecEx | ComputeResourceConfigSpec,
  modify: boolean,
  context: Context,
  task: { readonly name: string; readonly descriptionId?: string },
): Ref<'Task'> {
  const wish = spec as ClusterConfigSpecEx;
  const edit = () =>
    editedSettings(settingsOf(context, self), wish, { modify, scope: scopeOf(self, context) });
  demandSoundArguments(edit);
  return context.tasks.start(context, {
    ...task,
    entity: self,
    durationMs: RECONFIGURE_MS,
    finish: (running) => ({ changes: settingsChanges(self, edit(), context, running) }),
  });
}

/** Throws what is wrong with the specification itself; other faults wait for the task. */
export function demandSoundArguments(edit: () => unknown): void {
  try {
    edit();
  } catch (error) {
    if (!(error instanceof VimFault) || OF_ARGUMENTS.includes(error.name)) throw error;
  }
}

function settingsChanges(
  self: Cluster,
  after: ClusterSettings,
  context: Context,
  { chainId }: RunningTask,
): readonly Change[] {
  const before = settingsOf(context, self);
  const removal: Removal = { context, chainId };
  return [
    ...poolsLost(self, before.config, after.config, removal),
    assign(self, 'configurationEx', after.config),
    ...(after.lastRuleKey === before.lastRuleKey
      ? []
      : [assign(self, '_lastRuleKey', after.lastRuleKey)]),
    ...switchEvents(self, before.config, after.config, removal),
    removalEvent(removal, 'ClusterReconfiguredEvent', self, {
      configChanges: changesInWords('configurationEx', before.config, after.config),
    }),
  ];
}

/**
 * A cluster without DRS has no pools but its root: their VMs move there. Throws
 * CannotDisableDrsOnClustersWithVApps.
 */
function poolsLost(
  self: Cluster,
  before: ClusterConfigInfoEx,
  after: ClusterConfigInfoEx,
  removal: Removal,
): readonly Change[] {
  const { context } = removal;
  const root = context.inventory.read(self, 'resourcePool');
  if (!before.drsConfig.enabled || after.drsConfig.enabled || !root) return [];
  if (poolTree(context, root).some(({ type }) => type === 'VirtualApp')) {
    throw new VimFault('CannotDisableDrsOnClustersWithVApps');
  }
  return poolsBelowRemoved(root, removal);
}

/** What was switched on and off. */
function switchEvents(
  self: Cluster,
  before: ClusterConfigInfoEx,
  after: ClusterConfigInfoEx,
  removal: Removal,
): readonly Change[] {
  const tell = (
    was: boolean | undefined,
    is: boolean | undefined,
    stem: string,
    members: object = {},
  ) => {
    if ((was ?? false) === (is ?? false)) return [];
    return is
      ? [removalEvent(removal, `${stem}EnabledEvent`, self, { ...members })]
      : [removalEvent(removal, `${stem}DisabledEvent`, self)];
  };
  const [das, wasDas] = [after.dasConfig, before.dasConfig];
  return [
    ...tell(before.drsConfig.enabled, after.drsConfig.enabled, 'Drs', {
      behavior: after.drsConfig.defaultVmBehavior ?? 'fullyAutomated',
    }),
    ...tell(wasDas.enabled, das.enabled, 'Das'),
    ...(das.enabled
      ? tell(wasDas.admissionControlEnabled, das.admissionControlEnabled, 'DasAdmissionControl')
      : []),
  ];
}
