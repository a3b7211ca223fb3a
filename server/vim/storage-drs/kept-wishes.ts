/**
 * What came with a placement and holds on afterwards: what the virtual machine has of its own in the datastore
 * cluster, and whom it must not share a datastore with.
 */
import { assign, type Change } from '../../inventory/change.ts';
import { isVirtualDisk } from '../../inventory/templates/vm-files.ts';
import { build } from '../../vmodl/build.ts';
import type {
  ClusterAntiAffinityRuleSpec,
  ClusterRuleInfo,
  StorageDrsVmConfigInfo,
  StoragePlacementSpec,
} from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import type { Context } from '../method.ts';
import { isAntiAffinity } from '../objects/cluster-compute-resource/rule-kinds.ts';
import { distinct } from '../objects/cluster-compute-resource/scope.ts';
import { wishedRules, wishedVmConfig } from './placement-wish.ts';
import { isNewDisk } from './placement-wishes.ts';
import { type Pod, podEntry, podEntryChange } from './pod-entry.ts';
import { liesOnPod } from './pod-scope.ts';

type Vm = Ref<'VirtualMachine'>;

export function keptWishes(
  vm: Vm,
  spec: StoragePlacementSpec,
  context: Context,
): readonly Change[] {
  const asked = (spec.podSelectionSpec.initialVmConfig ?? []).map(({ storagePod }) => storagePod);
  const pods = new Map(asked.map((pod) => [pod.value, pod]));
  return [...pods.values()].flatMap((pod) => keptIn(pod, vm, spec, context));
}

function keptIn(pod: Pod, vm: Vm, spec: StoragePlacementSpec, context: Context): readonly Change[] {
  const { inventory } = context;
  if (!inventory.has(pod) || !liesOnPod(inventory, pod, vm)) return [];
  const own = wishedVmConfig(spec, pod);
  const { storageDrsConfig } = podEntry(inventory, pod);
  const { podConfig, vmConfig = [] } = storageDrsConfig;
  const lastKey = Number(inventory.read(pod as Ref, '_lastRuleKey') ?? 0);
  const wished = wishedRules(spec, pod).filter(isAntiAffinity);
  const added = keptRules(wished, { pod, vm, lastKey, before: podConfig.rule ?? [] }, context);
  if (!own && added.length === 0) return [];
  const others = vmConfig.filter((one) => one.vm?.value !== vm.value);
  return [
    podEntryChange(inventory, pod, {
      storageDrsConfig: {
        ...storageDrsConfig,
        podConfig: { ...podConfig, rule: [...(podConfig.rule ?? []), ...added] },
        vmConfig: own ? [...others, ownConfig(own, vm, spec, context)] : vmConfig,
      },
    }),
    ...(added.length > 0 ? [assign(pod, '_lastRuleKey', lastKey + added.length)] : []),
  ];
}

interface RulePlace {
  readonly pod: Pod;
  readonly vm: Vm;
  readonly lastKey: number;
  readonly before: readonly ClusterRuleInfo[];
}

/** Of those it is to be kept from, who has left is passed over; a name that is taken gets the rule's number. */
function keptRules(
  wished: readonly ClusterAntiAffinityRuleSpec[],
  { pod, vm, lastKey, before }: RulePlace,
  { inventory, random }: Context,
): readonly ClusterAntiAffinityRuleSpec[] {
  const taken = new Set(before.map(({ name }) => name));
  return wished
    .map((rule) => {
      const others = rule.vm.filter(({ value }) => value !== vm.value);
      return {
        ...rule,
        vm: distinct([...others.filter((one) => liesOnPod(inventory, pod, one)), vm]),
      };
    })
    .filter((rule) => rule.vm.length > 1)
    .map((rule, index) => {
      const key = lastKey + 1 + index;
      const plain = rule.name ?? `rule-${key}`;
      const name = taken.has(plain) ? `${plain} (${key})` : plain;
      taken.add(name);
      return { ...rule, key, name, ruleUuid: rule.ruleUuid ?? random.uuid() };
    });
}

/** Disks that did not exist are named by the keys they have got. */
function ownConfig(
  own: StorageDrsVmConfigInfo,
  vm: Vm,
  spec: StoragePlacementSpec,
  { inventory }: Context,
): StorageDrsVmConfigInfo {
  const config = spec.configSpec ?? spec.cloneSpec?.config;
  const asked = (config?.deviceChange ?? []).filter(isNewDisk).map(({ device }) => device.key);
  const disks = (inventory.read(vm, 'config')?.hardware.device ?? []).filter(isVirtualDisk);
  const made = disks.slice(disks.length - asked.length);
  const keys = new Map(asked.map((key, index) => [key, made[index]?.key ?? key]));
  const known = (ids: readonly number[] = []) => ids.map((id) => keys.get(id) ?? id);
  const { intraVmAntiAffinity: apart, virtualDiskRules: rules } = own;
  return build('StorageDrsVmConfigInfo', {
    ...own,
    vm,
    intraVmAntiAffinity: apart && { ...apart, diskId: known(apart.diskId) },
    virtualDiskRules: rules?.map((rule) => ({ ...rule, diskId: known(rule.diskId) })),
  });
}
