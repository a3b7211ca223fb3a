/**
 * What single virtual machines of a datastore cluster have of their own: on or off, behaviour, which disks
 * lie together and which apart.
 */
import { POD_CONFIG_CHOICES } from '../../engines/storage-drs/pod-config.ts';
import { invalidArgument } from '../../vmodl/fault.ts';
import type {
  StorageDrsVmConfigInfo,
  StorageDrsVmConfigSpec,
  VirtualDiskAntiAffinityRuleSpec,
} from '../../vmodl/generated/data.ts';
import { freezeDeep } from '../../vmodl/value.ts';
import { editedList } from '../objects/cluster-compute-resource/list-edits.ts';
import { merged } from '../objects/cluster-compute-resource/merged.ts';
import { demandVmOnPod, diskKeys, type PodScope } from './pod-scope.ts';

type VmConfig = StorageDrsVmConfigInfo;

/** Kinds of rules for disks, and the fewest disks each speaks of. */
const DISK_RULES: Readonly<Record<string, number>> = { affinity: 2, antiAffinity: 2, disabled: 1 };

/**
 * The list after the edits. Throws InvalidArgument for a virtual machine that lies elsewhere, is added twice
 * or not there, for disks it does not have.
 */
export function editedVmConfigs(
  before: readonly VmConfig[],
  updates: readonly StorageDrsVmConfigSpec[] | undefined,
  scope: PodScope,
): readonly VmConfig[] {
  return editedList(before, updates, {
    place: 'spec.vmConfigSpec',
    keyOf: ({ vm }) => vm?.value ?? '',
    kept: (wish, old, place) => keptVmConfig(wish, old, scope, place),
  });
}

function keptVmConfig(
  wish: VmConfig,
  old: VmConfig | undefined,
  scope: PodScope,
  place: string,
): VmConfig {
  if (!wish.vm) throw invalidArgument(`${place}.vm`);
  const vm = demandVmOnPod(scope, wish.vm, `${place}.vm`);
  const words = POD_CONFIG_CHOICES['defaultVmBehavior'] ?? [];
  if (wish.behavior !== undefined && !words.includes(wish.behavior)) {
    throw invalidArgument(`${place}.behavior`);
  }
  demandDisks(wish, diskKeys(scope.inventory, vm), place);
  return freezeDeep(withoutContradiction({ ...(merged(old, wish) ?? wish), vm }, wish));
}

/** Disks that lie together do not lie apart: what was said last holds, and a rule of no disks is none. */
function withoutContradiction(config: VmConfig, wish: VmConfig): VmConfig {
  const { intraVmAntiAffinity: apart, ...rest } = config;
  if (!apart) return config;
  const together = wish.intraVmAffinity === true && wish.intraVmAntiAffinity === undefined;
  if (together || apart.diskId.length === 0) return rest;
  return apart.enabled === false ? config : { ...config, intraVmAffinity: false };
}

function demandDisks(wish: VmConfig, disks: ReadonlySet<number>, place: string): void {
  const { intraVmAntiAffinity: apart, virtualDiskRules = [] } = wish;
  if (apart && !isWithdrawn(apart)) {
    demandDiskIds(apart.diskId, 2, disks, `${place}.intraVmAntiAffinity.diskId`);
    if (wish.intraVmAffinity) throw invalidArgument(`${place}.intraVmAntiAffinity`);
  }
  for (const [index, { diskRuleType, diskId = [] }] of virtualDiskRules.entries()) {
    const at = `${place}.virtualDiskRules[${index}]`;
    const fewest = Object.hasOwn(DISK_RULES, diskRuleType) ? DISK_RULES[diskRuleType] : undefined;
    if (fewest === undefined) throw invalidArgument(`${at}.diskRuleType`);
    demandDiskIds(diskId, fewest, disks, `${at}.diskId`);
  }
}

function isWithdrawn({ enabled, diskId }: VirtualDiskAntiAffinityRuleSpec): boolean {
  return enabled === false && diskId.length === 0;
}

function demandDiskIds(
  ids: readonly number[],
  fewest: number,
  disks: ReadonlySet<number>,
  place: string,
): void {
  const named = new Set(ids);
  const known = ids.every((id) => disks.has(id));
  if (!known || named.size !== ids.length || named.size < fewest) throw invalidArgument(place);
}
