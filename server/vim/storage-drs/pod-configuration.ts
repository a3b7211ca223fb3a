/**
 * What a specification makes of a datastore cluster's configuration.
 *
 * Incrementally, what the specification leaves unset stays as it is; otherwise it goes back to the default,
 * and lists hold only what the specification adds. An override of the automation level that is given as an
 * empty word goes: then that kind of action follows the datastore cluster again.
 */
import { podConfigMistakes } from '../../engines/storage-drs/pod-config.ts';
import { podStorageDrsEntry } from '../../inventory/templates/storage-pod.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  OptionValue,
  StorageDrsConfigInfo,
  StorageDrsConfigSpec,
  StorageDrsOptionSpec,
  StorageDrsPodConfigInfo,
  StorageDrsPodConfigSpec,
} from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { editedList } from '../objects/cluster-compute-resource/list-edits.ts';
import { merged } from '../objects/cluster-compute-resource/merged.ts';
import { editedPodRules } from './pod-rules.ts';
import type { PodScope } from './pod-scope.ts';
import { editedVmConfigs } from './vm-configs.ts';

export interface PodSettings {
  readonly config: StorageDrsConfigInfo;
  /** The highest number a rule has ever had. */
  readonly lastRuleKey: number;
}

const PLACE = 'spec.podConfigSpec';

/** Throws InvalidArgument naming what is wrong, DuplicateName of a rule. */
export function editedPodSettings(
  before: PodSettings,
  { podConfigSpec, vmConfigSpec }: StorageDrsConfigSpec,
  { modify, scope }: { readonly modify: boolean; readonly scope: PodScope },
): PodSettings {
  const base = modify ? before.config : podStorageDrsEntry({}).storageDrsConfig;
  const { rule, lastKey } = editedPodRules(
    { rule: base.podConfig.rule ?? [], lastKey: before.lastRuleKey },
    podConfigSpec?.rule,
    scope,
  );
  const config = freezeDeep({
    ...base,
    podConfig: {
      ...editedPodConfig(base.podConfig, podConfigSpec),
      rule,
      option: editedOptions(base.podConfig.option ?? [], podConfigSpec?.option),
    },
    vmConfig: editedVmConfigs(base.vmConfig ?? [], vmConfigSpec, scope),
  });
  return { config, lastRuleKey: lastKey };
}

function editedPodConfig(
  base: StorageDrsPodConfigInfo,
  spec: StorageDrsPodConfigSpec | undefined,
): StorageDrsPodConfigInfo {
  if (!spec) return base;
  const { rule: _rules, option: _options, ...plain } = spec;
  const { wish, inherited } = heededOverrides(plain);
  const [mistake] = podConfigMistakes(wish);
  if (mistake) throw invalidArgument(`${PLACE}.${mistake}`);
  const next =
    merged(base, { ...wish, _typeName: base._typeName } as StorageDrsPodConfigInfo) ?? base;
  const overrides = Object.entries(next.automationOverrides ?? {});
  return {
    ...next,
    automationOverrides: Object.fromEntries(
      overrides.filter(([name]) => !inherited.includes(name)),
    ) as unknown as StorageDrsPodConfigInfo['automationOverrides'],
  };
}

type Plain = Omit<StorageDrsPodConfigSpec, 'rule' | 'option'>;

/** The wish without overrides that are empty words, and the names of these. */
function heededOverrides(plain: Plain): {
  readonly wish: Plain;
  readonly inherited: readonly string[];
} {
  const { automationOverrides } = plain;
  if (!automationOverrides) return { wish: plain, inherited: [] };
  const entries = Object.entries(automationOverrides);
  const kept = Object.fromEntries(entries.filter(([, word]) => word !== ''));
  return {
    wish: { ...plain, automationOverrides: kept as unknown as typeof automationOverrides },
    inherited: entries.filter(([, word]) => word === '').map(([name]) => name),
  };
}

/** An option that is added though it is there gets the new value, as clients which only know `add` expect. */
function editedOptions(
  before: readonly OptionValue[],
  updates: readonly StorageDrsOptionSpec[] | undefined,
): readonly OptionValue[] {
  const known = new Set(before.map(({ key }) => key));
  const edits = updates?.map(({ operation, option, removeKey, _typeName }) => ({
    _typeName,
    removeKey,
    info: option,
    operation:
      operation === 'add' && option && known.has(option.key) ? ('edit' as const) : operation,
  }));
  return editedList(before, edits, {
    place: `${PLACE}.option`,
    keyOf: ({ key }) => key,
    kept: (wish, _old, place) => {
      if (wish.key === '') throw invalidArgument(`${place}.key`);
      return wish;
    },
  });
}
