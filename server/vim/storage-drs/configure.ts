/**
 * ConfigureStorageDrsForPod_Task and ValidateStoragePodConfig.
 */
import { assign, type Change } from '../../inventory/change.ts';
import { VimFault } from '../../vmodl/fault.ts';
import type { LocalizedMethodFault, StorageDrsConfigSpec } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { members } from '../facts/storage-drs-settings.ts';
import type { Context } from '../method.ts';
import { demandSoundArguments } from '../objects/cluster-compute-resource/reconfigure.ts';
import type { RunningTask } from '../tasks/tasks.ts';
import { balancesIo, ioControlOn } from './io-control.ts';
import { editedPodSettings, type PodSettings } from './pod-configuration.ts';
import { type Pod, podEntry, podEntryChange } from './pod-entry.ts';
import { podEvent } from './pod-events.ts';

/** How long it takes, ms of virtual time. Ours. */
const CONFIGURE_MS = 200;

interface Wish {
  readonly pod: Pod;
  readonly spec: StorageDrsConfigSpec;
  readonly modify: boolean;
}

/** Throws InvalidArgument, ManagedObjectNotFound of what the specification names; other faults end the task. */
export function configureStorageDrs(wish: Wish, context: Context): Ref<'Task'> {
  const pod = context.inventory.demand(wish.pod);
  const edit = () => edited({ ...wish, pod }, context);
  demandSoundArguments(edit);
  return context.tasks.start(context, {
    entity: pod,
    name: 'ConfigureStorageDrsForPod_Task',
    durationMs: CONFIGURE_MS,
    finish: (task) => ({ changes: settingsChanges(pod, edit(), context, task) }),
  });
}

/** What would stand against an incremental configuration; nothing when it would be done. */
export function storagePodConfigProblem(
  wish: Omit<Wish, 'modify'>,
  context: Context,
): LocalizedMethodFault | undefined {
  const pod = context.inventory.demand(wish.pod);
  try {
    edited({ ...wish, pod, modify: true }, context);
    return undefined;
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    return error.toLocalizedMethodFault() as LocalizedMethodFault;
  }
}

function edited({ pod, spec, modify }: Wish, context: Context): PodSettings {
  const { inventory, random } = context;
  const scope = { inventory, pod, newUuid: () => random.uuid() };
  return editedPodSettings(settingsOf(pod, context), spec, { modify, scope });
}

function settingsOf(pod: Pod, { inventory }: Context): PodSettings {
  return {
    config: podEntry(inventory, pod).storageDrsConfig,
    lastRuleKey: Number(inventory.read(pod as Ref, '_lastRuleKey') ?? 0),
  };
}

/** A datastore cluster that has Storage DRS no more has nothing recommended either. */
function settingsChanges(
  pod: Pod,
  after: PodSettings,
  context: Context,
  { chainId }: RunningTask,
): readonly Change[] {
  const { inventory } = context;
  const before = settingsOf(pod, context);
  const { enabled } = after.config.podConfig;
  const ended = enabled ? {} : { recommendation: [], drsFault: [] };
  if (!enabled) context.storageDrs.forget(pod);
  return [
    podEntryChange(inventory, pod, { storageDrsConfig: after.config, ...ended }),
    ...(after.lastRuleKey === before.lastRuleKey
      ? []
      : [assign(pod as Ref, '_lastRuleKey', after.lastRuleKey)]),
    ...(balancesIo(after.config) ? ioControlOn(context, members(inventory, pod), chainId) : []),
    ...configuredEvents(pod, before, after, context, chainId),
  ];
}

function configuredEvents(
  pod: Pod,
  before: PodSettings,
  after: PodSettings,
  context: Context,
  chainId: number,
): readonly Change[] {
  const { userName } = context.session;
  const tell = (id: string, words?: Readonly<Record<string, string>>) =>
    podEvent(context, { id, pod, chainId, userName, words });
  const [was, is] = [before.config.podConfig, after.config.podConfig];
  const on = () => tell('StorageDrsEnabledEvent', { behavior: is.defaultVmBehavior });
  const switched = is.enabled ? on : () => tell('StorageDrsDisabledEvent');
  return [
    tell('ConfiguredStorageDrsOnPodEvent'),
    ...(was.enabled === is.enabled ? [] : [switched()]),
  ];
}
